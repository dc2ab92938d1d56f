import { sayFrom } from '../words.ts';

/** Why the network of a host is not read. */
export const READER_WORDS = {
  unreadable: 'The network of this host cannot be read: {0}',
  ended: 'The program that reads this host’s network ended: {0}',
  silent: 'it has said nothing for {0} s.',
} as const;

export const sayReader = sayFrom(READER_WORDS);

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
