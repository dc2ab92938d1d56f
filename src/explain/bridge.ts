// What a bridge does to a frame. net/bridge/br_input.c, br_forward.c, br_netfilter_hooks.c.
import { entriesOf, linkByName, masterOf, type Place } from '../topology/find.ts';
import { isGroup } from '../topology/mac.ts';
import type { FdbEntry, Link, Netns } from '../topology/model.ts';
import { ipText } from '../topology/prefix.ts';
import { filtersVlans } from '../topology/vlans.ts';
import { frameHook, ipHook } from './hooks.ts';
import { sharersOn } from './macs.ts';
import { BROADCAST, cut, type Frame, type Packet } from './packet.ts';
import { linkThing, type Thing } from './trace.ts';
import type { Tags } from './vlan.ts';
import { isOn, Lost, type Walk } from './walk.ts';
import type { Crossing } from './wire.ts';

export const portData = ({ linkinfo }: Link) => linkinfo?.info_slave_data ?? {};

export function checkPort(walk: Walk, port: Place, packet: Packet): void {
  const state = portData(port.link)['state'];
  if (typeof state !== 'string' || state === 'forwarding') return;
  const { stp_state: stp, forward_delay: delay } = masterOf(port)?.link.linkinfo?.info_data ?? {};
  const delays = DELAYS.get(state);
  if (delays === undefined || Number(stp ?? 0) === 0 || typeof delay !== 'number')
    walk.stop('port-blocked', linkThing(port), packet, port.link.ifname, state);
  // In hundredths of a second: ip-link(8), "forward_delay".
  walk.stop(
    'port-will-forward',
    linkThing(port),
    packet,
    port.link.ifname,
    state,
    `${Math.ceil((delays * delay) / 100)}`,
  );
}

/** How many forward delays a port stays at most until it forwards: br_forward_delay_timer_expired(). */
const DELAYS: ReadonlyMap<string, number> = new Map([
  ['listening', 2],
  ['learning', 1],
]);

/** A frame in a bridge, when what is asked before the way on has been. */
type Entered = { readonly frame: Frame; readonly prerouted: boolean } & (
  | object
  /** Its destination has been translated: it goes up. */
  | { readonly taken: true }
  /** Or to another host on the bridge. */
  | { readonly path: readonly Crossing[] }
);

/** br_handle_frame(): a frame that came in by a port. Throws Stopped. */
export function enter(walk: Walk, bridge: Place, port: Place, frame: Frame, inside: Tags): Entered {
  const { netns, link } = bridge;
  checkIngress(walk, bridge, port, frame, inside);
  if (portData(port.link)['learning'] !== false) walk.learn(tableOf(link, inside), frame.src, port.link.ifname);
  const ports = { in: port.link };
  const at = { netns, iif: port.link, ports, macs: frame, tags: frame.tags };
  const seen = { ...frame, packet: frameHook(walk, 'bridge', 'prerouting', at, frame.packet, frame.arp) };
  if (!callsPacketFilter(netns, frame)) return { frame: seen, prerouted: false };
  walk.step('shown', { netns: netns.id, kind: 'setting', key: callsKey(frame) }, seen.packet);
  const packet = ipHook(walk, 'prerouting', { netns, iif: link, ports, macs: frame }, seen.packet);
  if (packet.dst.value === seen.packet.dst.value) return { frame: { ...seen, packet }, prerouted: true };
  // To another VLAN, perhaps.
  if (filtersVlans(link)) throw new Lost({ what: 'vlan_filtering', thing: linkThing(bridge) });
  const further = walk.above.bridged(walk, bridge, packet);
  if (!further) return { frame: { ...seen, packet, dst: link.address ?? '' }, prerouted: true, taken: true };
  return { frame: { ...seen, packet, dst: further.mac }, prerouted: true, path: further.path };
}

/** br_handle_frame_finish(), or br_dev_xmit() for what the bridge's own netns sends: to a port, or up. Throws Stopped. */
export function passOver(
  walk: Walk,
  bridge: Place,
  port: Place | undefined,
  next: Place | undefined,
  frame: Frame,
  inside: Tags,
  prerouted: boolean,
): Frame {
  const { netns, link } = bridge;
  if (next) checkEgress(walk, bridge, port, next, frame, inside);
  const { tags = [] } = frame;
  // IS_IP(): not of what has a tag.
  const callsIp = prerouted && tags.length === 0;
  const at = { netns, iif: port?.link, oif: next?.link, ports: { in: port?.link, out: next?.link }, macs: frame, tags };
  const seenAt = (hook: string, packet: Packet, places: Partial<typeof at> = {}) =>
    frameHook(walk, 'bridge', hook, { ...at, ...places }, packet, frame.arp);
  const last = { iif: undefined };
  const passed = (packet: Packet): Packet => {
    walk.step('bridged', linkThing(bridge), packet, [port, next].map((one) => (one?.link ?? link).ifname).join(' → '));
    return packet;
  };
  if (!port) return { ...frame, packet: passed(seenAt('postrouting', seenAt('output', frame.packet), last)) };
  if (!next) {
    const packet = passed(seenAt('input', frame.packet, { oif: undefined }));
    const up = { netns, iif: link, macs: frame };
    return { ...frame, packet: frameHook(walk, 'netdev', 'ingress', up, packet, frame.arp) };
  }
  const asIp = (hook: 'forward' | 'postrouting', packet: Packet) =>
    callsIp ? ipHook(walk, hook, { ...at, iif: hook === 'forward' ? link : undefined, oif: link }, packet) : packet;
  const forwarded = asIp('forward', seenAt('forward', frame.packet));
  const posted = asIp('postrouting', seenAt('postrouting', forwarded, last));
  return { ...frame, packet: passed(callsIp ? fitting(walk, next, posted) : posted) };
}

/** br_nf_dev_queue_xmit(): what the packet filter of IP has seen is cut for the port, as a router does it. */
function fitting(walk: Walk, port: Place, packet: Packet): Packet {
  const { mtu = Number.POSITIVE_INFINITY } = port.link;
  return (
    cut(packet, mtu) ?? walk.stop('too-big', linkThing(port), packet, `${packet.size}`, `${mtu}`, port.link.ifname)
  );
}

export function checkBridge(walk: Walk, bridge: Place, { packet }: Frame): void {
  if (!bridge.link.flags.includes('UP')) walk.stop('bridge-down', linkThing(bridge), packet, bridge.link.ifname);
}

function checkIngress(walk: Walk, bridge: Place, port: Place, { packet, src }: Frame, inside: Tags): void {
  const data = portData(port.link);
  const vid = vidOf(bridge, inside);
  // Only what the table has behind that very port, in that VLAN: BR_PORT_LOCKED.
  const isKnown = ({ mac, ifname, state, vlan }: FdbEntry) =>
    mac === src && ifname === port.link.ifname && state !== 'permanent' && vlan === vid;
  const known = data['locked'] === true ? entriesOf(bridge.netns, bridge.link).filter(isKnown) : [];
  const [learned] = known;
  // What it has learned before it was locked counts until it is forgotten.
  if (learned && !known.some(isFixed))
    walk.doubt('learned', { netns: bridge.netns.id, kind: 'fdb', link: bridge.link.id, entry: learned });
  if (data['locked'] === true && !learned)
    walk.stop(
      'port-blocked',
      linkThing(port),
      packet,
      port.link.ifname,
      'locked',
      src,
      ...(vid === undefined ? [] : [`${vid}`]),
    );
  if (data['vlan_tunnel'] === true) walk.doubt('vlan_tunnel', linkThing(bridge));
}

function checkEgress(
  walk: Walk,
  bridge: Place,
  inPort: Place | undefined,
  outPort: Place,
  frame: Frame,
  inside: Tags,
): void {
  const { packet, dst } = frame;
  const [from, to] = [inPort ? portData(inPort.link) : {}, portData(outPort.link)];
  if (inPort?.link.id === outPort.link.id && to['hairpin'] !== true)
    walk.stop('port-blocked', linkThing(outPort), packet, outPort.link.ifname, 'hairpin off');
  if (from['isolated'] === true && to['isolated'] === true)
    walk.stop('port-isolated', linkThing(outPort), packet, inPort?.link.ifname ?? '', outPort.link.ifname);
  if (isGroup(dst)) {
    const flag = dst === BROADCAST ? 'bcast_flood' : 'mcast_flood';
    // br_flood(): what the bridge's own netns sends goes out in any case.
    if (inPort && to[flag] === false)
      walk.stop('port-does-not-flood', linkThing(outPort), packet, outPort.link.ifname, flag);
    if (to['neigh_suppress'] === true) checkSuppressed(walk, bridge, outPort, frame);
    return;
  }
  const known = lookUp(walk, bridge, dst, inPort !== undefined, inside);
  if (!known) {
    if (to['flood'] === false)
      walk.stop('port-does-not-flood', linkThing(outPort), packet, outPort.link.ifname, 'flood');
  } else if (known.port !== outPort.link.ifname) {
    if (isOfLink(bridge, known.thing)) checkSharers(walk, bridge, dst, packet);
    walk.stop('wrong-switch-entry', known.thing, packet, dst, known.port, outPort.link.ifname);
  }
}

/** Whether nobody has written it: it was learned, or is an address of the bridge's own. */
const isOfLink = ({ netns }: Place, thing: Thing): boolean =>
  thing.kind !== 'fdb' || linkByName(netns.links, thing.entry.ifname ?? '')?.address === thing.entry.mac;

/** What it has learned of one of two with the same address is not true of the other. */
function checkSharers(walk: Walk, bridge: Place, mac: string, packet: Packet): void {
  const isFor = ({ link }: Place) => link.addr_info.some(({ local }) => local === ipText(packet.dst));
  const [one, other] = sharersOn(walk.topology, bridge, mac).toSorted((a, b) => Number(isFor(a)) - Number(isFor(b)));
  if (one && other)
    walk.stop('same-mac', linkThing(one), packet, one.link.ifname, other.netns.id, other.link.ifname, mac);
}

/** br_do_proxy_suppress_arp(): such a port does not get questions that the bridge can answer, or that are for itself. */
function checkSuppressed(walk: Walk, { netns, link }: Place, port: Place, { arp, packet }: Frame): void {
  if (arp === undefined && packet.icmp !== 'neighbour-solicitation') return;
  const hop = ipText(packet.dst);
  // What is asked for by neighbour discovery is not in the packet's addresses.
  if (netns.neighbours.some(({ dev, dst }) => dev === link.ifname && (arp === undefined || dst === hop)))
    walk.doubt('neigh_suppress', linkThing(port));
  const isOwn = link.addr_info.some(({ family, local }) => local === hop || (arp === undefined && family === 'inet6'));
  if (isOwn && arp) walk.stop('port-does-not-flood', linkThing(port), packet, port.link.ifname, 'neigh_suppress');
  if (isOwn) walk.doubt('neigh_suppress', linkThing(port));
}

/** That by which it tells entries of its table apart. */
const vidOf = ({ link }: Place, inside: Tags): number | undefined => (filtersVlans(link) ? inside[0] : undefined);

/** Where a bridge sends frames for a MAC address; undefined: to all ports. */
function lookUp(
  walk: Walk,
  bridge: Place,
  mac: string,
  isForwarded: boolean,
  inside: Tags,
): { readonly port: string; readonly thing: Thing } | undefined {
  const { netns, link } = bridge;
  const vid = vidOf(bridge, inside);
  const entry = entriesOf(netns, link).find(
    (one) => one.mac === mac && one.master === link.ifname && one['vlan'] === vid && isFixed(one),
  );
  const learned = walk.learned.get(tableOf(link, inside))?.get(mac);
  const thing: Thing = entry
    ? { netns: netns.id, kind: 'fdb', link: link.id, entry }
    : { netns: netns.id, kind: 'link', link: link.id };
  // What a frame shows moves an entry, unless it is the bridge's own or sticks to its port.
  const stays = entry?.state === 'permanent' || entry?.flags?.includes('sticky');
  if (learned !== undefined && !stays) return { port: learned, thing };
  if (!entry) return undefined;
  // A permanent entry is an address of the bridge's own, br_handle_frame_finish(); br_dev_xmit() does not ask for that.
  return { port: entry.state === 'permanent' && isForwarded ? link.ifname : (entry.ifname ?? ''), thing };
}

/** Where what a bridge learns is kept: each VLAN has a table of its own. */
const tableOf = (link: Link, inside: Tags): string => (filtersVlans(link) ? `${link.id} ${inside[0]}` : link.id);

const isFixed = ({ state, flags = [] }: FdbEntry): boolean =>
  state === 'static' || state === 'permanent' || flags.includes('sticky') || flags.includes('extern_learn');

/** A setting of the bridge's netns, there where the module is (Documentation/networking/bridge.rst, "br_netfilter"). */
const callsKey = ({ packet }: Frame): string =>
  `net.bridge.bridge-nf-call-${packet.src.family === 'inet6' ? 'ip6tables' : 'iptables'}`;

const callsPacketFilter = (netns: Netns, frame: Frame): boolean =>
  frame.arp === undefined && (frame.tags ?? []).length === 0 && isOn(netns, callsKey(frame));
