import { setTimeout as sleep } from 'node:timers/promises';
import { formatBytes } from '../bytes.ts';
import type { Said } from '../words.ts';
import { type Logged, OutputLimiter } from './output-limiter.ts';
import type { OutputStream } from './run-types.ts';
import { sayOfRun } from './words.ts';

/** Bytes of one cell's late output that are shown: half of them the beginning, half the end. */
const SHOWN = 1024 * 1024;
/** Bytes of it that are kept in a file. */
const KEPT = 64_000_000;
/** How long the job waits after each chunk that goes nowhere: some megabytes a second, which leave the processor to the cells. */
const PAUSE_MS = 5;

export interface LateOutputOptions {
  /** Names the file for what is not shown. */
  readonly logPath: () => string;
  /** Called for no more than SHOWN bytes, so nothing need wait for it. */
  readonly show: (stream: OutputStream, chunk: Buffer) => void;
  /** Says how many bytes are not shown, and where they are. */
  readonly omitted: (bytes: number, where: Logged) => void;
}

/**
 * What the jobs that one cell left behind print after its end. One that prints forever must fill neither the memory nor
 * the disk, and one that serves the lab must not hang because nobody reads its log: it is always read, slowly in the end.
 */
export class LateOutput {
  readonly #limiter: OutputLimiter;
  #total = 0;
  #over = false;

  constructor({ logPath, show, omitted }: LateOutputOptions) {
    this.#limiter = new OutputLimiter({
      limit: SHOWN,
      logLimit: KEPT,
      logPath,
      show,
      omitted,
    });
  }

  /** A returned promise holds the job back; it always resolves. */
  write(stream: OutputStream, chunk: Buffer): void | Promise<void> {
    if (this.#over) return sleep(PAUSE_MS);
    this.#total += chunk.length;
    const written = this.#limiter.write(stream, chunk);
    return this.#total > KEPT ? sleep(PAUSE_MS) : written;
  }

  /** Shows the end, once; what comes after that is dropped. */
  async end(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#limiter.end();
  }
}

/** How much is not shown, and where it is. */
export function leftOut(bytes: number, where: Logged): Said {
  const size = formatBytes(bytes);
  if ('error' in where) return sayOfRun('left-out-not-kept', size, where.error);
  return where.whole
    ? sayOfRun('left-out-whole-in', size, where.path)
    : sayOfRun('left-out-first-in', size, formatBytes(where.bytes), where.path);
}
