import type { Shown, Start } from '../../src/diagram/messages.ts';
import { button, make } from './dom.ts';
import { TEXTS } from './texts.ts';

const WORDS: Readonly<Record<Start, string>> = {
  runAll: TEXTS.runAll,
  openSample: TEXTS.openSample,
  restart: TEXTS.restart,
};

/** What stands in the middle while there is no picture: why, and what to do about it. */
export function fillEmpty(place: HTMLElement, empty: Shown['empty'], start: (how: Start) => void): void {
  place.hidden = empty === undefined;
  // A button that has the focus keeps it.
  const same = JSON.stringify(empty ?? null);
  if (place.dataset['of'] === same) return;
  place.dataset['of'] = same;
  const how = empty?.start;
  place.replaceChildren(
    make('p', { class: 'why' }, empty?.text ?? ''),
    ...(how === undefined ? [] : [button(WORDS[how], WORDS[how], () => start(how))]),
  );
}
