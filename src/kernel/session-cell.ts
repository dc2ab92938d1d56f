import type { ExitStatus } from '../hosts/host.ts';
import type { Argument, Problem } from '../words.ts';
import type { BackgroundRun, CellRequest, FailedCommands, OutputStream } from './run-types.ts';

/** One cell, as a session runs it. */
export interface SessionCell {
  /** What it was made from. */
  readonly request: CellRequest;
  readonly code: string;
  /** Which part of the cell that is, from 0, where it is run in parts. */
  readonly part?: number;
  /** Absolute directory for this cell alone. */
  readonly cwd?: string;
  write(stream: OutputStream, chunk: Buffer): void | Promise<void>;
  /** Output of a job that the cell left behind, after the cell has ended. A returned promise holds the job back. */
  late(stream: OutputStream, chunk: Buffer): void | Promise<void>;
  /** No more of that comes. */
  lateEnds?(): void;
  /** The shell has been given the cell: from here on one can reattach to it. */
  begun?(): void;
  /** It asks the shell something for us. Nobody reattaches to it, and `$?` stays what it was. */
  readonly isOurs?: true;
}

export type SessionEnd =
  /** `inputRead`: something read its standard input. */
  | {
      readonly kind: 'ended';
      readonly code: number;
      readonly interrupted: boolean;
      readonly failed?: FailedCommands | 'unknown';
      readonly inputRead?: boolean;
    }
  /** `said`: what went wrong with its lane. */
  | { readonly kind: 'refused'; readonly why: 'cwd' | 'lane'; readonly said?: Argument }
  /** A shell that is meant to run it does not. */
  | { readonly kind: 'refused'; readonly why: 'shell'; readonly problem: Problem }
  /** The shell is in another netns than the one that has the name now. */
  | { readonly kind: 'stale' }
  /** The shell answered, or ended, without having begun the cell: cells before it have broken it. */
  | { readonly kind: 'not-begun' }
  /** `stopped`: after a stop had been asked for; it was killed if it did not answer that. */
  | { readonly kind: 'shell-ended'; readonly status: ExitStatus; readonly stopped: boolean };

export type BackgroundStart = { readonly kind: 'started'; readonly background: BackgroundRun } | SessionEnd;
