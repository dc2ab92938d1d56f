import { titleOf } from './titles.ts';

/** How long what is gone is still seen, in milliseconds; page.css says how. */
export const GHOST_MS = 4000;

interface Ghost {
  readonly shape: SVGGElement;
  /** The middle of what it was, in the picture's units. */
  readonly at: DOMPoint;
  /** Where its origin was drawn. */
  readonly origin: DOMPoint;
  readonly since: number;
}

/** What the last change removed: it stays for a moment, where it was beside its neighbours, and fades. */
export class Ghosts {
  #ghosts: readonly Ghost[] = [];

  get any(): boolean {
    return this.#ghosts.some(({ since }) => performance.now() - since < GHOST_MS);
  }

  /**
   * Takes over from one picture to the next. `gone` are elements of the old one, still on the screen; `stay` are pairs of
   * what stands in both.
   */
  haunt(
    gone: readonly SVGElement[],
    stay: readonly (readonly [SVGElement, SVGElement])[],
    swap: () => SVGSVGElement,
  ): void {
    const now = performance.now();
    const fresh = gone.map((element) => ({
      shape: shapeOf(element),
      at: middle(element),
      origin: toPicture(element, new DOMPoint(0, 0)),
      since: now,
    }));
    const all = [...this.#ghosts.filter(({ since }) => now - since < GHOST_MS), ...fresh];
    const before = all.length === 0 ? [] : stay.map(([old]) => middle(old));
    const svg = swap();
    if (all.length === 0) return;
    const moves = stay.map(([, element], index) => ({ from: before[index] ?? middle(element), to: middle(element) }));
    this.#ghosts = all.map((ghost) => moved(ghost, moves));
    for (const ghost of this.#ghosts) svg.append(drawn(ghost, now));
  }
}

/** Along with what was nearest to it. */
function moved(ghost: Ghost, moves: readonly { readonly from: DOMPoint; readonly to: DOMPoint }[]): Ghost {
  const far = ({ from }: { from: DOMPoint }) => Math.hypot(from.x - ghost.at.x, from.y - ghost.at.y);
  const nearest = moves.reduce<(typeof moves)[number] | undefined>(
    (best, move) => (best && far(best) <= far(move) ? best : move),
    undefined,
  );
  if (!nearest) return ghost;
  const dx = nearest.to.x - nearest.from.x;
  const dy = nearest.to.y - nearest.from.y;
  const shift = ({ x, y }: DOMPoint) => new DOMPoint(x + dx, y + dy);
  return { ...ghost, at: shift(ghost.at), origin: shift(ghost.origin) };
}

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
function toPicture(element: SVGElement, point: DOMPoint): DOMPoint {
  const svg = element.ownerSVGElement;
  const matrix = element instanceof SVGGraphicsElement ? element.getCTM() : null;
  if (!svg || !matrix) return point;
  const { x, y } = point.matrixTransform(matrix);
  const { x: left, y: top } = svg.viewBox.baseVal;
  return new DOMPoint(x + left, y + top);
}

function middle(element: SVGElement): DOMPoint {
  if (!(element instanceof SVGGraphicsElement)) return new DOMPoint(0, 0);
  const { x, y, width, height } = element.getBBox();
  return toPicture(element, new DOMPoint(x + width / 2, y + height / 2));
}
