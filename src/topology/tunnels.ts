import { entriesOf, linksWith, type Place } from './find.ts';
import { kindOf, networkId, roleOf } from './link-kinds.ts';
import type { Json, Link, Netns, Topology } from './model.ts';

/** In the forwarding table of a vxlan: whatever has no entry of its own. */
const NOBODY = '00:00:00:00:00:00';

const isAddress = (value: Json | undefined): value is string => typeof value === 'string' && value !== 'any';

/** The remotes that a tunnel was made with: hosts, or multicast groups. */
export function madeWith(link: Link): { readonly hosts: string[]; readonly groups: string[] } {
  const data = roleOf(link) === 'tunnel' ? (link.linkinfo?.info_data ?? {}) : {};
  return {
    hosts: [data['remote'], data['remote6']].filter(isAddress),
    groups: [data['group'], data['group6']].filter(isAddress),
  };
}

/** Where a tunnel sends to: the remotes it was made with and, of a vxlan, those of its forwarding table for what has no other entry. */
export function remotesOf(netns: Netns, link: Link): string[] {
  const { hosts, groups } = madeWith(link);
  const told =
    kindOf(link) === 'vxlan'
      ? entriesOf(netns, link)
          .filter(({ mac }) => mac === NOBODY)
          .map(({ dst }) => dst)
      : [];
  return [...new Set([...hosts, ...groups, ...told.filter(isAddress)])];
}

/** The other end of a tunnel at one of its remotes, if that is here: of the same kind and number, and not meant for another. */
export function tunnelEnd(topology: Topology, { netns, link }: Place, remote: string): Place | undefined {
  const [there] = linksWith(topology, remote);
  if (!there || there.netns === netns) return undefined;
  const isHere = (address: string) => linksWith(topology, address).some((place) => place.netns === netns);
  const end = there.netns.links.find(
    (other) =>
      kindOf(other) === kindOf(link) && networkId(other) === networkId(link) && madeWith(other).hosts.every(isHere),
  );
  return end && { netns: there.netns, link: end };
}
