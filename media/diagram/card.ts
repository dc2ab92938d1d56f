import type { Action, Item } from '../../src/diagram/messages.ts';
import { button, iconButton, make } from './dom.ts';
import { freestCorner } from './places.ts';
import { TEXTS } from './texts.ts';

const WORDS: Readonly<Record<Action, string>> = {
  reveal: TEXTS.reveal,
  focus: TEXTS.focus,
  unfold: TEXTS.unfold,
};

export interface CardActions {
  readonly act: (action: Action, key: string) => void;
  readonly menu: (key: string, at: HTMLElement) => void;
  readonly close: () => void;
}

/** Lies over the picture: what is known about one thing, and what can be done with it. */
export function fillCard(
  card: HTMLElement,
  item: Item | undefined,
  { act, menu, close }: CardActions,
  rate: string | undefined,
): void {
  card.hidden = item === undefined;
  if (!item) return;
  // What somebody is about to press, or selects, stays while nothing is new.
  const same = JSON.stringify([item, rate !== undefined]);
  const shown = card.querySelector('.rate-now');
  if (shown && rate !== undefined) shown.textContent = rate;
  if (card.dataset['of'] === same) return;
  card.dataset['of'] = same;
  const facts = item.facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]);
  const now = rate === undefined ? [] : [make('dt', {}, TEXTS.ratesNow), make('dd', { class: 'rate-now' }, rate)];
  card.replaceChildren(
    iconButton('close', TEXTS.closeTitle, close),
    make('h2', {}, item.title),
    make('dl', {}, ...facts, ...now),
    ...item.actions.map((action) => button(WORDS[action], WORDS[action], () => act(action, item.key))),
    ...(item.context ? [iconButton('more', TEXTS.more, (at) => menu(item.key, at))] : []),
  );
}

/** Puts the card where it covers least of what it is about. */
export function placeCard(card: HTMLElement, stage: HTMLElement, about: Element | undefined): void {
  if (card.hidden) return;
  const { width, height } = card.getBoundingClientRect();
  const at = freestCorner(stage.getBoundingClientRect(), { width, height }, about?.getBoundingClientRect());
  const { left, top } = stage.getBoundingClientRect();
  card.style.left = `${at.x - left}px`;
  card.style.top = `${at.y - top}px`;
}
