import type { OutputStream, RunResult } from '../kernel/run-types.ts';
import type { Expectation } from '../notebook/attributes.ts';
import type { Said } from '../words.ts';

/** A code cell as the terminal speaks of it. */
export interface CellView {
  /** Its number among the code cells of the file, from 1. */
  readonly number: number;
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  readonly name?: string;
  /** What the author wrote. */
  readonly source: string;
  /** The last heading before it. */
  readonly heading?: string;
  readonly expect: Expectation;
  /** The task that it looks at. */
  readonly check?: string;
  readonly hints: readonly string[];
}

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Checks whose task is not done yet. */
  readonly toDo: number;
}

/** Tells a run of a notebook to somebody. */
export interface Reporter {
  begin(cell: CellView): CellReporter;
  skipped(cell: CellView, reason: string): void;
  warning(text: string): void;
  summary(summary: Summary): void;
}

export interface CellReporter {
  write(stream: OutputStream, chunk: Buffer): void | Promise<void>;
  notice(what: Said): void;
  /** It continues in the background, as that process. */
  started(pid: number): void;
  /** What a job printed that the cell had left behind, after its end. */
  late(stream: OutputStream, chunk: Buffer): void | Promise<void>;
  /** No more of that comes, or is wanted. */
  lateEnds(): Promise<void>;
  /** What the tutorial shows of its output, and whether that was printed, numbers and addresses apart. */
  shown(expected: string, isSame: boolean): void;
  end(result: RunResult): Promise<void>;
}
