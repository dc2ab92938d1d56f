import type { Item, Shown } from '../../src/shared/diagram-messages.ts';
import { elementsById, render } from './render.ts';

/** How long what changed stands out, in milliseconds; picture.css says how. */
const NEWS_MS = 4000;

/** The picture on the screen, and what its elements stand for. */
export class Drawing {
  readonly #picture: HTMLElement;
  readonly #scratch: HTMLElement;
  readonly #changed = new Map<string, number>();
  #structure = '';
  #items: readonly Item[] = [];
  #elements = new Map<string, SVGElement>();

  constructor(picture: HTMLElement, scratch: HTMLElement) {
    this.#picture = picture;
    this.#scratch = scratch;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  /** Brings a state on the screen: by a new layout if it needs one, else by marking what stands. True: laid out anew. */
  async show({ structure, items }: Shown): Promise<boolean> {
    const anew = structure !== this.#structure;
    if (anew && structure === '') {
      this.#picture.replaceChildren();
      this.#elements.clear();
      this.#structure = structure;
    } else if (anew) {
      const svg = await render(structure, this.#scratch);
      this.#picture.replaceChildren(svg);
      this.#elements = elementsById(svg);
      this.#structure = structure;
    }
    this.#items = items;
    for (const item of items) this.#mark(item, anew);
    return anew;
  }

  /** Lets things stand out for a while, across new layouts. */
  highlight(keys: readonly string[]): void {
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

  element(key: string | undefined): SVGElement | undefined {
    const item = this.#items.find((one) => one.key === key && one.shape !== 'edge');
    return item && this.#elements.get(item.id);
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

  /** Fades what does not match; returns what does. */
  search(words: string): Item[] {
    const wanted = words.trim().toLowerCase();
    const found = wanted === '' ? [] : this.#items.filter((item) => item.shape !== 'edge' && matches(item, wanted));
    this.#picture.classList.toggle('searching', wanted !== '');
    const keys = new Set(found.map(({ key }) => key));
    for (const item of this.#items) this.#elements.get(item.id)?.classList.toggle('found', keys.has(item.key));
    return found;
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

function matches({ title, facts }: Item, wanted: string): boolean {
  return [title, ...facts.map(([, value]) => value)].some((text) => text.toLowerCase().includes(wanted));
}

/** An animation begins again only when the browser has seen the element without it. */
function restart(element: SVGElement): void {
  element.classList.remove('changed');
  void element.getBoundingClientRect();
}
