import type { LineRate, ThingRate } from '../../src/diagram/messages.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** By eighths of a turn, clockwise. */
const ARROWS = ['→', '↘', '↓', '↙', '←', '↖', '↑', '↗'];
/** The height of a line of text, in the picture's units. */
const LEADING = 13;

/** What lines carry, written on them, and what is said of links. */
export class Rates {
  readonly #picture: HTMLElement;
  #things: ReadonlyMap<string, string> = new Map();

  constructor(picture: HTMLElement) {
    this.#picture = picture;
  }

  /** `lineOf` gives the element of a line. */
  show(lines: readonly LineRate[], things: readonly ThingRate[], lineOf: (id: string) => SVGElement | undefined): void {
    this.clear();
    this.#things = new Map(things.map(({ key, text }) => [key, text]));
    for (const line of lines) {
      const path = lineOf(line.id);
      if (path instanceof SVGPathElement) path.closest('.root')?.append(label(path, line));
    }
    // What a text needs is known when it is drawn.
    for (const text of this.#picture.querySelectorAll<SVGGElement>('.rate')) text.prepend(paper(text.getBBox()));
  }

  clear(): void {
    this.#things = new Map();
    for (const old of this.#picture.querySelectorAll('.rate')) old.remove();
  }

  /** What a link carries, in words. */
  of(key: string): string | undefined {
    return this.#things.get(key);
  }
}

/** Not in the middle where something else is written. */
function label(path: SVGPathElement, { there, back }: LineRate): SVGGElement {
  const length = path.getTotalLength();
  const [first, last] = [path.getPointAtLength(0), path.getPointAtLength(length)];
  const { x, y } = path.getPointAtLength(length * (isNamed(path) ? 0.25 : 0.5));
  const texts = [
    ...(there === '' ? [] : [`${arrow(first, last)} ${there}`]),
    ...(back === '' ? [] : [`${arrow(last, first)} ${back}`]),
  ];
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('class', 'rate');
  group.setAttribute('aria-hidden', 'true');
  group.append(
    ...texts.map((text, at) => {
      const line = document.createElementNS(SVG, 'text');
      line.setAttribute('x', `${x}`);
      line.setAttribute('y', `${y + (at - (texts.length - 1) / 2) * LEADING}`);
      line.textContent = text;
      return line;
    }),
  );
  return group;
}

/** Between a text and the line that it is about. */
function paper({ x, y, width, height }: DOMRect): SVGRectElement {
  const rect = document.createElementNS(SVG, 'rect');
  const place = { x: x - 2, y, width: width + 4, height };
  for (const [name, value] of Object.entries(place)) rect.setAttribute(name, `${value}`);
  return rect;
}

function isNamed(path: SVGPathElement): boolean {
  const name = CSS.escape(path.dataset['id'] ?? '');
  return Boolean(path.closest('.root')?.querySelector(`.edgeLabel > .label[data-id="${name}"]`)?.textContent?.trim());
}

function arrow(from: DOMPoint, to: DOMPoint): string {
  const eighths = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / (Math.PI / 4));
  return ARROWS[(eighths + 8) % 8] ?? '';
}
