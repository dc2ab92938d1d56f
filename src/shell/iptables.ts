// The grammar of iptables(8) and its sisters, as getopt_long(3) reads it: options in any order, long ones shortened and joined.

/** An option by its short name, where it has one; options of matches and targets by their long one. */
export interface IptablesOption {
  readonly name: string;
  /** There is a `!` before it, or before its value. */
  readonly not: boolean;
  readonly values: readonly string[];
}

export interface IptablesCommand {
  /** In the order in which they are written. */
  readonly options: readonly IptablesOption[];
  /** Words that are neither an option nor the value of one. */
  readonly others: readonly string[];
}

/** The letters of iptables(8), each with how many values it takes, and up to how many. */
const LETTERS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ...{ A: [1, 1], C: [1, 1], D: [1, 2], I: [1, 2], R: [1, 2], P: [1, 2], E: [1, 2], N: [1, 1] },
  ...{ L: [0, 2], S: [0, 2], F: [0, 1], X: [0, 1], Z: [0, 2] },
  ...{ t: [1, 1], p: [1, 1], s: [1, 1], d: [1, 1], i: [1, 1], o: [1, 1], j: [1, 1], g: [1, 1], m: [1, 1], M: [1, 1] },
  ...{ f: [0, 0], n: [0, 0], v: [0, 0], x: [0, 0], b: [0, 0], h: [0, 0], V: [0, 0], 4: [0, 0], 6: [0, 0] },
  ...{ w: [0, 1], W: [0, 1], c: [2, 2] },
};

/** Where several begin as a word does, the first is meant; iptables itself refuses it. */
const LONG = Object.entries({
  append: 'A',
  check: 'C',
  delete: 'D',
  'delete-chain': 'X',
  destination: 'd',
  dst: 'd',
  insert: 'I',
  'in-interface': 'i',
  replace: 'R',
  list: 'L',
  'list-rules': 'S',
  flush: 'F',
  zero: 'Z',
  new: 'N',
  policy: 'P',
  'rename-chain': 'E',
  table: 't',
  protocol: 'p',
  source: 's',
  src: 's',
  'out-interface': 'o',
  jump: 'j',
  goto: 'g',
  match: 'm',
  modprobe: 'M',
  fragments: 'f',
  numeric: 'n',
  verbose: 'v',
  exact: 'x',
  wait: 'w',
  'wait-interval': 'W',
  'set-counters': 'c',
  ipv4: '4',
  ipv6: '6',
  version: 'V',
});

/** Options of matches that are often given other names than iptables-save(8) prints. */
const SAME: Readonly<Record<string, string>> = {
  '--destination-port': '--dport',
  '--source-port': '--sport',
  '--destination-ports': '--dports',
  '--source-ports': '--sports',
};
const LONG_OF_MATCHES = [...Object.keys(SAME), '--dport', '--sport', '--state', '--ctstate', '--reject-with'];
const TWO_VALUES = /^--(?:tcp-flags|match-set)$/;
const NO_VALUE = /^--(?:syn|physdev-is-\w+|limit-iface-(?:in|out)|random|rcheck|update|set|remove|rttl|rsource|rdest)$/;

/** Reads the arguments of iptables(8). */
export function iptablesCommand(words: readonly string[]): IptablesCommand {
  const options: { name: string; not: boolean; values: string[]; least: number; most: number }[] = [];
  const others: string[] = [];
  let not = false;
  const add = (name: string, [least, most]: readonly [number, number], value: string | undefined) => {
    options.push({ name, not, values: value === undefined ? [] : [value], least, most });
    not = false;
  };
  for (const word of words) {
    const last = options.at(-1);
    const isMissing = last !== undefined && last.values.length < last.least;
    if (word === '!') {
      // `-s ! 10.0.0.1` is how it was written once.
      if (isMissing) last.not = true;
      else not = true;
    } else if (isMissing) last.values.push(word);
    else if (word.startsWith('--') && word !== '--') {
      const [, option = '', value] = /^([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
      const [, letter] = longOf(option.slice(2)) ?? [];
      const isOfMatch = letter === undefined || NO_VALUE.test(option) || (letter === 'P' && isOfIpsec(options));
      if (isOfMatch) add(...ofMatch(option), value);
      else add(`-${letter}`, LETTERS[letter] ?? [0, 0], value);
    } else if (/^-[^-]/.test(word)) {
      const letters = lettersOf(word.slice(1));
      if (!letters) others.push(word);
      for (const { letter, value } of letters ?? []) add(`-${letter}`, LETTERS[letter] ?? [0, 0], value);
    } else if (last && last.values.length < last.most) last.values.push(word);
    else if (word !== '--') others.push(word);
  }
  return { options: options.map(({ name, not, values }) => ({ name, not, values })), others };
}

/** Letters that stand together; after one that may have a value, the rest is it. undefined: one is not known. */
function lettersOf(word: string): { readonly letter: string; readonly value: string | undefined }[] | undefined {
  const letters = [...word];
  const last = letters.findIndex((letter) => !Object.hasOwn(LETTERS, letter) || LETTERS[letter]?.[1] !== 0);
  const flags = last < 0 ? letters : letters.slice(0, last);
  const found = flags.map((letter) => ({ letter, value: undefined }));
  const [letter] = last < 0 ? [] : letters.slice(last);
  if (letter === undefined) return found;
  if (!Object.hasOwn(LETTERS, letter)) return undefined;
  return [...found, { letter, value: letters.slice(last + 1).join('') || undefined }];
}

function longOf(name: string): readonly [string, string] | undefined {
  if (name === '') return undefined;
  return LONG.find(([known]) => known === name) ?? LONG.find(([known]) => known.startsWith(name) && name.length > 1);
}

/** `-m policy --pol ipsec` asks for no policy of a chain. */
const isOfIpsec = (options: readonly IptablesOption[]) =>
  options.some(({ name, values }) => name === '-m' && values[0] === 'policy');

/** An option of a match or a target, and how many values it takes. */
function ofMatch(option: string): [string, readonly [number, number]] {
  const whole = LONG_OF_MATCHES.find((name) => name.startsWith(option) && option.length > 3) ?? option;
  const name = Object.hasOwn(SAME, whole) ? (SAME[whole] ?? whole) : whole;
  if (TWO_VALUES.test(name)) return [name, [2, 2]];
  if (NO_VALUE.test(name)) return [name, [0, 0]];
  return [name, [name === '--comment' ? 1 : 0, 1]];
}

/** Whether iptables-restore(8) reads rules that it adds to those that are there. */
export const restoresMore = (program: string, args: readonly string[]): boolean =>
  /^ip6?tables(?:-legacy|-nft)?-restore$/.test(program) &&
  args.some((word) => /^(?:-[a-zA-Z]*n|--no)/.test(word)) &&
  !args.some((word) => /^(?:-[a-zA-Z]*t|--te)/.test(word));

/** What it reads, as commands of iptables(8): a line is `*TABLE`, `:CHAIN POLICY [0:0]`, or the arguments of one. */
export function commandsOfRestored(program: string, document: string): string {
  const one = program.replace('-restore', '');
  let table = 'filter';
  return document
    .split('\n')
    .map((line) => {
      table = /^\*(\S+)/.exec(line)?.[1] ?? table;
      const [, chain, policy] = /^:(\S+) (\w+)/.exec(line) ?? [];
      if (chain !== undefined) return `${one} -t ${table} -P ${chain} ${policy}`;
      return /^(?:\[[\d:]+\] *)?-/.test(line) ? `${one} -t ${table} ${line.replace(/^\[[\d:]+\]/, '')}` : '';
    })
    .join('\n');
}
