export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `x` and `y` are of the upper left corner. */
export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** Lengths in the picture's units: between things, and how far and in which steps a free place is looked for. */
const GAP = 4;
const STEP = 20;
const STEPS = 30;

const WAYS = [-1, 0, 1].flatMap((x) => [-1, 0, 1].map((y) => ({ x, y }))).filter(({ x, y }) => x !== 0 || y !== 0);

/** The least move, straight or slanting, that takes `rect` to where nothing of `taken` is. */
export function freeShift(rect: Rect, taken: readonly Rect[]): Point | undefined {
  for (let step = 0; step <= STEPS; step++)
    for (const way of step === 0 ? [{ x: 0, y: 0 }] : WAYS) {
      const by = { x: way.x * step * STEP, y: way.y * step * STEP };
      const there = shifted(rect, by.x, by.y);
      if (!taken.some((other) => overlap(there, other))) return by;
    }
  return undefined;
}

function overlap(a: Rect, b: Rect): boolean {
  return (
    a.x < b.x + b.width + GAP && b.x < a.x + a.width + GAP && a.y < b.y + b.height + GAP && b.y < a.y + a.height + GAP
  );
}

export const contains = (outer: Rect, { x, y, width, height }: Rect): boolean =>
  outer.x <= x && outer.y <= y && x + width <= outer.x + outer.width && y + height <= outer.y + outer.height;

export const shifted = (rect: Rect, x: number, y: number): Rect => ({ ...rect, x: rect.x + x, y: rect.y + y });

export const middleOf = ({ x, y, width, height }: Rect): Point => ({ x: x + width / 2, y: y + height / 2 });
