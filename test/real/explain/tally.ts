// How often predictions and the kernel agreed.
import { isWrong, type Judged, verdictOf } from './judge.ts';
import { faultOf, isWrongVerdict, type Mended, mendReport } from './mend.ts';

export class Tally {
  readonly cells = new Map<string, number>();
  readonly reasons = new Map<string, number>();
  readonly doubts = new Map<string, number>();
  /** What was offered, by what it came to. */
  readonly mended = new Map<string, number>();
  readonly wrong: Judged[] = [];
  /** Of fixes that were not what was foreseen. */
  readonly faults: string[] = [];
  /** Of what is still lost, though all that was foreseen has come. */
  readonly stillLost: string[] = [];
  /** Of the wrong ones, as small as they can be. */
  readonly reports: string[] = [];
  #all = 0;
  #unknown = 0;

  add(one: Judged): void {
    this.#all++;
    const verdict = verdictOf(one);
    if (verdict === 'unknown') this.#unknown++;
    const cell = `${verdict} ${one.answered ? 'answered' : 'not answered'}`;
    this.cells.set(cell, (this.cells.get(cell) ?? 0) + 1);
    if (isWrong(one)) this.wrong.push(one);
    if (one.predicted instanceof Error) return;
    const { stop, doubts } = one.predicted;
    if (stop) this.reasons.set(stop.reason, (this.reasons.get(stop.reason) ?? 0) + 1);
    if (verdict === 'unknown') for (const { what } of doubts) this.doubts.set(what, (this.doubts.get(what) ?? 0) + 1);
  }

  addMended(all: readonly Mended[]): void {
    for (const one of all) {
      const fault = faultOf(one);
      if (fault !== undefined) (isWrongVerdict(one) ? this.stillLost : this.faults).push(mendReport(one));
      const cell = fault ?? one.explanation.withFixes;
      this.mended.set(cell, (this.mended.get(cell) ?? 0) + 1);
    }
  }

  get unknownShare(): number {
    return this.#unknown / Math.max(1, this.#all);
  }

  join(other: Tally): void {
    for (const one of ['cells', 'reasons', 'doubts', 'mended'] as const)
      for (const [name, count] of other[one]) this[one].set(name, (this[one].get(name) ?? 0) + count);
    this.wrong.push(...other.wrong);
    this.reports.push(...other.reports);
    this.faults.push(...other.faults);
    this.stillLost.push(...other.stillLost);
    this.#all += other.#all;
    this.#unknown += other.#unknown;
  }

  /** Predicted × observed, and why. */
  text(): string {
    const list = (of: ReadonlyMap<string, number>) =>
      [...of]
        .toSorted((a, b) => b[1] - a[1])
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
    return [
      `${this.#all} flows: ${list(this.cells)}`,
      `reasons: ${list(this.reasons)}`,
      `doubts: ${list(this.doubts)}`,
      `fixes: ${list(this.mended)}`,
    ].join('\n');
  }
}
