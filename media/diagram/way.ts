import type { ShownWay, WayLine, WayMark, WayStep } from '../../src/diagram/messages.ts';
import { button, iconButton, make } from './dom.ts';
import type { Drawing } from './drawing.ts';
import { rectOf, toPicture } from './fading.ts';
import { Packet } from './packet.ts';
import { freeShift, type Point, type Rect, shifted } from './places.ts';
import { TEXTS } from './texts.ts';
import { points } from './titles.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** How far beside a line its way runs, in the picture's units: on the right, as traffic does in most countries. */
const BESIDE = 4;
/** Of an arrowhead. */
const ARROW = 5;
/** Around the words of a mark, and between it and what it is about. */
const PADDING = { x: 5, y: 2 };
const GAP = 5;

/** Before the words of a mark: not all people see its colour. */
const SIGNS: Readonly<Record<WayMark['kind'], string>> = {
  arrived: '✓',
  ends: '✕',
  unknown: '?',
  left: '↗',
  nat: '⇄',
};

export interface WayParts {
  readonly drawing: Drawing;
  readonly picture: HTMLElement;
  /** Shows what a step is about. */
  readonly step: (at: number) => void;
  readonly clear: () => void;
  readonly goTo: (mark: SVGElement) => void;
}

/** The way of a packet over the picture, and what is said of it above. */
export class WayLayer {
  /** Says which question it is. */
  readonly bar: HTMLElement;
  /** What a screen reader reads in place of the lines. */
  readonly list = make('ol', { class: 'spoken', 'aria-label': TEXTS.waySteps });
  readonly #parts: WayParts;
  readonly #title = make('span', { class: 'way-title', role: 'status' });
  #way: ShownWay | undefined;
  #moves = false;
  #packet: Packet | undefined;

  constructor(parts: WayParts) {
    this.#parts = parts;
    this.bar = make(
      'div',
      { class: 'way-bar' },
      this.#title,
      sample('there', TEXTS.wayThere),
      sample('back', TEXTS.wayBack),
      button(TEXTS.wayEnd, TEXTS.wayEndTitle, () => this.#goToEnd()),
      iconButton('close', TEXTS.wayClear, parts.clear),
    );
    this.bar.hidden = true;
    this.bar.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') parts.clear();
    });
  }

  get isShown(): boolean {
    return this.#way !== undefined;
  }

  /** Draws it on the picture that is on the screen; `moves`: its packet is seen to travel. */
  show(way: ShownWay | undefined, moves: boolean): void {
    this.#way = way;
    this.#moves = moves;
    this.bar.hidden = way === undefined;
    const title = way?.title ?? '';
    if (this.#title.textContent !== title) this.#title.textContent = title;
    this.list.replaceChildren(...(way?.steps ?? []).map((step) => make('li', {}, `${step.where}: ${step.text}`)));
    this.draw();
  }

  /** The same where things are elsewhere now. */
  draw(): void {
    const { picture, drawing } = this.#parts;
    const focused = focusedMark(picture);
    this.#packet?.stop();
    for (const old of picture.querySelectorAll('.way')) old.remove();
    const way = this.#way;
    const ways = new Map((way?.passed ?? []).map((one) => [one.key, one.ways]));
    for (const item of drawing.items) {
      const element = item.shape === 'edge' ? undefined : drawing.element(item.key);
      if (!element) continue;
      const passed = ways.get(item.key);
      if (passed) element.dataset['way'] = passed.join(' ');
      else delete element.dataset['way'];
      if (passed) describe(element, TEXTS.onWay);
    }
    const svg = picture.querySelector('svg');
    if (!way || !svg) return;
    const layer = made('g', { class: 'way' });
    svg.append(layer);
    const stretches = way.lines.map((line) => ({ way: line.way, at: this.#pointsOf(line) }));
    const [there, back] = (['there', 'back'] as const).map((one) =>
      stretches.flatMap(({ way: which, at }) => (which === one && at.length > 1 ? [at] : [])),
    ) as [Point[][], Point[][]]; // Two in, two out.
    layer.append(...wayLines('there', there), ...wayLines('back', back));
    this.#placeMarks(layer, way.marks);
    if (focused !== undefined) layer.querySelectorAll<SVGElement>('.way-mark')[focused]?.focus({ preventScroll: true });
    this.#packet = this.#moves && mayMove() ? new Packet(layer, there.flat(), back.flat()) : undefined;
  }

  /** The steps that met a thing, with their numbers. */
  stepsAt(key: string): readonly (readonly [at: number, step: WayStep])[] {
    return (this.#way?.steps ?? []).flatMap((step, at) => (step.keys.includes(key) ? [[at, step] as const] : []));
  }

  /** Along a line in the direction of travel, on its right. */
  #pointsOf({ id, reversed }: WayLine): Point[] {
    const path = this.#parts.drawing.line(id);
    if (!(path instanceof SVGPathElement)) return [];
    const own = points(path).map((point) => toPicture(path, point));
    return beside(reversed ? own.toReversed() : own);
  }

  #placeMarks(layer: SVGGElement, marks: readonly WayMark[]): void {
    const { drawing, picture } = this.#parts;
    const taken = [...picture.querySelectorAll<SVGElement>('.node, .edgeLabel > .label')].map(rectOf);
    for (const mark of marks) {
      const about = drawing.element(mark.key);
      if (!about) continue;
      const element = this.#mark(mark);
      layer.append(element);
      const size = rectOf(element);
      const at = freest(placesFor(about, size), taken);
      taken.push(at);
      element.setAttribute('transform', `translate(${at.x - size.x}, ${at.y - size.y})`);
    }
  }

  #mark({ kind, way, text, says, step }: WayMark): SVGGElement {
    const group = made('g', {
      ...{ class: 'way-mark', 'data-kind': kind, 'data-way': way },
      ...{ role: 'button', tabindex: '0', 'aria-label': says },
    });
    const title = made('title', {});
    title.textContent = says;
    const words = made('text', {});
    words.textContent = `${SIGNS[kind]} ${text}`;
    group.append(title, words);
    this.#parts.picture.querySelector('.way')?.append(group);
    const { x, y, width, height } = words.getBBox();
    const paper = {
      ...{ x: x - PADDING.x, y: y - PADDING.y },
      ...{ width: width + 2 * PADDING.x, height: height + 2 * PADDING.y, rx: 3 },
    };
    title.after(made('rect', paper));
    const open = () => this.#parts.step(step);
    group.addEventListener('click', open);
    group.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      open();
      event.preventDefault();
      event.stopPropagation();
    });
    return group;
  }

  #goToEnd(): void {
    const marks = this.#parts.picture.querySelectorAll<SVGElement>('.way-mark');
    const last = [...marks].findLast(({ dataset }) => dataset['kind'] !== 'nat') ?? [...marks].at(-1);
    if (last) this.#parts.goTo(last);
  }
}

/** What the way there, or back, looks like. */
function sample(way: WayLine['way'], words: string): HTMLElement {
  const svg = made('svg', { width: 28, height: 10, 'aria-hidden': 'true' });
  svg.append(...wayLines(way, [[0, 12, 16, 28].map((x) => ({ x, y: 5 }))]));
  return make('span', { class: 'way-sample' }, svg, words);
}

const focusedMark = (picture: HTMLElement): number | undefined => {
  const at = [...picture.querySelectorAll('.way-mark')].indexOf(document.activeElement ?? picture);
  return at < 0 ? undefined : at;
};

/** Beside a node, where the fewest lines are, below it or above; on the upper or the lower edge of a box. The best comes first. */
function placesFor(about: SVGElement, { width, height }: Rect): Rect[] {
  const { x, y, width: own, height: high } = rectOf(about);
  const middle = { x: x + (own - width) / 2, y: y + (high - height) / 2 };
  const edges = [y - height / 2, y + high - height / 2];
  const places = about.classList.contains('cluster')
    ? edges.map((edge) => ({ x: middle.x, y: edge }))
    : [
        { x: x + own + GAP, y: middle.y },
        { x: x - width - GAP, y: middle.y },
        { x: middle.x, y: y + high + GAP },
        { x: middle.x, y: y - height - GAP },
      ];
  return places.map((at) => ({ ...at, width, height }));
}

/** The first place on which nothing lies, or what is nearest to one of them. */
function freest(places: readonly Rect[], taken: readonly Rect[]): Rect {
  const far = ({ x, y }: Point) => Math.hypot(x, y);
  const moves = places.map((at) => ({ at, by: freeShift(at, taken) ?? { x: 0, y: 1000 } }));
  const best = moves.reduce((least, move) => (far(move.by) < far(least.by) ? move : least));
  return shifted(best.at, best.by.x, best.by.y);
}

function describe(element: SVGElement, words: string): void {
  const other = element.getAttribute('aria-description')?.replace(words, '').replace(/; $/, '');
  element.setAttribute('aria-description', other ? `${other}; ${words}` : words);
}

/** The user, or the editor, wants that nothing moves. */
const mayMove = (): boolean =>
  !matchMedia('(prefers-reduced-motion: reduce)').matches && !document.body.classList.contains('vscode-reduce-motion');

function beside(way: readonly Point[]): Point[] {
  return way.map(({ x, y }, at) => {
    const [before, after] = [way[at - 1] ?? { x, y }, way[at + 1] ?? { x, y }];
    const [dx, dy] = [after.x - before.x, after.y - before.y];
    const length = Math.hypot(dx, dy) || 1;
    return { x: x - (dy / length) * BESIDE, y: y + (dx / length) * BESIDE };
  });
}

function wayLines(way: WayLine['way'], stretches: readonly (readonly Point[])[]): SVGElement[] {
  if (stretches.length === 0) return [];
  const d = stretches.map((one) => `M${one.map(({ x, y }) => `${round(x)},${round(y)}`).join('L')}`).join('');
  return [
    made('path', { class: 'way-line', 'data-way': way, d, 'aria-hidden': 'true' }),
    made('path', { class: 'way-arrow', 'data-way': way, d: stretches.map(arrow).join(''), 'aria-hidden': 'true' }),
  ];
}

/** In the middle, as without motion nothing else says where it goes. */
function arrow(way: readonly Point[]): string {
  const at = Math.floor((way.length - 1) / 2);
  const [from, to] = [way[at], way[at + 1]];
  if (!from || !to) return '';
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [((to.x - from.x) / length) * ARROW, ((to.y - from.y) / length) * ARROW];
  const tip = { x: to.x + dx, y: to.y + dy };
  const corner = (side: 1 | -1) => `${round(to.x - dx / 2 - side * dy)},${round(to.y - dy / 2 + side * dx)}`;
  return `M${round(tip.x)},${round(tip.y)}L${corner(1)}L${corner(-1)}Z`;
}

const round = (value: number) => Math.round(value * 10) / 10;

function made<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`);
  return element;
}
