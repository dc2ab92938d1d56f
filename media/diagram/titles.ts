export interface Box {
  /** Of the upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Lengths in the picture's units. */
const MARGIN = { side: 10, top: 1, bottom: 3, wire: 4 };
const STEP = 6;

/**
 * The titles of boxes go to a corner that no wire runs through, the upper left one first. They are put above the wires, so
 * that where no corner is free a wire runs behind the title and not through it.
 */
export function placeTitles(svg: SVGSVGElement): void {
  for (const root of svg.querySelectorAll<SVGGElement>('g.root')) {
    const titles = [...root.querySelectorAll<SVGGElement>(':scope > .clusters > .cluster > .cluster-label')];
    const wires = [
      ...root.querySelectorAll<SVGPathElement>(':scope > .edgePaths path.flowchart-link[data-id^="e"]'),
    ].flatMap(points);
    for (const title of titles) {
      const frame = frameOf(title.parentElement);
      if (!frame) continue;
      const { width, height } = title.getBBox();
      const corners = cornersOf(frame, width, height);
      const free = corners.find((corner) => !wires.some((point) => isIn(corner, point)));
      const { x, y } = free ?? corners[0] ?? frame;
      title.setAttribute('transform', `translate(${x}, ${y})`);
      title.classList.toggle('crossed', free === undefined);
      title.setAttribute('data-box', title.parentElement?.id ?? '');
      root.insertBefore(title, root.querySelector(':scope > .nodes'));
    }
  }
}

/** The title of a box, wherever it was put. */
export const titleOf = (box: Element): Element | null | undefined =>
  box.closest('svg')?.querySelector(`[data-box="${CSS.escape(box.id)}"]`);

function frameOf(box: Element | null): Box | undefined {
  const rect = box?.querySelector(':scope > rect');
  if (!rect) return undefined;
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(rect.getAttribute(name)));
  return { x: x ?? 0, y: y ?? 0, width: width ?? 0, height: height ?? 0 };
}

function cornersOf({ x, y, width: frameWidth, height: frameHeight }: Box, width: number, height: number): Box[] {
  const left = x + MARGIN.side;
  const right = Math.max(left, x + frameWidth - width - MARGIN.side);
  const top = y + MARGIN.top;
  const bottom = y + frameHeight - height - MARGIN.bottom;
  return [top, bottom].flatMap((at) => [left, right].map((side) => ({ x: side, y: at, width, height })));
}

export function points(path: SVGPathElement): DOMPoint[] {
  const length = path.getTotalLength();
  return Array.from({ length: Math.ceil(length / STEP) + 1 }, (_, index) => path.getPointAtLength(index * STEP));
}

function isIn({ x, y, width, height }: Box, point: DOMPoint): boolean {
  return (
    point.x > x - MARGIN.wire &&
    point.x < x + width + MARGIN.wire &&
    point.y > y - MARGIN.wire &&
    point.y < y + height + MARGIN.wire
  );
}
