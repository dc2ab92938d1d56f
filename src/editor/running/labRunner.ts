import * as vscode from 'vscode';
import { HostError } from '../../hosts/host.ts';
import { judge } from '../../kernel/expectation.ts';
import type { Kernel, Reattached } from '../../kernel/kernel.ts';
import {
  type BackgroundRun,
  type CellRequest,
  endOfBackground,
  type OutputSink,
  type OutputStream,
  type RunResult,
  sessionKey,
} from '../../kernel/run-types.ts';
import { requestsOf } from '../../kernel/saved.ts';
import { sayOfRun } from '../../kernel/words.ts';
import type { CellAttributes } from '../../notebook/attributes.ts';
import { printableText } from '../../printable.ts';
import { problemInWords } from '../../words.ts';
import type { CellState } from '../cells/badges.ts';
import { requestOf } from '../cells/cells.ts';
import type { Log } from '../messages.ts';
import { CellOutput } from '../output/cellOutput.ts';
import type { FullOutputs } from '../output/fullOutputs.ts';
import type { LateOutputs } from '../output/lateOutputs.ts';
import { cellFor, type SavedNotebook, type SavedNotebooks } from './savedNotebooks.ts';
import { EMPTY_SCHEDULE, type Run, reduce, type Schedule, type ScheduleEvent } from './schedule.ts';
import type { Interaction } from './terminal.ts';

/** What a runner needs of the rest of the editor. */
export interface RunnerParts {
  makeKernel(notebook: vscode.NotebookDocument, hostId: string, events: KernelEvents): Promise<Kernel>;
  /** The id of the host that a cell names. */
  hostIdOf(name: string): string;
  /** Undefined when the user closed the terminal of the cell before it ended. */
  runInTerminal(interaction: Interaction): Promise<RunResult | undefined>;
  /** Shows what a job of that run printed after its cell had ended. */
  readonly lateOutputs: LateOutputs;
  /** Told when what `stateOf` says of a cell has changed. */
  stateChanged(): void;
  /** Told when a cell is about to run, which waits for it, and when it has ended. */
  cellBegins(notebook: vscode.NotebookDocument): Promise<void>;
  cellEnded(notebook: vscode.NotebookDocument): void;
  readonly fullOutputs: FullOutputs;
  /** Remembers what keeps running when the window is reloaded. */
  readonly savedNotebooks: SavedNotebooks;
  readonly log: Log;
}

/** What a kernel reports about itself. */
export interface KernelEvents {
  readonly lateOutput: (request: CellRequest, stream: OutputStream, chunk: Buffer) => void | Promise<void>;
  readonly lateEnds: (request: CellRequest) => void;
  readonly savedChanged: () => void;
}

/** A run from the moment it is asked for until its execution has ended. */
interface LiveRun extends Run {
  readonly target: vscode.NotebookCell;
  readonly stop: AbortController;
  /** It has been running since before the window was reloaded. */
  readonly reattached?: Reattached;
  /** Absent while another execution of the same cell is open: VS Code allows one. */
  execution?: vscode.NotebookCellExecution;
  /** Told when the run has ended, been skipped or gone to the background. */
  readonly settled: () => void;
}

/** One notebook on one host: owns its kernel and its live executions, and ends them all. */
export class LabRunner {
  readonly notebook: vscode.NotebookDocument;
  readonly hostId: string;
  readonly #controller: vscode.NotebookController;
  readonly #parts: RunnerParts;
  #kernel: Promise<Kernel> | undefined;
  #schedule: Schedule = EMPTY_SCHEDULE;
  readonly #live = new Map<number, LiveRun>();
  readonly #background = new Map<vscode.NotebookCell, BackgroundRun>();
  readonly #states = new WeakMap<vscode.NotebookCell, CellState>();
  readonly #cellOf = new WeakMap<CellRequest, vscode.NotebookCell>();
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
  }

  /** The cells that run or wait to. */
  get busy(): number {
    return this.#live.size;
  }

  stateOf(cell: vscode.NotebookCell): CellState {
    return this.#states.get(cell) ?? {};
  }

  /** Runs cells in order, up to the first that does not meet its expectation. Resolves when none of them is waited for. */
  async run(cells: readonly vscode.NotebookCell[]): Promise<void> {
    await this.#reattaching;
    const batch = ++this.#lastId;
    const settled: Promise<void>[] = [];
    const runs = cells.map((cell) => {
      const { promise, run } = this.#newRun(cell, batch);
      settled.push(promise);
      const taken = [...this.#live.values()].some((other) => other.target === cell && other.execution);
      this.#live.set(run.id, run);
      if (!taken) this.#open(run);
      return run;
    });
    this.#dispatch({ type: 'asked', runs });
    await Promise.all(settled);
  }

  /** Comes back to what a runner before this one has left, and shows the cells that run. */
  reattach(stored: SavedNotebook): Promise<void> {
    this.#reattaching ??= this.#reattach(stored).catch((error) => this.#parts.log.warn(`Not reconnected: ${error}`));
    return this.#reattaching;
  }

  async #reattach({ saved, indexes }: SavedNotebook): Promise<void> {
    for (const [at, request] of requestsOf(saved).entries()) {
      const cell = cellFor(this.notebook, request, indexes[at]);
      if (cell) this.#cellOf.set(request, cell);
    }
    const kernel = await this.#readyKernel();
    for (const reattached of await kernel.reattach(saved)) {
      const cell = this.#cellOf.get(reattached.request);
      if (!cell) {
        // The user has removed it: that stops it, here as elsewhere.
        void reattached.attend({ write: () => {}, notice: () => {} }, AbortSignal.abort());
        continue;
      }
      const { run } = this.#newRun(cell, ++this.#lastId, reattached);
      this.#live.set(run.id, run);
      this.#open(run);
      this.#dispatch({ type: 'asked', runs: [run] });
    }
  }

  /** The position of the cell that a request was made from. */
  indexOf(request: CellRequest): number {
    return this.#cellOf.get(request)?.index ?? -1;
  }

  #newRun(target: vscode.NotebookCell, batch: number, reattached?: Reattached) {
    const { attributes } = requestOf(target);
    let settled = () => {};
    const promise = new Promise<void>((resolve) => {
      settled = resolve;
    });
    const id = ++this.#lastId;
    const run: LiveRun = {
      id,
      batch,
      cell: target.document.uri.toString(),
      // A terminal has a shell of its own.
      shell: attributes.interactive ? `${id}` : sessionKey(this.#hostOf(attributes), attributes.netns),
      target,
      stop: new AbortController(),
      settled,
      ...(reattached ? { reattached } : {}),
    };
    return { promise, run };
  }

  /** The id of the host on which a cell runs. */
  #hostOf({ host }: CellAttributes): string {
    return host === undefined ? this.hostId : this.#parts.hostIdOf(host);
  }

  async stopBackground(cell: vscode.NotebookCell): Promise<void> {
    await this.#background.get(cell)?.stop();
  }

  /** Stops the runs of cells that are no longer in the notebook. */
  stopRemoved(): void {
    for (const run of this.#live.values()) if (run.target.index < 0) this.#stop(run);
  }

  /** Stops everything and throws away shells and hosts; the next run gets clean ones. */
  async restart(): Promise<void> {
    for (const run of [...this.#live.values()].reverse()) this.#stop(run);
    const kernel = await this.#kernel?.catch(() => undefined);
    await kernel?.restart();
    this.#lastOrder = 0;
  }

  async dispose(): Promise<void> {
    for (const run of [...this.#live.values()].reverse()) this.#stop(run);
    const kernel = await this.#kernel?.catch(() => undefined);
    this.#kernel = undefined;
    await kernel?.dispose();
    this.#parts.savedNotebooks.forget(this.notebook);
    this.#parts.fullOutputs.forget(this.notebook);
  }

  /** Like `dispose`, but lets what can keep running. */
  async detach(): Promise<void> {
    const kernel = await this.#kernel?.catch(() => undefined);
    this.#kernel = undefined;
    await kernel?.detach();
  }

  #dispatch(event: ScheduleEvent): void {
    const { schedule, start, skip } = reduce(this.#schedule, event);
    this.#schedule = schedule;
    for (const { id } of skip) this.#close(this.#live.get(id), undefined);
    for (const { id } of start) {
      const run = this.#live.get(id);
      if (run) void this.#execute(run);
    }
  }

  #open(run: LiveRun): vscode.NotebookCellExecution {
    const execution = this.#controller.createNotebookCellExecution(run.target);
    execution.token.onCancellationRequested(() => this.#stop(run));
    run.execution = execution;
    return execution;
  }

  #close(run: LiveRun | undefined, ok: boolean | undefined): void {
    if (!run) return;
    this.#live.delete(run.id);
    run.execution?.end(ok, ok === undefined ? undefined : Date.now());
    run.settled();
  }

  #stop(run: LiveRun): void {
    this.#dispatch({ type: 'withdrawn', id: run.id });
    run.stop.abort();
  }

  async #execute(run: LiveRun): Promise<void> {
    let ok: boolean | undefined = false;
    try {
      const execution = run.execution ?? this.#open(run);
      await this.#parts.cellBegins(this.notebook);
      execution.executionOrder = ++this.#lastOrder;
      execution.start(run.reattached?.startedAt ?? Date.now());
      ok = await this.#perform(run, execution);
    } catch (error) {
      // The cell or its notebook went away while it ran; all else has been shown in the cell.
      this.#parts.log.warn(`A run of ${run.cell} ended early: ${error}`);
    } finally {
      this.#close(run, ok);
      this.#parts.cellEnded(this.notebook);
      this.#dispatch({ type: 'ended', id: run.id, ok: ok === true });
    }
  }

  /** Whether the cell did what its author expects; undefined when that cannot be said. */
  async #perform(run: LiveRun, execution: vscode.NotebookCellExecution): Promise<boolean | undefined> {
    this.#setState(run.target, {});
    await execution.clearOutput();
    const output = new CellOutput(execution, this.#parts.fullOutputs.placeFor(run.target));
    const { ok, failure } = await this.#outcome(run, output);
    const { truncated, total } = await output.end(failure);
    if (truncated) this.#setState(run.target, { ...this.stateOf(run.target), cutFrom: total });
    return ok;
  }

  async #outcome(run: LiveRun, output: OutputSink): Promise<Outcome> {
    const { reattached } = run;
    const request = reattached?.request ?? requestOf(run.target);
    this.#cellOf.set(request, run.target);
    try {
      const kernel = await this.#readyKernel();
      if (request.attributes.interactive) return await this.#interact(run, request, kernel, output);
      const { signal } = run.stop;
      const result = await (reattached ? reattached.attend(output, signal) : kernel.run(request, output, signal));
      if (result.end.kind === 'started') return await this.#attend(run, request, result.end.background, output);
      return toOutcome(result);
    } catch (error) {
      if (!(error instanceof HostError)) this.#parts.log.error(error instanceof Error ? error : String(error));
      return { ok: false, failure: describe(error) };
    }
  }

  async #interact(run: LiveRun, request: CellRequest, kernel: Kernel, output: OutputSink): Promise<Outcome> {
    const { notebook, hostId } = this;
    const stop = run.stop.signal;
    const result = await this.#parts.runInTerminal({ notebook, hostId, request, kernel, output, stop });
    return result ? toOutcome(result) : { ok: undefined };
  }

  /** Keeps the execution of a background cell open, so that its output shows as it comes, and lets the other cells run. */
  async #attend(run: LiveRun, request: CellRequest, background: BackgroundRun, output: OutputSink): Promise<Outcome> {
    const stop = () => void background.stop();
    run.stop.signal.addEventListener('abort', stop);
    if (run.stop.signal.aborted) stop();
    this.#background.set(run.target, background);
    this.#setState(run.target, { pid: background.pid });
    this.#dispatch({ type: 'wentToBackground', id: run.id });
    run.settled();
    const ended = await background.ended;
    this.#background.delete(run.target);
    this.#setState(run.target, {});
    if (ended.stopped && ended.timedOutAfterMs === undefined) {
      output.notice(sayOfRun('stopped'));
      return { ok: undefined };
    }
    return toOutcome(judge(endOfBackground(ended), request.attributes.expect, 0));
  }

  #readyKernel(): Promise<Kernel> {
    this.#kernel ??= this.#parts.makeKernel(this.notebook, this.hostId, {
      lateOutput: (request, stream, chunk) => {
        const cell = this.#cellOf.get(request);
        if (!cell) return undefined;
        if (!this.stateOf(cell).printedLater) this.#setState(cell, { ...this.stateOf(cell), printedLater: true });
        return this.#parts.lateOutputs.add(cell, request, stream, chunk);
      },
      lateEnds: (request) => this.#parts.lateOutputs.end(request),
      savedChanged: () => void this.#kernel?.then((kernel) => this.#parts.savedNotebooks.save(this, kernel.saved())),
    });
    return this.#kernel;
  }

  #setState(cell: vscode.NotebookCell, state: CellState): void {
    this.#states.set(cell, state);
    this.#parts.stateChanged();
  }
}

/** How a run went: met, not met (and why), or neither. */
interface Outcome {
  readonly ok: boolean | undefined;
  readonly failure?: string;
}

function toOutcome({ ok, reason }: RunResult): Outcome {
  return reason ? { ok, failure: problemInWords(reason, vscode.l10n.t) } : { ok };
}

function describe(error: unknown): string {
  if (error instanceof HostError) return printableText(problemInWords(error, vscode.l10n.t));
  return error instanceof Error ? error.message : String(error);
}
