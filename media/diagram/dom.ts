import { type IconName, icon } from './icons.ts';

/** Makes an element; strings become text and can be nothing else. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function button(text: string, title: string, press: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button', title, 'aria-label': title }, text);
  made.addEventListener('click', press);
  return made;
}

export function iconButton(name: IconName, title: string, press: (button: HTMLButtonElement) => void) {
  const made = make('button', { type: 'button', class: 'icon-button', title, 'aria-label': title }, icon(name));
  made.addEventListener('click', () => press(made));
  return made;
}
