/** What a test draws: it depends on the seed alone, so that a run can be repeated. */
export interface Draw {
  /** A whole number, from 0 to one less. */
  below(end: number): number;
  chance(of: number): boolean;
  /** Of an empty list: undefined. */
  pick<T>(of: readonly T[]): T;
  some<T>(of: readonly T[], most: number): T[];
}

/** A whole number from 0 to one less than asked for. */
export type Random = (below: number) => number;

/** Small and good enough for shapes (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function draws(seed: number): Draw {
  const below = randomFrom(seed);
  const pick = <T>(of: readonly T[]): T => of[below(of.length)] as T; // undefined only where there is nothing to pick
  return {
    below,
    chance: (of) => below(10_000) < of * 10_000,
    pick,
    some: (of, most) => Array.from({ length: below(most + 1) }, () => pick(of)),
  };
}
