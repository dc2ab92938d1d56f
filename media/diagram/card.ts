import type { Action, Item } from '../../src/diagram/messages.ts';
import { button, make } from './dom.ts';
import { TEXTS } from './texts.ts';

const WORDS: Readonly<Record<Action, string>> = {
  reveal: TEXTS.reveal,
  focus: TEXTS.focus,
  unfold: TEXTS.unfold,
};

/** The side card: what is known about one thing, and what can be done with it. */
export function fillCard(
  card: HTMLElement,
  item: Item | undefined,
  act: (action: Action, key: string) => void,
  close: () => void,
): void {
  card.hidden = item === undefined;
  if (!item) return;
  const facts = item.facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]);
  card.replaceChildren(
    make('h2', {}, item.title),
    make('dl', {}, ...facts),
    ...item.actions.map((action) => button(WORDS[action], WORDS[action], () => act(action, item.key))),
    button(TEXTS.close, TEXTS.closeTitle, close),
  );
}
