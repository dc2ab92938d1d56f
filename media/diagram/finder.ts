import type { Item } from '../../src/diagram/messages.ts';
import { make } from './dom.ts';
import type { Drawing, Hit } from './drawing.ts';
import { TEXTS } from './texts.ts';

/** More names than this are not read. */
const MAX_NAMES = 3;

export interface FinderParts {
  readonly drawing: Drawing;
  readonly goTo: (item: Item) => void;
  readonly unfold: (fold: Item, member: string) => void;
  readonly leave: () => void;
}

/** The search: what matches stands out, and what was found in a fold, or not at all, is said. */
export class Finder {
  readonly input = make('input', { type: 'search', placeholder: TEXTS.search, 'aria-label': TEXTS.searchTitle });
  readonly said = make('div', { class: 'note found-note', role: 'status' });
  readonly #parts: FinderParts;
  /** A member is being unfolded; go there once it is drawn. */
  #awaited = false;

  constructor(parts: FinderParts) {
    this.#parts = parts;
    this.input.title = TEXTS.searchTitle;
    this.input.addEventListener('input', () => {
      this.#awaited = false;
      this.update();
    });
    this.input.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') parts.leave();
      else if (key === 'Enter') this.#enter();
    });
  }

  clear(): void {
    this.input.value = '';
    this.#awaited = false;
    this.update();
  }

  /** The words or the picture have changed. */
  update(): void {
    const hits = this.#parts.drawing.search(this.input.value);
    this.said.textContent = this.input.value.trim() === '' ? '' : saidOf(hits);
    const [first] = hits;
    if (!this.#awaited || !first || first.item.kind === 'fold') return;
    this.#awaited = false;
    this.#parts.goTo(first.item);
  }

  #enter(): void {
    const [first] = this.#parts.drawing.search(this.input.value);
    const member = first?.members[0];
    if (first && member) {
      this.#awaited = true;
      this.#parts.unfold(first.item, member.id);
    } else if (first) this.#parts.goTo(first.item);
  }
}

function saidOf(hits: readonly Hit[]): string {
  const [first] = hits;
  if (!first) return TEXTS.noHit;
  if (first.members.length === 0) return '';
  const names = first.members.slice(0, MAX_NAMES).map(({ name }) => name);
  const all = [...names, ...(first.members.length > MAX_NAMES ? ['…'] : [])].join(', ');
  return TEXTS.inFold.replace(/\{(\d)\}/g, (_, index) => (index === '0' ? all : first.item.title));
}
