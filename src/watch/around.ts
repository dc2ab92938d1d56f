import { uppersOf } from '../explain/wire.ts';
import { linkById } from '../topology/find.ts';
import type { LinkId, Netns, NetnsId, Topology } from '../topology/model.ts';
import { remotesOf, tunnelEnd } from '../topology/tunnels.ts';

/** The namespaces to which cables, VLANs, macvlans and tunnels lead from one, the nearest first, and that one before them. */
export function around(topology: Topology, from: NetnsId): Netns[] {
  const netnsOf = (id: LinkId | null | undefined) => linkById(topology, id)?.netns;
  const found = new Set(topology.netns.filter(({ id }) => id === from));
  for (const netns of found)
    for (const link of netns.links) {
      const ends = remotesOf(netns, link).map((remote) => tunnelEnd(topology, { netns, link }, remote)?.netns);
      const upper = uppersOf(topology, link).map((place) => place.netns);
      for (const next of [netnsOf(link.peer), netnsOf(link.lower), ...upper, ...ends]) if (next) found.add(next);
    }
  return [...found];
}
