// How the words of a program are written down: data/ has one line a word.
//
//   = ip link set [LINK] ~        a list: its name, what else may stand in it, whether its words may be shortened
//   & ip link common              the words of another list, too
//   mtu|m BYTES [MORE]  What it does.  iproute2 4.1      a word, its other names, what it takes; a sentence; since when
//   type KIND > ip link KIND      what comes behind it: that list, with the value that KIND has
//   -m MATCH + iptables MATCH     that list, too
//   = nft ip > nft rule           what comes behind each word of a list that does not say so itself
//     veth  What it is.           a value of the word above
//
// What a word takes is in capitals: `[X]` may be left out, `X,` is a list with commas, `=X` comes behind `=` only. Its values
// are those below the word, and the list `ip X` for a program `ip`; before it, `ip link X` where the words of `ip link` may come.

/** Something that a word takes. */
export interface Take {
  readonly name: string;
  readonly isOptional: boolean;
  /** With commas. */
  readonly isList: boolean;
  /** It may be left out, and comes behind `=` only. */
  readonly isBehindEquals: boolean;
}

/** A word of a program's language. */
export interface Entry {
  /** What it is called, and its other names. */
  readonly names: readonly [string, ...string[]];
  readonly takes: readonly Take[];
  /** What it does, in one sentence. */
  readonly says: string;
  /** The version that has it, where that is worth saying: `iproute2 5.3`. */
  readonly since?: string | undefined;
  /** The list that comes behind it; in capitals what it takes. */
  readonly leadsTo: string | undefined;
  /** What leads there comes back: the words of now may come, too. */
  readonly stays: boolean;
  /** Of what it takes first. */
  readonly values: readonly Entry[];
}

/** Words of which any may come. */
export interface WordList {
  readonly entries: readonly Entry[];
  /** What else may stand among them, in this order. */
  readonly slots: readonly Take[];
  /** The beginning of a word is enough. */
  readonly mayBeShort: boolean;
  /** The lists whose words are among its own. */
  readonly includes: readonly string[];
}

export type Grammar = ReadonlyMap<string, WordList>;

/** Reads the lines of data/. Throws where one is none that it knows. */
export function grammarOf(texts: readonly string[]): Grammar {
  const lists = new Map<string, Draft>();
  for (const line of texts.flatMap((text) => text.split('\n')))
    if (line.trim() !== '' && !line.startsWith('#')) read(line, lists);
  return new Map([...lists].map(([name, list]) => [name, { ...list, entries: withIncluded(list, lists) }]));
}

interface Draft extends WordList {
  readonly entries: Entry[];
  readonly includes: string[];
  /** From each of its words. */
  readonly leadsTo: string | undefined;
}

function read(line: string, lists: Map<string, Draft>): void {
  const list = [...lists.values()].at(-1);
  if (line.startsWith('= ')) {
    const { name, ...draft } = headOf(line.slice(2));
    if (lists.has(name)) throw new Error(`twice: ${line}`);
    lists.set(name, draft);
  } else if (!list) throw new Error(`not in a list: ${line}`);
  else if (line.startsWith('& ')) list.includes.push(line.slice(2).trim());
  else if (!line.startsWith(' ')) list.entries.push(entryOf(line, list.leadsTo));
  else {
    const above = list.entries.pop();
    if (!above) throw new Error(`a value of nothing: ${line}`);
    // It is as old as its program, for all that is known.
    const value = { since: above.since?.split(' ')[0], ...entryOf(line.trim()) };
    list.entries.push({ ...above, values: [...above.values, value] });
  }
}

function headOf(text: string): Draft & { readonly name: string } {
  const [head = '', leadsTo] = text.trim().split(' > ');
  const words = head.split(/\s+/);
  const isName = (word: string) => !/^(?:\[.*|~)$/.test(word);
  return {
    name: words.filter(isName).join(' '),
    entries: [],
    includes: [],
    leadsTo,
    slots: words.filter((word) => word.startsWith('[')).map(takeOf),
    mayBeShort: words.includes('~'),
  };
}

const ENTRY = /^(\S+)((?: \S+)*?)(?: ([>+]) (\S+(?: \S+)*))?(?:\s{2,}(\S.*?[.?])(?:\s{2,}(\S.*))?)?$/;

function entryOf(line: string, leadsToElse?: string): Entry {
  const [, words, takes = '', sign, leadsTo = leadsToElse, says, since] = ENTRY.exec(line) ?? [];
  if (words === undefined || says === undefined) throw new Error(`not a line of a grammar: ${line}`);
  const [first = '', ...others] = words.split('|');
  return {
    names: [first, ...others],
    takes: takes.trim().split(/\s+/).filter(Boolean).map(takeOf),
    says,
    ...(since === undefined ? {} : { since: since.trim() }),
    leadsTo,
    stays: sign === '+',
    values: [],
  };
}

const takeOf = (word: string): Take => ({
  name: word.replace(/^[[=]|[\],]/g, ''),
  isOptional: /^[[=]/.test(word),
  isList: word.includes(','),
  isBehindEquals: word.startsWith('='),
});

/** With those of the lists that it includes; a word of its own comes before one of the same name. */
function withIncluded(list: Draft, lists: ReadonlyMap<string, Draft>): readonly Entry[] {
  const included = list.includes.flatMap((name) => {
    const other = lists.get(name);
    if (!other) throw new Error(`there is no list ${name}`);
    return withIncluded(other, lists);
  });
  const all = [...list.entries, ...included];
  const first = new Map(all.toReversed().flatMap((entry) => entry.names.map((name) => [name, entry] as const)));
  return [...list.entries, ...new Set(included.filter((entry) => first.get(entry.names[0]) === entry))];
}
