import type { Host } from '../hosts/host.ts';
import type { Counters } from '../topology/counters.ts';
import { linkById } from '../topology/find.ts';
import type { LinkId, NetnsId, Topology } from '../topology/model.ts';
import { Bell } from './bell.ts';
import { ALL_PARTS, Collection } from './collection.ts';
import { readCounters } from './counters.ts';
import { Reader } from './reader.ts';
import { Dirty, type Work } from './what-to-read.ts';

/** A burst that does not end is read all the same after so many times the silence. */
const PATIENCE = 4;
/**
 * A name in /run/netns is made a moment before its namespace is mounted on it; the mounting has no event. So it is looked at again, after twice as
 * long each time.
 */
const NOT_YET_MS = 50;
const NOT_YET_TIMES = 6;

/**
 * One life of the reading program: the first picture, the whole one, and from then on what the kernel reports.
 * Nothing polls: it waits for the bell that events ring.
 */
export class LiveReader {
  /** Resolves with the reason when it has ended. Never rejects. */
  readonly over: Promise<Error>;
  readonly #quietMs: number;
  readonly #tell: (topology: Topology) => void;
  readonly #dirty = new Dirty();
  readonly #bell = new Bell();
  readonly #reader: Promise<Reader>;
  /** Resolves the promises of `refresh`. */
  readonly #waiting: (() => void)[] = [];
  #notYet = 0;
  #ended = false;

  constructor(host: Host, quietMs: number, tell: (topology: Topology) => void) {
    this.#quietMs = quietMs;
    this.#tell = tell;
    this.#reader = Reader.start(host);
    this.over = this.#live(host).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    void this.over.then(() => this.#release());
  }

  /** Resolves when all that has happened until now, with or without an event, has been reported, or nothing is reported any more. */
  refresh(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ended) return resolve();
      this.#waiting.push(resolve);
      this.#dirty.addEventless();
      this.#bell.ring();
    });
  }

  /** What the links of these namespaces have carried. Throws ReaderError. */
  async counters(topology: Topology, ids: readonly NetnsId[]): Promise<ReadonlyMap<LinkId, Counters>> {
    return readCounters(await this.#reader, topology, ids);
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#reader.then(
      (reader) => reader.close(),
      () => {},
    );
  }

  #release(): void {
    this.#ended = true;
    for (const done of this.#waiting.splice(0)) done();
  }

  async #live(host: Host): Promise<Error> {
    const reader = await this.#reader;
    reader.onEnd = () => this.#bell.ring();
    reader.onEvent = (event) => {
      this.#dirty.add(event);
      this.#bell.ring();
    };
    const collection = new Collection(host, reader);
    await Promise.all([reader.watch(), collection.list(), collection.read('l', [reader.root])]);
    this.#tell(collection.topology('links'));
    await collection.read(ALL_PARTS, 'all');
    this.#tell(collection.topology());
    this.#lookAgain(collection);
    while (!reader.over) {
      await this.#silence(reader);
      const waiting = this.#waiting.splice(0);
      try {
        if (waiting.length > 0) await reader.sync();
        await catchUp(collection, this.#dirty.take());
        this.#lookAgain(collection);
        this.#tell(collection.topology());
      } finally {
        for (const done of waiting) done();
      }
    }
    return reader.over;
  }

  /** Waits for something to do, and then until no more comes. */
  async #silence(reader: Reader): Promise<void> {
    while (this.#dirty.isEmpty && !reader.over) await this.#bell.wait();
    const end = performance.now() + this.#quietMs * PATIENCE;
    let left = this.#quietMs * PATIENCE;
    while (left > 0 && !this.#dirty.isUrgent && (await this.#bell.wait(Math.min(this.#quietMs, left)))) {
      left = end - performance.now();
    }
  }

  #lookAgain({ inventory }: Collection): void {
    const notYet = inventory.unread.some(({ what }) => what === 'netns-file');
    this.#notYet = notYet ? this.#notYet + 1 : 0;
    if (!notYet || this.#notYet > NOT_YET_TIMES) return;
    setTimeout(
      () => {
        this.#dirty.addList();
        this.#bell.ring();
      },
      NOT_YET_MS * 2 ** (this.#notYet - 1),
    );
  }
}

/** Reads what is dirty and what that makes dirty. */
async function catchUp(collection: Collection, work: Work): Promise<void> {
  const before = collection.topology();
  for (const nsid of work.gone) collection.forget(collection.byNsid(nsid));
  const unknown = [...work.parts.keys()].some((nsid) => !collection.byNsid(nsid));
  if (work.list || work.all || unknown) await collection.list();
  if (work.all) return collection.read(ALL_PARTS, 'all');

  const fresh = collection.inventory.entries.map(({ id }) => id).filter((id) => !collection.has(id));
  const byParts = new Map<string, NetnsId[]>();
  for (const [nsid, parts] of work.parts) {
    const id = collection.byNsid(nsid);
    if (id === undefined || fresh.includes(id)) continue;
    byParts.set(parts, [...(byParts.get(parts) ?? []), id]);
  }
  await Promise.all([
    collection.read(ALL_PARTS, fresh),
    ...[...byParts].map(([parts, ids]) => collection.read(parts, ids)),
    ...(work.eventless ? [collection.read('sf', 'all')] : []),
  ]);
  await collection.read('i', oneSided(before, collection.topology()));
}

/**
 * The namespaces of veths that were read again and now do not point at each other. When one end goes to another
 * netns, the kernel reports nothing to the netns of the other end.
 */
function oneSided(before: Topology, now: Topology): NetnsId[] {
  const known = new Set(before.netns);
  const doubtful = new Set<NetnsId>();
  for (const netns of now.netns) {
    if (known.has(netns)) continue;
    for (const { id, peer } of netns.links) {
      const other = linkById(now, peer);
      if (peer === undefined || other?.link.peer === id) continue;
      doubtful.add(netns.id);
      if (other) doubtful.add(other.netns.id);
    }
  }
  return [...doubtful];
}
