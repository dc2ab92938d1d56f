import { sayFrom } from '../words.ts';

/** Why the network of a host is not read. */
export const READER_WORDS = {
  unreadable: 'The network of this host cannot be read: {0}',
  ended: 'The program that reads this host’s network ended: {0}',
  silent: 'it has not responded for {0} s.',
} as const;

export const sayReader = sayFrom(READER_WORDS);

/** Why something could not be read, or not all of it, where no program says it itself. */
export const UNREAD_WORDS = {
  nothing: 'ip printed nothing',
  'no-json': 'it printed no JSON',
  'old-ip': 'it prints no JSON: install iproute2 4.17 or newer',
  'broken-json': 'it printed broken JSON',
  'other-json': 'it printed unexpected JSON',
  'left-out': 'invalid parts of it were left out: {0}',
  stranger: 'an element that is not an object',
  status: 'it exited with status {0}',
} as const;

export const sayUnread = sayFrom(UNREAD_WORDS);
