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

export function union(a: Rect, b: Rect): Rect {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

export const shifted = (rect: Rect, x: number, y: number): Rect => ({ ...rect, x: rect.x + x, y: rect.y + y });

export const middleOf = ({ x, y, width, height }: Rect): Point => ({ x: x + width / 2, y: y + height / 2 });

/** How much of `b` lies under `a`. */
function sharedArea(a: Rect, b: Rect): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, across) * Math.max(0, down);
}

/** Of the corners of `stage`, that far from its edges, the one where a card of that size covers the least of `about`; the upper right one first. */
export function freestCorner(
  stage: Rect,
  { width, height }: Pick<Rect, 'width' | 'height'>,
  about: Rect | undefined,
  margin = 8,
): Rect {
  const across = [stage.x + stage.width - width - margin, stage.x + margin];
  const down = [stage.y + margin, stage.y + stage.height - height - margin];
  const all = down.flatMap((y) => across.map((x): Rect => ({ x, y, width, height })));
  const covered = (card: Rect) => (about ? sharedArea(card, about) : 0);
  return all.reduce((best, card) => (covered(card) < covered(best) ? card : best));
}
