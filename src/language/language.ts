import { endsWord, type Token, tokensOf } from './commands.ts';
import { GRAMMAR } from './data/grammar.ts';
import type { Entry, Grammar, Take } from './grammar.ts';
import { keyOfPath, keysFor, linkInKey, pathOfKey } from './keys.ts';
import { afterWord, type Reading, START, slotsOf, valuesOf, without } from './reading.ts';

export type { Entry } from './grammar.ts';

/** What may come at a place of a command. */
export interface Coming {
  /** The program that is asked. */
  readonly program: string;
  /** What is most used first. */
  readonly entries: readonly Entry[];
  /** The end of the word that is being written, in whose place they come. */
  readonly typed: string;
  /** What else may come, as the words that take it call it: 'LINK', 'ADDRESS'. */
  readonly awaits: readonly string[];
}

/**
 * What may come after these words of a simple command, in place of the one that is being written ('' if it is not begun).
 * Undefined where the program is none that is known.
 */
export function whatMayCome(words: readonly string[], current: string, grammar: Grammar = GRAMMAR): Coming | undefined {
  const tokens = tokensOf([...words, current]);
  const program = tokens[0]?.text ?? '';
  const last = tokens.at(-1);
  // The program itself may be any.
  if (!last || tokens[0]?.word === words.length || !isKnown(program, grammar)) return undefined;
  const isWriting = last.word === words.length && !endsWord(program, current);
  const typed = isWriting ? last.text : '';
  const reading = readingAfter(isWriting ? tokens.slice(0, -1) : tokens, grammar);
  const coming = { program, ...comingAt(reading, typed, grammar) };
  if (program !== 'sysctl') return coming;
  return { ...coming, entries: keysFor(coming.entries, typed), awaits: linkInKey(typed) === undefined ? [] : ['LINK'] };
}

/** The files below /proc/sys that a path which is being written may become. */
export const pathsFor = (path: string, grammar: Grammar = GRAMMAR): readonly Entry[] =>
  keysFor(grammar.get('sysctl keys')?.entries ?? [], keyOfPath(path)).map(fileOf);

/** What a file below /proc/sys is. */
export function fileAt(path: string, grammar: Grammar = GRAMMAR): Entry | undefined {
  const key = keyOfPath(path);
  const entry = keysFor(grammar.get('sysctl keys')?.entries ?? [], key).find(({ names }) => names[0] === key);
  return entry && fileOf(entry);
}

const fileOf = (entry: Entry): Entry => ({ ...entry, names: [pathOfKey(entry.names[0])], takes: [] });

/** What a word of a simple command is, at an offset in it, and which part of the word that is. */
export function whatIs(
  words: readonly string[],
  index: number,
  offset: number,
  grammar: Grammar = GRAMMAR,
): { readonly entry: Entry; readonly offset: number; readonly text: string } | undefined {
  const tokens = tokensOf(words, index);
  const at = tokens.findIndex(
    (token) => token.word === index && token.offset <= offset && offset <= token.offset + token.text.length,
  );
  const token = tokens[at];
  if (!token || !isKnown(tokens[0]?.text ?? '', grammar)) return undefined;
  const { is } = afterWord(readingAfter(tokens.slice(0, at), grammar), token.text, grammar);
  return is && { entry: is, offset: token.offset, text: token.text };
}

/** How an entry is written: `via ADDRESS`. */
export const signatureOf = ({ names, takes }: Entry): string => names[0] + takes.map(takeText).join('');

function takeText({ name, isList, isOptional, isBehindEquals }: Take): string {
  const text = isList ? `${name},…` : name;
  if (isBehindEquals) return `=${text}`;
  return isOptional ? ` [${text}]` : ` ${text}`;
}

/** The version that has an entry, or the package of the program that has had it always. */
export const sinceOf = (entry: Entry, words: readonly string[], grammar: Grammar = GRAMMAR): string | undefined =>
  entry.since ?? programEntry(tokensOf(words)[0]?.text ?? '', grammar)?.since;

const programEntry = (program: string, grammar: Grammar) =>
  grammar.get('programs')?.entries.find(({ names }) => names.includes(program));

const isKnown = (program: string, grammar: Grammar) => programEntry(program, grammar) !== undefined;

const readingAfter = (tokens: readonly Token[], grammar: Grammar): Reading =>
  tokens.reduce((reading, { text }) => afterWord(reading, text, grammar).reading, START);

function comingAt(reading: Reading, typed: string, grammar: Grammar): Omit<Coming, 'program'> {
  const [take] = reading.awaits;
  if (reading.depth > 0) return { entries: [], typed, awaits: [] };
  if (!take) {
    const [slot] = slotsOf(reading, grammar);
    const entries = reading.lists.flatMap((name) => grammar.get(name)?.entries ?? []);
    const values = slot ? valuesOf(reading, slot, grammar) : [];
    return { entries: [...entries, ...values], typed, awaits: slot ? [slot.name] : [] };
  }
  const values = valuesOf(reading, take, grammar);
  const part = take.isList ? (typed.split(',').at(-1) ?? '') : typed;
  if (take.isBehindEquals) return comingAt(without(reading), typed, grammar);
  if (!take.isOptional) return { entries: values, typed: part, awaits: [take.name] };
  const next = comingAt(without(reading), typed, grammar);
  return { entries: [...values, ...next.entries], typed: part, awaits: [take.name, ...next.awaits] };
}
