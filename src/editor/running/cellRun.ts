import type * as vscode from 'vscode';
import type { Reattached } from '../../kernel/reattach.ts';
import type { CellEnd } from './runSummary.ts';
import type { Run } from './schedule.ts';

/** Milliseconds between two executions that only show output. */
const SHOWING_MS = 1000;

export interface RunOrigin extends Run {
  readonly target: vscode.NotebookCell;
  readonly controller: vscode.NotebookController;
  /** It was asked for, and no other cell with it. */
  readonly alone: boolean;
  /** It has been running since before the window was reloaded. */
  readonly reattached?: ReattachedRun | undefined;
}

/** What runs since before this window, with the number that it had. */
export interface ReattachedRun extends Reattached {
  readonly order: number | undefined;
}

type Act = (execution: vscode.NotebookCellExecution) => Promise<void>;

/**
 * A run of a cell, from the moment it is asked for until it has ended: owns its executions. While it is in the background
 * none is open, so that VS Code does not count it as running; one is opened for each showing of its output.
 */
export class CellRun implements Run {
  readonly id: number;
  readonly batch: number;
  readonly cell: string;
  readonly shell: string;
  readonly target: vscode.NotebookCell;
  readonly alone: boolean;
  readonly reattached: ReattachedRun | undefined;
  readonly stop = new AbortController();
  /** Told when the run has ended, been skipped or gone to the background. */
  readonly settled: Promise<CellEnd>;
  /** Told when its last execution has ended. */
  readonly ended: Promise<void>;
  #settle: (end: CellEnd) => void = () => {};
  #over: () => void = () => {};
  readonly #controller: vscode.NotebookController;
  #execution: vscode.NotebookCellExecution | undefined;
  #order: number | undefined;
  #startedAt: number | undefined;
  #inBackground = false;
  #lastShown = 0;
  /** One is open only to show something. */
  #brief = false;

  constructor({ id, batch, cell, shell, target, controller, alone, reattached }: RunOrigin) {
    this.id = id;
    this.batch = batch;
    this.cell = cell;
    this.shell = shell;
    this.target = target;
    this.alone = alone;
    this.reattached = reattached;
    this.#controller = controller;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#over = resolve;
    });
  }

  get inBackground(): boolean {
    return this.#inBackground;
  }

  /** Whether an execution of the cell is open: VS Code allows one. */
  get isOpen(): boolean {
    return this.#execution !== undefined || this.#brief;
  }

  /** Shows that it waits. `cancelled`: the user has pressed Stop. Throws while another execution of the cell is open. */
  open(cancelled: () => void): void {
    this.#execution = this.#controller.createNotebookCellExecution(this.target);
    this.#execution.token.onCancellationRequested(() => {
      // Stop is for what is waited for.
      if (!this.#inBackground) cancelled();
    });
  }

  /** Shows that it runs. */
  async begin(order: number): Promise<void> {
    this.#order = order;
    this.#startedAt = this.reattached?.startedAt ?? Date.now();
    if (!this.#execution) return;
    this.#execution.executionOrder = order;
    this.#execution.start(this.#startedAt);
    await this.#execution.clearOutput();
  }

  /** Changes its output. Rejects when the cell is gone, or taken by its next run. */
  async change(act: Act): Promise<void> {
    if (this.#execution) return act(this.#execution);
    const wait = this.#lastShown + SHOWING_MS - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    await this.#briefly(act, undefined);
    this.#lastShown = Date.now();
  }

  /** Nobody waits for it any more. */
  goToBackground(): void {
    this.#inBackground = true;
    this.#settle({ kind: 'background' });
  }

  /** Shows no longer that it runs, though it does. */
  closeForNow(): void {
    // A tick and a time would say that it has ended.
    this.#execution?.end(undefined);
    this.#execution = undefined;
  }

  /** `ok`: whether it did what its author expects; undefined when that cannot be said. */
  async end(ok: boolean | undefined, how: CellEnd): Promise<void> {
    const execution = this.#execution;
    this.#execution = undefined;
    execution?.end(ok, ok === undefined ? undefined : Date.now());
    this.#settle(how);
    // Gone, or taken by its next run.
    if (!execution && this.#inBackground) await this.#briefly(async () => {}, ok).catch(() => undefined);
    this.#over();
  }

  async #briefly(act: Act, ok: boolean | undefined): Promise<void> {
    const execution = this.#controller.createNotebookCellExecution(this.target);
    this.#brief = true;
    try {
      execution.executionOrder = this.#order;
      execution.start(this.#startedAt);
      await act(execution);
    } finally {
      execution.end(ok, ok === undefined ? undefined : Date.now());
      this.#brief = false;
    }
  }
}
