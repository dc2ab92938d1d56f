// What a tutorial shows of a cell's output, beside what the cell printed.

import { isAsShown } from '../import/as-shown.ts';
import type { Printed, Told } from '../kernel/expectation.ts';
import type { OutputStream } from '../kernel/run-types.ts';
import type { CellReporter } from './reporter.ts';

/** So much of it is compared. */
const MOST = 256 * 1024;
/** So much of the end of its errors is looked at. */
const MOST_ERRORS = 4096;

/** Keeps what a cell prints, to hold it against what the tutorial shows. */
export class ShownOutput {
  readonly #reading: Told | undefined;
  #printed = '';
  #errors = '';

  constructor(reading: Told | undefined) {
    this.#reading = reading;
  }

  get printed(): Printed {
    return { all: this.#printed, errors: this.#errors };
  }

  get #expected(): string {
    return this.#reading?.expected ?? '';
  }

  /** The reporter, with an ear to it. */
  follow(reporter: CellReporter): CellReporter {
    if (!this.#reading) return reporter;
    return {
      write: (stream: OutputStream, chunk: Buffer) => {
        if (this.#expected !== '' && this.#printed.length < MOST) this.#printed += chunk.toString();
        if (stream === 'stderr') this.#errors = (this.#errors + chunk.toString('latin1')).slice(-MOST_ERRORS);
        return reporter.write(stream, chunk);
      },
      notice: (what) => reporter.notice(what),
      started: (pid) => reporter.started(pid),
      late: (stream, chunk) => reporter.late(stream, chunk),
      lateEnds: () => reporter.lateEnds(),
      shown: (expected, isSame) => reporter.shown(expected, isSame),
      end: (result) => reporter.end(result),
    };
  }

  /** Tells what the tutorial shows. */
  tell(reporter: CellReporter): void {
    if (this.#expected !== '') reporter.shown(this.#expected, isAsShown(this.#expected, this.#printed));
  }
}
