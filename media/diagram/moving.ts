import type { Item } from '../../src/diagram/messages.ts';
import { rectOf } from './fading.ts';
import { middleOf, type Point, type Rect, shifted, union } from './places.ts';
import { titleOf } from './titles.ts';

/** Where things have been put, by key: boxes and what is in none in the picture's units, the rest from the corner of its box. */
export type Places = Readonly<Record<string, Point>>;

const NOWHERE: Point = { x: 0, y: 0 };
/** Around what a box holds, in the picture's units. */
const PADDING = 12;

interface Laid {
  readonly item: Item;
  readonly element: SVGGraphicsElement;
  /** As the layout has put it, in the picture's units. */
  readonly rect: Rect;
  /** The layout's own attributes: of a node, or of the frame of a box. */
  readonly transform: string;
  readonly frame:
    | {
        readonly rect: Element;
        readonly at: Rect;
        readonly title: Element | undefined;
        readonly titleTransform: string;
      }
    | undefined;
}

interface Line {
  readonly path: Element;
  readonly from: string;
  readonly to: string;
  readonly way: string;
  readonly label: { readonly element: Element; readonly transform: string } | undefined;
}

/** A layout in which things may be put elsewhere: what hangs on them follows. Made for each layout in which something is. */
export class Moving {
  #things: ReadonlyMap<string, Laid>;
  readonly #lines: readonly Line[];
  #places: Places = {};

  /** `elements`: by id, as they were laid out. */
  constructor(items: readonly Item[], elements: ReadonlyMap<string, SVGElement>) {
    this.#things = new Map(items.flatMap((item) => laid(item, elements.get(item.id))));
    this.#lines = items.flatMap((item) => lineOf(item, elements.get(item.id)));
  }

  /** Where something is now; undefined for what is not there. */
  placeOf(key: string): Point | undefined {
    const thing = [...this.#things.values()].find(({ item }) => item.key === key);
    if (!thing) return undefined;
    const { x, y } = this.#shift(thing);
    const box = this.#boxOf(thing);
    const corner = box ? added(box.rect, this.#shift(box)) : NOWHERE;
    const at = added(anchorOf(thing), { x, y });
    return { x: at.x - corner.x, y: at.y - corner.y };
  }

  /** The same layout stands for other things now. */
  renew(items: readonly Item[]): void {
    this.#things = new Map(
      items.flatMap((item) => {
        const thing = this.#things.get(item.id);
        return thing ? [[item.id, { ...thing, item }] as const] : [];
      }),
    );
  }

  /** Puts all to where they belong. */
  put(places: Places): void {
    this.#places = places;
    for (const thing of this.#things.values())
      if (!thing.frame) translate(thing.element, thing.transform, this.#shift(thing));
    for (const thing of this.#things.values()) if (thing.frame) this.#putBox(thing, thing.frame);
    for (const line of this.#lines) this.#putLine(line);
  }

  /** A box is as large as what has been put outside of it needs. */
  #putBox(box: Laid, { rect, at, title, titleTransform }: NonNullable<Laid['frame']>): void {
    const shift = this.#shift(box);
    const inside = [...this.#things.values()]
      .filter(({ item }) => item.box === box.item.id && this.#places[item.key] !== undefined)
      .map((thing) => shifted(thing.rect, this.#shift(thing).x, this.#shift(thing).y))
      .map(({ x, y, width, height }) => ({
        x: x - PADDING,
        y: y - PADDING,
        width: width + 2 * PADDING,
        height: height + 2 * PADDING,
      }));
    const whole = inside.reduce(union, shifted(box.rect, shift.x, shift.y));
    // The frame's own units differ from the picture's by a shift at most.
    const own = {
      x: at.x + whole.x - box.rect.x,
      y: at.y + whole.y - box.rect.y,
      width: whole.width,
      height: whole.height,
    };
    for (const [name, value] of Object.entries(own)) rect.setAttribute(name, `${value}`);
    if (title) translate(title, titleTransform, shift);
  }

  #putLine({ path, from, to, way, label }: Line): void {
    const [first, last] = [from, to].map((id) => {
      const thing = this.#things.get(id);
      return thing ? this.#shift(thing) : NOWHERE;
    }) as [Point, Point]; // Two in, two out.
    path.setAttribute('d', bent(way, first, last));
    if (label) translate(label.element, label.transform, { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 });
  }

  /** By how much something is elsewhere than the layout has put it. */
  #shift(thing: Laid): Point {
    const box = this.#boxOf(thing);
    const along = box ? this.#shift(box) : NOWHERE;
    const place = this.#places[thing.item.key];
    if (!place) return along;
    const corner = box ? added(box.rect, along) : NOWHERE;
    const at = anchorOf(thing);
    return { x: corner.x + place.x - at.x, y: corner.y + place.y - at.y };
  }

  #boxOf({ item }: Laid): Laid | undefined {
    return item.box === undefined ? undefined : this.#things.get(item.box);
  }
}

/** The corner of a box, as it may grow, and the middle of anything else. */
const anchorOf = ({ frame, rect }: Laid): Point => (frame ? rect : middleOf(rect));

const added = (a: Point, b: Point): Point => ({ x: a.x + b.x, y: a.y + b.y });

function laid(item: Item, element: SVGElement | undefined): [string, Laid][] {
  if (item.shape === 'edge' || !(element instanceof SVGGraphicsElement)) return [];
  const transform = element.getAttribute('transform') ?? '';
  const rect = item.shape === 'box' ? element.querySelector(':scope > rect') : null;
  const title = rect ? (titleOf(element) ?? undefined) : undefined;
  const frame = rect
    ? { rect, at: attributesOf(rect), title, titleTransform: title?.getAttribute('transform') ?? '' }
    : undefined;
  return [[item.id, { item, element, rect: rectOf(element), transform, frame }]];
}

function lineOf({ shape, from, to }: Item, path: SVGElement | undefined): Line[] {
  if (shape !== 'edge' || !path || from === undefined || to === undefined) return [];
  const name = CSS.escape(path.dataset['id'] ?? '');
  const element = path.closest('.root')?.querySelector(`.edgeLabel > .label[data-id="${name}"]`)?.parentElement;
  const label = element ? { element, transform: element.getAttribute('transform') ?? '' } : undefined;
  return [{ path, from, to, way: path.getAttribute('d') ?? '', label }];
}

function attributesOf(rect: Element): Rect {
  const value = (name: string) => Number(rect.getAttribute(name));
  return { x: value('x'), y: value('y'), width: value('width'), height: value('height') };
}

function translate(element: Element, transform: string, { x, y }: Point): void {
  const moved = x === 0 && y === 0 ? transform : `translate(${x}, ${y}) ${transform}`;
  if (moved !== (element.getAttribute('transform') ?? '')) element.setAttribute('transform', moved);
}

/** The way of a line whose ends have been moved: each point goes along with the end that is nearer, the nearer the more. */
export function bent(way: string, first: Point, last: Point): string {
  if ([first.x, first.y, last.x, last.y].every((by) => by === 0)) return way;
  const pairs = way.match(/-?[\d.]+(?:e-?\d+)?,-?[\d.]+(?:e-?\d+)?/g) ?? [];
  const points = pairs.map((pair) => pair.split(',').map(Number)).map(([x = 0, y = 0]): Point => ({ x, y }));
  const steps = points.map((point, at) => (at === 0 ? 0 : far(point, points[at - 1] ?? point)));
  const length = steps.reduce((sum, step) => sum + step, 0) || 1;
  let at = -1;
  let gone = 0;
  return way.replace(/-?[\d.]+(?:e-?\d+)?,-?[\d.]+(?:e-?\d+)?/g, () => {
    at++;
    gone += steps[at] ?? 0;
    // Evenly at both ends, where a line is to leave what it joins as before.
    const part = gone / length;
    const share = part * part * (3 - 2 * part);
    const { x, y } = points[at] ?? NOWHERE;
    const by = (a: number, b: number) => a * (1 - share) + b * share;
    return `${round(x + by(first.x, last.x))},${round(y + by(first.y, last.y))}`;
  });
}

const far = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
const round = (value: number) => Math.round(value * 1000) / 1000;
