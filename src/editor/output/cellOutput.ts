import * as vscode from 'vscode';
import { formatBytes } from '../../bytes.ts';
import { isAsShown } from '../../import/as-shown.ts';
import type { Printed } from '../../kernel/expectation.ts';
import { type Logged, OutputLimiter, type OutputSummary } from '../../kernel/output-limiter.ts';
import type { OutputSink, OutputStream } from '../../kernel/run-types.ts';
import { sayOfRun } from '../../kernel/words.ts';
import { inWords, type Said } from '../../words.ts';
import type { Verdict } from '../running/verdict.ts';
import { type Canvas, CellDisplay } from './cellDisplay.ts';
import { OutputFlow } from './outputFlow.ts';

/** Milliseconds between two lines that report output that is not shown yet. */
const PROGRESS_MS = 1000;

/** Characters that are held against what a tutorial shows. */
const MAX_PRINTED = 256 * 1024;

/** Bytes of stderr that are looked at when a cell has ended. */
const MAX_ERRORS = 4096;

export interface OutputPlace {
  /** Bytes that the cell shows: half of them the beginning, half the end. */
  readonly limit: number;
  /** Names the file for the full output, where there is more. */
  readonly logPath: () => string;
  /** It shows nothing of what is printed, and goes to the file from its first byte. */
  readonly quiet?: boolean;
  /** What a tutorial shows of it; '' where it does not. */
  readonly shown?: string;
}

/** The output of one run: limited, gathered, and shown in its cell. */
export class CellOutput implements OutputSink {
  readonly #flow: OutputFlow;
  readonly #limiter: OutputLimiter;
  readonly #limit: number;
  readonly #quiet: boolean;
  #total = 0;
  #errors = '';
  readonly #shown: string;
  #printed = '';
  #lastProgress = Number.NEGATIVE_INFINITY;

  constructor(canvas: Canvas, { limit: most, logPath, quiet = false, shown = '' }: OutputPlace) {
    const limit = quiet ? 0 : most;
    const display = new CellDisplay(canvas);
    const flow = new OutputFlow((pieces) => display.show(pieces));
    const omitted = (bytes: number, where: Logged) => quiet || flow.say('gap', gapOf(bytes, where));
    this.#flow = flow;
    this.#limit = limit;
    this.#quiet = quiet;
    this.#shown = shown;
    this.#limiter = new OutputLimiter({ limit, logPath, show: (stream, chunk) => flow.write(stream, chunk), omitted });
  }

  write(stream: OutputStream, chunk: Buffer): void | Promise<void> {
    this.#total += chunk.length;
    if (stream === 'stderr') this.#errors = (this.#errors + chunk.toString('latin1')).slice(-MAX_ERRORS);
    if (this.#shown !== '' && this.#printed.length < MAX_PRINTED) this.#printed += chunk.toString();
    const taken = this.#limiter.write(stream, chunk);
    // After the beginning, which is part of the first chunk at least.
    this.#tellProgress();
    return taken;
  }

  /** The end of what it printed to stderr. */
  get errors(): string {
    return this.#errors;
  }

  /** What is looked at when it has failed. */
  get printed(): Printed {
    return { all: this.#printed, errors: this.#errors };
  }

  notice(what: Said): void {
    if (!this.#quiet) this.say(inWords(what, vscode.l10n.t));
  }

  /** A line of ours. */
  say(text: string): void {
    this.#flow.say('notice', text);
  }

  /** What the tutorial shows, beside what was printed: in one line where that is the same. */
  compare(): void {
    if (this.#shown === '') return;
    const isSame = isAsShown(this.#shown, this.#printed);
    this.notice(sayOfRun(isSame ? 'as-shown' : 'not-as-shown'));
    if (!isSame) this.#flow.say('shown', this.#shown);
  }

  /** What a check has found. */
  tell({ text, hints }: Verdict): void {
    this.#flow.say('verdict', text);
    for (const hint of hints) this.say(hint);
  }

  /** Shows what is left, and last why the run was not what was expected. */
  async end(failure?: string): Promise<OutputSummary> {
    const summary = await this.#limiter.end();
    if (summary.kept && 'error' in summary.kept)
      this.#flow.say('notice', vscode.l10n.t('The full output could not be saved: {0}', summary.kept.error));
    if (failure !== undefined) this.#flow.say('failure', `✗ ${failure}`);
    await this.#flow.finish();
    return summary;
  }

  /** What exceeds the limit is shown, or not, when the run has ended: until then say that it comes. */
  #tellProgress(): void {
    const now = performance.now();
    if (this.#quiet || this.#total <= this.#limit || now - this.#lastProgress < PROGRESS_MS) return;
    this.#lastProgress = now;
    this.#flow.say(
      'gap',
      vscode.l10n.t('… {0} so far; the rest is shown when the cell ends', formatBytes(this.#total)),
    );
  }
}

function gapOf(bytes: number, where: Logged): string {
  const size = formatBytes(bytes);
  if ('error' in where) return vscode.l10n.t('… {0} left out', size);
  return where.whole
    ? vscode.l10n.t('… {0} more; Open Full Output shows all', size)
    : vscode.l10n.t('… {0} more; Open Full Output shows the first {1}', size, formatBytes(where.bytes));
}
