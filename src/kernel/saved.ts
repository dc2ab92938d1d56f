/** What a kernel must know to reattach, after our own end, to what continues on durable hosts. Plain data. */
import type { SavedHostState, StreamOffsets } from '../hosts/host.ts';
import type { ProcessIdentity } from '../hosts/process-identity.ts';
import type { InnerShell } from '../import/inner-shells.ts';
import type { Place } from './place.ts';
import type { ShellState } from './protocol.ts';
import type { CellRequest } from './run-types.ts';

export interface SavedKernel {
  readonly hosts: readonly SavedHost[];
}

export interface SavedHost {
  readonly id: string;
  readonly state: SavedHostState;
  readonly sessions: readonly SavedSession[];
}

/** The cells that it speaks of, in the order in which it does. */
export function requestsOf({ hosts }: SavedKernel): readonly CellRequest[] {
  const sessions = hosts.flatMap((host) => host.sessions);
  return sessions.flatMap(({ lane, left, running, background }) =>
    [lane, ...left, running, ...background].flatMap((one) => one?.request ?? []),
  );
}

/** A shell; the numbers are process ids on the host. */
export interface SavedSession {
  readonly netns?: string;
  /** One that was started within the shell of its netns: by which commands, and where it is. */
  readonly inner?: { readonly within: readonly InnerShell[]; readonly place: Place };
  /** Names its process on the host, as `Durability.reattach` takes it. */
  readonly shell: string;
  readonly identity: ProcessIdentity;
  readonly relays: readonly number[];
  readonly jobs: readonly number[];
  readonly cwd: string;
  readonly state: ShellState;
  readonly mayTrap: boolean;
  readonly laneHeld: boolean;
  /** The lane that the shell prints to. */
  readonly lane: SavedLane;
  /** The lanes that jobs of earlier cells still print to. */
  readonly left: readonly SavedLane[];
  readonly running?: SavedRun;
  readonly background: readonly SavedBackground[];
}

export interface SavedLane {
  readonly id: string;
  readonly from: StreamOffsets;
  /** The cell whose late output comes on it. */
  readonly request?: CellRequest;
}

/** A cell that was running. Its output begins where its lane does. */
export interface SavedRun {
  readonly request: CellRequest;
  /** Which part of it, from 0, where it is run in parts. */
  readonly part?: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly beginMark: string;
  /** The marks with which the shell will report its end. */
  readonly marks: readonly string[];
  /** The directory to go back to, after one with a `cwd=`. */
  readonly leave?: string;
  /** A stop had been asked for. */
  readonly stopped: boolean;
}

export interface SavedBackground {
  readonly request: CellRequest;
  readonly part?: number;
  readonly startedAt: number;
  readonly lane: SavedLane;
  readonly mark: string;
  /** Leads its process group. */
  readonly identity: ProcessIdentity;
}
