// A frame along a way of links: what each link, port and bridge does to it. net/bridge/br_input.c, br_forward.c, br_netfilter_hooks.c.
import { entriesOf, linkById, type Place } from '../topology/find.ts';
import { kindOf, roleOf } from '../topology/link-kinds.ts';
import { linkState } from '../topology/link-state.ts';
import type { FdbEntry, Link, Netns } from '../topology/model.ts';
import { frameHook, ipHook } from './hooks.ts';
import type { Packet } from './packet.ts';
import type { Thing } from './trace.ts';
import { isOn, Lost, type Walk } from './walk.ts';
import { type Crossing, isMacvlan } from './wire.ts';

export const BROADCAST = 'ff:ff:ff:ff:ff:ff';

export interface Frame {
  readonly packet: Packet;
  /** MAC addresses; one that is sent to a group of hosts is flooded. */
  readonly src: string;
  readonly dst: string;
  readonly arp?: 'request' | 'reply';
}

/** Where a frame comes up to the network layer. */
export interface Arrival {
  readonly place: Place;
  readonly frame: Frame;
  /** A bridge has called the hooks of prerouting already (br_netfilter): they are not called again. */
  readonly prerouted: boolean;
  /** The port of a bridge by which it came. */
  readonly port?: Link;
}

/** Carries a frame from one end of a tunnel to the other. Throws Stopped. */
export type Tunnel = (walk: Walk, from: Place, to: Place, frame: Frame) => void;

export const linkThing = ({ netns, link }: Place): Thing => ({ netns: netns.id, kind: 'link', link: link.id });

export const isGroup = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;

/** The frame at the end of the way; sooner where a bridge takes it up because its packet was translated. Throws Stopped. */
export function carry(walk: Walk, path: readonly Crossing[], frame: Frame, tunnel: Tunnel): Arrival {
  let now = frame;
  let prerouted = false;
  let port: Link | undefined;
  for (const [at, { place, way }] of path.entries()) {
    const [before, after] = [path[at - 1], path[at + 1]];
    if (way === 'out') {
      goOut(walk, place, now, before?.way === 'hub');
      if (after?.way === 'in' && kindOf(place.link) === 'vxlan') tunnel(walk, place, after.place, now);
    } else if (way === 'in') {
      prerouted = false;
      now = comeIn(walk, place, now, before?.place);
    } else {
      const passed = throughBridge(walk, place, now, before, after?.place.link);
      if (before?.way === 'in') reflect(walk, path.slice(0, at), now);
      now = passed.frame;
      prerouted = passed.prerouted;
      port = before?.way === 'in' ? before.place.link : undefined;
      if (passed.taken) return { place, frame: now, prerouted, ...(port && { port }) };
    }
  }
  const end = path.at(-1);
  if (!end) throw new Error('a way has a beginning');
  return { place: end.place, frame: now, prerouted, ...(port && { port }) };
}

/** A port that sends back what is for all, so that the bridges before it take it for the way to the sender. */
function reflect(walk: Walk, path: readonly Crossing[], { src, dst }: Frame): void {
  const port = path.at(-1)?.place;
  const data = port ? portData(port.link) : {};
  if (!isGroup(dst) || data['hairpin'] !== true || data['isolated'] === true) return;
  if (data[dst === BROADCAST ? 'bcast_flood' : 'mcast_flood'] === false) return;
  for (const [at, { place, way }] of path.entries()) {
    const out = path[at + 1]?.place.link;
    if (way === 'hub' && out && portData(out)['learning'] !== false) walk.learn(place.link.id, src, out.ifname);
  }
}

/** Whether a link carries what is sent on it. */
export function checkUp(walk: Walk, place: Place, packet: Packet): void {
  const { link } = place;
  const state = linkState(link);
  if (state === 'up') return;
  if (state === 'down') walk.stop('link-down', linkThing(place), packet, link.ifname);
  if (state === 'lower-down') {
    const lower = linkById(walk.topology, link.lower);
    if (lower) checkUp(walk, lower, packet);
  }
  if (roleOf(link) === 'pair') {
    if (link.peer === null) walk.stop('cut-cable', linkThing(place), packet, link.ifname);
    const peer = linkById(walk.topology, link.peer);
    if (peer && linkState(peer.link) === 'down') walk.stop('link-down', linkThing(peer), packet, peer.link.ifname);
  }
  walk.stop('no-carrier', linkThing(place), packet, link.ifname);
}

function goOut(walk: Walk, place: Place, frame: Frame, isPort: boolean): void {
  checkUp(walk, place, frame.packet);
  if (isPort) checkPort(walk, place, frame.packet);
  frameHook(walk, 'netdev', 'egress', { netns: place.netns, oif: place.link, macs: frame }, frame.packet, frame.arp);
  if (isPort) checkSize(walk, place, frame.packet);
}

/** is_skb_forwardable() of net/core/dev.c: there may be the tag of a VLAN more than the MTU says. */
function checkSize(walk: Walk, place: Place, packet: Packet): void {
  const mtu = place.link.mtu ?? 65_536;
  if (packet.size > mtu + VLAN_HLEN) walk.stop('too-big', linkThing(place), packet, `${packet.size}`, `${mtu}`);
}

const VLAN_HLEN = 4;

function comeIn(walk: Walk, place: Place, frame: Frame, from: Place | undefined): Frame {
  // The other end of a pair; what is above a link goes with it.
  if (from && from.link.peer === place.link.id) {
    checkUp(walk, place, frame.packet);
    checkSize(walk, place, frame.packet);
  } else if (linkState(place.link) === 'down')
    walk.stop('link-down', linkThing(place), frame.packet, place.link.ifname);
  const at = { netns: place.netns, iif: place.link, macs: frame };
  if (from && isMacvlan(from.link)) passBelow(walk, place, frame);
  // skb_scrub_packet(): marks and connections are those of a netns.
  const packet = from?.netns === place.netns ? frame.packet : { ...frame.packet, mark: 0, untracked: false };
  return { ...frame, packet: frameHook(walk, 'netdev', 'ingress', at, packet, frame.arp) };
}

/** macvlan_queue_xmit(): what goes to another macvlan on the same link is seen there as if it came in. */
function passBelow(walk: Walk, { link }: Place, frame: Frame): void {
  const lower = linkById(walk.topology, link.lower);
  if (!lower || isGroup(frame.dst)) return;
  checkSize(walk, lower, frame.packet);
  const at = { netns: lower.netns, iif: lower.link, macs: frame };
  frameHook(walk, 'netdev', 'ingress', at, frame.packet, frame.arp);
}

const portData = ({ linkinfo }: Link) => linkinfo?.info_slave_data ?? {};

function checkPort(walk: Walk, port: Place, packet: Packet): void {
  const state = portData(port.link)['state'];
  if (typeof state === 'string' && state !== 'forwarding')
    walk.stop('port-blocked', linkThing(port), packet, port.link.ifname, state);
}

interface Passed {
  readonly frame: Frame;
  readonly prerouted: boolean;
  /** It goes up to the bridge's own netns, wherever it was going. */
  readonly taken: boolean;
}

/** Between two of a bridge's ports, or between a port and the bridge itself. */
function throughBridge(
  walk: Walk,
  bridge: Place,
  frame: Frame,
  before: Crossing | undefined,
  out: Link | undefined,
): Passed {
  const { netns, link } = bridge;
  const inPort = before?.way === 'in' ? before.place : undefined;
  if (!link.flags.includes('UP')) walk.stop('bridge-down', linkThing(bridge), frame.packet, link.ifname);
  checkSwitch(bridge);
  if (inPort) {
    checkIngress(walk, bridge, inPort, frame);
    if (portData(inPort.link)['learning'] !== false) walk.learn(link.id, frame.src, inPort.link.ifname);
  }
  const outPort = out && { netns, link: out };
  if (outPort) checkEgress(walk, bridge, inPort, outPort, frame);
  return filtered(walk, bridge, frame, inPort, outPort);
}

function checkIngress(walk: Walk, bridge: Place, port: Place, { packet }: Frame): void {
  const data = portData(port.link);
  checkPort(walk, port, packet);
  if (data['locked'] === true) walk.doubt('locked', linkThing(port));
  if (data['vlan_tunnel'] === true) walk.doubt('vlan_tunnel', linkThing(bridge));
}

function checkSwitch(bridge: Place): void {
  if (Number(bridge.link.linkinfo?.info_data?.['vlan_filtering'] ?? 0) > 0)
    throw new Lost({ what: 'vlan_filtering', thing: linkThing(bridge) });
}

function checkEgress(walk: Walk, bridge: Place, inPort: Place | undefined, outPort: Place, frame: Frame): void {
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
    if (to['neigh_suppress'] === true && frame.arp) walk.doubt('neigh_suppress', linkThing(outPort));
    return;
  }
  const known = lookUp(walk, bridge, dst, inPort !== undefined);
  if (!known) {
    if (to['flood'] === false)
      walk.stop('port-does-not-flood', linkThing(outPort), packet, outPort.link.ifname, 'flood');
  } else if (known.port !== outPort.link.ifname)
    walk.stop('wrong-switch-entry', known.thing, packet, dst, known.port, outPort.link.ifname);
}

/** Where a bridge sends frames for a MAC address; undefined: to all ports. */
function lookUp(
  walk: Walk,
  bridge: Place,
  mac: string,
  isForwarded: boolean,
): { readonly port: string; readonly thing: Thing } | undefined {
  const { netns, link } = bridge;
  const entry = entriesOf(netns, link).find((one) => one.mac === mac && one.master === link.ifname && isFixed(one));
  const learned = walk.learned.get(link.id)?.get(mac);
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

const isFixed = ({ state, flags = [] }: FdbEntry): boolean =>
  state === 'static' || state === 'permanent' || flags.includes('sticky') || flags.includes('extern_learn');

/** The packet filter of a bridge, and that of IP where br_netfilter calls it. */
function filtered(
  walk: Walk,
  bridge: Place,
  frame: Frame,
  inPort: Place | undefined,
  outPort: Place | undefined,
): Passed {
  const { netns, link } = bridge;
  const ports = { in: inPort?.link, out: outPort?.link };
  const at = { netns, ports, macs: frame };
  const bridgeAt = { netns, iif: inPort?.link ?? undefined, oif: outPort?.link, ports, macs: frame };
  let { packet } = frame;
  const frameAt = (hook: string, iif = inPort?.link, oif = outPort?.link) => {
    packet = frameHook(walk, 'bridge', hook, { ...bridgeAt, iif, oif }, packet, frame.arp);
  };
  if (!inPort) {
    frameAt('output');
    frameAt('postrouting', undefined);
    return { frame: { ...frame, packet }, prerouted: false, taken: false };
  }
  frameAt('prerouting', inPort.link, undefined);
  const callsIp = callsPacketFilter(netns, frame);
  if (callsIp) {
    const was = packet.dst;
    packet = ipHook(walk, 'prerouting', { netns, iif: link, ports: { in: inPort.link }, macs: frame }, packet);
    if (packet.dst.value !== was.value) return { frame: { ...frame, packet }, prerouted: true, taken: true };
  }
  if (!outPort) {
    frameAt('input', inPort.link, undefined);
    packet = frameHook(walk, 'netdev', 'ingress', { netns, iif: link, macs: frame }, packet, frame.arp);
    return { frame: { ...frame, packet }, prerouted: callsIp, taken: false };
  }
  frameAt('forward');
  if (callsIp) packet = ipHook(walk, 'forward', { ...at, iif: link, oif: link }, packet);
  frameAt('postrouting', undefined);
  if (callsIp) packet = ipHook(walk, 'postrouting', { ...at, oif: link }, packet);
  walk.step('bridged', linkThing(bridge), packet, `${inPort.link.ifname} → ${outPort.link.ifname}`);
  return { frame: { ...frame, packet }, prerouted: false, taken: false };
}

/** A setting of the bridge's netns, there where the module is (Documentation/networking/bridge.rst, "br_netfilter"). */
function callsPacketFilter(netns: Netns, { packet, arp }: Frame): boolean {
  if (arp !== undefined) return false;
  return isOn(netns, `net.bridge.bridge-nf-call-${packet.src.family === 'inet6' ? 'ip6tables' : 'iptables'}`);
}

/** Whether the frame that comes up at a link is for it: its MAC address, or that of a group. */
export function isFor(link: Link, dst: string): boolean {
  return isGroup(dst) || link.address === undefined || link.address.toLowerCase() === dst.toLowerCase();
}
