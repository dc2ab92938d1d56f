import { make } from './dom.ts';

/** How long it is said that something has been done, in milliseconds. */
const TOLD_MS = 4000;

/** Says for a moment that something has been done. */
export class Told {
  readonly element = make('div', { class: 'told', role: 'status' });
  #until: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    this.element.textContent = text;
    clearTimeout(this.#until);
    this.#until = setTimeout(() => {
      this.element.textContent = '';
    }, TOLD_MS);
  }
}
