import type { Host } from '../hosts/host.ts';
import type { LinkFacts, NetnsId, Topology } from '../topology/model.ts';
import { inWords } from '../words.ts';
import { Assembler } from './assemble.ts';
import { type Inventory, readInventory } from './inventory.ts';
import { Reader } from './reader.ts';
import { EMPTY, type Reading, withPart } from './reading.ts';

/**
 * All parts, as agent.pl names them. The firewall in any case: the program knows which one it read last by the inode of the
 * namespace, and that may be another namespace's now.
 */
export const ALL_PARTS = 'isf!';

/**
 * NETNSA_NSID_NOT_ASSIGNED: peernet2id_alloc() in the kernel gives each netns that a link refers to an nsid, but for one that
 * nothing holds any more. The kernel takes such a netns down, and the links with it (but for wireguard), a moment after `ip netns del`.
 */
const NOT_ASSIGNED = -1;
/**
 * How long that is waited for, and how often it is looked at: milliseconds. Until the kernel has begun with it, the netns still has its nsid, and
 * is like one that is hidden from us, for which nobody waits long.
 */
const DYING_MS = { longest: 3000, hidden: 100, step: 50 };

/** What is known of a host's network, and how to read parts of it again. */
export class Collection {
  readonly #reader: Reader;
  readonly #host: Topology['host'];
  readonly #assembler = new Assembler();
  readonly #readings = new Map<NetnsId, Reading>();
  #inventory: Inventory = { entries: [], unread: [] };
  /** What was put together last; undefined as soon as something has been read since. */
  #topology: Topology | undefined;

  constructor(host: Host, reader: Reader) {
    this.#host = { id: host.id, label: inWords(host.label) };
    this.#reader = reader;
  }

  get inventory(): Inventory {
    return this.#inventory;
  }

  /** Which namespaces there are. What was read of those that are gone is forgotten. */
  async list(): Promise<void> {
    // At once: what has been asked for after it may come in the same breath.
    await this.#reader.ask('list', ({ words, body }) => {
      if (words[0] === 'list') this.#listed(readInventory(body, this.#reader.root));
    });
  }

  #listed(inventory: Inventory): void {
    const before = new Map(this.#inventory.entries.map((entry) => [entry.id, entry]));
    const now = new Map(inventory.entries.map((entry) => [entry.id, entry]));
    this.#inventory = inventory;
    this.#topology = undefined;
    for (const [id, { unread }] of this.#readings) {
      // An inode that has another nsid is another namespace's; so may be one whose file was gone when it was to be read.
      if (before.get(id)?.nsid !== now.get(id)?.nsid || !now.has(id) || 'netns' in unread) this.forget(id);
    }
  }

  /** Reads these namespaces, or all: `parts` as in agent.pl. */
  async read(parts: string, ids: readonly NetnsId[] | 'all'): Promise<void> {
    if (ids.length === 0) return;
    await this.#reader.ask(`read ${parts} ${ids === 'all' ? ids : ids.join(' ')}`, ({ words, body }) => {
      const [kind, id = '', name = '', status, split] = words;
      if (kind !== 'part') return;
      const part = {
        name,
        status: Number(status),
        out: body.subarray(0, Number(split)),
        err: body.subarray(Number(split)),
      };
      this.#topology = undefined;
      this.#readings.set(id, withPart(this.#readings.get(id) ?? EMPTY, part));
    });
  }

  /** The netns that has that nsid in the root netns; undefined is the root netns itself. */
  byNsid(nsid: number | undefined): NetnsId | undefined {
    if (nsid === undefined) return this.#reader.root;
    return this.#inventory.entries.find((entry) => entry.nsid === nsid)?.id;
  }

  /** It has to be read as if it were new. */
  forget(id: NetnsId | undefined): void {
    if (id === undefined) return;
    this.#topology = undefined;
    this.#readings.delete(id);
  }

  /** Whether it has been read. */
  has(id: NetnsId): boolean {
    return this.#readings.has(id);
  }

  /** The namespaces with links that are about to go: the netns of their other end is being taken down, or it is `hidden` and may be. */
  dying(hidden: boolean): NetnsId[] {
    const isDying = ({ link_netnsid: nsid, linkinfo }: LinkFacts, { nsids }: Reading) =>
      nsid !== undefined &&
      (nsid === NOT_ASSIGNED || (hidden && !nsids.has(nsid))) &&
      linkinfo?.info_kind !== 'wireguard';
    return [...this.#readings]
      .filter(([, reading]) => reading.links.some((link) => isDying(link, reading)))
      .map(([id]) => id);
  }

  topology(extent: Topology['extent'] = 'full'): Topology {
    if (this.#topology?.extent === extent) return this.#topology;
    this.#topology = this.#assembler.assemble({
      host: this.#host,
      root: this.#reader.root,
      inventory: this.#inventory,
      byNetns: this.#readings,
      extent,
    });
    return this.#topology;
  }
}

/**
 * Everything that can be read of the host's network, in one round trip. `first` is given the first picture: the root netns with its links, and
 * the names of the others. Throws HostError when the host has ended or cannot be read at all.
 */
export async function readTopology(host: Host, first?: (topology: Topology) => void): Promise<Topology> {
  const reader = await Reader.start(host);
  try {
    const collection = new Collection(host, reader);
    const listed = collection.list();
    if (first) {
      await listed;
      await collection.read('l', [reader.root]);
      first(collection.topology('links'));
    }
    await Promise.all([listed, collection.read(ALL_PARTS, 'all')]);
    await outliveDying(collection);
    return collection.topology();
  } finally {
    await reader.close();
  }
}

/** Reads again what has links of namespaces that are being taken down, until they are gone. */
async function outliveDying(collection: Collection): Promise<void> {
  const began = performance.now();
  for (;;) {
    const waited = performance.now() - began;
    const ids = waited < DYING_MS.longest ? collection.dying(waited < DYING_MS.hidden) : [];
    if (ids.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, DYING_MS.step));
    await Promise.all([collection.list(), collection.read('i', ids)]);
  }
}
