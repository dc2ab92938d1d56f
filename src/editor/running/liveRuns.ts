import type * as vscode from 'vscode';
import { sessionKey } from '../../kernel/run-types.ts';
import type { CellAttributes } from '../../notebook/attributes.ts';
import { requestOf } from '../cells/cells.ts';
import type { Log } from '../messages.ts';
import { CellRun, type ReattachedRun } from './cellRun.ts';
import type { Outcome } from './performer.ts';
import { EMPTY_SCHEDULE, reduce, type Schedule, type ScheduleEvent } from './schedule.ts';

export interface LiveRunsOptions {
  readonly controller: vscode.NotebookController;
  /** The id of the host on which a cell runs. */
  readonly hostOf: (attributes: CellAttributes) => string;
  /** Runs a cell whose turn has come to its end. */
  readonly perform: (run: CellRun) => Promise<Outcome>;
  /** Told when one has ended, however it has. */
  readonly ended: () => void;
  readonly log: Log;
}

/** The runs of one notebook that wait or run, each until it has ended. */
export class LiveRuns {
  readonly #options: LiveRunsOptions;
  readonly #runs = new Map<number, CellRun>();
  #schedule: Schedule = EMPTY_SCHEDULE;
  #lastId = 0;

  constructor(options: LiveRunsOptions) {
    this.#options = options;
  }

  get all(): readonly CellRun[] {
    return [...this.#runs.values()];
  }

  newBatch(): number {
    return ++this.#lastId;
  }

  /** A run that is not asked for yet. It shows that it waits, unless another one of its cell is shown. */
  add(target: vscode.NotebookCell, batch: number, alone: boolean, reattached?: ReattachedRun): CellRun {
    const { attributes } = requestOf(target);
    const taken = this.all.some((other) => other.target === target && other.isOpen);
    const id = ++this.#lastId;
    const run = new CellRun({
      id,
      batch,
      cell: target.document.uri.toString(),
      // A terminal has a shell of its own.
      shell: attributes.interactive ? `${id}` : sessionKey(this.#options.hostOf(attributes), attributes.netns),
      target,
      controller: this.#options.controller,
      alone,
      reattached,
    });
    this.#runs.set(id, run);
    if (!taken) this.#open(run);
    return run;
  }

  /** Asks for runs, in this order. */
  ask(runs: readonly CellRun[]): void {
    this.#dispatch({ type: 'asked', runs });
  }

  wentToBackground({ id }: CellRun): void {
    this.#dispatch({ type: 'wentToBackground', id });
  }

  stop(run: CellRun): void {
    this.#dispatch({ type: 'withdrawn', id: run.id });
    run.stop.abort();
  }

  #dispatch(event: ScheduleEvent): void {
    const { schedule, start, skip } = reduce(this.#schedule, event);
    this.#schedule = schedule;
    for (const { id } of skip) void this.#end(this.#runs.get(id), { ok: undefined, how: { kind: 'skipped' } });
    for (const { id } of start) {
      const run = this.#runs.get(id);
      if (run) void this.#execute(run);
    }
  }

  #open(run: CellRun): void {
    run.open(() => this.stop(run));
  }

  async #end(run: CellRun | undefined, { ok, how }: Pick<Outcome, 'ok' | 'how'>): Promise<void> {
    if (!run) return;
    this.#runs.delete(run.id);
    await run.end(ok, how);
  }

  async #execute(run: CellRun): Promise<void> {
    let outcome: Outcome = { ok: false, how: { kind: 'stopped' } };
    try {
      if (!run.isOpen) this.#open(run);
      outcome = await this.#options.perform(run);
    } catch (error) {
      // The cell or its notebook went away while it ran; all else has been shown in the cell.
      this.#options.log.warn(`A run of ${run.cell} ended early: ${error}`);
    } finally {
      await this.#end(run, outcome);
      this.#options.ended();
      const { ok, how } = outcome;
      const goesOn = ok === true || how.kind === 'toDo' || (how.kind === 'unmet' && how.goesOn === true);
      this.#dispatch({ type: 'ended', id: run.id, ok: goesOn });
    }
  }
}
