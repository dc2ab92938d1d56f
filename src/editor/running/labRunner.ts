import * as vscode from 'vscode';
import type { Kernel } from '../../kernel/kernel.ts';
import type { CellRequest } from '../../kernel/run-types.ts';
import { requestsOf } from '../../kernel/saved.ts';
import type { CellAttributes } from '../../notebook/attributes.ts';
import type { CellState } from '../cells/badge.ts';
import { cellFor } from '../cells/cells.ts';
import { showStatus } from '../messages.ts';
import type { RanCell, SavedOutput } from '../output/savedOutputs.ts';
import type { CellRun } from './cellRun.ts';
import { CellStates } from './cellStates.ts';
import { LiveRuns } from './liveRuns.ts';
import { markOld, restore } from './oldOutputs.ts';
import { type Outcome, Performer } from './performer.ts';
import type { LastRun, RunnerParts } from './runnerParts.ts';
import type { SavedNotebook } from './savedNotebooks.ts';

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
  readonly #live: LiveRuns;
  readonly #states: CellStates;
  readonly #performer: Performer;
  /** Where the last run of several cells ended. */
  #lastRunAt: vscode.NotebookCell | undefined;
  /** Until it is over nothing else is run. */
  #reattaching: Promise<void> | undefined;
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
    this.#live = new LiveRuns({
      controller,
      hostOf: (attributes) => this.#hostOf(attributes),
      perform: (run) => this.#perform(run),
      ended: () => parts.cellEnded(notebook),
      log: parts.log,
    });
    this.#performer = new Performer({
      notebook,
      hostId,
      parts,
      states: this.#states,
      kernel: () => this.#readyKernel(),
      wentToBackground: (run) => this.#live.wentToBackground(run),
    });
  }

  /** The cells that run or wait to. */
  get busy(): number {
    return this.#live.all.length;
  }

  /** Those of them that do not run in the background. */
  get waitedFor(): number {
    return this.#live.all.filter(({ inBackground }) => !inBackground).length;
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
    const batch = this.#live.newBatch();
    // What runs in the background makes way for its next run.
    for (const cell of cells) void this.stopBackground(cell);
    const runs = cells.map((cell) => this.#live.add(cell, batch, cells.length === 1));
    this.#summarize(undefined);
    this.#parts.runBegins(this.notebook);
    this.#live.ask(runs);
    const ends = await Promise.all(runs.map(({ settled }) => settled));
    const durationMs = performance.now() - startedAt;
    this.#summarize(this.#parts.runEnded(this.notebook, { cells, ends, leftOut, durationMs }));
  }

  /** Runs a cell that runs already once more, after that; once, however often that is asked for. */
  async runAgain(cell: vscode.NotebookCell): Promise<void> {
    const own = this.#live.all.filter(({ target, inBackground }) => target === cell && !inBackground);
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
    const running = new Set(this.#live.all.map(({ target }) => target));
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
      const order = shown.get(cell)?.order;
      this.#live.ask([this.#live.add(cell, this.#live.newBatch(), false, { ...reattached, order })]);
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
    for (const run of this.#live.all) if (run.target.index < 0) this.#live.stop(run);
  }

  /** Stops everything and throws away shells and hosts; the next run gets clean ones. */
  async restart(): Promise<void> {
    const live = this.#live.all;
    for (const run of live.toReversed()) this.#live.stop(run);
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
    for (const run of this.#live.all.toReversed()) this.#live.stop(run);
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

  async #perform(run: CellRun): Promise<Outcome> {
    await this.#parts.cellBegins(this.notebook);
    this.#states.set(run.target, {});
    await run.begin(run.reattached?.order ?? ++this.#lastOrder);
    return this.#performer.perform(run);
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
