import type { FdbEntry, Link, LinkId, Netns, Topology } from '../../topology/model.ts';

/** A function of an immutable value, worked out once for each. */
function once<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

/** All links of a topology by their ids: a bridge with a thousand ports asks for a thousand other ends. */
export const linksById = once(
  (topology: Topology): ReadonlyMap<LinkId, { readonly netns: Netns; readonly link: Link }> =>
    new Map(topology.netns.flatMap((netns) => netns.links.map((link) => [link.id, { netns, link }] as const))),
);

/** The links of a netns that have a master, by its name. */
export const portsByMaster = once(
  ({ links }: Netns): ReadonlyMap<string | undefined, readonly Link[]> => grouped(links, ({ master }) => master),
);

/** The forwarding entries of a netns by the bridge that they are of, or the vxlan. */
export const fdbByLink = once(
  ({ fdb }: Netns): ReadonlyMap<string | undefined, readonly FdbEntry[]> =>
    grouped(fdb, ({ master, ifname }) => master ?? ifname),
);

function grouped<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string | undefined, T[]> {
  const groups = new Map<string | undefined, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
