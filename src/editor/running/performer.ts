import * as vscode from 'vscode';
import { HostError } from '../../hosts/host.ts';
import { within } from '../../hosts/within.ts';
import { isForTerminal, waitsForTyping } from '../../kernel/cell-text.ts';
import { asMeant, judge, whyInShort } from '../../kernel/expectation.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import {
  type BackgroundRun,
  type CellRequest,
  endOfBackground,
  type OutputSink,
  type RunResult,
  unattended,
} from '../../kernel/run-types.ts';
import { goesOnAfter } from '../../kernel/tutorial.ts';
import { sayOfRun } from '../../kernel/words.ts';
import type { CellAttributes, Expectation } from '../../notebook/attributes.ts';
import { printableText } from '../../printable.ts';
import { inWords, problemInWords, type Said } from '../../words.ts';
import { currentReading, requestInPlace, requestsAfter } from '../cells/cells.ts';
import { labNameOf } from '../lab.ts';
import { showStatus } from '../messages.ts';
import { CellOutput } from '../output/cellOutput.ts';
import type { CellRun } from './cellRun.ts';
import type { CellStates } from './cellStates.ts';
import { watchListeners } from './listening.ts';
import type { Served } from './openInBrowser.ts';
import type { RunnerParts } from './runnerParts.ts';
import type { CellEnd } from './runSummary.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** What goes to the background and ends within this long is shown as a cell that has ended. */
const SOON_MS = 500;

export interface PerformerOptions {
  readonly notebook: vscode.NotebookDocument;
  readonly hostId: string;
  readonly parts: RunnerParts;
  readonly states: CellStates;
  readonly kernel: () => Promise<Kernel>;
  /** Told when the others need not wait for a run any more. */
  readonly wentToBackground: (run: CellRun) => void;
}

/** Runs the cells of one runner whose turn it is, and shows in them what comes of it. */
export class Performer {
  readonly #notebook: vscode.NotebookDocument;
  readonly #hostId: string;
  readonly #parts: RunnerParts;
  readonly #states: CellStates;
  readonly #kernel: () => Promise<Kernel>;
  readonly #wentToBackground: (run: CellRun) => void;
  readonly #background = new Map<vscode.NotebookCell, Served>();
  /** Those that have run since the host was clean. */
  readonly #ran = new Set<vscode.NotebookCell>();
  readonly #cellOf = new WeakMap<CellRequest, vscode.NotebookCell>();

  constructor({ notebook, hostId, parts, states, kernel, wentToBackground }: PerformerOptions) {
    this.#notebook = notebook;
    this.#hostId = hostId;
    this.#parts = parts;
    this.#states = states;
    this.#kernel = kernel;
    this.#wentToBackground = wentToBackground;
  }

  /** The cell that a request was made from. */
  cellOf(request: CellRequest): vscode.NotebookCell | undefined {
    return this.#cellOf.get(request);
  }

  /** Remembers the cell of a request that a runner before this one has made. */
  assign(request: CellRequest, cell: vscode.NotebookCell): void {
    this.#cellOf.set(request, cell);
  }

  /** Whether a cell has run since the host was clean. */
  hasRun(cell: vscode.NotebookCell): boolean {
    return this.#ran.has(cell);
  }

  /** A cell has run before this window. */
  remember(cell: vscode.NotebookCell): void {
    this.#ran.add(cell);
  }

  /** The host is clean again: gives the cells that have run on it. */
  forgetRuns(): readonly vscode.NotebookCell[] {
    const cells = [...this.#ran];
    this.#ran.clear();
    return cells;
  }

  /** Opens the port of a background cell in the browser. */
  async openInBrowser(cell: vscode.NotebookCell, port: unknown): Promise<void> {
    const served = this.#background.get(cell);
    const { listeners = [] } = this.#states.of(cell);
    const listener = listeners.find((one) => one.port === port) ?? listeners[0];
    if (served && listener) await (await import('./openInBrowser.ts')).openInBrowser(served, listener);
    else showStatus(vscode.l10n.t('This cell runs no server.'), 5000);
  }

  async stopBackground(cell: vscode.NotebookCell): Promise<void> {
    await this.#background.get(cell)?.run.stop();
  }

  /** Runs a cell to its end. Rejects when the cell or its notebook goes away. */
  async perform(run: CellRun): Promise<Outcome> {
    const { target, reattached } = run;
    const asked = await requestInPlace(target);
    const request = reattached?.request ?? { ...asked, ...(run.alone ? {} : unattended(asked.attributes)) };
    const reading = currentReading(target);
    const { attributes } = request;
    const quiet = attributes.check !== undefined;
    const shown = reading?.expected ?? '';
    const output = new CellOutput(run, { ...this.#parts.fullOutputs.placeFor(target), quiet, shown });
    if (this.#parts.answers.whyNotRun(target) !== undefined)
      return this.#notRun(output, vscode.l10n.t('Not run: choose "Run as commands" beneath the cell if it was typed.'));
    const waitsFor = reattached || run.alone ? undefined : waitsForTyping(request);
    if (waitsFor !== undefined)
      return this.#notRun(output, inWords(sayOfRun('waits-for-typing', waitsFor), vscode.l10n.t));
    const ranBefore = this.#ran.has(target);
    this.#ran.add(target);
    const outcome = await this.#outcome(run, request, output);
    const verdict = await this.#verdict(run, attributes, outcome);
    if (outcome.how.kind === 'met' || outcome.how.kind === 'unmet') output.compare();
    if (verdict) output.tell(verdict);
    const exists = ranBefore && this.#existsAlready(outcome, output.errors);
    if (exists) output.say(vscode.l10n.t('It exists already. Delete or replace it, or restart for a clean sandbox.'));
    const { truncated, total } = await output.end(outcome.failure);
    const { show } = attributes;
    if (outcome.ok && show) this.#parts.show(this.#notebook, show);
    const { remark } = outcome;
    this.#states.set(target, {
      ...this.#states.of(target),
      ...(truncated ? { cutFrom: total } : {}),
      ...(remark ? { remark } : {}),
      ...(exists ? { existsAlready: true } : {}),
    });
    return outcome;
  }

  /** A person must say first that it was typed, or type into it. */
  async #notRun(output: CellOutput, failure: string): Promise<Outcome> {
    await output.end(failure);
    return { ok: undefined, how: { kind: 'skipped' } };
  }

  /** What a check says, if it has looked. Remembers it. */
  async #verdict(
    { alone }: CellRun,
    attributes: CellAttributes,
    { how: { kind } }: Outcome,
  ): Promise<Verdict | undefined> {
    const { check } = attributes;
    if (check === undefined || (kind !== 'met' && kind !== 'toDo')) return undefined;
    const done = kind === 'met';
    const { tries } = await this.#parts.progress.found(labNameOf(this.#notebook.uri), check, { done, alone });
    return verdictOf(attributes, done, tries, vscode.l10n.t);
  }

  /** Whether a cell failed because it had made before what it makes. */
  #existsAlready({ ok, remark }: Outcome, errors: string): boolean {
    const failed = ok === false || (remark?.code.startsWith('command') ?? false);
    return failed && this.#parts.isSandbox(this.#hostId) && /\b(?:exists|already in use)\b/i.test(errors);
  }

  async #outcome(run: CellRun, asked: CellRequest, output: CellOutput): Promise<Outcome> {
    const { reattached } = run;
    const { expect } = asked.attributes;
    try {
      const request = reattached ? asked : ((await this.#parts.placeholders.fill(this.#notebook, asked)) ?? asked);
      this.#cellOf.set(request, run.target);
      const kernel = await this.#kernel();
      const isTyped = !reattached && waitsForTyping(request) !== undefined;
      if (isForTerminal(request) || isTyped) return await this.#interact(run, request, kernel, output);
      const { signal } = run.stop;
      const result = await (reattached ? reattached.attend(output, signal) : kernel.run(request, output, signal));
      if (result.end.kind === 'started') return await this.#attend(run, request, result.end.background, output);
      const reading = currentReading(run.target);
      const outcome = toOutcome(reading ? asMeant(result, reading, output.printed) : result, expect);
      return reading && outcome.how.kind === 'unmet' && goesOnAfter(result, request, requestsAfter(run.target))
        ? { ...outcome, how: { ...outcome.how, goesOn: true } }
        : outcome;
    } catch (error) {
      if (!(error instanceof HostError)) this.#parts.log.error(error instanceof Error ? error : String(error));
      const failure = describe(error);
      return { ok: false, failure, how: { kind: 'unmet', why: failure } };
    }
  }

  async #interact(run: CellRun, request: CellRequest, kernel: Kernel, output: OutputSink): Promise<Outcome> {
    const interaction = { notebook: this.#notebook, hostId: this.#hostId, request, kernel, output };
    const result = await this.#parts.runInTerminal({ ...interaction, stop: run.stop.signal });
    return result ? toOutcome(result, request.attributes.expect) : { ok: undefined, how: { kind: 'stopped' } };
  }

  /** Shows the output of a background cell as it comes, and lets the other cells run. */
  async #attend(run: CellRun, request: CellRequest, background: BackgroundRun, output: OutputSink): Promise<Outcome> {
    const { target } = run;
    const stop = () => void background.stop();
    run.stop.signal.addEventListener('abort', stop);
    if (run.stop.signal.aborted) stop();
    this.#background.set(target, { run: background, forwards: new Map() });
    this.#states.set(target, { pid: background.pid });
    run.goToBackground();
    this.#wentToBackground(run);
    // What ends at once is shown as it ended.
    if (!(await within(SOON_MS, background.ended))) run.closeForNow();
    void watchListeners(background, (listeners) => this.#states.set(target, { ...this.#states.of(target), listeners }));
    const ended = await background.ended;
    this.#background.delete(target);
    this.#states.set(target, {});
    if (ended.stopped && ended.timedOutAfterMs === undefined) {
      output.notice(sayOfRun('stopped'));
      return { ok: undefined, how: { kind: 'stopped' } };
    }
    const { expect } = request.attributes;
    return toOutcome(judge(endOfBackground(ended), expect, 0), expect);
  }
}

/** How a run went: met, not met (and why), or neither. */
export interface Outcome {
  readonly ok: boolean | undefined;
  readonly failure?: string;
  readonly remark?: Said;
  readonly how: CellEnd;
}

function toOutcome(result: RunResult, expect: Expectation): Outcome {
  const { ok, toDo, reason, remark, end } = result;
  if (toDo) return { ok: undefined, how: { kind: 'toDo' } };
  if (!reason) return { ok, ...(remark ? { remark } : {}), how: { kind: 'met' } };
  const how: CellEnd =
    end.kind === 'interrupted'
      ? { kind: 'stopped' }
      : { kind: 'unmet', why: whyInShort(result, expect) ?? reason.what };
  return { ok, failure: problemInWords(reason, vscode.l10n.t), how };
}

function describe(error: unknown): string {
  if (error instanceof HostError) return printableText(problemInWords(error, vscode.l10n.t));
  return error instanceof Error ? error.message : String(error);
}
