import type { Readable, Writable } from 'node:stream';
import type { ExitStatus } from '../host.ts';

/** A program that a transport has started: streams, and an end. */
export interface TransportProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when it has ended, with `lost` when that cannot be known any more. Never rejects. */
  readonly exited: Promise<ExitStatus>;
  /** Lets go of it at our end: its streams end. Idempotent. */
  abandon(): void;
}

/** What can start programs on a machine and carry their streams, and nothing more: no signals, no directory, no environment. */
export interface Transport {
  /**
   * Starts a program there, without a terminal. Only ever called with LOADER of launcher.ts: three words without a line
   * break, the last with blanks, `$`, `&` and double quotes. Rejects with HostError when it cannot.
   */
  start(argv: readonly string[]): Promise<TransportProcess>;
  /**
   * False when `exited` without `lost` may also be the end of what carries the program. Then one that did not succeed is
   * looked for on the machine.
   */
  readonly tellsLoss: boolean;
  /** Lets go of everything at our end. Idempotent, never rejects. */
  close(): Promise<void>;
}
