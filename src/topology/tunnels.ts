import { entriesOf, linkById, linksWith, type Place } from './find.ts';
import { grouped } from './group.ts';
import { kindOf, networkId, roleOf } from './link-kinds.ts';
import { memoizedAlike } from './memoized.ts';
import type { Json, Link, Netns, NetnsId, Topology } from './model.ts';

/** In the forwarding table of a vxlan: all that has no entry of its own. */
export const ALL_OTHERS = '00:00:00:00:00:00';

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
          .filter(({ mac }) => mac === ALL_OTHERS)
          .map(({ dst }) => dst)
      : [];
  return [...new Set([...hosts, ...groups, ...told.filter(isAddress)])];
}

/**
 * The other end of a tunnel at one of its remotes, if that is here: of the same kind and number, and not meant for another. Addresses
 * may be in use in several networks that know nothing of each other: one that is wired to this netns comes first.
 */
export function tunnelEnd(topology: Topology, { netns, link }: Place, remote: string): Place | undefined {
  const isHere = (address: string) => linksWith(topology, address).some((place) => place.netns === netns);
  const fits = (other: Link) =>
    kindOf(other) === kindOf(link) && networkId(other) === networkId(link) && madeWith(other).hosts.every(isHere);
  const ends = linksWith(topology, remote).flatMap((there) => {
    const end = there.netns === netns ? undefined : there.netns.links.find(fits);
    return end ? [{ netns: there.netns, link: end }] : [];
  });
  return ends.length < 2 ? ends[0] : (ends.find((end) => isWired(topology, end.netns, netns)) ?? ends[0]);
}

/** Whether an end of a tunnel has joined a multicast group, by its link below. */
export const hasJoined = (link: Link, group: string): boolean => madeWith(link).groups.includes(group);

/** Whether two namespaces are joined by cables, over others too. */
export const isWired = (topology: Topology, a: Netns, b: Netns): boolean => wired(topology)(a, b);

const wired = memoizedAlike((topology: Topology) => {
  const group = new Map<NetnsId, NetnsId>();
  const others = (netns: Netns) =>
    netns.links.flatMap(({ peer, lower }) =>
      [linkById(topology, peer), linkById(topology, lower)].flatMap((one) => one?.netns ?? []),
    );
  const above = grouped(
    topology.netns.flatMap((netns) => others(netns).map((other) => ({ netns, other }))),
    ({ other }) => other.id,
  );
  for (const first of topology.netns) {
    if (group.has(first.id)) continue;
    const queue = [first];
    for (const netns of queue) {
      if (group.has(netns.id)) continue;
      group.set(netns.id, first.id);
      queue.push(...others(netns), ...(above.get(netns.id) ?? []).map((one) => one.netns));
    }
  }
  return (a: Netns, b: Netns): boolean => group.get(a.id) === group.get(b.id);
});
