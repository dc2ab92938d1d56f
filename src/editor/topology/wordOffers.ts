import { type Entry, signatureOf, sinceOf, whatIs, whatMayCome } from '../../language/language.ts';
import { commandsOf } from '../../shell/commands.ts';
import { writingAtEnd } from '../../shell/cursor.ts';
import type { OperandSort } from '../../shell/operands.ts';

/** A word of a program's language, as it is offered. */
export interface WordOffer {
  readonly label: string;
  /** What it takes: ` ADDRESS`. */
  readonly takes: string;
  /** What it does, in a sentence, and the version that has it. */
  readonly says: string;
  readonly since: string | undefined;
  readonly sort: 'option' | 'command' | 'word' | 'value';
  /** `ro` of `route`: it is there so that Enter ends a line that ends so. */
  readonly isOtherName: boolean;
}

export interface WordOffers {
  /** The offset from which they replace the text, up to the cursor. */
  readonly from: number;
  readonly items: readonly WordOffer[];
  /** Names of what is in the network that may come as well. */
  readonly sort: OperandSort | undefined;
}

/** What the words of a language call the names in a network. */
const SORTS: ReadonlyMap<string, OperandSort> = new Map([
  ['LINK', 'link'],
  ['MASTER', 'master'],
  ['NETNS', 'netns'],
  ['ADDRESS', 'address'],
  ['PREFIX', 'prefix'],
]);

/** The words that fit where the cursor is; `text` is that of the cell up to there. */
export function wordOffersFor(text: string): WordOffers | undefined {
  const writing = writingAtEnd(text);
  if (!writing) return undefined;
  const before = writing.before.map((word) => word.text);
  const current = writing.current?.text ?? '';
  const coming = whatMayCome(before, current);
  // Between quotes a word may be written otherwise than it reads.
  if (!coming || !text.endsWith(coming.typed)) return undefined;
  return {
    from: text.length - coming.typed.length,
    items: withoutRepeated(coming.entries.flatMap((entry) => offersOf(entry, [...before, current]))),
    sort: coming.awaits.map((name) => SORTS.get(name)).find((sort) => sort !== undefined),
  };
}

function offersOf(entry: Entry, words: readonly string[]): WordOffer[] {
  const { names, says } = entry;
  const since = sinceOf(entry, words);
  const takes = signatureOf(entry).slice(names[0].length);
  return names.map((label, at) => ({ label, takes, says, since, sort: sortOf(entry), isOtherName: at > 0 }));
}

function sortOf({ names, takes, leadsTo }: Entry): WordOffer['sort'] {
  if (names[0].startsWith('-')) return 'option';
  if (leadsTo !== undefined) return 'command';
  return takes.length > 0 ? 'word' : 'value';
}

function withoutRepeated(offers: readonly WordOffer[]): WordOffer[] {
  const first = new Map(offers.toReversed().map((offer) => [offer.label, offer]));
  return offers.filter((offer) => first.get(offer.label) === offer);
}

/** A word of a cell's text, and what it does there. */
export interface ExplainedWord {
  readonly start: number;
  readonly end: number;
  readonly signature: string;
  readonly says: string;
  readonly since: string | undefined;
}

/** What the word of a command at an offset of a cell's text does. */
export function explainedAt(text: string, offset: number): ExplainedWord | undefined {
  // The last one that begins is the innermost.
  const command = commandsOf(text).commands.findLast(({ words }) => words.some((word) => holds(word, offset)));
  const words = command?.words ?? [];
  const index = words.findIndex((word) => holds(word, offset));
  const word = words[index];
  if (!word) return undefined;
  const texts = words.map((each) => each.text);
  const quote = text.slice(word.start, word.end).startsWith(word.text) ? 0 : 1;
  const found = whatIs(texts, index, Math.max(0, offset - word.start - quote));
  if (!found) return undefined;
  const start = word.start + quote + found.offset;
  const end = start + found.text.length;
  const range = text.slice(start, end) === found.text ? { start, end } : { start: word.start, end: word.end };
  const { entry } = found;
  return { ...range, signature: signatureOf(entry), says: entry.says, since: sinceOf(entry, texts) };
}

const holds = ({ start, end }: { readonly start: number; readonly end: number }, offset: number) =>
  start <= offset && offset <= end;
