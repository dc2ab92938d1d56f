import type { Host } from '../hosts/host.ts';
import type { CellRequest, OutputSink, RunResult } from './run.ts';

export interface KernelOptions {
  /** The notebook's directory: the first working directory, and what `cwd=` is relative to. */
  readonly directory: string;
  /** The id of the host for cells that name none. */
  readonly defaultHost: string;
  /** Makes the host of that id for this notebook. Called once per id until restart. Throws HostError. The kernel disposes what it returns. */
  readonly openHost: (id: string) => Promise<Host>;
  /** Told when output arrives that belongs to a run that has already ended (a job it left in the background). */
  readonly lateOutput?: (request: CellRequest, stream: 'stdout' | 'stderr', chunk: Buffer) => void;
}

/** Runs the cells of one notebook. One owner of its hosts and sessions; runs on one session queue in order. */
export interface Kernel {
  /** Never rejects for what a cell does; rejects with HostError when its host cannot be had. */
  run(request: CellRequest, sink: OutputSink, stop?: AbortSignal): Promise<RunResult>;
  /** Ends all sessions and hosts; the next run gets clean ones. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}
