// Codes first, words last: what the core says is a code with its arguments; one table for each kind has the words, in English.

/** Something that is said. What decides, decides by its code. */
export interface Said<Code extends string = string> {
  readonly code: Code;
  /** Its words in English; `{0}`, `{1}`, … stand for the arguments. */
  readonly words: string;
  readonly args: readonly Argument[];
}

/** As it came, from wherever it came; or something that is said itself, or several, set apart by commas. */
export type Argument = string | number | Said | readonly Argument[];

/** A name, a command or a program's own words, as they came; or something that we say. */
export type Text = string | Said;

/** What went wrong, and what the user can do about it. */
export interface Problem {
  readonly what: Said;
  /** A string is a command. */
  readonly remedy?: Text | undefined;
}

/** Gives a text of ours, filled with values, in the user's language. */
export type Translate = (text: string, ...values: (string | number)[]) => string;

/** In English: puts values in the places of `{0}`, `{1}`, … */
export const filled: Translate = (text, ...values) =>
  text.replace(/\{(\d)\}/g, (_, index: string) => `${values[Number(index)] ?? ''}`);

/** One argument for each of `{0}`, `{1}`, … in the words. */
type ArgumentsOf<
  Words extends string,
  Counted extends readonly Argument[] = readonly [],
> = Words extends `${string}{${Counted['length']}}${string}`
  ? ArgumentsOf<Words, readonly [...Counted, Argument]>
  : Counted;

/** What says things by their codes in a table: code → words. */
export const sayFrom =
  <Table extends { readonly [Code in keyof Table]: string }>(table: Table) =>
  <Code extends string & keyof Table>(code: Code, ...args: ArgumentsOf<Table[Code]>): Said<Code> => ({
    code,
    words: table[code],
    args,
  });

/** Not printable yet where its arguments are not. */
export function inWords(said: Argument, t: Translate = filled): string {
  if (typeof said === 'string' || typeof said === 'number') return `${said}`;
  if (!('code' in said)) return said.map((part) => inWords(part, t)).join(', ');
  return t(said.words, ...said.args.map((argument) => inWords(argument, t)));
}

/** In one or two lines. */
export const problemInWords = ({ what, remedy }: Problem, t?: Translate): string =>
  [what, remedy]
    .flatMap((said) => said ?? [])
    .map((said) => inWords(said, t))
    .join('\n');
