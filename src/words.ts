// Codes first, words last: what the core says is a code with its arguments, and one table for each kind has the words.

/** Something that is said. */
export interface Said<Code extends string = string> {
  readonly code: Code;
  /** What its words are filled with: as it came, from wherever it came. */
  readonly args: readonly string[];
}

/** Gives a text of ours, filled with values, in the user's language. */
export type Translate = (text: string, ...values: (string | number)[]) => string;

/** In English: puts values in the places of `{0}`, `{1}`, … */
export const filled: Translate = (text, ...values) =>
  text.replace(/\{(\d)\}/g, (_, index: string) => `${values[Number(index)] ?? ''}`);

/** What is said, in the words of a table. */
export const inWords = <Code extends string>(
  words: Readonly<Record<Code, string>>,
  { code, args }: Said<Code>,
  t: Translate = filled,
): string => t(words[code], ...args);
