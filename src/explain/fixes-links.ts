// Links that are to be set up.
import { setLink } from '../topology/argv.ts';
import { linkById, netnsById, type Place } from '../topology/find.ts';
import type { Netns, Topology } from '../topology/model.ts';
import { type Fix, together, withLinkUp } from './edits.ts';
import { addressesFor } from './fixes-routes.ts';

export const linkUp = ({ netns, link }: Place): Fix => ({
  argv: [setLink(netns, link, 'up')],
  edit: withLinkUp(link.id),
});

const isDown = ({ link }: Place): boolean => !link.flags.includes('UP');

/** A link alone, or else both ends of its cable. */
export function endsUp(topology: Topology, place: Place): Fix[] {
  const peer = linkById(topology, place.link.peer);
  return [linkUp(place), ...(peer && isDown(peer) ? [together([linkUp(place), linkUp(peer)])] : [])];
}

/** Links that have an address, and so would have routes. */
export const downLinks = (netns: Netns): Fix[] =>
  netns.links
    .filter((link) => isDown({ netns, link }) && link.addr_info.length > 0)
    .map((link) => linkUp({ netns, link }));

/** A free address for a link of a netns: of one that is up, or else with the link set up for it. */
export function firstAddress(topology: Topology, netns: Netns, near: string): Fix | undefined {
  const [fix] = addressesFor(topology, netns, near);
  if (fix) return fix;
  return netns.links
    .filter((link) => isDown({ netns, link }))
    .flatMap((link) => {
      const up = linkUp({ netns, link });
      const then = up.edit(topology);
      const later = netnsById(then, netns.id);
      return later ? addressesFor(then, later, near).map((one) => together([up, one])) : [];
    })
    .at(0);
}
