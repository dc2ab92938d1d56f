import { LateOutput, leftOut } from '../kernel/late-output.ts';
import type { RunResult } from '../kernel/run-types.ts';
import { sayOfRun } from '../kernel/words.ts';
import { inWords, problemInWords } from '../words.ts';
import { LogFolder } from './logs.ts';
import { OpenSequences } from './open-sequences.ts';
import type { CellReporter, CellView, Reporter, Summary } from './reporter.ts';
import { endSequences, passOn, say, type Words } from './terminal.ts';

/** For people: each cell's text, its output as it comes, and how it ended. */
export class PrettyReporter implements Reporter {
  #heading: string | undefined;
  #atLineStart = true;
  /** What cells have printed to the terminal: it may change how that shows our next words. */
  readonly #printed = new OpenSequences();
  /** The cell whose late output was the last that was printed. */
  #lateCell: CellView | undefined;
  readonly #logs = new LogFolder();
  readonly #started = performance.now();
  readonly #showsChecks: boolean;

  /** `showsChecks`: what they look at and print, as of any cell. */
  constructor(showsChecks: boolean) {
    this.#showsChecks = showsChecks;
  }

  begin(cell: CellView): CellReporter {
    if (cell.heading !== this.#heading && cell.heading !== undefined) this.#line('\n', ['bold', cell.heading]);
    this.#heading = cell.heading;
    this.#line('\n', ['cyan', label(cell)]);
    const quiet = cell.check !== undefined && !this.#showsChecks;
    if (!quiet) for (const line of cell.source.split('\n')) this.#line(['dim', `  ${line}`]);
    let inBackground = false;
    const late = this.#late(cell);
    return {
      write: (stream, chunk) =>
        quiet ? undefined : this.#raw(stream === 'stdout' ? process.stdout : process.stderr, chunk),
      notice: (what) => {
        if (!quiet) this.#line(['yellow', inWords(what)]);
      },
      started: (pid) => {
        inBackground = true;
        this.#line(['yellow', `… runs in the background (PID ${pid})`]);
      },
      late: (stream, chunk) => late.write(stream, chunk),
      lateEnds: () => late.end(),
      shown: (expected, isSame) => {
        if (isSame) return this.#line(['dim', inWords(sayOfRun('as-shown'))]);
        this.#line(['dim', inWords(sayOfRun('not-as-shown'))]);
        for (const line of expected.split('\n')) this.#line(['dim', `  │ ${line}`]);
      },
      end: async (result) => this.#line(outcome(cell, result, inBackground)),
    };
  }

  skipped(cell: CellView, reason: string): void {
    this.#line('\n', ['cyan', label(cell)], ' ', ['dim', `skipped: ${reason}`]);
  }

  warning(text: string): void {
    void say(process.stderr, ['yellow', 'warning:'], ` ${text}\n`);
  }

  summary({ passed, failed, skipped, toDo }: Summary): void {
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(1);
    const counts = `${passed} passed, ${failed} failed, ${skipped} skipped${toDo > 0 ? `, ${toDo} to do` : ''}`;
    this.#line('\n', [failed > 0 ? 'red' : 'green', counts], ` in ${seconds} s`);
  }

  #late(cell: CellView): LateOutput {
    return new LateOutput({
      logPath: () => this.#logs.file(`cell-${cell.number}-late.log`),
      show: (_stream, chunk) => {
        if (this.#lateCell !== cell) this.#line(['dim', `${label(cell)} printed later:`]);
        void this.#raw(process.stdout, chunk);
        this.#lateCell = cell;
      },
      omitted: (bytes, where) => {
        if ('error' in where) this.#logs.removeIfEmpty();
        this.#line(['yellow', inWords(leftOut(bytes, where))]);
        this.#lateCell = cell;
      },
    });
  }

  #line(...words: readonly Words[]): void {
    this.#lateCell = undefined;
    if (this.#printed.open) for (const stream of [process.stdout, process.stderr]) endSequences(stream);
    this.#printed.close();
    void say(process.stdout, this.#atLineStart ? '' : '\n', ...words, '\n');
    this.#atLineStart = true;
  }

  #raw(target: NodeJS.WriteStream, chunk: Buffer): void | Promise<void> {
    this.#lateCell = undefined;
    this.#atLineStart = chunk.at(-1) === 10;
    if (target.isTTY) this.#printed.push(chunk);
    return passOn(target, chunk);
  }
}

function label({ number, name, check, line }: CellView): string {
  const called = name ?? check;
  return `[${number}]${called === undefined ? '' : ` ${called}`} (line ${line})`;
}

/** `apart`: it is not printed right below its cell. */
function outcome(cell: CellView, { reason, remark, toDo, durationMs }: RunResult, apart: boolean): Words {
  const time = durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
  if (reason) return ['red', `✗ ${label(cell)}: ${problemInWords(reason)} ${time}`];
  if (cell.check !== undefined) {
    const { check: task, hints } = cell;
    if (!toDo) return ['green', `✓ ${inWords(sayOfRun('task-done', task))}; ${time}`];
    const [hint] = hints;
    const help = hint === undefined ? '' : `\n  ${inWords(sayOfRun('hint', 1, hints.length, hint))}`;
    return ['yellow', `○ ${inWords(sayOfRun('task-to-do', task))}; ${time}${help}`];
  }
  const which = apart ? `${label(cell)}: ` : '';
  return ['green', `✓ ${which}${remark ? `${inWords(remark)}; ` : ''}${time}`];
}
