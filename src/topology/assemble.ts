import type { Entry, Inventory } from './inventory.ts';
import type { FdbEntry, Link, LinkFacts, LinkId, Netns, NetnsId, Topology } from './model.ts';
import { EMPTY, type Reading, unreadOf } from './reading.ts';

/** What one host's namespaces were found to hold. */
export interface Readings {
  readonly host: Topology['host'];
  readonly root: NetnsId;
  readonly inventory: Inventory;
  readonly byNetns: ReadonlyMap<NetnsId, Reading>;
  readonly extent: Topology['extent'];
}

/**
 * Puts readings together: tells which links belong together across namespaces. Where nothing is different, the objects
 * are those of the topology before.
 */
export class Assembler {
  readonly #links = new WeakMap<LinkFacts, Link>();
  readonly #netns = new WeakMap<Reading, Netns>();
  readonly #indexes = new WeakMap<Reading, Index>();

  assemble({ host, root, inventory, byNetns, extent }: Readings): Topology {
    const index = (id: NetnsId): Index | undefined => {
      const reading = byNetns.get(id);
      return reading && this.#index(reading);
    };
    const exists = new Set(inventory.entries.map(({ id }) => id));
    const nsids = new Map([...(byNetns.get(root)?.nsids ?? [])].map(([nsid, id]) => [id, nsid]));
    const ends = inventory.entries.map(({ id }) => {
      const reading = byNetns.get(id) ?? EMPTY;
      return reading.links.map((raw) => otherEnd(id, raw, reading, index, exists));
    });
    const mirrored = mirror(inventory, byNetns, ends);
    const netns = inventory.entries.map((listed, at) => {
      const nsid = listed.nsid ?? nsids.get(listed.id);
      const entry = nsid === listed.nsid ? listed : { ...listed, ...(nsid === undefined ? {} : { nsid }) };
      const reading = byNetns.get(entry.id) ?? EMPTY;
      const links = reading.links.map((raw, which) => {
        const id = `${entry.id}/${raw.ifindex}`;
        const known = raw.link_netnsid === undefined || reading.nsids.has(raw.link_netnsid);
        return this.#link(id, raw, known ? ends[at]?.[which] : (mirrored.get(id) ?? null));
      });
      return this.#build(entry, entry.id === root, reading, links);
    });
    return { format: 1, host, extent, root, netns, unread: inventory.unread };
  }

  #index(reading: Reading): Index {
    let index = this.#indexes.get(reading);
    if (!index) {
      index = {
        byIndex: new Set(reading.links.map((link) => link.ifindex)),
        byName: new Map(reading.links.map((link) => [link.ifname, link.ifindex])),
      };
      this.#indexes.set(reading, index);
    }
    return index;
  }

  #link(id: LinkId, raw: LinkFacts, other: LinkId | null | undefined): Link {
    const key = raw.linkinfo?.info_kind === 'veth' ? 'peer' : 'lower';
    const cached = this.#links.get(raw);
    if (cached?.id === id && cached[key] === other) return cached;
    const link: Link = other === undefined ? { id, ...raw } : { id, ...raw, [key]: other };
    this.#links.set(raw, link);
    return link;
  }

  #build(entry: Entry, root: boolean, reading: Reading, links: readonly Link[]): Netns {
    const cached = reading === EMPTY ? undefined : this.#netns.get(reading);
    if (cached && sameEntry(cached, entry) && cached.links.every((link, at) => link === links[at])) return cached;
    const { id, label, names, holder, file, nsid } = entry;
    const netns: Netns = {
      id,
      root,
      label,
      names,
      ...(holder ? { holder } : {}),
      file,
      ...(nsid === undefined ? {} : { nsid }),
      links: links.toSorted((a, b) => a.ifindex - b.ifindex),
      routes: reading.routes,
      rules: [...reading.rules4, ...reading.rules6].sort((a, b) => a.priority - b.priority),
      neighbours: reading.neighbours,
      fdb: forwarding(reading),
      firewall: firewallOf(reading),
      sysctls: reading.sysctls,
      unread: unreadOf(reading),
    };
    this.#netns.set(reading, netns);
    return netns;
  }
}

interface Index {
  readonly byIndex: ReadonlySet<number>;
  readonly byName: ReadonlyMap<string, number>;
}

/**
 * The link that `raw` refers to. In the same netns it is named (`link`); elsewhere there is its index there and that netns's
 * id as seen from here (`link_index`, `link_netnsid`). Undefined: it refers to none. Null: to one that is not here.
 */
function otherEnd(
  netns: NetnsId,
  raw: LinkFacts,
  reading: Reading,
  index: (id: NetnsId) => Index | undefined,
  exists: ReadonlySet<NetnsId>,
): LinkId | null | undefined {
  const { link_index, link_netnsid, linkinfo } = raw;
  const link = raw.link ?? linkinfo?.info_data?.['link'];
  if (typeof link === 'string' && link_netnsid === undefined) {
    const found = index(netns)?.byName.get(link);
    return found === undefined ? null : `${netns}/${found}`;
  }
  if (typeof link_index !== 'number' || link_index === 0) return linkinfo?.info_kind === 'veth' ? null : undefined;
  const target = link_netnsid === undefined ? netns : reading.nsids.get(link_netnsid);
  if (target === undefined || !exists.has(target)) return null;
  const there = index(target);
  return there && there.byIndex.size > 0 && !there.byIndex.has(link_index) ? null : `${target}/${link_index}`;
}

/** For veths in whose netns it is not known which one the other end is in: the link that says it is theirs. */
function mirror(
  { entries }: Inventory,
  byNetns: Readings['byNetns'],
  ends: readonly (readonly (LinkId | null | undefined)[])[],
): ReadonlyMap<LinkId, LinkId> {
  const mirrored = new Map<LinkId, LinkId>();
  if (!ends.some((some) => some.includes(null))) return mirrored;
  entries.forEach(({ id }, at) => {
    byNetns.get(id)?.links.forEach(({ ifindex, linkinfo }, which) => {
      const other = ends[at]?.[which];
      if (linkinfo?.info_kind === 'veth' && typeof other === 'string') mirrored.set(other, `${id}/${ifindex}`);
    });
  });
  return mirrored;
}

/** Of bridges, their ports and vxlan links: other links' entries are only the multicast addresses they listen to. */
function forwarding({ fdb, links }: Reading): readonly FdbEntry[] {
  if (fdb.length === 0) return fdb;
  const forwards = ({ linkinfo }: LinkFacts) => ['bridge', 'vxlan'].includes(linkinfo?.info_kind ?? '');
  const names = new Set(links.filter(forwards).map(({ ifname }) => ifname));
  return fdb.filter(({ master, ifname = '' }) => master !== undefined || names.has(ifname));
}

function firewallOf({ firewall, legacy }: Reading): Netns['firewall'] {
  const joined = (key: 'iptables' | 'ip6tables') => [firewall[key], legacy[key]].filter(Boolean).join('\n');
  if (!legacy.iptables && !legacy.ip6tables) return firewall;
  return { ...firewall, iptables: joined('iptables'), ip6tables: joined('ip6tables') };
}

function sameEntry(netns: Netns, entry: Entry): boolean {
  return (
    netns.label === entry.label &&
    netns.file === entry.file &&
    netns.nsid === entry.nsid &&
    netns.id === entry.id &&
    netns.names.join('\0') === entry.names.join('\0') &&
    JSON.stringify(netns.holder) === JSON.stringify(entry.holder)
  );
}
