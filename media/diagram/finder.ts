import type { Item } from '../../src/diagram/messages.ts';
import { filled } from '../../src/words.ts';
import { make } from './dom.ts';
import type { Drawing, Hit } from './drawing.ts';
import { TEXTS } from './texts.ts';

/** More names than this are not read. */
const MAX_NAMES = 3;

export interface FinderParts {
  readonly drawing: Drawing;
  /** Brings it into sight, large enough to be read. */
  readonly show: (item: Item) => void;
  /** Moves the keyboard there. */
  readonly goTo: (item: Item) => void;
  readonly unfold: (fold: Item, member: string) => void;
  /** To what was in sight before the search. */
  readonly back: () => void;
  readonly leave: () => void;
}

/** The search: what matches stands out, one hit after the other is shown, and what was found in a fold, or not at all, is said. */
export class Finder {
  readonly input = make('input', { type: 'search', placeholder: TEXTS.search, 'aria-label': TEXTS.searchTitle });
  readonly said = make('div', { class: 'note found-note', role: 'status' });
  readonly #parts: FinderParts;
  /** The key of the hit that is shown. */
  #at: string | undefined;
  /** A member is being unfolded; show it once it is drawn. */
  #awaited = false;

  constructor(parts: FinderParts) {
    this.#parts = parts;
    this.input.title = TEXTS.searchTitle;
    this.input.addEventListener('input', () => {
      this.#awaited = false;
      this.#at = undefined;
      const [first] = this.update();
      if (first) this.#show(first);
      else if (this.input.value.trim() === '') parts.back();
    });
    this.input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'Escape') parts.leave();
      else if (event.key === 'Enter') this.#enter(event.shiftKey ? -1 : 1);
      else if (event.key === 'ArrowDown') this.#leaveFor();
      else return;
      event.preventDefault();
    });
  }

  clear(): void {
    if (this.input.value !== '') this.#parts.back();
    this.input.value = '';
    this.#awaited = false;
    this.#at = undefined;
    this.update();
  }

  /** The words or the picture have changed. */
  update(): readonly Hit[] {
    const hits = this.#parts.drawing.search(this.input.value);
    const [first] = hits;
    if (this.#awaited && first && first.item.kind !== 'fold') {
      this.#awaited = false;
      this.#show(first);
    } else this.#say(hits);
    return hits;
  }

  /** The next hit, or the one before; of a fold what is in it. */
  #enter(by: 1 | -1): void {
    const hits = this.#parts.drawing.search(this.input.value);
    const at = hits.findIndex(({ item }) => item.key === this.#at);
    const here = hits[at];
    const member = here?.members[0];
    if (here && member) {
      this.#awaited = true;
      this.#parts.unfold(here.item, member.id);
      return;
    }
    const next = at < 0 ? hits[0] : hits.at((at + by) % hits.length);
    if (next) this.#show(next);
  }

  #leaveFor(): void {
    const hit = this.#parts.drawing.search(this.input.value).find(({ item }) => item.key === this.#at);
    if (hit) this.#parts.goTo(hit.item);
  }

  #show(hit: Hit): void {
    this.#at = hit.item.key;
    this.#parts.show(hit.item);
    this.#say(this.#parts.drawing.search(this.input.value));
  }

  #say(hits: readonly Hit[]): void {
    const at = hits.findIndex(({ item }) => item.key === this.#at);
    this.said.textContent = this.input.value.trim() === '' ? '' : saidOf(hits, at);
    this.#parts.drawing.pointTo(hits[at]?.item.key);
  }
}

function saidOf(hits: readonly Hit[], at: number): string {
  const hit = hits[Math.max(0, at)];
  if (!hit) return TEXTS.noHit;
  const count = filled(TEXTS.hitOf, Math.max(0, at) + 1, hits.length);
  if (hit.members.length === 0) return count;
  const names = hit.members.slice(0, MAX_NAMES).map(({ name }) => name);
  const all = [...names, ...(hit.members.length > MAX_NAMES ? ['…'] : [])].join(', ');
  const folded = filled(TEXTS.inFold, all, hit.item.title);
  return hits.length > 1 ? `${count} · ${folded}` : folded;
}
