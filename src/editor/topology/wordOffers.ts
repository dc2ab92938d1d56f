import { keyPathAt, keyPathAtEnd, linkInKey } from '../../language/keys.ts';
import { type Entry, fileAt, pathsFor, signatureOf, sinceOf, whatIs, whatMayCome } from '../../language/language.ts';
import { commandsOf } from '../../shell/commands.ts';
import { writingAtEnd } from '../../shell/cursor.ts';
import type { NameSort } from './lookup.ts';

/** A word of a program's language, as it is offered. */
export interface WordOffer {
  readonly label: string;
  /** What it takes: ` ADDRESS`. */
  readonly takes: string;
  /** What it does, in a sentence, and the version that has it. */
  readonly says: string;
  /** As much of the sentence as there is room for beside the label. */
  readonly brief: string;
  readonly since: string | undefined;
  readonly sort: 'option' | 'command' | 'word' | 'value';
  /** `ro` of `route`: it is there so that Enter ends a line that ends so. */
  readonly isOtherName: boolean;
}

export interface WordOffers {
  /** The offset from which they replace the text, up to the cursor. */
  readonly from: number;
  readonly items: readonly WordOffer[];
  /** Names of what is in the network that may come as well, and from where they replace it. */
  readonly names?: { readonly sort: NameSort; readonly from: number } | undefined;
}

/** What the words of a language call the names in a network; those of the packet filter by their program. */
const SORTS: ReadonlyMap<string, NameSort> = new Map<string, NameSort>([
  ['LINK', 'link'],
  ['MASTER', 'master'],
  ['NETNS', 'netns'],
  ['ADDRESS', 'address'],
  ['PREFIX', 'prefix'],
  ['nft TABLE', 'nft-table'],
  ['nft CHAIN', 'nft-chain'],
  ...['CHAIN', 'TARGET'].flatMap((name): [string, NameSort][] => [
    [`iptables ${name}`, 'iptables-chain'],
    [`ip6tables ${name}`, 'ip6tables-chain'],
  ]),
]);

const sortOfName = (program: string, name: string) => SORTS.get(name) ?? SORTS.get(`${program} ${name}`);

/** The words that fit where the cursor is; `text` is that of the cell up to there. */
export function wordOffersFor(text: string): WordOffers | undefined {
  const file = keyPathAtEnd(text);
  if (file) return isCode(file.before) ? offersOfFiles(text, file.path) : undefined;
  const writing = writingAtEnd(text);
  if (!writing) return undefined;
  const words = [...writing.before.map((word) => word.text), writing.current?.text ?? ''];
  const coming = whatMayCome(words.slice(0, -1), words.at(-1) ?? '');
  // Between quotes a word may be written otherwise than it reads.
  if (!coming || !text.endsWith(coming.typed)) return undefined;
  const { program, entries, typed, awaits } = coming;
  const sort = awaits.map((name) => sortOfName(program, name)).find((known) => known !== undefined);
  return {
    from: text.length - typed.length,
    items: withoutRepeated(entries.flatMap((entry) => offersOf(entry, sinceOf(entry, words)))),
    names: sort && { sort, from: text.length - (linkInKey(typed) ?? typed).length },
  };
}

/** Whether a word may be written at the end of a text, as that of a command or behind `>`. */
const isCode = (text: string) => writingAtEnd(text.replace(/\d*>{1,2}\|?[ \t]*$/, ' ')) !== undefined;

function offersOfFiles(text: string, path: string): WordOffers {
  const items = pathsFor(path).flatMap((entry) => offersOf(entry, entry.since));
  return { from: text.length - path.length, items: withoutRepeated(items) };
}

function offersOf(entry: Entry, since: string | undefined): WordOffer[] {
  const { names, says } = entry;
  const takes = signatureOf(entry).slice(names[0].length);
  return names.map((label, at) => ({
    ...{ label, takes, says, since, sort: sortOf(entry) },
    brief: briefOf(says, label),
    isOtherName: at > 0,
  }));
}

/** In characters: how wide a line of the list is, and how much wider a label's are. Beside a longer text it would be cut. */
const LINE = { width: 48, label: 1.2, least: 12 };

function briefOf(says: string, label: string): string {
  const room = LINE.width - Math.ceil(label.length * LINE.label);
  if (says.length <= room) return says;
  return room < LINE.least ? '' : `${says.slice(0, room).replace(/[\s,;:]+\S*$/, '')}…`;
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
  const file = keyPathAt(text, offset);
  const entry = file && isCode(text.slice(0, file.start)) ? fileAt(file.path) : undefined;
  if (file && entry) return explained(entry, entry.since, file.start, file.start + file.path.length);
  return wordExplainedAt(text, offset);
}

const explained = (entry: Entry, since: string | undefined, start: number, end: number): ExplainedWord => ({
  ...{ start, end, since },
  signature: signatureOf(entry),
  says: entry.says,
});

function wordExplainedAt(text: string, offset: number): ExplainedWord | undefined {
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
  const isAsWritten = text.slice(start, end) === found.text;
  const { entry } = found;
  return explained(entry, sinceOf(entry, texts), isAsWritten ? start : word.start, isAsWritten ? end : word.end);
}

const holds = ({ start, end }: { readonly start: number; readonly end: number }, offset: number) =>
  start <= offset && offset <= end;
