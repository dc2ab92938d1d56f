import type { Item, Shown } from '../../src/diagram/messages.ts';
import { Ghosts } from './fading.ts';
import { Moving, type Places } from './moving.ts';
import type { Point } from './places.ts';
import { elementsById, render } from './render.ts';
import { READABLE } from './view.ts';

/** How long what changed stands out, in milliseconds; picture.css says how. */
const NEWS_MS = 4000;

/** A picture of more nodes and edges than this takes too long to be drawn twice. */
const SMALL = 100;

export type Direction = 'LR' | 'TB';

/** The picture on the screen, and what its elements stand for. */
export class Drawing {
  readonly #picture: HTMLElement;
  readonly #scratch: HTMLElement;
  readonly #changed = new Map<string, number>();
  readonly #ghosts = new Ghosts();
  /** The scale at which a picture of that size fits on the screen. */
  readonly #wholeAt: (size: DOMRect) => number;
  #structure = '';
  #isPlain = false;
  /** Found to fit better than the direction that the text gives. */
  #better: Direction | undefined;
  #items: readonly Item[] = [];
  #elements = new Map<string, SVGElement>();
  /** Where the user has put things. */
  #places: Places = {};
  /** Told when something has been put elsewhere. */
  moved: () => void = () => {};
  /** Of this layout, when something in it has been put elsewhere. */
  #moving: Moving | undefined;

  constructor(picture: HTMLElement, scratch: HTMLElement, wholeAt: (size: DOMRect) => number) {
    this.#picture = picture;
    this.#scratch = scratch;
    this.#wholeAt = wholeAt;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  /** Something that is gone can still be seen. */
  get haunted(): boolean {
    return this.#ghosts.any;
  }

  /** The usual layout failed. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /** In which direction the picture is laid out. */
  get direction(): Direction {
    return this.#better ?? directionOf(this.#structure);
  }

  /**
   * Brings a state on the screen: by a new layout if it needs one, else by marking what is there. True: there is a new layout.
   * `changed`: keys of what is new, different or gone; `turns`: it may be laid out in the other direction if it is too large for the screen.
   */
  async show({ structure, items }: Shown, changed: readonly string[], turns: boolean): Promise<boolean> {
    const anew = structure !== this.#structure;
    if (anew && structure === '') {
      this.clear();
    } else if (anew) {
      if (!turns) this.#better = undefined;
      const svg = await this.#laidOutAnyhow(structure, turns);
      this.#swap(svg, items, changed);
      this.#structure = structure;
    }
    this.#items = items;
    for (const item of items) this.#mark(item, anew);
    if (!anew && this.#moving) {
      this.#moving.renew(items);
      this.#moving.put(this.#places);
    }
    this.#highlight(changed);
    return anew;
  }

  /** Shows nothing: an old picture would be taken for the new one. */
  clear(): void {
    this.#picture.replaceChildren();
    this.#elements.clear();
    this.#moving = undefined;
    this.#structure = '';
    this.#isPlain = false;
  }

  #swap(svg: SVGSVGElement, items: readonly Item[], changed: readonly string[]): void {
    const next = elementsById(svg);
    const old = new Map(
      this.#items.flatMap(({ key, id, shape }) => {
        const element = shape === 'edge' ? undefined : this.#elements.get(id);
        return element ? [[key, element] as const] : [];
      }),
    );
    const kept = new Map(items.map(({ key, id }) => [key, next.get(id)]));
    const stay = [...old].flatMap(([key, before]) => {
      const after = kept.get(key);
      return after ? [[before, after] as const] : [];
    });
    const gone = changed.flatMap((key) => (kept.has(key) ? [] : (old.get(key) ?? [])));
    this.#ghosts.haunt(gone, stay, () => {
      this.#picture.replaceChildren(svg);
      this.#moving = undefined;
      if (Object.keys(this.#places).length > 0) this.#move(items, next);
      return svg;
    });
    this.#elements = next;
  }

  #move(items: readonly Item[], elements: ReadonlyMap<string, SVGElement>): Moving {
    this.#moving ??= new Moving(items, elements);
    this.#moving.put(this.#places);
    return this.#moving;
  }

  get places(): Places {
    return this.#places;
  }

  /** Puts things elsewhere than the layout has, now and in later ones. */
  put(places: Places): void {
    this.#places = places;
    this.#move(this.#items, this.#elements);
    this.moved();
  }

  /** Where something is now, as `put` takes it. */
  placeOf(key: string): Point | undefined {
    return this.#move(this.#items, this.#elements).placeOf(key);
  }

  /** Lets things stand out for a while, across new layouts. */
  #highlight(keys: readonly string[]): void {
    const now = performance.now();
    for (const key of keys) this.#changed.set(key, now);
    for (const [key, since] of this.#changed) if (now - since > NEWS_MS) this.#changed.delete(key);
    for (const item of this.#items) {
      const since = this.#changed.get(item.key);
      const element = this.#elements.get(item.id);
      if (!element) continue;
      if (since === now) restart(element);
      element.classList.toggle('changed', since !== undefined);
      if (since !== undefined) element.style.animationDelay = `${since - now}ms`;
    }
  }

  /** The element of a line, by its id. */
  line(id: string): SVGElement | undefined {
    return this.#elements.get(id);
  }

  element(key: string | undefined): SVGElement | undefined {
    const item = this.#items.find((one) => one.key === key && one.shape !== 'edge');
    return item && this.#elements.get(item.id);
  }

  /** The end of a line that is nearer to a place on the screen. */
  endOf(line: Element, { clientX, clientY }: MouseEvent): SVGElement | undefined {
    const { from, to } = this.itemOf(line) ?? {};
    const far = (element: Element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return Math.hypot(Math.max(left - clientX, 0, clientX - right), Math.max(top - clientY, 0, clientY - bottom));
    };
    return [from, to]
      .flatMap((id) => (id === undefined ? [] : (this.#elements.get(id) ?? [])))
      .toSorted((a, b) => far(a) - far(b))[0];
  }

  itemOf(target: EventTarget | null): Item | undefined {
    if (!(target instanceof Element)) return undefined;
    const key = target.closest('[data-key]')?.getAttribute('data-key');
    return this.#items.find((one) => one.key === key);
  }

  select(key: string | undefined): void {
    for (const old of this.#picture.querySelectorAll('.selected')) old.classList.remove('selected');
    this.element(key)?.classList.add('selected');
  }

  /** Marks what the last cell has changed, until the next changes something. */
  markRecent(keys: readonly string[], words: string): void {
    const recent = new Set(keys);
    for (const item of this.#items) {
      const element = this.#elements.get(item.id);
      element?.classList.toggle('recent', recent.has(item.key));
      if (recent.has(item.key)) element?.setAttribute('aria-description', words);
      else element?.removeAttribute('aria-description');
    }
  }

  /** Marks the hit of a search that is shown. */
  pointTo(key: string | undefined): void {
    for (const old of this.#picture.querySelectorAll('.hit')) old.classList.remove('hit');
    this.element(key)?.classList.add('hit');
  }

  /** Fades what does not match; returns what does, with the members of folds that do. */
  search(words: string): Hit[] {
    const wanted = words.trim().toLowerCase();
    const found = wanted === '' ? [] : hits(this.#items, wanted);
    this.#picture.classList.toggle('searching', wanted !== '');
    const keys = new Set(found.map(({ item }) => item.key));
    for (const item of this.#items) this.#elements.get(item.id)?.classList.toggle('found', keys.has(item.key));
    return found;
  }

  /** A layout that fails is tried again without what only makes it calmer, and then in the other direction. */
  async #laidOutAnyhow(structure: string, turns: boolean): Promise<SVGSVGElement> {
    const plain = structure.replace(/^.* ~~~ .*\n/gm, '');
    const direction = this.#better ?? directionOf(structure);
    const ways = [
      () => this.#laidOut(structure, turns),
      () => render(inDirection(plain, direction), this.#scratch),
      () => render(inDirection(plain, direction === 'TB' ? 'LR' : 'TB'), this.#scratch),
    ];
    let why: unknown;
    for (const [failures, way] of ways.entries())
      try {
        const svg = await way();
        this.#isPlain = failures > 0;
        return svg;
      } catch (error) {
        why ??= error;
      }
    throw why;
  }

  async #laidOut(structure: string, turns: boolean): Promise<SVGSVGElement> {
    const direction = this.#better ?? directionOf(structure);
    const svg = await render(inDirection(structure, direction), this.#scratch);
    const at = this.#wholeAt(svg.viewBox.baseVal);
    if (!turns || at >= READABLE || structure.split('\n').length > SMALL) return svg;
    const other = direction === 'TB' ? 'LR' : 'TB';
    const turned = await render(inDirection(structure, other), this.#scratch);
    if (this.#wholeAt(turned.viewBox.baseVal) <= 1.3 * at) return svg;
    this.#better = other;
    return turned;
  }

  #mark(item: Item, anew: boolean): void {
    const element = this.#elements.get(item.id);
    if (!element) return;
    if (element.dataset['state'] !== item.state) {
      if (item.state) element.dataset['state'] = item.state;
      else delete element.dataset['state'];
    }
    if (element.getAttribute('aria-label') !== item.spoken) element.setAttribute('aria-label', item.spoken);
    if (element.dataset['key'] !== item.key) element.dataset['key'] = item.key;
    if (item.context) {
      const context = JSON.stringify(item.context);
      if (element.dataset['vscodeContext'] !== context) element.dataset['vscodeContext'] = context;
    }
    if (!anew) return;
    element.dataset['kind'] = item.kind;
    if (item.shape === 'edge') {
      element.setAttribute('role', 'img');
      return;
    }
    element.setAttribute('role', 'button');
    element.setAttribute('tabindex', '-1');
  }
}

const directionOf = (structure: string): Direction => (structure.startsWith('flowchart TB') ? 'TB' : 'LR');

const inDirection = (structure: string, direction: Direction) =>
  structure.replace(/^flowchart (TB|LR)/, `flowchart ${direction}`);

/** Something drawn that matches a search: itself, or what is folded in it. */
export interface Hit {
  readonly item: Item;
  readonly members: readonly { readonly id: string; readonly name: string }[];
}

/** What is drawn comes before what is folded, and of that what has the name before what only mentions it. */
function hits(items: readonly Item[], wanted: string): Hit[] {
  const fits = (texts: readonly string[]) => texts.some((text) => text.toLowerCase().includes(wanted));
  const found = items.flatMap((item): Hit[] => {
    if (item.shape === 'edge') return [];
    const members = (item.holds ?? []).filter(([, ...texts]) => fits(texts));
    const own = fits([item.title, ...(item.holds ? [] : item.facts.map(([, value]) => value))]);
    return own || members.length > 0 ? [{ item, members: members.map(([id, name = '']) => ({ id, name })) }] : [];
  });
  const rank = ({ item }: Hit) => (item.kind === 'fold' ? 2 : fits([item.title]) ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** An animation begins again only when the browser has seen the element without it. */
function restart(element: SVGElement): void {
  element.classList.remove('changed');
  void element.getBoundingClientRect();
}
