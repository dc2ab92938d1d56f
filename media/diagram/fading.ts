import { contains, freeShift, middleOf, type Point, type Rect, shifted } from './places.ts';
import { titleOf } from './titles.ts';

/** How long what is gone is still seen, in milliseconds; page.css says how. */
export const GHOST_MS = 4000;

interface Ghost {
  readonly shape: SVGGElement;
  readonly isBox: boolean;
  /** Where it was, in the picture's units. */
  readonly at: Rect;
  /** Where its origin was drawn. */
  readonly origin: DOMPoint;
  readonly since: number;
}

/** What the last change removed: it stays for a moment, beside what were its neighbours and where nothing else is, and fades. */
export class Ghosts {
  #ghosts: readonly Ghost[] = [];

  get any(): boolean {
    return this.#ghosts.some(({ since }) => performance.now() - since < GHOST_MS);
  }

  /**
   * Takes over from one picture to the next. `gone` are elements of the old one, still on the screen; `stay` are pairs of
   * what is in both.
   */
  haunt(
    gone: readonly SVGElement[],
    stay: readonly (readonly [SVGElement, SVGElement])[],
    swap: () => SVGSVGElement,
  ): void {
    const now = performance.now();
    const fresh = gone.map((element) => ({
      shape: shapeOf(element),
      isBox: element.classList.contains('cluster'),
      at: rectOf(element),
      origin: toPicture(element, new DOMPoint(0, 0)),
      since: now,
    }));
    const all = [...this.#ghosts.filter(({ since }) => now - since < GHOST_MS), ...fresh];
    const before = all.length === 0 ? [] : stay.map(([old]) => middleOf(rectOf(old)));
    const svg = swap();
    if (all.length === 0) return;
    const moves = stay.map(([, element], index) => {
      const to = middleOf(rectOf(element));
      return { from: before[index] ?? to, to };
    });
    this.#ghosts = placed(all, moves, svg);
    for (const ghost of this.#ghosts) svg.append(drawn(ghost, now));
  }
}

interface Move {
  readonly from: Point;
  readonly to: Point;
}

/** Each goes along with what was nearest to it, a box with all that it held. One for which there is no room is left out. */
function placed(ghosts: readonly Ghost[], moves: readonly Move[], svg: SVGSVGElement): Ghost[] {
  const nodes = [...svg.querySelectorAll<SVGElement>('g.node, .cluster-label')].map(rectOf);
  const boxes = [...svg.querySelectorAll<SVGElement>('g.cluster')].map(rectOf);
  const held = (ghost: Ghost, box: Ghost) => box.isBox && !ghost.isBox && contains(box.at, ghost.at);
  const taken: Rect[] = [];
  return ghosts
    .filter((ghost) => !ghosts.some((box) => held(ghost, box)))
    .flatMap((ghost) => {
      const { x, y } = moveOf(ghost.at, moves);
      const at = shifted(ghost.at, x, y);
      const solid = [...nodes, ...taken, ...boxes.filter((box) => ghost.isBox || !contains(box, at))];
      const free = freeShift(at, solid);
      if (!free) return [];
      taken.push(shifted(at, free.x, free.y));
      const together = [ghost, ...ghosts.filter((other) => held(other, ghost))];
      return together.map((one) => moved(one, x + free.x, y + free.y));
    });
}

/** By how much its nearest neighbour has moved. */
function moveOf(rect: Rect, moves: readonly Move[]): Point {
  const at = middleOf(rect);
  const far = ({ from }: Move) => Math.hypot(from.x - at.x, from.y - at.y);
  const nearest = moves.reduce<Move | undefined>(
    (best, move) => (best && far(best) <= far(move) ? best : move),
    undefined,
  );
  return nearest ? { x: nearest.to.x - nearest.from.x, y: nearest.to.y - nearest.from.y } : { x: 0, y: 0 };
}

const moved = (ghost: Ghost, x: number, y: number): Ghost => ({
  ...ghost,
  at: shifted(ghost.at, x, y),
  origin: new DOMPoint(ghost.origin.x + x, ghost.origin.y + y),
});

function drawn({ shape, origin, since }: Ghost, now: number): SVGGElement {
  shape.setAttribute('transform', `translate(${origin.x}, ${origin.y})`);
  shape.style.animationDelay = `${since - now}ms`;
  return shape;
}

/** What it looked like, without what made it one of the picture's things; a box with its title. */
function shapeOf(element: SVGElement): SVGGElement {
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  shape.setAttribute('class', 'gone');
  shape.setAttribute('aria-hidden', 'true');
  shape.append(...element.cloneNode(true).childNodes);
  const title = element.id === '' ? null : titleOf(element);
  if (title) shape.append(title.cloneNode(true));
  shape.addEventListener('animationend', () => shape.remove());
  return shape;
}

/** In the picture's units, wherever the element is nested; pan and zoom are outside of it. */
export function toPicture(element: SVGElement, point: DOMPoint): DOMPoint {
  const svg = element.ownerSVGElement;
  const matrix = element instanceof SVGGraphicsElement ? element.getCTM() : null;
  if (!svg || !matrix) return point;
  const { x, y } = point.matrixTransform(matrix);
  const { x: left, y: top } = svg.viewBox.baseVal;
  return new DOMPoint(x + left, y + top);
}

/** Of an element as it is drawn, in the picture's units. */
export function rectOf(element: SVGElement): Rect {
  if (!(element instanceof SVGGraphicsElement)) return { x: 0, y: 0, width: 0, height: 0 };
  const { x, y, width, height } = element.getBBox();
  const from = toPicture(element, new DOMPoint(x, y));
  return { x: from.x, y: from.y, width, height };
}
