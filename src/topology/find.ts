import { grouped } from './group.ts';
import { memoized, memoizedAlike } from './memoized.ts';
import type { FdbEntry, Link, LinkFacts, LinkId, Netns, NetnsId, Topology } from './model.ts';

/** A link and the netns it is in. */
export interface Place {
  readonly netns: Netns;
  readonly link: Link;
}

const netnsIndex = memoizedAlike(({ netns }: Topology) => new Map(netns.map(({ id }, at) => [id, at])));

export function netnsById(topology: Topology, id: NetnsId): Netns | undefined {
  const at = netnsIndex(topology).get(id);
  return at === undefined ? undefined : topology.netns[at];
}

/** Those for which `holds`. In a copy that is alike, only those are asked that differ; they come last. */
export function netnsWhere(holds: (netns: Netns) => boolean): (topology: Topology) => readonly Netns[] {
  const first = memoizedAlike(({ netns }: Topology) => ({ netns, held: netns.filter(holds) }));
  return memoized((topology) => {
    const { netns, held } = first(topology);
    const now = topology.netns.filter((one, at) => one !== netns[at]);
    const others = now.length === 0 ? held : held.filter((one) => netnsById(topology, one.id) === one);
    return [...others, ...now.filter(holds)];
  });
}

/** By any of its names in `ip netns`. */
export function netnsByName(topology: Topology, name: string): Netns | undefined {
  return topology.netns.find(({ names }) => names.includes(name));
}

// Where in the list each is, so that any list of links has the index, also one that is still to become a topology.
const atIndex = memoized((links: readonly LinkFacts[]) => new Map(links.map(({ ifindex }, at) => [ifindex, at])));
const atName = memoized((links: readonly LinkFacts[]) => new Map(links.map(({ ifname }, at) => [ifname, at])));

/** Of the links of one netns, the one with that ifindex. */
export function linkByIndex<Some extends LinkFacts>(links: readonly Some[], ifindex: number): Some | undefined {
  const at = atIndex(links).get(ifindex);
  return at === undefined ? undefined : links[at];
}

/** Of the links of one netns, the one with that name. */
export function linkByName<Some extends LinkFacts>(links: readonly Some[], ifname: string): Some | undefined {
  const at = atName(links).get(ifname);
  return at === undefined ? undefined : links[at];
}

/** Where a link is; nothing for one that is not here. */
export function linkById(topology: Topology, id: LinkId | null | undefined): Place | undefined {
  if (!id) return undefined;
  const slash = id.indexOf('/');
  const netns = netnsById(topology, id.slice(0, slash));
  const link = netns && linkByIndex(netns.links, Number(id.slice(slash + 1)));
  return netns && link ? { netns, link } : undefined;
}

/** What a link is called; of one that is not here, its id. */
export const linkName = (topology: Topology, id: LinkId): string => linkById(topology, id)?.link.ifname ?? id;

/** The bridge, bond or VRF that a link is a port of: it is in the same netns. */
export function masterOf({ netns, link: { master, ifname } }: Place): Place | undefined {
  const link = master === undefined || master === ifname ? undefined : linkByName(netns.links, master);
  return link && { netns, link };
}

const portIndex = memoized(({ links }: Netns) =>
  grouped(links, ({ master, ifname }) => (master === ifname ? undefined : master)),
);

/** The links that have `link` as their master. */
export function portsOf(netns: Netns, { ifname }: Link): readonly Link[] {
  return portIndex(netns).get(ifname) ?? [];
}

const addressIndex = memoizedAlike(({ netns }: Topology) => {
  const held = netns.flatMap(({ links }) =>
    links.flatMap(({ id, addr_info }) => addr_info.map(({ local }) => ({ local, id }))),
  );
  return grouped(held, ({ local }) => local);
});

/** The links that have an address, in all namespaces. */
export function linksWith(topology: Topology, address: string): readonly Place[] {
  return (addressIndex(topology).get(address) ?? []).flatMap(({ id }) => linkById(topology, id) ?? []);
}

const entryIndex = memoized(({ fdb }: Netns) => grouped(fdb, ({ master, ifname }) => master ?? ifname));

/** The forwarding entries of a bridge with its ports, or of a vxlan. */
export function entriesOf(netns: Netns, { ifname }: Link): readonly FdbEntry[] {
  return entryIndex(netns).get(ifname) ?? [];
}
