import { sayFrom } from '../words.ts';

/** Why something could not be read, or not all of it, where no program says it itself. */
export const UNREAD_WORDS = {
  nothing: 'ip printed nothing',
  'no-json': 'it printed no JSON',
  'old-ip': 'it prints no JSON: install iproute2 4.17 or newer',
  'broken-json': 'it printed broken JSON',
  'other-json': 'it printed JSON of another form',
  'left-out': 'what makes no sense in it was left out: {0}',
  stranger: 'an element that is no object',
  status: 'it exited with status {0}',
} as const;

export const sayUnread = sayFrom(UNREAD_WORDS);
