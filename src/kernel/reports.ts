import { deferred } from './deferred.ts';
import type { Lane } from './lane.ts';
import * as protocol from './protocol.ts';
import type { OutputStream } from './run-types.ts';
import type { SessionEnd } from './session-cell.ts';

/** Collects the reports that are expected, from both streams of any of some lanes. */
export class Reports {
  readonly #lanes: readonly Lane[];
  readonly #seen = { stdout: new Set<string>(), stderr: new Set<string>() };
  readonly #expected: string[] = [];
  readonly #resolveFirst: (report: protocol.EndReport) => void;
  #onFrame: () => void = () => undefined;
  /** The report read first: that of the cell, and not of a line that was sent again after a stop. */
  firstReport: protocol.EndReport | undefined;
  readonly first: Promise<protocol.EndReport>;
  /** A stop has been asked for. */
  stopped = false;
  /** The cell was still running when the first signals of a stop had been sent. */
  signalled = false;
  /** A program was running then that decides on its own what SIGINT does. */
  handled = false;
  /** The shell has begun with the cell, or was not asked to say so. */
  begun: boolean;
  readonly #beginMark: string | undefined;
  /** The report read last. */
  last: protocol.EndReport | undefined;
  /** Whether any report found the lane held: a later one does not look again when no process was made since. */
  laneHeld = false;

  constructor(lanes: readonly Lane[], beginMark: string | undefined) {
    this.#lanes = lanes;
    this.#beginMark = beginMark;
    this.begun = beginMark === undefined;
    if (beginMark !== undefined) for (const lane of lanes) lane.expectOnStdout(beginMark);
    const { promise, resolve } = deferred<protocol.EndReport>();
    this.first = promise;
    this.#resolveFirst = resolve;
  }

  /** The marks of which at least one is still to come. */
  get expected(): readonly string[] {
    return this.#expected;
  }

  expect(mark: string): void {
    this.#expected.push(mark);
    for (const lane of this.#lanes) lane.expect(mark);
  }

  get ended(): boolean {
    return this.over('stdout') && this.over('stderr');
  }

  /** Whether the end of the cell has been seen on that stream. */
  over(stream: OutputStream): boolean {
    return this.#seen[stream].size > 0;
  }

  /** Whether the last expected mark has been seen on both streams. */
  get complete(): boolean {
    const mark = this.#expected.at(-1) ?? '';
    return this.#seen.stdout.has(mark) && this.#seen.stderr.has(mark);
  }

  take(stream: OutputStream, mark: string, body: string): void {
    if (mark === this.#beginMark) {
      this.begun = true;
      return;
    }
    this.#seen[stream].add(mark);
    if (stream === 'stdout') this.last = protocol.parseEndReport(body);
    this.laneHeld ||= this.last?.laneHeld === true;
    this.firstReport ??= this.last;
    if (this.firstReport && this.ended) this.#resolveFirst(this.firstReport);
    this.#onFrame();
  }

  /** Resolves when the last expected mark has been seen on both streams. */
  all(): Promise<undefined> {
    return new Promise((resolve) => {
      this.#onFrame = () => {
        if (this.complete) resolve(undefined);
      };
      this.#onFrame();
    });
  }

  /** How the cell ended, by its first report. */
  endOf(report: protocol.EndReport): SessionEnd {
    if (report.refused === 'netns') return { kind: 'stale' };
    if (report.refused) return { kind: 'refused', why: report.refused };
    const { exitCode, interrupted } = report;
    if (interrupted === null) {
      // The signals may have ended the cell before the trap of SIGURG had its turn: with the status of a program that
      // decided itself, or, where it was the shell that they ended, with that of whatever it had run last.
      const code = this.signalled && !this.handled ? 130 : exitCode;
      return { kind: 'ended', code, interrupted: this.signalled || (this.stopped && exitCode === 130) };
    }
    // 130: SIGINT ended it. Else the status with which the interrupted command ended on its own, as ping does, or was killed;
    // 128 + SIGURG is the `wait` builtin, which any trapped signal ends.
    const endedItself = interrupted > 128 ? interrupted !== 128 + 23 : this.handled;
    return { kind: 'ended', code: endedItself && exitCode !== 130 ? interrupted : 130, interrupted: true };
  }
}
