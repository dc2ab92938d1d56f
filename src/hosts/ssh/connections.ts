import { unlessAborted } from '../unless-aborted.ts';
import type { Pool } from './pool.ts';

interface Shared {
  readonly pool: Promise<Pool>;
  /** Nobody wants it any more. */
  readonly unwanted: AbortController;
  users: number;
}

/** Makes the connections to a machine, until the signal comes. `wasLost`: it was there a while ago, and may be back in a moment. */
type Open = (signal: AbortSignal, wasLost: boolean) => Promise<Pool>;

/**
 * The SSH connections, shared by all hosts that are opened with the same instance. Its owner is the one who answers the
 * questions: what was opened with answers that have been forgotten is no longer shared.
 */
export class Connections {
  #shared = new Map<string, Shared>();
  /** Machines to which a connection was lost. */
  readonly #lost = new Set<string>();

  /**
   * The connections to one machine, shared by all who ask for the same key; `release` must be called once by each. When all of them have
   * given it up, by their signals, it is no longer tried. Undefined when the signal comes first. Throws what `open` throws.
   */
  async acquire(
    key: string,
    open: Open,
    signal: AbortSignal,
  ): Promise<{ readonly pool: Pool; readonly release: () => void } | undefined> {
    const entries = this.#shared;
    const entry = entries.get(key) ?? this.#begin(key, open);
    entry.users++;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      entry.users--;
      if (entry.users > 0) return;
      if (entries.get(key) === entry) entries.delete(key);
      entry.unwanted.abort();
      void entry.pool.then((pool) => pool.close()).catch(() => undefined);
    };
    try {
      const pool = await unlessAborted(entry.pool, signal);
      if (pool !== undefined) return { pool, release };
    } catch (error) {
      release();
      throw error;
    }
    release();
    return undefined;
  }

  /** Existing connections stay with their users, and nobody else gets them. */
  startAnew(): void {
    this.#shared = new Map();
  }

  #begin(key: string, open: Open): Shared {
    const entries = this.#shared;
    const unwanted = new AbortController();
    const pool = open(unwanted.signal, this.#lost.has(key));
    const entry = { pool, unwanted, users: 0 };
    entries.set(key, entry);
    const forget = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    pool.then(({ over }) => {
      this.#lost.delete(key);
      return over.then((reason) => {
        forget();
        if (reason.code !== 'closed') this.#lost.add(key);
      });
    }, forget);
    return entry;
  }
}
