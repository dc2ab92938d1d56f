// Namespaces of which something could not be read that decides.
import { netnsById } from '../topology/find.ts';
import type { Netns } from '../topology/model.ts';
import type { Flow } from './flow.ts';
import type { Reason } from './reasons.ts';
import type { Stop } from './trace.ts';
import type { Walk } from './walk.ts';

/** Then somebody may be on a wire of whom that is not known. */
const NOBODY_THERE: readonly Reason[] = ['no-neighbour', 'not-on-this-wire', 'wrong-neighbour', 'cut-cable'];

export function unreadOnWay(walk: Walk, flow: Flow, stop: Stop | undefined): Netns[] {
  const { topology } = walk;
  const lacks = ({ unread }: Netns, parts: readonly string[]) => unread.some(({ what }) => parts.includes(what));
  const parts = ['netns', 'addr', 'route', 'neigh', flow.to.includes(':') ? 'rule6' : 'rule'];
  const ids = [flow.from, ...(['there', 'back'] as const).flatMap((way) => walk.hops(way).map(({ netns }) => netns))];
  const met = [...new Set(ids)].flatMap((id) => netnsById(topology, id) ?? []).filter((netns) => lacks(netns, parts));
  if (!stop || !NOBODY_THERE.includes(stop.reason)) return met;
  return [...met, ...topology.netns.filter((netns) => lacks(netns, ['netns', 'addr']))];
}
