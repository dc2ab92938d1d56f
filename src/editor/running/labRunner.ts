import * as vscode from 'vscode';
import type { Kernel } from '../../kernel/kernel.ts';
import { type CellRequest, sessionKey } from '../../kernel/run-types.ts';
import { requestsOf } from '../../kernel/saved.ts';
import type { CellAttributes } from '../../notebook/attributes.ts';
import type { CellState } from '../cells/badge.ts';
import { cellFor, requestOf } from '../cells/cells.ts';
import { showStatus } from '../messages.ts';
import type { RanCell, SavedOutput } from '../output/savedOutputs.ts';
import { CellRun, type ReattachedRun } from './cellRun.ts';
import { CellStates } from './cellStates.ts';
import { markOld, restore } from './oldOutputs.ts';
import { type Outcome, Performer } from './performer.ts';
import type { LastRun, RunnerParts } from './runnerParts.ts';
import type { SavedNotebook } from './savedNotebooks.ts';
import { EMPTY_SCHEDULE, reduce, type Schedule, type ScheduleEvent } from './schedule.ts';

/** What a runner has left when the window was closed or reloaded: what may go on, and what its cells showed. */
export interface Left {
  readonly stored: SavedNotebook | undefined;
  readonly shown: ReadonlyMap<vscode.NotebookCell, SavedOutput>;
}

/** One notebook on one host: owns its kernel and its live executions, and ends them all. */
export class LabRunner {
  readonly notebook: vscode.NotebookDocument;
  readonly hostId: string;
  readonly #controller: vscode.NotebookController;
  readonly #parts: RunnerParts;
  #kernel: Promise<Kernel> | undefined;
  #schedule: Schedule = EMPTY_SCHEDULE;
  readonly #live = new Map<number, CellRun>();
  readonly #states: CellStates;
  readonly #performer: Performer;
  /** Where the last run of several cells ended. */
  #lastRunAt: vscode.NotebookCell | undefined;
  /** Until it is over nothing else is run. */
  #reattaching: Promise<void> | undefined;
  #lastId = 0;
  #lastOrder = 0;

  constructor(
    notebook: vscode.NotebookDocument,
    hostId: string,
    controller: vscode.NotebookController,
    parts: RunnerParts,
  ) {
    this.notebook = notebook;
    this.hostId = hostId;
    this.#controller = controller;
    this.#parts = parts;
    this.#states = new CellStates(() => parts.stateChanged());
    this.#performer = new Performer({
      notebook,
      hostId,
      parts,
      states: this.#states,
      kernel: () => this.#readyKernel(),
      wentToBackground: ({ id }) => this.#dispatch({ type: 'wentToBackground', id }),
    });
  }

  /** The cells that run or wait to. */
  get busy(): number {
    return this.#live.size;
  }

  /** Those of them that do not run in the background. */
  get waitedFor(): number {
    return [...this.#live.values()].filter(({ inBackground }) => !inBackground).length;
  }

  stateOf(cell: vscode.NotebookCell): CellState {
    return this.#states.of(cell);
  }

  /**
   * Runs cells in order, up to the first that does not meet its expectation, and tells how it went. `leftOut`: how many others
   * Run All leaves out. Resolves when none of them is waited for.
   */
  async run(cells: readonly vscode.NotebookCell[], leftOut = 0): Promise<void> {
    await this.#reattaching;
    const startedAt = performance.now();
    const batch = ++this.#lastId;
    // What runs in the background makes way for its next run.
    for (const cell of cells) void this.stopBackground(cell);
    const runs = cells.map((cell) => {
      const taken = [...this.#live.values()].some((other) => other.target === cell && other.isOpen);
      const run = this.#newRun(cell, batch, cells.length === 1);
      if (!taken) this.#open(run);
      return run;
    });
    this.#summarize(undefined);
    this.#parts.runBegins(this.notebook);
    this.#dispatch({ type: 'asked', runs });
    const ends = await Promise.all(runs.map(({ settled }) => settled));
    const durationMs = performance.now() - startedAt;
    this.#summarize(this.#parts.runEnded(this.notebook, { cells, ends, leftOut, durationMs }));
  }

  /** Runs a cell that runs already once more, after that; once, however often that is asked for. */
  async runAgain(cell: vscode.NotebookCell): Promise<void> {
    const own = [...this.#live.values()].filter(({ target, inBackground }) => target === cell && !inBackground);
    if (own.length > 1) showStatus(vscode.l10n.t('This cell will run again when its present run has ended.'), 5000);
    else await this.run([cell]);
  }

  /** Shows how a run went in the cell at which it ended, and that of no other run. */
  #summarize(last: LastRun | undefined): void {
    const before = this.#lastRunAt;
    this.#lastRunAt = last?.cell;
    if (before) this.#states.set(before, withoutSummary(this.#states.of(before)));
    if (last?.cell) this.#states.set(last.cell, { ...this.#states.of(last.cell), summary: last });
  }

  /** Comes back to what a runner before this one has left, and shows the cells that run, and what the others showed. */
  reattach(left: Left): Promise<void> {
    this.#reattaching ??= this.#reattach(left).catch((error) => this.#parts.log.warn(`Not reconnected: ${error}`));
    return this.#reattaching;
  }

  async #reattach({ stored, shown }: Left): Promise<void> {
    this.#lastOrder = Math.max(0, ...[...shown.values()].map(({ order = 0 }) => order));
    const goesOn = stored !== undefined && (await this.#reattachKernel(stored, shown));
    if (!goesOn) this.#lastOrder = 0;
    const running = new Set([...this.#live.values()].map(({ target }) => target));
    const before = [...shown].filter(([cell]) => !running.has(cell));
    const heading = goesOn ? undefined : vscode.l10n.t('Before the window was closed or reloaded:');
    await Promise.all(
      before.map(async ([cell, saved]) => {
        if (goesOn) {
          this.#performer.remember(cell);
          this.#states.set(cell, saved.state);
        }
        await restore(this.#controller, cell, saved, heading);
      }),
    );
    this.#revealSelected();
    if (!goesOn) this.#parts.gone(this.notebook, this.hostId);
  }

  /** VS Code has scrolled to where the reader was before the outputs were there, which pushed that away. */
  #revealSelected(): void {
    for (const editor of vscode.window.visibleNotebookEditors)
      if (editor.notebook === this.notebook)
        editor.revealRange(editor.selection, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Whether what it has left goes on. */
  async #reattachKernel({ saved, indexes }: SavedNotebook, shown: Left['shown']): Promise<boolean> {
    for (const [at, request] of requestsOf(saved).entries()) {
      const cell = cellFor(this.notebook, request, indexes[at]);
      if (cell) this.#performer.assign(request, cell);
    }
    const kernel = await this.#readyKernel();
    for (const reattached of await kernel.reattach(saved)) {
      const cell = this.#performer.cellOf(reattached.request);
      if (!cell) {
        // The user has removed it: that stops it, here as elsewhere.
        void reattached.attend({ write: () => {}, notice: () => {} }, AbortSignal.abort());
        continue;
      }
      const run = this.#newRun(cell, ++this.#lastId, false, { ...reattached, order: shown.get(cell)?.order });
      this.#open(run);
      this.#dispatch({ type: 'asked', runs: [run] });
    }
    return kernel.saved() !== undefined;
  }

  /** Whether what runs goes on when it is let go of. */
  async goesOnAlone(): Promise<boolean> {
    return (await this.#kernel?.catch(() => undefined))?.saved() !== undefined;
  }

  /** A cell that has run on its host as it is now. */
  ranCell(cell: vscode.NotebookCell): RanCell | undefined {
    return this.#performer.hasRun(cell) ? { hostId: this.hostId, state: this.stateOf(cell) } : undefined;
  }

  /** The position of the cell that a request was made from. */
  indexOf(request: CellRequest): number {
    return this.#performer.cellOf(request)?.index ?? -1;
  }

  #newRun(target: vscode.NotebookCell, batch: number, alone: boolean, reattached?: ReattachedRun): CellRun {
    const { attributes } = requestOf(target);
    const id = ++this.#lastId;
    const run = new CellRun({
      id,
      batch,
      cell: target.document.uri.toString(),
      // A terminal has a shell of its own.
      shell: attributes.interactive ? `${id}` : sessionKey(this.#hostOf(attributes), attributes.netns),
      target,
      controller: this.#controller,
      alone,
      reattached,
    });
    this.#live.set(id, run);
    return run;
  }

  /** The id of the host on which a cell runs. */
  #hostOf({ host }: CellAttributes): string {
    return host === undefined ? this.hostId : this.#parts.hostIdOf(host);
  }

  /** Opens the port of a background cell in the browser. */
  openInBrowser(cell: vscode.NotebookCell, port: unknown): Promise<void> {
    return this.#performer.openInBrowser(cell, port);
  }

  stopBackground(cell: vscode.NotebookCell): Promise<void> {
    return this.#performer.stopBackground(cell);
  }

  /** Stops the runs of cells that are no longer in the notebook. */
  stopRemoved(): void {
    for (const run of this.#live.values()) if (run.target.index < 0) this.#stop(run);
  }

  /** Stops everything and throws away shells and hosts; the next run gets clean ones. */
  async restart(): Promise<void> {
    const live = [...this.#live.values()];
    for (const run of live.toReversed()) this.#stop(run);
    const kernel = await this.#kernel?.catch(() => undefined);
    await kernel?.restart();
    await Promise.all(live.map(({ ended }) => ended));
    this.#lastOrder = 0;
    this.#parts.runBegins(this.notebook);
    this.#parts.savedOutputs.forget(this.notebook);
    const before = this.#performer.forgetRuns();
    for (const cell of before) this.#states.set(cell, {});
    await markOld(this.#controller, before, vscode.l10n.t('Before the restart:'));
  }

  async dispose(): Promise<void> {
    for (const run of [...this.#live.values()].reverse()) this.#stop(run);
    const kernel = await this.#kernel?.catch(() => undefined);
    this.#kernel = undefined;
    await kernel?.dispose();
    this.#parts.savedNotebooks.forget(this.notebook);
    this.#parts.savedOutputs.forget(this.notebook);
    this.#parts.fullOutputs.forget(this.notebook);
  }

  /** Like `dispose`, but lets what can keep running. */
  async detach(): Promise<void> {
    this.#parts.savedOutputs.flush();
    const kernel = await this.#kernel?.catch(() => undefined);
    this.#kernel = undefined;
    await kernel?.detach();
  }

  #dispatch(event: ScheduleEvent): void {
    const { schedule, start, skip } = reduce(this.#schedule, event);
    this.#schedule = schedule;
    for (const { id } of skip) void this.#end(this.#live.get(id), { ok: undefined, how: { kind: 'skipped' } });
    for (const { id } of start) {
      const run = this.#live.get(id);
      if (run) void this.#execute(run);
    }
  }

  #open(run: CellRun): void {
    run.open(() => this.#stop(run));
  }

  async #end(run: CellRun | undefined, { ok, how }: Pick<Outcome, 'ok' | 'how'>): Promise<void> {
    if (!run) return;
    this.#live.delete(run.id);
    await run.end(ok, how);
  }

  #stop(run: CellRun): void {
    this.#dispatch({ type: 'withdrawn', id: run.id });
    run.stop.abort();
  }

  async #execute(run: CellRun): Promise<void> {
    let outcome: Outcome = { ok: false, how: { kind: 'stopped' } };
    try {
      if (!run.isOpen) this.#open(run);
      await this.#parts.cellBegins(this.notebook);
      this.#states.set(run.target, {});
      await run.begin(run.reattached?.order ?? ++this.#lastOrder);
      outcome = await this.#performer.perform(run);
    } catch (error) {
      // The cell or its notebook went away while it ran; all else has been shown in the cell.
      this.#parts.log.warn(`A run of ${run.cell} ended early: ${error}`);
    } finally {
      await this.#end(run, outcome);
      this.#parts.cellEnded(this.notebook);
      const { ok, how } = outcome;
      const goesOn = ok === true || how.kind === 'toDo' || (how.kind === 'unmet' && how.goesOn === true);
      this.#dispatch({ type: 'ended', id: run.id, ok: goesOn });
    }
  }

  #readyKernel(): Promise<Kernel> {
    this.#kernel ??= this.#parts.makeKernel(this.notebook, this.hostId, {
      lateOutput: (request, stream, chunk) => {
        const cell = this.#performer.cellOf(request);
        if (!cell) return undefined;
        if (!this.#states.of(cell).printedLater)
          this.#states.set(cell, { ...this.#states.of(cell), printedLater: true });
        return this.#parts.lateOutputs.add(cell, request, stream, chunk);
      },
      lateEnds: (request) => this.#parts.lateOutputs.end(request),
      answered: (request, hostId, answer) => {
        const cell = this.#performer.cellOf(request);
        if (cell) this.#states.set(cell, { ...this.#states.of(cell), answer: { ...answer, hostId } });
        if (answer.flow) this.#parts.showWay(this.notebook, hostId, answer.flow);
      },
      savedChanged: () => void this.#kernel?.then((kernel) => this.#parts.savedNotebooks.save(this, kernel.saved())),
    });
    return this.#kernel;
  }
}

const withoutSummary = ({ summary: _, ...state }: CellState): CellState => state;
