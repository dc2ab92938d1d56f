import { type Argument, inWords, type Said } from '../src/words.ts';

/** Something that only a test says. */
export const said = (words: string): Said => ({ code: 'said-by-a-test', words, args: [] });

/** As the terminal shows it. */
export const english = (something: Argument | undefined): string => (something ? inWords(something) : '');
