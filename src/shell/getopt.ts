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

/** Options by their letters or whole long names, with their values, and the operands. undefined: an option is not known. */
export function optionsOf(
  args: readonly string[],
  known: Options,
): { readonly options: ReadonlyMap<string, string | undefined>; readonly operands: readonly string[] } | undefined {
  const end = operandsAt(args, known);
  if (end === undefined) return undefined;
  const options = new Map<string, string | undefined>();
  for (let at = 0; at < end; at++) {
    const word = args[at] ?? '';
    if (word === '--') break;
    if (word.startsWith('--')) {
      const [, name = '', value] = /^--([^=]*)=?([\s\S]+)?$/.exec(word) ?? [];
      const whole = known.long?.split(/\s+/).find((each) => each.startsWith(name)) ?? name;
      options.set(whole.replace('=', ''), value ?? (whole.endsWith('=') ? args[++at] : undefined));
      continue;
    }
    for (let letter = 1; letter < word.length; letter++) {
      const takes = known.short[known.short.indexOf(word[letter] ?? '') + 1] === ':';
      options.set(word[letter] ?? '', takes ? word.slice(letter + 1) || args[++at] : undefined);
      if (takes) break;
    }
  }
  return { options, operands: args.slice(end) };
}

/**
 * Options and operands in any order, as getopt(3) permutes them, of a program of which only those options are known that
 * take a value: names of one letter and long ones, with blanks between. All others are flags.
 */
export function looseOptions(
  args: readonly string[],
  takes = '',
): { readonly options: ReadonlyMap<string, string>; readonly operands: readonly string[] } {
  const taking = takes.split(/\s+/);
  const options = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') return { options, operands: [...operands, ...args.slice(at + 1)] };
    const [, long, value] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (long !== undefined) options.set(long, value ?? (taking.includes(long) ? (args[++at] ?? '') : ''));
    else if (!/^-./.test(word)) operands.push(word);
    else
      for (let letter = 1; letter < word.length; letter++) {
        const name = word[letter] ?? '';
        const hasValue = taking.includes(name);
        options.set(name, hasValue ? word.slice(letter + 1) || (args[++at] ?? '') : '');
        if (hasValue) break;
      }
  }
  return { options, operands };
}
