import { sayFrom } from '../words.ts';

/** Why the network of a host is not read. */
export const READER_WORDS = {
  unreadable: 'The network of this host cannot be read: {0}',
  ended: 'The program that reads this host’s network ended: {0}',
  silent: 'it has said nothing for {0} s.',
} as const;

export const sayReader = sayFrom(READER_WORDS);
