import type { Host, RemoteProcess } from '../hosts/host.ts';
import type { InnerShell } from '../import/inner-shells.ts';
import type { PlaceholderValues } from '../import/placeholders.ts';
import type { Terminal } from '../import/terminals.ts';
import type { CellAttributes } from '../notebook/attributes.ts';
import type { Problem, Said } from '../words.ts';
import type { Listener } from './listeners.ts';

export type OutputStream = 'stdout' | 'stderr';

/** What the kernel needs to know of a cell to run it. */
export interface CellRequest {
  /** The shell text to run, as the user reads it. */
  readonly code: string;
  /** The fence's language: 'console' cells hold prompts that are taken off. */
  readonly language: string;
  readonly attributes: CellAttributes;
  /** What of it was typed, where that has been read already: for each line the column from which, or -1 for output. */
  readonly typed?: readonly number[];
  /** What stands for its placeholders, by their names. */
  readonly values?: PlaceholderValues;
  /** The shells within its session's shell that are open where it begins, by the cells before it in the notebook. */
  readonly within?: readonly InnerShell[];
  /** Where a tutorial says that it is typed. */
  readonly terminal?: Terminal;
  /** Nobody is there to stop what does not end on its own: it goes to the background, or gets a limit. */
  readonly unattended?: true;
}

/** Of a cell that says nothing itself of how long it runs. `timeoutMs`: only its own counts, not that of who runs it. */
export function unattended(attributes: CellAttributes): Pick<CellRequest, 'unattended'> {
  const { background, foreground, interactive, timeoutMs, check, expect } = attributes;
  const saysItself = background || foreground || interactive || timeoutMs !== undefined;
  return saysItself || check !== undefined || expect === 'timeout' ? {} : { unattended: true };
}

/** Runs with the same key share a shell, and so wait for one another. `host`: an id. */
export const sessionKey = (host: string, netns: string | undefined): string => JSON.stringify([host, netns ?? null]);

/** Where the output of a run goes. A returned promise is backpressure: the process waits for it. */
export interface OutputSink {
  write(stream: OutputStream, chunk: Buffer): void | Promise<void>;
  /** Something the kernel itself says of this run ("The shell ended. The next cell gets a new one, …"). */
  notice(what: Said): void;
}

/** Commands that failed where nothing asked for their status, as `set -e` would see them (bash(1), trap: ERR). */
export interface FailedCommands {
  readonly count: number;
  /** The lines of the first of them in the cell, from 1, each once. */
  readonly lines: readonly number[];
}

/** How a run ended. */
export type RunEnd =
  | {
      readonly kind: 'exit';
      readonly code: number;
      /** Of a cell that exits with 0: its commands that failed, if any did; or whether there were any is unknown. */
      readonly failed?: FailedCommands | 'unknown';
    }
  /** Stopped by the user; `code` is the status that the shell gave afterwards, if it lived. */
  | { readonly kind: 'interrupted'; readonly code: number | null }
  /** Stopped by its time limit. */
  | ({ readonly kind: 'timeout'; readonly code: number | null } & TimeLimit)
  /** The shell itself ended during the cell; `stopped`: because it did not answer a stop. */
  | {
      readonly kind: 'shell-ended';
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly stopped?: boolean;
      /** That stop was its time limit's. */
      readonly timedOut?: TimeLimit;
    }
  /** The connection to the host broke while it ran. What it printed so far has been shown; nothing is run again. */
  | { readonly kind: 'connection-lost'; readonly reason: Said }
  /** Not run: refused (placeholder, unknown netns, no host), with the reason and a hint. */
  | ({ readonly kind: 'refused' } & Problem)
  /** A background cell that has been started; its own end is reported by `BackgroundRun.ended`. */
  | { readonly kind: 'started'; readonly background: BackgroundRun };

export type Refusal = Extract<RunEnd, { kind: 'refused' }>;

/** Says why a cell must not be run on a host. In a sandbox nothing is asked: it is there to be broken. */
export interface Guard {
  /** Before the host is opened, for that may already make us root there. Rejects with HostError when there is nobody to ask. */
  mayOpen(request: CellRequest, id: string): Promise<Refusal | undefined>;
  /** Before the cell is run on it. Rejects as well. */
  mayRun(request: CellRequest, host: Host): Promise<Refusal | undefined>;
}

/** A time limit that has stopped a cell. */
export interface TimeLimit {
  readonly afterMs: number;
  /** The cell has more commands than one, and those after the stopped one were not run. */
  readonly cut: boolean;
  /** It was given to a command that runs until it is stopped, so that is no failure. */
  readonly meant?: true;
  /** Other commands of that cell that failed. */
  readonly failed?: FailedCommands;
}

export interface BackgroundRun {
  /** Process id on the host, and the process group to signal. */
  readonly pid: number;
  /** Resolves when it ended; never rejects. */
  readonly ended: Promise<BackgroundEnd>;
  /** SIGINT, then SIGTERM, then SIGKILL to its group. Resolves when it has ended. */
  stop(): Promise<void>;
  /** Where its processes wait for TCP connections and UDP datagrams; empty where that cannot be known. */
  listeners(): Promise<readonly Listener[]>;
  /** A process whose standard streams are a connection to one of them. */
  connect(listener: Listener): RemoteProcess;
  /** Why none can be made. */
  whyUnreachable(listener: Listener): Promise<Problem | undefined>;
}

export interface BackgroundEnd {
  readonly code: number | null;
  readonly stopped: boolean;
  /** Its `timeout=` stopped it, after that long. */
  readonly timedOutAfterMs?: number;
  /** Why nothing more can be known of it: the connection to its host was lost. */
  readonly lost?: Said;
}

export interface RunResult {
  readonly end: RunEnd;
  /** Whether the author's expectation was met. */
  readonly ok: boolean;
  /** A check has found that its task is not done yet. That is no failure, so it is ok. */
  readonly toDo?: true;
  /** Why it is not ok. */
  readonly reason?: Problem;
  /** What is worth knowing of one that is ok: that it failed, as it should; that some of its commands failed. */
  readonly remark?: Said;
  readonly durationMs: number;
}

/** How a background cell ended, as the end of a run. Without a status, a signal ended it: 128 + SIGKILL, as shells say. */
export function endOfBackground({ code, lost, timedOutAfterMs }: BackgroundEnd): RunEnd {
  if (lost !== undefined) return { kind: 'connection-lost', reason: lost };
  if (timedOutAfterMs !== undefined)
    return { kind: 'timeout', code: code ?? 137, afterMs: timedOutAfterMs, cut: false };
  return { kind: 'exit', code: code ?? 137 };
}

/** The time limit that stopped a run, if one did. */
export function timeLimitOf(end: RunEnd): TimeLimit | undefined {
  if (end.kind === 'timeout') return end;
  return end.kind === 'shell-ended' ? end.timedOut : undefined;
}

/** The exit status that a run gave, or null when it has none. */
export function exitCodeOf(end: RunEnd): number | null {
  switch (end.kind) {
    case 'exit':
    case 'interrupted':
    case 'timeout':
    case 'shell-ended':
      return end.code;
    default:
      return null;
  }
}
