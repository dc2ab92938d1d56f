import { LastBytes } from './last-bytes.ts';
import { LogFile } from './log-file.ts';
import type { OutputStream } from './run-types.ts';

export interface OutputLimits {
  /** Bytes of a run's output, both streams together, that are shown: the first half of them and the last. */
  readonly limit: number;
  /** Names the file that gets the full output once it is longer than that. */
  readonly logPath: () => string;
  /** Bytes that the file gets at most, the first ones. Default LOG_LIMIT. */
  readonly logLimit?: number;
  /** Shows output. A returned promise is backpressure. */
  readonly show: (stream: OutputStream, chunk: Buffer) => void | Promise<void>;
  /** Says, between the beginning and the end, how many bytes are not shown and where they are. */
  readonly omitted: (bytes: number, where: Logged) => void;
}

/** What a cell's log takes by default: more is not read by anyone, and the disk is not ours alone. */
const LOG_LIMIT = 1_000_000_000;

/** The file that holds the first `bytes` of the output, perhaps the whole; or why there is none (a full disk). */
export type Logged =
  | { readonly path: string; readonly bytes: number; readonly whole: boolean }
  | { readonly error: string };

export interface OutputSummary {
  /** Bytes of both streams. */
  readonly total: number;
  readonly truncated: boolean;
  /** Where the output is, both streams in the order of their arrival; only when truncated. */
  readonly kept?: Logged;
}

/**
 * Shows the beginning of a run's output as it comes and its end when the run is over, keeps what lies between in a file,
 * and holds no more than `limit` bytes, however much there is.
 */
export class OutputLimiter {
  readonly #limits: OutputLimits;
  readonly #headSize: number;
  readonly #head: LastBytes;
  readonly #tail: LastBytes;
  #total = 0;
  #log: Promise<LogFile> | undefined;
  #openLog: LogFile | undefined;
  #logged = 0;
  #logError: string | undefined;

  constructor(limits: OutputLimits) {
    this.#limits = limits;
    this.#headSize = Math.ceil(limits.limit / 2);
    this.#head = new LastBytes(this.#headSize);
    this.#tail = new LastBytes(limits.limit - this.#headSize);
  }

  write(stream: OutputStream, bytes: Buffer): void | Promise<void> {
    this.#total += bytes.length;
    const logged = this.#toLog(bytes);
    const room = this.#headSize - this.#head.length;
    this.#tail.push(stream, bytes.subarray(room));
    if (room === 0) return logged;
    const head = bytes.subarray(0, room);
    this.#head.push(stream, head);
    const shown = this.#limits.show(stream, head);
    if (!logged && !shown) return undefined;
    return Promise.all([logged, shown]).then(() => undefined);
  }

  /** Shows the end and closes the log. */
  async end(): Promise<OutputSummary> {
    const kept = await this.#closeLog();
    const total = this.#total;
    if (kept) this.#limits.omitted(total - this.#head.length - this.#tail.length, kept);
    for (const { stream, bytes } of this.#tail.chunks()) await this.#limits.show(stream, bytes);
    return kept ? { total, truncated: true, kept } : { total, truncated: false };
  }

  /** Nothing goes to a file until there is more than can be shown; then all that has been kept goes first. */
  #toLog(bytes: Buffer): void | Promise<void> {
    if (this.#openLog) return this.#append(this.#openLog, bytes);
    if (!this.#log && this.#total <= this.#limits.limit) return undefined;
    const kept = this.#log ? [] : [this.#head.bytes(), this.#tail.bytes()];
    this.#log ??= (async () => LogFile.create(this.#limits.logPath()))();
    return this.#log.then(
      async (log) => {
        this.#openLog = log;
        // All at once: another stream's chunk, which waits for the file as well, must not come in between.
        await Promise.all([...kept, bytes].map((chunk) => this.#append(log, chunk)));
      },
      (error) => this.#logFailed(error),
    );
  }

  #append(log: LogFile, bytes: Buffer): void | Promise<void> {
    const room = (this.#limits.logLimit ?? LOG_LIMIT) - this.#logged;
    if (room <= 0 || this.#logError !== undefined) return undefined;
    const kept = bytes.subarray(0, room);
    this.#logged += kept.length;
    return log.write(kept)?.catch((error) => this.#logFailed(error));
  }

  #logFailed(error: unknown): void {
    this.#logError ??= error instanceof Error ? error.message : String(error);
  }

  async #closeLog(): Promise<Logged | undefined> {
    if (!this.#log) return undefined;
    try {
      const log = await this.#log;
      await log.close().catch((error) => this.#logFailed(error));
      if (this.#logError === undefined)
        return { path: log.path, bytes: this.#logged, whole: this.#logged === this.#total };
      await log.discard();
    } catch (error) {
      this.#logFailed(error);
    }
    return { error: this.#logError ?? '' };
  }
}
