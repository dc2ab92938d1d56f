import { styleText } from 'node:util';
import { describeOmission, LateOutput } from '../kernel/late-output.ts';
import type { RunResult } from '../kernel/run.ts';
import { LogFolder } from './logs.ts';
import type { CellReporter, CellView, Reporter, Summary } from './reporter.ts';
import { write } from './write.ts';

/** For people: each cell's text, its output as it comes, and how it ended. */
export class PrettyReporter implements Reporter {
  #heading: string | undefined;
  #atLineStart = true;
  /** The cell whose late output was the last that was printed. */
  #lateCell: CellView | undefined;
  readonly #logs = new LogFolder();
  readonly #started = performance.now();

  begin(cell: CellView): CellReporter {
    if (cell.heading !== this.#heading && cell.heading !== undefined) this.#line(`\n${paint('bold', cell.heading)}`);
    this.#heading = cell.heading;
    this.#line(`\n${paint('cyan', label(cell))}`);
    for (const line of cell.source.split('\n')) this.#line(paint('dim', `  ${line}`));
    let inBackground = false;
    const late = this.#late(cell);
    return {
      write: (stream, chunk) => this.#raw(stream === 'stdout' ? process.stdout : process.stderr, chunk),
      notice: (text) => this.#line(paint('yellow', text)),
      started: (pid) => {
        inBackground = true;
        this.#line(paint('yellow', `… runs in the background (PID ${pid})`));
      },
      late: (stream, chunk) => late.write(stream, chunk),
      lateEnds: () => late.end(),
      end: async (result) => this.#line(outcome(cell, result, inBackground)),
    };
  }

  skipped(cell: CellView, reason: string): void {
    this.#line(`\n${paint('cyan', label(cell))} ${paint('dim', `skipped: ${reason}`)}`);
  }

  warning(text: string): void {
    process.stderr.write(`${paint('yellow', 'warning:')} ${text}\n`);
  }

  summary({ passed, failed, skipped }: Summary): void {
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(1);
    const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
    this.#line(`\n${paint(failed > 0 ? 'red' : 'green', counts)} in ${seconds} s`);
  }

  #late(cell: CellView): LateOutput {
    return new LateOutput({
      logPath: () => this.#logs.file(`cell-${cell.number}-late.log`),
      show: (_stream, chunk) => {
        if (this.#lateCell !== cell) this.#line(paint('dim', `${label(cell)} printed later:`));
        void this.#raw(process.stdout, chunk);
        this.#lateCell = cell;
      },
      omitted: (omission) => {
        this.#line(paint('yellow', describeOmission(omission)));
        this.#lateCell = cell;
      },
    });
  }

  #line(text: string): void {
    this.#lateCell = undefined;
    process.stdout.write(`${this.#atLineStart ? '' : '\n'}${text}\n`);
    this.#atLineStart = true;
  }

  #raw(target: NodeJS.WriteStream, chunk: Buffer): void | Promise<void> {
    this.#lateCell = undefined;
    this.#atLineStart = chunk.at(-1) === 10;
    return write(target, chunk);
  }
}

function label({ number, name, line }: CellView): string {
  return `[${number}]${name === undefined ? '' : ` ${name}`} (line ${line})`;
}

/** `apart`: it does not stand below its cell. */
function outcome(cell: CellView, { end, ok, reason, durationMs }: RunResult, apart: boolean): string {
  const time = durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
  if (!ok) return paint('red', `✗ ${label(cell)}: ${reason} ${time}`);
  const stopped = end.kind === 'timeout' ? `stopped after ${end.afterMs / 1000} s, as ^C would; ` : '';
  const expected = cell.expect === 'ok' ? '' : `as expected (expect=${cell.expect}) `;
  const which = apart ? `${label(cell)}: ` : '';
  return paint('green', `✓ ${which}${stopped}${expected}${time}`);
}

/** Colours only where they are shown (`NO_COLOR`, pipes): styleText looks at the stream. */
function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
