// The network layer of a netns: what it sends, takes in and passes on. net/ipv4/route.c, ip_output.c, ip_forward.c and their IPv6 sisters.
import { linksWith, type Place } from '../topology/find.ts';
import { isLoopback, kindOf, roleOf } from '../topology/link-kinds.ts';
import { linkState } from '../topology/link-state.ts';
import type { Link, Netns } from '../topology/model.ts';
import { type Ip, ipText, isOf, readIp } from '../topology/prefix.ts';
import { segmentOf } from '../topology/segments.ts';
import { carry, checkUp, isFor, mtuOf } from './frames.ts';
import { sendToGroup } from './groups.ts';
import { frameHook, ipHook } from './hooks.ts';
import { usedUp, withHops } from './hop-limit.ts';
import { resolve } from './neighbour.ts';
import { cut, type Frame, type Packet, UNSET } from './packet.ts';
import { frameWay } from './question.ts';
import { checkMartian, checkSource } from './reverse-path.ts';
import { hasOwnRules, isLocal, type Lookup, route, type Way } from './routing.ts';
import { sourceOf } from './source.ts';
import { linkThing, netnsThing } from './trace.ts';
import { homeOf, learnEnd, mismatch, outerOf } from './tunnel.ts';
import { unknownKind } from './unknown-kinds.ts';
import { type Above, isOn, Lost, settingOf, type Walk } from './walk.ts';
import { type Out, outOf, refusesAll, routed, wayOut } from './way.ts';
import { isBridge, type Neighbourhood } from './wire.ts';

/** Where a packet comes to. */
export type End =
  | { readonly kind: 'delivered'; readonly netns: Netns; readonly link: Link; readonly packet: Packet }
  /** It leaves what the topology shows. */
  | { readonly kind: 'left'; readonly place: Place; readonly packet: Packet };

/** The first packet of a conversation; where `packet.src` is zero, the kernel chooses it. Throws Stopped, Lost. */
export function begin(walk: Walk, netns: Netns, packet: Packet, out?: Out): End {
  const isSpecial = isOf('multicast', packet.dst) || isOf('nobody', packet.dst);
  if (isSpecial) throw new Lost({ what: 'special', thing: netnsThing(netns) });
  if (ipText(packet.dst) === LIMITED)
    return refusesAll(walk, netns, packet, routed(walk, netns, packet, { ...packet, iif: 'lo' }, 'out'));
  if (packet.src.value !== UNSET || packet.src.family === 'inet6' || !hasOwnRules(netns))
    return send(walk, netns, packet, out);
  // ip_route_connect() looks a second time, with the source. ping(8) finds its source by a connection of UDP, too.
  const asks = packet.protocol === 'icmp' ? ({ ...packet, protocol: 'udp', dport: PROBE_PORT } as const) : packet;
  const way = walk.aside(() => routed(walk, netns, asks, { ...asks, iif: 'lo' }, 'out'));
  const sourced = walk.aside(() => withSource(walk, netns, asks, way));
  routed(walk, netns, sourced, { ...sourced, iif: 'lo' }, 'out');
  return send(walk, netns, packet.protocol === 'icmp' ? packet : sourced);
}

const PROBE_PORT = 1025;

/** RFC 919. */
const LIMITED = '255.255.255.255';

/** A packet that begins in a netns; `out`: it must go out there. */
export function send(walk: Walk, netns: Netns, packet: Packet, out?: Out): End {
  const first = wayOut(walk, netns, packet, out);
  const sourced = withHops(netns, first, withSource(walk, netns, packet, first));
  const { oif, local } = outOf(walk, netns, first, sourced);
  const filtered = ipHook(walk, 'output', { netns, oif, own: true }, sourced);
  const changed = filtered.dst.value !== sourced.dst.value || filtered.mark !== sourced.mark;
  // ip_route_me_harder() keeps to the link of a socket.
  const way = changed ? wayOut(walk, netns, filtered, out?.bound === true ? out : undefined) : first;
  const final = changed ? outOf(walk, netns, way, filtered) : { oif, local };
  const posted = ipHook(walk, 'postrouting', { netns, oif: final.oif, own: true, hop: way.gateway }, filtered);
  if (final.local) {
    const lo: Place = { netns, link: final.oif };
    if (!lo.link.flags.includes('UP')) walk.stop('link-down', linkThing(lo), posted, lo.link.ifname);
    walk.step('to-itself', linkThing(lo), posted);
    const gone = frameHook(walk, 'netdev', 'egress', { netns, oif: lo.link }, posted);
    return receive(walk, lo, frameHook(walk, 'netdev', 'ingress', { netns, iif: lo.link }, gone), false);
  }
  // What begins here is cut where that is needed, whatever it wants later: IP_PMTUDISC_WANT of ip(7).
  const place: Place = { netns, link: final.oif };
  const isTooBig = posted.size > mtuOf(place) && posted.src.family === 'inet';
  const sent = isTooBig ? { ...posted, whole: false } : posted;
  return transmit(walk, place, way.gateway ?? posted.dst, cutFor(walk, place, sent));
}

function withSource(walk: Walk, netns: Netns, packet: Packet, way: Way): Packet {
  if (packet.src.value !== UNSET) return packet;
  const src =
    way.route.type === 'local' ? (readIp(way.route.prefsrc ?? '') ?? packet.dst) : sourceOf(netns, way, packet.dst);
  if (!src) return walk.stop('no-source', netnsThing(netns), packet, way.dev ?? '');
  const sourced = { ...packet, src };
  walk.step('source', netnsThing(netns), sourced);
  return sourced;
}

/** A packet out of a link, to a next hop on its wire. */
function transmit(walk: Walk, from: Place, hop: Ip, packet: Packet): End {
  if (isBridge(from.link) && linkState(from.link) === 'no-carrier') checkPorts(walk, from, hop, packet);
  checkUp(walk, from, packet);
  if (kindOf(from.link) === 'dummy') walk.stop('dummy', linkThing(from), packet, from.link.ifname);
  const unknown = unknownKind(from);
  if (unknown) throw new Lost({ what: 'kind', thing: linkThing(unknown) });
  if (isUplink(from.link))
    return leave(walk, from, frameHook(walk, 'netdev', 'egress', { netns: from.netns, oif: from.link }, packet));
  if (needsNoNeighbour(from)) throw new Lost({ what: 'kind', thing: linkThing(from) });
  // A socket that is bound to lo answers there, whatever the routes say.
  if (isLoopback(from.link) && isLocal(from.netns, packet.dst)) {
    walk.step('to-itself', linkThing(from), packet);
    return receive(walk, from, packet, false);
  }
  const found = neighbour(walk, from, hop, packet);
  if (!found) return leave(walk, from, packet);
  walk.step('sent', linkThing(from), packet, found.mac);
  const frame: Frame = { packet, src: from.link.address ?? '', dst: found.mac };
  const { place, frame: arrived, prerouted } = carry(walk, found.path, frame);
  if (!prerouted && !isFor(place.link, arrived.dst))
    walk.stop('wrong-neighbour', linkThing(place), packet, ipText(hop), found.mac);
  walk.step('received', linkThing(place), arrived.packet, arrived.dst);
  return receive(walk, place, arrived.packet, prerouted);
}

/** A bridge has no carrier where its ports have none: what is down on the way to the next hop says more. Throws Stopped. */
function checkPorts(walk: Walk, bridge: Place, hop: Ip, packet: Packet): void {
  const [owner] = linksWith(walk.topology, ipText(hop)).filter(({ link }) => link.id !== bridge.link.id);
  for (const { place } of (owner && frameWay(walk, bridge, owner)) ?? [])
    if (!isBridge(place.link)) checkUp(walk, place, packet);
}

/** undefined: nobody who is here has it, and the wire leads out of what is here. */
function neighbour(walk: Walk, from: Place, hop: Ip, packet: Packet): Neighbourhood | undefined {
  const leads = from.netns.links.some(
    (link) =>
      isUplink(link) &&
      linkState(link) === 'up' &&
      segmentOf(walk.topology, link.id) === segmentOf(walk.topology, from.link.id),
  );
  if (!leads) return resolve(walk, from, hop, packet);
  const before = walk.doubts.length;
  try {
    return walk.aside(() => resolve(walk, from, hop, packet));
  } catch {
    walk.doubts.length = before;
    return undefined;
  }
}

/** A link whose frames have no MAC address: there is one other end. */
const needsNoNeighbour = ({ link }: Place): boolean => link.link_type === 'none' || kindOf(link) === 'tun';

/** A card, or a tap: what is at its other end is not on this host, or a program. */
const isUplink = (link: Link): boolean => roleOf(link) === 'end' && ['ether', 'tap'].includes(kindOf(link));

function leave(walk: Walk, place: Place, packet: Packet): End {
  walk.step('left', linkThing(place), packet, place.link.ifname);
  return { kind: 'left', place, packet };
}

/** A packet that came in by a link: for the netns, or to be passed on. */
function receive(walk: Walk, place: Place, came: Packet, prerouted: boolean): End {
  const { netns, link } = place;
  const unknown = unknownKind(place);
  if (unknown) throw new Lost({ what: 'kind', thing: linkThing(unknown) });
  const packet = prerouted ? came : ipHook(walk, 'prerouting', { netns, iif: link }, came);
  return packet.dst.family === 'inet' ? receive4(walk, place, packet) : receive6(walk, place, packet);
}

/** ip_route_input_slow() of net/ipv4/route.c. What a netns sends to itself has had its route, and comes by lo. */
function receive4(walk: Walk, place: Place, packet: Packet): End {
  const { netns, link } = place;
  checkMartian(walk, place, packet);
  const lookup: Lookup = { ...packet, iif: link.ifname };
  const here = isHere(netns, packet, link);
  if (isQuestionForAll(netns, packet, link))
    walk.stop('echo-ignored', { netns: netns.id, kind: 'setting', key: IGNORES_BROADCASTS }, packet);
  const way = routed(walk, netns, packet, lookup, 'in');
  if (here) {
    if (link.ifname !== 'lo') checkSource(walk, place, packet);
    return deliver(walk, place, packet);
  }
  if (!forwards4(netns, link))
    walk.stop(
      'forwarding-off',
      { netns: netns.id, kind: 'setting', key: settingOf('ipv4', link.ifname, 'forwarding'), link: link.id },
      packet,
      link.ifname,
      'IPv4',
    );
  checkSource(walk, place, packet, outOf(walk, netns, way, packet).oif);
  return passOn(walk, place, packet, way);
}

/** icmp_rcv(): by default no echo request is answered that was for all on the link. */
function isQuestionForAll(netns: Netns, packet: Packet, { ifname }: Link): boolean {
  const found = route(netns, { ...packet, iif: ifname });
  const isForAll = found.kind === 'route' && found.way.route.type === 'broadcast';
  return isForAll && packet.protocol === 'icmp' && !packet.answer;
}

const IGNORES_BROADCASTS = 'net.ipv4.icmp_echo_ignore_broadcasts';

/** Of the link by which it comes in; a link that says nothing has what the netns has. */
function forwards4(netns: Netns, link: Link): boolean {
  const own = netns.sysctls[settingOf('ipv4', link.ifname, 'forwarding')];
  return Number(own ?? netns.sysctls['net.ipv4.ip_forward'] ?? 0) > 0;
}

function receive6(walk: Walk, place: Place, packet: Packet): End {
  const { netns, link } = place;
  const lookup: Lookup = { ...packet, iif: link.ifname };
  const way = routed(walk, netns, packet, lookup, 'in');
  if (way.route.type === 'local') return deliver(walk, place, packet);
  const key = 'net.ipv6.conf.all.forwarding';
  // ip6_forward(): one link may forward alone, since Linux 6.17.
  if (!isOn(netns, key) && !isOn(netns, settingOf('ipv6', link.ifname, 'force_forwarding')))
    walk.stop('forwarding-off', { netns: netns.id, kind: 'setting', key, link: link.id }, packet, link.ifname, 'IPv6');
  return passOn(walk, place, packet, way);
}

function deliver(walk: Walk, place: Place, packet: Packet): End {
  const { netns, link } = place;
  const taken = ipHook(walk, 'input', { netns, iif: link }, packet);
  if (walk.depth === 0) walk.step('delivered', netnsThing(netns), taken);
  return { kind: 'delivered', netns, link, packet: taken };
}

/** As the link takes it. Throws Stopped where it must stay whole. */
function cutFor(walk: Walk, place: Place, packet: Packet): Packet {
  const mtu = mtuOf(place);
  return (
    cut(packet, mtu) ?? walk.stop('too-big', linkThing(place), packet, `${packet.size}`, `${mtu}`, place.link.ifname)
  );
}

/** ip_forward(). */
function passOn(walk: Walk, place: Place, packet: Packet, way: Way): End {
  const { netns, link } = place;
  if (packet.ttl <= 1) usedUp(walk, netns, packet);
  const { oif, local } = outOf(walk, netns, way, packet);
  if (local) throw new Lost({ what: 'local', thing: netnsThing(netns) });
  const less = { ...packet, ttl: packet.ttl - 1 };
  const passed = ipHook(walk, 'forward', { netns, iif: link, oif }, less);
  walk.step('forwarded', netnsThing(netns), passed, `${link.ifname} → ${oif.ifname}`);
  const posted = ipHook(walk, 'postrouting', { netns, oif, hop: way.gateway }, passed);
  return transmit(walk, { netns, link: oif }, way.gateway ?? posted.dst, cutFor(walk, { netns, link: oif }, posted));
}

/**
 * br_nf_pre_routing_finish() and its sister for IPv6: to another host on the same bridge, otherwise up. IPv4 wants forwarding for that, as
 * ip_route_input() otherwise makes a route that refuses.
 */
function bridged(walk: Walk, bridge: Place, packet: Packet): Neighbourhood | undefined {
  const { netns, link } = bridge;
  const found = route(netns, { ...packet, iif: link.ifname });
  const leadsBack = found.kind === 'route' && found.way.route.type === 'unicast' && found.way.dev === link.ifname;
  if (!leadsBack) return undefined;
  if (packet.dst.family === 'inet') {
    if (!forwards4(netns, link)) return undefined;
    checkMartian(walk, bridge, packet);
    checkSource(walk, bridge, packet, link);
  }
  return resolve(walk, bridge, found.way.gateway ?? packet.dst, packet);
}

function isHere(netns: Netns, packet: Packet, link: Link): boolean {
  const found = route(netns, { ...packet, iif: link.ifname });
  return found.kind === 'route' && found.way.route.type === 'local';
}

function tunnel(walk: Walk, from: Place, to: Place, frame: Frame): void {
  const inner = frame.packet;
  // vxlan_set_mac(): "Ignore packet loops".
  const { address = '' } = to.link;
  if (frame.src === address)
    walk.stop('same-mac-in-tunnel', linkThing(to), inner, from.link.ifname, to.link.ifname, address, from.netns.id);
  const translatedBefore = walk.translations;
  const { base, packet, out } = outerOf(walk, from, to, frame);
  walk.depth++;
  try {
    if (isOf('multicast', packet.dst)) {
      const came = walk.aside(() => sendToGroup(walk, from, to, base, packet));
      learnEnd(walk, from, to, came.src);
      walk.step('tunnelled', linkThing(from), inner, ipText(packet.dst));
      return;
    }
    const end = walk.aside(() => send(walk, base, packet, out && { link: out, bound: false }));
    if (end.kind === 'delivered' && end.netns.id === homeOf(walk.topology, to).id)
      learnEnd(walk, from, to, end.packet.src);
    else mismatch(walk, from, to, inner);
  } finally {
    walk.depth--;
  }
  // What leaves checksums to the link has only those of the frame left: inet_proto_csum_replace4() takes the datagram's for one of them.
  if (walk.translations > translatedBefore && inner.protocol !== 'icmp') walk.doubt('outer-nat', linkThing(from));
  walk.step('tunnelled', linkThing(from), inner, ipText(packet.dst));
}

/** For the links below. */
export const ABOVE: Above = { tunnel, bridged };
