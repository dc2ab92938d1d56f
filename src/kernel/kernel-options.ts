// What a kernel is given.
import type { Host } from '../hosts/host.ts';
import type { Magic } from '../notebook/magics.ts';
import type { Onlooker } from './onlooker.ts';
import type { OpenHost } from './open-hosts.ts';
import type { CellRequest, Guard, OutputSink, OutputStream } from './run-types.ts';

export interface KernelOptions {
  /** The notebook's directory: the first working directory, and what `cwd=` is relative to. */
  readonly directory: string;
  /** The id of the host for cells that name none. */
  readonly defaultHost: string;
  readonly openHost: OpenHost;
  /** The id of the host that a cell names. Default: the name itself. */
  readonly hostId?: (name: string) => string;
  /** Asked before a host is opened for a cell, and before the cell is run on it. */
  readonly guard?: Guard;
  /** Answers a magic: prints to the sink, and returns the exit status. Without it such lines are the shell's. */
  readonly answer?: (magic: Magic, at: AnswerAt) => Promise<number>;
  /** Who looks on while a cell runs. */
  readonly onlooker?: (request: CellRequest) => Onlooker;
  /**
   * Told of output that belongs to a run that has already ended: a job that it left in the background. A returned promise
   * holds the job back.
   */
  readonly lateOutput?: (request: CellRequest, stream: OutputStream, chunk: Buffer) => void | Promise<void>;
  /** No more of that comes. */
  readonly lateEnds?: (request: CellRequest) => void;
  /** Told when `saved` has something else to say: a cell has begun or ended. */
  readonly savedChanged?: () => void;
}

/** Where and for whom a magic is answered. */
export interface AnswerAt {
  readonly host: Host;
  readonly request: CellRequest;
  readonly sink: OutputSink;
  readonly stop: AbortSignal;
}
