// How many routers a packet may pass, who has said so, and where there are more.
import { netnsById } from '../topology/find.ts';
import { isObject } from '../topology/json.ts';
import type { Json, JsonObject, Netns } from '../topology/model.ts';
import { typedName } from './arguments.ts';
import { circleOf } from './circle.ts';
import type { Packet } from './packet.ts';
import type { Way } from './routing.ts';
import { netnsThing } from './trace.ts';
import { settingOf, type Walk } from './walk.ts';

const DEFAULT_TTL = 'net.ipv4.ip_default_ttl';
/** IPDEFTTL, IPV6_DEFAULT_HOPLIMIT. */
export const USUAL_HOPS = 64;

/** ip4_dst_hoplimit(), ip6_dst_hoplimit(): a route's own comes first. */
export function withHops(netns: Netns, { route, dev = '' }: Way, packet: Packet): Packet {
  if (packet.ttl !== 0) return packet;
  const own = metricsOf(route['metrics']).flatMap(({ hoplimit }) => Number(hoplimit ?? 0));
  const ofRoute = own.find((hops) => hops > 0);
  if (ofRoute !== undefined) {
    const thing = { netns: netns.id, kind: 'route', route } as const;
    return { ...packet, ttl: ofRoute, hopsBy: { thing, hops: ofRoute } };
  }
  const key = packet.dst.family === 'inet' ? DEFAULT_TTL : settingOf('ipv6', dev, 'hop_limit');
  const ttl = Number(netns.sysctls[key] ?? USUAL_HOPS);
  const thing = { netns: netns.id, kind: 'setting', key } as const;
  return { ...packet, ttl, ...(ttl < USUAL_HOPS && { hopsBy: { thing, hops: ttl } }) };
}

/** What `ip -json` lists of a route's own limits. */
export const metricsOf = (metrics: Json | undefined): JsonObject[] => [metrics ?? []].flat().filter(isObject);

export function usedUp(walk: Walk, netns: Netns, packet: Packet): never {
  const at = netnsThing(netns);
  const circle = circleOf(walk.hops(walk.way));
  if (circle) {
    const names = circle.round.flatMap((id) => {
      const one = netnsById(walk.topology, id);
      return one ? [typedName(walk.topology, one)] : [];
    });
    return walk.stop('in-circles', at, packet, [...names, names[0]].join(' → '));
  }
  const { hopsBy } = packet;
  return hopsBy
    ? walk.stopAt(at, 'few-hops', hopsBy.thing, packet, netns.id, `${hopsBy.hops}`)
    : walk.stop('hop-limit', at, packet);
}
