import { linkByIndex, linkByName } from '../topology/find.ts';
import { forwardsFrames, roleOf } from '../topology/link-kinds.ts';
import { isGroup } from '../topology/mac.ts';
import type { FdbEntry, Link, LinkFacts, LinkId, Neighbour, Netns, NetnsId, Topology } from '../topology/model.ts';
import type { Entry, Inventory } from './inventory.ts';
import { EMPTY, type Reading, unreadOf } from './reading.ts';

/** What one host's namespaces were found to hold. */
export interface Readings {
  readonly host: Topology['host'];
  readonly root: NetnsId;
  readonly inventory: Inventory;
  readonly byNetns: ReadonlyMap<NetnsId, Reading>;
  readonly extent: Topology['extent'];
}

/** What was made of a reading. */
interface Built {
  readonly reading: Reading;
  /** In the order of the reading's. */
  readonly links: readonly Link[];
  readonly netns: Netns;
}

/**
 * Puts readings together: tells which links belong together across namespaces. Where nothing is different, the objects
 * are those of the topology before.
 */
export class Assembler {
  #last: ReadonlyMap<NetnsId, Built> = new Map();

  assemble({ host, root, inventory, byNetns, extent }: Readings): Topology {
    const exists = new Set(inventory.entries.map(({ id }) => id));
    const nsids = new Map([...(byNetns.get(root)?.nsids ?? [])].map(([nsid, id]) => [id, nsid]));
    const ends = inventory.entries.map(({ id }) => {
      const reading = byNetns.get(id) ?? EMPTY;
      return reading.links.map((raw) => otherEnd(id, raw, reading, byNetns, exists));
    });
    const mirrored = mirror(inventory, byNetns, ends);
    const built = inventory.entries.map((listed, at) => {
      const nsid = listed.nsid ?? nsids.get(listed.id);
      const entry = nsid === listed.nsid ? listed : { ...listed, ...(nsid === undefined ? {} : { nsid }) };
      const reading = byNetns.get(entry.id) ?? EMPTY;
      const last = this.#last.get(entry.id);
      const before = last?.reading.links === reading.links ? last.links : [];
      const links = reading.links.map((raw, which) => {
        const id = `${entry.id}/${raw.ifindex}`;
        const known = raw.link_netnsid === undefined || reading.nsids.has(raw.link_netnsid);
        return toLink(id, raw, known ? ends[at]?.[which] : (mirrored.get(id) ?? null), before[which]);
      });
      return { reading, links, netns: toNetns(entry, entry.id === root, reading, links, last) };
    });
    this.#last = new Map(built.map((one) => [one.netns.id, one]));
    return { format: 1, host, extent, root, netns: built.map(({ netns }) => netns), unread: inventory.unread };
  }
}

function toLink(id: LinkId, raw: LinkFacts, other: LinkId | null | undefined, before: Link | undefined): Link {
  const key = roleOf(raw) === 'pair' ? 'peer' : 'lower';
  if (before && before[key] === other) return before;
  return other === undefined ? { id, ...raw } : { id, ...raw, [key]: other };
}

/** Of those for which nobody is asked, what somebody has set: others are of groups, or of links that ask nobody and have their own address. */
function neighboursOf({ links, neighbours, proxies }: Reading): readonly Neighbour[] {
  const isKernels = ({ state, dev, lladdr = '' }: Neighbour) =>
    state?.includes('NOARP') === true &&
    (isGroup(lladdr) || isNone(lladdr) || linkByName(links, dev ?? '')?.address === lladdr);
  const told = neighbours.some(isKernels) ? neighbours.filter((one) => !isKernels(one)) : neighbours;
  return proxies.length === 0 ? told : [...told, ...proxies];
}

/** '0.0.0.0' of a link whose addresses are of IPv4. */
const isNone = (mac: string): boolean => /^[0.:]*$/.test(mac);

function toNetns(
  entry: Entry,
  root: boolean,
  reading: Reading,
  links: readonly Link[],
  last: Built | undefined,
): Netns {
  const same = last?.reading === reading && sameEntry(last.netns, entry);
  if (same && last.links.every((link, at) => link === links[at])) return last.netns;
  const { id, label, names, holder, file, nsid } = entry;
  return {
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
    neighbours: neighboursOf(reading),
    fdb: forwarding(reading),
    ...(reading.vlans.length > 0 ? { vlans: reading.vlans } : {}),
    firewall: firewallOf(reading),
    ...(reading.qdiscs.length > 0 ? { qdiscs: reading.qdiscs } : {}),
    ...(reading.sockets ? { sockets: reading.sockets } : {}),
    sysctls: reading.sysctls,
    unread: unreadOf(reading),
  };
}

/**
 * The link that `raw` refers to. In the same netns it is named (`link`); elsewhere there is its index there and that netns's
 * id as seen from here (`link_index`, `link_netnsid`). Undefined: it refers to none. Null: to one that is not here.
 */
function otherEnd(
  netns: NetnsId,
  raw: LinkFacts,
  reading: Reading,
  byNetns: Readings['byNetns'],
  exists: ReadonlySet<NetnsId>,
): LinkId | null | undefined {
  const { ifindex, link_netnsid, linkinfo } = raw;
  const role = roleOf(raw);
  const link = raw.link ?? linkinfo?.info_data?.['link'];
  if (typeof link === 'string' && link_netnsid === undefined) {
    const found = linkByName(reading.links, link);
    return found === undefined ? null : `${netns}/${found.ifindex}`;
  }
  // Linux before 5.2 leaves out an index that is the same as the link's own…
  const index = raw.link_index ?? (link_netnsid === undefined ? 0 : ifindex);
  // …and until 5.9 then says it of links that refer to none, too (commit feadc4b6cf42, and its revert).
  const refers = index !== 0 && (index !== ifindex || role === 'pair' || role === 'upper');
  if (!refers) return role === 'pair' ? null : undefined;
  const target = link_netnsid === undefined ? netns : reading.nsids.get(link_netnsid);
  if (target === undefined || !exists.has(target)) return null;
  const there = byNetns.get(target)?.links ?? [];
  // Not read yet: the kernel's word for it.
  return there.length > 0 && !linkByIndex(there, index) ? null : `${target}/${index}`;
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
    byNetns.get(id)?.links.forEach((raw, which) => {
      const other = ends[at]?.[which];
      if (roleOf(raw) === 'pair' && typeof other === 'string') mirrored.set(other, `${id}/${raw.ifindex}`);
    });
  });
  return mirrored;
}

/** Of bridges, their ports and vxlan links: other links' entries are only the multicast addresses they listen to. */
function forwarding({ fdb, links }: Reading): readonly FdbEntry[] {
  if (fdb.length === 0) return fdb;
  const names = new Set(links.filter(forwardsFrames).map(({ ifname }) => ifname));
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
