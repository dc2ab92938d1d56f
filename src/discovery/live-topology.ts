import { type Host, HostError, toHostError } from '../hosts/host.ts';
import type { Change } from '../topology/change.ts';
import type { Counters } from '../topology/counters.ts';
import { diff } from '../topology/diff.ts';
import type { LinkId, NetnsId, Topology } from '../topology/model.ts';
import type { Said } from '../words.ts';
import { LiveReader } from './live-reader.ts';
import { ReaderError } from './reader.ts';

/** A topology that follows its host, for as long as somebody looks. */
export interface LiveTopology {
  /** The last one; undefined before the first. */
  readonly current: Topology | undefined;
  /** Why there is no topology, or it no longer follows the host. */
  readonly problem: Said | undefined;
  /**
   * Tells of each new topology and of what is different in it; returns what ends the telling.
   * `problem` may be what changed: then `changes` is empty.
   */
  onChange(listener: Listener): () => void;
  /**
   * Reads all that has happened until now, what has no event too (sysctls, namespaces that nothing else reported), for
   * example when a cell has ended. Resolves when that has been reported. Does nothing while paused.
   */
  refresh(): Promise<void>;
  /** What the links of these namespaces have carried until now; of none while paused, or when it cannot be read. */
  counters(ids: readonly NetnsId[]): Promise<ReadonlyMap<LinkId, Counters>>;
  /** Ends every process on the host until `resume`, which takes a full snapshot. It begins resumed. */
  pause(): void;
  resume(): void;
  dispose(): Promise<void>;
}

export type Listener = (topology: Topology | undefined, changes: readonly Change[]) => void;

export interface LiveOptions {
  /** Milliseconds of silence after a kernel event before reading; default 30. */
  readonly quietMs?: number;
}

/**
 * Times that the reading program may end on its own before it is given up, if each time it lasted less than LASTING_MS.
 */
const ATTEMPTS = 3;
const LASTING_MS = 5000;
/** When a host ends, its programs end a moment before it knows. */
const AGAIN_MS = 100;

/** Follows the network of a host. Never throws: what goes wrong is reported as `problem`. The caller keeps the host. */
export function openLiveTopology(host: Host, options: LiveOptions = {}): LiveTopology {
  const live = new Live(host, options.quietMs ?? 30);
  live.resume();
  return live;
}

class Live implements LiveTopology {
  current: Topology | undefined;
  problem: Said | undefined;
  readonly #host: Host;
  readonly #quietMs: number;
  readonly #listeners = new Set<Listener>();
  /** The present reader; each resume begins another. */
  #reader: LiveReader | undefined;
  #ending: Promise<void> = Promise.resolve();
  #failures = 0;

  constructor(host: Host, quietMs: number) {
    this.#host = host;
    this.#quietMs = quietMs;
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async refresh(): Promise<void> {
    await this.#reader?.refresh();
  }

  async counters(ids: readonly NetnsId[]): Promise<ReadonlyMap<LinkId, Counters>> {
    const { current } = this;
    // Why it cannot be read is reported as the problem.
    return (current && (await this.#reader?.counters(current, ids).catch(() => undefined))) ?? new Map();
  }

  pause(): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) this.#ending = Promise.all([this.#ending, reader.end()]).then(() => {});
  }

  resume(): void {
    if (this.#reader) return;
    this.#failures = 0;
    this.#follow();
  }

  async dispose(): Promise<void> {
    this.#listeners.clear();
    this.pause();
    await this.#ending;
  }

  #follow(): void {
    const started = performance.now();
    const reader = new LiveReader(this.#host, this.#quietMs, (topology) => {
      if (this.#reader === reader) this.#tell(topology);
    });
    this.#reader = reader;
    void reader.over.then(async (error) => {
      this.#failures = performance.now() - started > LASTING_MS ? 1 : this.#failures + 1;
      const ended = error instanceof HostError && !(error instanceof ReaderError);
      const final = ended || this.#failures >= ATTEMPTS;
      if (!final) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS * this.#failures));
      if (this.#reader !== reader) return;
      if (final) this.#giveUp(toHostError(error).what);
      else this.#follow();
    });
  }

  #giveUp(problem: Said): void {
    this.#reader = undefined;
    this.problem = problem;
    for (const listener of this.#listeners) listener(this.current, []);
  }

  #tell(topology: Topology): void {
    const before = this.current;
    const hadProblem = this.problem !== undefined;
    // While a full picture is there, the first glimpse of a new reader would be a step back.
    if (before?.extent === 'full' && topology.extent === 'links') return;
    const changes = before ? diff(before, topology) : [];
    if (before?.extent === topology.extent && changes.length === 0 && !hadProblem) return;
    this.current = topology;
    this.problem = undefined;
    for (const listener of this.#listeners) listener(topology, changes);
  }
}
