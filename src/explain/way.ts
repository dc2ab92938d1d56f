// The way that the routes of a netns say, and what they refuse.
import { linkByName } from '../topology/find.ts';
import { isLoopback } from '../topology/link-kinds.ts';
import type { Link, Netns } from '../topology/model.ts';
import { ipText, isOf } from '../topology/prefix.ts';
import { routeText, ruleText } from '../topology/words.ts';
import { downLinkTo } from './down-links.ts';
import { hereWithoutIpv6 } from './no-ipv6.ts';
import { widerOn } from './others.ts';
import { type Packet, UNSET } from './packet.ts';
import { type Lookup, type Routed, route, type Way } from './routing.ts';
import { suppressedFor } from './suppressed.ts';
import { linkThing, netnsThing, type Thing } from './trace.ts';
import { Lost, type Walk } from './walk.ts';

/** The link by which a packet must go; `bound`: its socket says so (SO_BINDTODEVICE of socket(7)). */
export interface Out {
  readonly link: Link;
  readonly bound: boolean;
}

/** ip_route_output_key_hash_rcu(): over a link that was said, without a route the other end counts as near. */
export function wayOut(walk: Walk, netns: Netns, packet: Packet, to: Out | undefined): Way {
  const from: Lookup = { ...packet, iif: 'lo' };
  if (!to) return routed(walk, netns, packet, from, 'out');
  const { link: out, bound } = to;
  // ip6_route_output_flags().
  const isStrict = bound || packet.dst.family === 'inet' || isOf('linkLocal', packet.dst) || packet.src.value === UNSET;
  const lookup: Lookup = { ...from, ...(isStrict ? { oif: out.ifname } : { rather: out.ifname }) };
  if (packet.dst.family === 'inet6') return routed(walk, netns, packet, lookup, 'out');
  if (!out.flags.includes('UP')) walk.stop('link-down', linkThing({ netns, link: out }), packet, out.ifname);
  if (route(netns, lookup).kind === 'route') return routed(walk, netns, packet, lookup, 'out');
  const near: Way['route'] = { family: 'inet', type: 'unicast', dst: ipText(packet.dst), table: '', dev: out.ifname };
  return { route: near, rule: undefined, gateway: undefined, dev: out.ifname };
}

/** The way that the routes say. Throws Stopped where there is none. */
export function routed(walk: Walk, netns: Netns, packet: Packet, lookup: Lookup, how: 'out' | 'in'): Way {
  const found = route(netns, lookup);
  for (const rule of found.doubts) walk.doubt('policy', { netns: netns.id, kind: 'policy', rule });
  if (found.kind === 'none') return noRoute(walk, netns, packet, lookup);
  if (found.kind === 'refused') return refused(walk, netns, packet, found);
  const way = chosen(walk, netns, packet, found);
  walk.step('route', { netns: netns.id, kind: 'route', route: way.route }, packet, how);
  return way;
}

function noRoute(walk: Walk, netns: Netns, packet: Packet, lookup: Lookup): never {
  const down = downLinkTo(netns, packet.dst, 0);
  const dst = ipText(packet.dst);
  if (down && isLoopback(down)) return walk.stop('link-down', linkThing({ netns, link: down }), packet, down.ifname);
  if (down) return walk.stop('link-of-network-down', netnsThing(netns), packet, dst, down.ifname);
  const off = hereWithoutIpv6(walk.topology, netns, packet.dst);
  if (off) return walk.stop('no-ipv6', off.thing, packet, dst, off.place.link.ifname, off.why);
  const hidden = suppressedFor(netns, lookup);
  if (hidden)
    return walk.stop(
      'route-suppressed',
      { netns: netns.id, kind: 'policy', rule: hidden.rule },
      packet,
      ...[dst, routeText(hidden.route), ruleText(hidden.rule)],
    );
  const [narrow] = widerOn(walk.topology, netns, packet.dst);
  if (!narrow) return walk.stop('no-route', netnsThing(netns), packet, dst);
  const { link, own, length, prefixlen } = narrow;
  const words = [dst, link.ifname, `${own}/${length}`, `${prefixlen}`];
  return walk.stop('network-too-narrow', netnsThing(netns), packet, ...words);
}

function refused(walk: Walk, netns: Netns, packet: Packet, { by, type }: Extract<Routed, { kind: 'refused' }>): never {
  const thing: Thing =
    'priority' in by && 'family' in by && !('dst' in by && 'type' in by)
      ? { netns: netns.id, kind: 'policy', rule: by }
      : { netns: netns.id, kind: 'netns' };
  const routeThing: Thing = isRoute(by) ? { netns: netns.id, kind: 'route', route: by } : thing;
  return walk.stop('route-refuses', routeThing, packet, ipText(packet.dst), type);
}

const isRoute = (by: Extract<Routed, { kind: 'refused' }>['by']): by is Way['route'] =>
  !('priority' in by) && 'type' in by;

/** Of several next hops the kernel takes one by a hash of the flow. */
function chosen(walk: Walk, netns: Netns, packet: Packet, found: Extract<Routed, { kind: 'route' }>): Way {
  const ways = [found.way, ...found.others];
  const key = JSON.stringify(['ecmp', netns.id, found.way.route.dst, ipText(packet.src), ipText(packet.dst)]);
  const thing: Thing = { netns: netns.id, kind: 'route', route: found.way.route };
  const what = found.way.route.nexthops ? 'ecmp' : 'own-gateway';
  return ways[walk.choose(what, thing, ways.length, key)] ?? found.way;
}

/** What is for all on a wire, SO_BROADCAST of socket(7). */
export const refusesAll = (walk: Walk, netns: Netns, packet: Packet, { route: by }: Way): never =>
  walk.stop('broadcast', { netns: netns.id, kind: 'route', route: by }, packet, ipText(packet.dst));

export function outOf(
  walk: Walk,
  netns: Netns,
  way: Way,
  packet: Packet,
): { readonly oif: Link; readonly local: boolean } {
  const { type } = way.route;
  // Programs must ask for it, and ping(8) and connect(2) do not; a tunnel is not asked.
  if (type === 'broadcast' && !packet.answer && walk.depth === 0) refusesAll(walk, netns, packet, way);
  if (type === 'broadcast' || type === 'multicast' || type === 'anycast')
    throw new Lost({ what: type, thing: netnsThing(netns) });
  const local = type === 'local';
  const name = local ? 'lo' : way.dev;
  const oif = name === undefined ? undefined : linkByName(netns.links, name);
  if (!oif) return walk.stop('no-route', netnsThing(netns), packet, ipText(packet.dst));
  return { oif, local };
}
