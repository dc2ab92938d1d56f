/** The options that a program knows. */
export interface Options {
  /** Letters, `:` after those that take a value, `::` after those that take it in the same word only, as for getopt(3). */
  readonly short: string;
  /** Names without `--`, `=` after those that take a value. They may be shortened, and others may be flags. */
  readonly long?: string;
}

/**
 * Where the operands begin, for a program that stops at the first of them (getopt(3), POSIXLY_CORRECT); undefined where
 * an option is not known, so that what follows it may be its value.
 */
export function operandsAt(args: readonly string[], { short, long = '' }: Options): number | undefined {
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') return at + 1;
    if (!word.startsWith('-') || word === '-') return at;
    const takes = word.startsWith('--') ? longTakes(word.slice(2), long) : shortTakes(word.slice(1), short);
    if (takes === undefined) return undefined;
    if (takes) at++;
  }
  return args.length;
}

/** Whether the value of an option is the next word. */
function longTakes(option: string, long: string): boolean | undefined {
  if (option.includes('=')) return false;
  const known = long.split(/\s+/).filter((name) => name.startsWith(option));
  return known.length === 0 ? undefined : known[0]?.endsWith('=');
}

/** Whether the value of the last of some letters is the next word; undefined where one is not known. */
export function shortTakes(letters: string, short: string): boolean | undefined {
  for (const [at, letter] of [...letters].entries()) {
    const known = letter === ':' ? -1 : short.indexOf(letter);
    if (known < 0) return undefined;
    if (short[known + 1] === ':') return short[known + 2] !== ':' && at === letters.length - 1;
  }
  return false;
}
