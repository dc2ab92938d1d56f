/** One row of the table. */
export interface Figure {
  /** For `npm run bench -- NAME`. */
  readonly name: string;
  readonly what: string;
  readonly against: string;
  readonly aim: string;
  measure(): Promise<Measured>;
}

export interface Measured {
  /** With its unit. */
  readonly ours: string;
  readonly against: string;
  /** Ours by the other; in the direction that the aim names. */
  readonly ratio?: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = low] = sorted.slice(sorted.length % 2 === 0 ? middle - 1 : middle, middle + 1);
  return (low + high) / 2;
}

/** Milliseconds that `work` takes. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * The medians, in ms, of two things measured in turn, so that a busy moment of the machine falls on both.
 * The first `warmUps` rounds are not counted.
 */
export async function inTurn(
  rounds: number,
  warmUps: number,
  ours: () => Promise<unknown>,
  against: () => Promise<unknown>,
): Promise<{ ours: number; against: number }> {
  const times: { ours: number[]; against: number[] } = { ours: [], against: [] };
  for (let round = 0; round < rounds + warmUps; round++) {
    const taken = { ours: await time(ours), against: await time(against) };
    if (round < warmUps) continue;
    times.ours.push(taken.ours);
    times.against.push(taken.against);
  }
  return { ours: median(times.ours), against: median(times.against) };
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

/** What inTurn gave, as a row shows it. */
export function row({ ours, against }: { ours: number; against: number }): Measured {
  return { ours: ms(ours), against: ms(against), ratio: ours / against };
}
