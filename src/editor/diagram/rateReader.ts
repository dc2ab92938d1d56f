import { type Counters, type Rate, ratesBetween } from '../../topology/counters.ts';
import type { LinkId } from '../../topology/model.ts';

/** Between two readings, in milliseconds. */
const EVERY_MS = 1000;

type Reading = ReadonlyMap<LinkId, Counters>;

/** Reads counters once a second while it is switched on, and tells the rates; switched off it reads nothing. */
export class RateReader {
  readonly #read: () => Promise<Reading>;
  readonly #tell: (rates: ReadonlyMap<LinkId, Rate>) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #before: { readonly reading: Reading; readonly at: number } | undefined;
  /** Changes when it is switched: what was asked for before is told no more. */
  #round: object | undefined;

  constructor(read: () => Promise<Reading>, tell: (rates: ReadonlyMap<LinkId, Rate>) => void) {
    this.#read = read;
    this.#tell = tell;
  }

  switch(on: boolean): void {
    if (on === (this.#round !== undefined)) return;
    clearTimeout(this.#timer);
    this.#before = undefined;
    this.#round = on ? {} : undefined;
    if (this.#round) void this.#next(this.#round);
  }

  /** A host that is slow to answer is asked less often: the next reading begins when the one before has come. */
  async #next(round: object): Promise<void> {
    const asked = performance.now();
    const reading = await this.#read();
    if (round !== this.#round) return;
    const at = performance.now();
    if (this.#before) this.#tell(ratesBetween(this.#before.reading, reading, at - this.#before.at));
    this.#before = { reading, at };
    this.#timer = setTimeout(() => void this.#next(round), Math.max(0, EVERY_MS - (at - asked)));
  }
}
