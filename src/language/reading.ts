// Reads the words of a command with a grammar, one after the other.
import { ACTIONS, LINK_WORDS, OBJECTS } from '../shell/ip.ts';
import type { Entry, Grammar, Take, WordList } from './grammar.ts';

/** Where one is in a command. */
export interface Reading {
  /** The names of the lists of which words may come, the nearest first. */
  readonly lists: readonly string[];
  /** What was given to the slots of the first list. */
  readonly filled: number;
  /** The word whose values come next, with what it still takes and what it was given. */
  readonly entry: Entry | undefined;
  readonly awaits: readonly Take[];
  readonly given: Readonly<Record<string, string>>;
  /** Braces that are open around a value. */
  readonly depth: number;
}

export const START: Reading = { lists: ['programs'], filled: 0, entry: undefined, awaits: [], given: {}, depth: 0 };

/** What is between a word and its value. */
const OPERATOR = /^(?:!|==|!=|<=?|>=?|eq|ne|lt|gt|le|ge)$/;

/** The reading behind a word, and what the word is where a grammar knows it. */
export interface Step {
  readonly reading: Reading;
  readonly is: Entry | undefined;
}

export function afterWord(reading: Reading, word: string, grammar: Grammar): Step {
  const { depth, awaits, entry } = reading;
  if (depth > 0 || (awaits.length > 0 && word === '{')) return { reading: inBraces(reading, word), is: undefined };
  const [take] = awaits;
  if (entry && take) {
    if (take.isBehindEquals) {
      if (word !== '=') return afterWord(without(reading), word, grammar);
      const value = { ...take, isOptional: false, isBehindEquals: false };
      return { reading: { ...reading, awaits: [value, ...awaits.slice(1)] }, is: undefined };
    }
    if (OPERATOR.test(word)) return { reading, is: undefined };
    const values = valuesOf(reading, take, grammar);
    const value = named(values, word.split(',').at(-1) ?? '', true);
    if (!take.isOptional || isOptionalValue(word, value, values, reading, grammar))
      return { reading: withValue(reading, value?.names[0] ?? word), is: value };
    return afterWord(without(reading), word, grammar);
  }
  const found = entryFor(reading, word, grammar);
  if (found) return { reading: begun(reading, found.entry, found.values), is: found.entry };
  const slot = slotsOf(reading, grammar)[0];
  const is = slot && named(valuesOf(reading, slot, grammar), word, false);
  return { reading: slot ? { ...reading, filled: reading.filled + 1 } : reading, is };
}

/** Whether a word is the value that need not be there, and not already what follows. */
function isOptionalValue(
  word: string,
  value: Entry | undefined,
  values: readonly Entry[],
  reading: Reading,
  grammar: Grammar,
): boolean {
  if (values.length > 0) return value !== undefined;
  return !word.startsWith('-') && !entryFor(reading, word, grammar);
}

/** A word that several lists have is that of the nearest; after one with letters in a row, that of the last. */
function entryFor(
  { lists }: Reading,
  word: string,
  grammar: Grammar,
): { readonly entry: Entry; readonly values: readonly string[] } | undefined {
  const known = lists.map((name) => ({ name, list: grammar.get(name) }));
  for (const { list } of known) {
    const entry = named(list?.entries ?? [], word, false);
    if (entry) return { entry, values: [] };
  }
  for (const { name, list } of known) {
    const entry = list?.mayBeShort ? shortened(name, list, word) : undefined;
    if (entry) return { entry, values: [] };
  }
  const entries = known.flatMap(({ list }) => list?.entries ?? []);
  return word.startsWith('--') ? longOption(entries, word) : letters(entries, word);
}

const named = (entries: readonly Entry[], word: string, mayBeShort: boolean): Entry | undefined =>
  entries.find(({ names }) => names.includes(word)) ??
  entries.find(({ names }) => isKeyOf(names[0], word)) ??
  (mayBeShort && word.length > 2 ? entries.find(({ names }) => names[0].startsWith(word)) : undefined);

/** Whether a word is a key of sysctl(8) that another one stands for: `net.ipv4.conf.LINK.rp_filter`. */
const isKeyOf = (name: string, word: string): boolean => {
  const [before, behind] = name.split('LINK');
  return before !== undefined && behind !== undefined && word.startsWith(before) && word.endsWith(behind);
};

/** The word that a beginning stands for: the first of the program's own table, where we have it. */
function shortened(list: string, { entries }: WordList, word: string): Entry | undefined {
  if (word === '') return undefined;
  const whole = TABLES.get(list)?.find((name) => name.startsWith(word));
  if (whole !== undefined) return entries.find(({ names }) => names.includes(whole));
  // Elsewhere names of links may stand among the words: `ip addr show e`.
  return word.length >= MIN_SHORT || word.startsWith('-') ? beginning(entries, word) : undefined;
}

/** What data/ calls them, which is what people write. */
const SHOWN = new Map([
  ['address', 'addr'],
  ['neighbour', 'neigh'],
  ['maddress', 'maddr'],
]);
const MIN_SHORT = 3;
const LINK_TABLE = LINK_WORDS.filter(({ short }) => short).map(({ name }) => name);
const TABLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['ip', OBJECTS],
  ...[...ACTIONS].map(([object, actions]) => [`ip ${SHOWN.get(object) ?? object}`, actions] as const),
  ['ip link set', LINK_TABLE],
  ['ip link add', LINK_TABLE],
]);

const beginning = (entries: readonly Entry[], word: string) =>
  entries.find(({ names }) => names.some((name) => name.startsWith(word) && name !== '-'));

/** The name of an option may be shortened. */
function longOption(entries: readonly Entry[], word: string) {
  const entry = word.length > 3 ? beginning(entries, word) : undefined;
  return entry && { entry, values: [] };
}

/** `-nvL`, `-c3`: the last one counts, and what is behind one that takes something is its value. */
function letters(entries: readonly Entry[], word: string) {
  if (!/^-[^-]./.test(word)) return undefined;
  const rest = [...word.slice(1)];
  for (const [at, letter] of rest.entries()) {
    const entry = named(entries, `-${letter}`, false);
    if (!entry) return undefined;
    const value = rest.slice(at + 1).join('');
    if (value === '' || entry.takes.length > 0) return { entry, values: value === '' ? [] : [value] };
  }
  return undefined;
}

function begun(reading: Reading, entry: Entry, values: readonly string[]): Reading {
  const start = { ...reading, entry, awaits: entry.takes, given: {} };
  if (entry.takes.length === 0) return followed(start, entry);
  return values.reduce(withValue, start);
}

function withValue(reading: Reading, value: string): Reading {
  const { entry, awaits, given } = reading;
  const [take, ...others] = awaits;
  if (!entry || !take) return reading;
  const next = { ...reading, awaits: others, given: { ...given, [take.name]: value } };
  return others.length > 0 ? next : followed(next, entry);
}

/** What it takes next is left out. */
export function without(reading: Reading): Reading {
  const { entry, awaits } = reading;
  const others = awaits.slice(1);
  return others.length > 0 || !entry ? { ...reading, awaits: others } : followed(reading, entry);
}

/** A value in braces, up to the last of them. */
function inBraces(reading: Reading, word: string): Reading {
  const depth = reading.depth + (word === '{' ? 1 : word === '}' ? -1 : 0);
  return depth > 0 ? { ...reading, depth } : withValue({ ...reading, depth: 0 }, '{}');
}

/** Behind a word that has all its values. */
function followed(reading: Reading, entry: Entry): Reading {
  const done = { ...reading, entry: undefined, awaits: [] };
  if (entry.leadsTo === undefined) return done;
  const list = entry.leadsTo.replace(/\b[A-Z]+\b/g, (take) => reading.given[take] ?? take);
  return entry.stays ? { ...done, lists: [list, ...reading.lists] } : { ...done, lists: [list], filled: 0 };
}

/** The slots that are still to be filled. */
export const slotsOf = ({ lists, filled }: Reading, grammar: Grammar): readonly Take[] =>
  (grammar.get(lists.at(-1) ?? '')?.slots ?? []).slice(filled);

/** What a word or a slot may be given. */
export function valuesOf({ lists, entry, awaits }: Reading, take: Take, grammar: Grammar): readonly Entry[] {
  const own = entry && take.name === entry.takes[0]?.name && awaits.length === entry.takes.length ? entry.values : [];
  const program = lists.at(-1)?.split(' ')[0] ?? '';
  const named = [...lists, program].map((name) => grammar.get(`${name} ${take.name}`)).find(Boolean);
  return [...own, ...(named?.entries ?? [])];
}
