import type { Action, Item, WayStep } from '../../src/diagram/messages.ts';
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
  readonly step: (at: number) => void;
}

/** Lies over the picture: what is known about one thing, and what can be done with it. */
export function fillCard(
  card: HTMLElement,
  item: Item | undefined,
  { act, menu, close, step }: CardActions,
  rate: string | undefined,
  steps: readonly (readonly [at: number, step: WayStep])[],
): void {
  card.hidden = item === undefined;
  if (!item) return;
  // What somebody is about to press, or selects, stays while nothing is new.
  const same = JSON.stringify([item, rate !== undefined, steps]);
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
    ...stepList(steps, step),
    ...item.actions.map((action) => button(WORDS[action], WORDS[action], () => act(action, item.key))),
    ...(item.context ? [iconButton('more', TEXTS.more, (at) => menu(item.key, at))] : []),
  );
}

/** What the packet of a way met here; each shows what decided it. */
function stepList(steps: readonly (readonly [at: number, step: WayStep])[], show: (at: number) => void): Node[] {
  if (steps.length === 0) return [];
  const lines = steps.map(([at, { way, text }]) => {
    const arrow = make('span', { class: 'arrow', 'data-way': way, 'aria-hidden': 'true' }, way === 'there' ? '→' : '←');
    const line = button('', `${way === 'there' ? TEXTS.wayThere : TEXTS.wayBack}: ${text}`, () => show(at));
    line.append(arrow, ` ${text}`);
    return make('li', {}, line);
  });
  return [make('h3', {}, TEXTS.wayHere), make('ol', { class: 'steps' }, ...lines)];
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
