import type { Shown, Start } from '../../src/diagram/messages.ts';
import { button, make } from './dom.ts';
import { TEXTS } from './texts.ts';

/** Between toolbar and picture: why the picture may be old, and what it leaves out. */
export class Notices {
  readonly element: HTMLElement;
  readonly #problem = make('div', { class: 'problem', role: 'status' });
  readonly #hidden = make('div', {});
  readonly #again: HTMLButtonElement;

  constructor(start: (how: Start) => void) {
    this.#again = button(TEXTS.restart, TEXTS.restart, () => start('restart'));
    this.#again.hidden = true;
    const trouble = make('div', { class: 'trouble' }, this.#problem, this.#again);
    this.element = make('div', { class: 'say' }, trouble, this.#hidden);
  }

  show({ lost, problem, hidden }: Pick<Shown, 'lost' | 'problem' | 'hidden'>): void {
    this.#problem.textContent = lost ?? problem ?? '';
    this.#again.hidden = lost === undefined;
    this.#hidden.textContent = hidden.join('; ');
  }

  /** What went wrong with the drawing, besides. */
  add(text: string): void {
    this.#problem.textContent = [this.#problem.textContent, text].filter(Boolean).join(' ');
  }
}
