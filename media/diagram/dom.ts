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
