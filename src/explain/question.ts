// A question for a neighbour, as ARP and neighbour discovery ask it.
import type { Place } from '../topology/find.ts';
import { type Ip, ipText, readIp } from '../topology/prefix.ts';
import type { Packet } from './packet.ts';
import { hasFilters } from './vlan.ts';
import { Lost, type Walk } from './walk.ts';
import { allEnds, type Crossing, type Learned, wayTo } from './wire.ts';

/** A question for an address: who asks where, for which packet, and the way there. */
export interface NeighbourQuestion {
  readonly walk: Walk;
  readonly from: Place;
  readonly to: Place;
  readonly path: readonly Crossing[];
  readonly hop: Ip;
  readonly packet: Packet;
}

/** In what walks remember. */
export const entryKey = ({ link }: Place, ip: Ip): string => `${link.id} ${ipText(ip)}`;

/** Whether somebody has said that it answers for an address there: `ip neigh add proxy`. */
export const isProxied = ({ netns, link }: Place, hop: Ip): boolean =>
  netns.neighbours.some(
    ({ proxy, dst, dev }) =>
      proxy === null && readIp(dst)?.value === hop.value && (dev === undefined || dev === link.ifname),
  );

const learnedBy =
  (walk: Walk): Learned =>
  ({ link }) =>
    (walk.ends.get(link.id) ?? []).map(({ place }) => place);

/** The way of a frame. Where there is one but for a remote that a vxlan was not told, or a VLAN of a port, it ends there when it is gone. */
export function frameWay(walk: Walk, from: Place, to: Place): readonly Crossing[] | undefined {
  const { topology } = walk;
  const search = (anyway: boolean) =>
    wayTo(topology, from, to, learnedBy(walk), anyway) ?? wayTo(topology, from, to, allEnds(topology), anyway);
  return search(false) ?? (hasFilters(topology) ? search(true) : undefined);
}

/** The way of an answer, when the question has come. */
export function wayBack({ walk, from, to }: NeighbourQuestion): readonly Crossing[] {
  const back = frameWay(walk, to, from);
  if (!back) throw new Lost({ what: 'way-back', thing: { netns: to.netns.id, kind: 'link', link: to.link.id } });
  return back;
}
