export type Way = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

const WAYS: Readonly<Record<Way, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export const isWay = (key: string): key is Way => key in WAYS;

/** The element that lies nearest to `from` in a direction on the screen. */
export function nearest(from: Element, all: Iterable<Element>, way: Way): Element | undefined {
  const [dx, dy] = WAYS[way];
  const at = middle(from);
  let best: Element | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const element of all) {
    const to = middle(element);
    const along = (to.x - at.x) * dx + (to.y - at.y) * dy;
    const beside = Math.abs((to.x - at.x) * dy) + Math.abs((to.y - at.y) * dx);
    const far = along + 2 * beside;
    if (element === from || along <= 1 || far >= least) continue;
    least = far;
    best = element;
  }
  return best;
}

function middle(element: Element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
