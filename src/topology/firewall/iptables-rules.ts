// What iptables-save(8) prints, read: its lines, its words, and a rule's options in groups.

import { BASE, MATCHES } from './iptables-matches.ts';
import type { Context, Option } from './iptables-options.ts';
import { TARGETS } from './iptables-targets.ts';
import type { Part } from './model.ts';

export interface SavedChain {
  readonly table: string;
  readonly name: string;
  readonly policy?: string;
  /** Of iptables-legacy, where there is another table of that name. */
  readonly legacy?: true;
  /** What follows the chain's name. */
  readonly rules: string[];
}

/** The chains of what iptables-save(8) prints: `*nat`, `:POSTROUTING ACCEPT [0:0]`, `-A POSTROUTING …`. */
export function savedChains(saved: string): SavedChain[] {
  const chains: SavedChain[] = [];
  const tables = new Set<string>();
  let table = '';
  let own = new Map<string, SavedChain>();
  let legacy: Pick<SavedChain, 'legacy'> = {};
  const chainOf = (name: string, policy = '-'): SavedChain => {
    const known = own.get(name);
    if (known) return known;
    const chain: SavedChain = { table, name, ...(policy === '-' ? {} : { policy }), ...legacy, rules: [] };
    own.set(name, chain);
    chains.push(chain);
    return chain;
  };
  for (const line of wholeLines(saved)) {
    if (line.startsWith('*')) {
      table = line.slice(1).trim();
      // What iptables-legacy holds follows the rest.
      legacy = tables.has(table) ? { legacy: true } : {};
      tables.add(table);
      own = new Map();
    }
    const [, declared, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (declared !== undefined) chainOf(declared, policy);
    const [, name, text = ''] = /^-A (\S+) ?(.*)/s.exec(line) ?? [];
    if (name !== undefined) chainOf(name).rules.push(text);
  }
  return chains;
}

/**
 * A comment may hold a line break, and what looks like a rule after it is none. No text that iptables takes is longer
 * than these; a name of a chain may begin with a quote that nothing closes.
 */
const wholeLines = (saved: string): readonly string[] =>
  saved.match(/(?:[^"\n]+|(?<= )"(?:[^"\\]|\\.){0,2000}"(?![^ \n])|")+/gs) ?? [];

/** As xtables_save_string() of iptables quotes: whole words, with a backslash before `"`, `'` and itself. */
const wordsOf = (line: string): readonly string[] => line.match(/"(?:[^"\\]|\\.){0,2000}"(?![^ ])|[^ ]+/gs) ?? [];

const plain = (word: string): string => (/^".*"$/s.test(word) ? word.slice(1, -1).replace(/\\(.)/gs, '$1') : word);

/** The same as arguments of iptables(8). */
export const savedArguments = (text: string): string[] => wordsOf(text).map(plain);

/** A group of a rule: the options without a module, those of a match, or those of a target. */
const BEGINS: readonly string[] = ['-m', '-j', '-g'];

/**
 * The parts of a rule, from the text after the chain's name. A group of which anything is not understood is a part with
 * its words.
 */
export function savedParts(text: string, context: Omit<Context, 'protocol'>): { parts: Part[]; comments: string[] } {
  const words = wordsOf(text);
  const said: { parts: Part[]; comments: string[] } = { parts: [], comments: [] };
  let protocol = '';
  for (let at = 0; at < words.length; ) {
    const group = groupAt(words, at);
    const { begin, name, options, end } = group;
    if (begin === '') protocol = options.find((option) => option.name === '-p' && !option.not)?.values[0] ?? '';
    const isComment =
      begin === '-m' && name === 'comment' && options.every((option) => option.name === '--comment' && !option.not);
    const own = words.slice(at, end).join(' ');
    const other: Part = begin === '' || name === '' ? { kind: 'other', text: own } : { kind: 'xt', name, text: own };
    if (!group.whole) said.parts.push(other);
    else if (isComment) said.comments.push(...options.flatMap(({ values }) => values));
    else said.parts.push(...(partsOf(group, { ...context, protocol }) ?? [other]));
    at = end;
  }
  return said;
}

/** A match or a target with its options, or, where it begins with none, what the rule asks without a module. */
interface Asking {
  /** '-m', '-j', '-g', ''. */
  readonly begin: string;
  readonly name: string;
  readonly options: readonly Option[];
}

interface Group extends Asking {
  /** After its last word. */
  readonly end: number;
  /** All its words are options and their values. */
  readonly whole: boolean;
}

function groupAt(words: readonly string[], start: number): Group {
  const isBegin = (at: number) => BEGINS.includes(words[at] ?? '');
  const begin = isBegin(start) ? (words[start] ?? '') : '';
  const name = begin === '' ? '' : (words[start + 1] ?? '');
  const options: Option[] = [];
  let at = begin === '' ? start : start + 2;
  // Which options of an unknown module have values is not known.
  const known = begin !== '-m' || name === 'comment' || Object.hasOwn(MATCHES, name);
  while (known && at < words.length && !isBegin(at)) {
    const not = words[at] === '!';
    const option = words[not ? at + 1 : at];
    if (!option?.startsWith('-')) break;
    const first = at + (not ? 2 : 1);
    const values = words.slice(first, first + takes(option)).map(plain);
    options.push({ name: option, not, values });
    at = first + takes(option);
  }
  let next = at;
  while (next < words.length && !isBegin(next)) next++;
  // Nothing comes after a target.
  const whole = known && next === at && (at === words.length || begin === '' || begin === '-m');
  return { begin, name, options, end: Math.min(next, words.length), whole };
}

/** How many words follow an option (iptables-extensions(8)); most take one. */
function takes(option: string): number {
  if (option === '--tcp-flags' || option === '--match-set') return 2;
  return NOTHING.includes(option) ? 0 : 1;
}

const NOTHING: readonly string[] = [
  '-f',
  '--limit-iface-in',
  '--limit-iface-out',
  '--notrack',
  '--random',
  '--random-fully',
  '--persistent',
  '--queue-bypass',
  '--queue-cpu-fanout',
  '--log-tcp-sequence',
  '--log-tcp-options',
  '--log-ip-options',
  '--log-uid',
  '--log-macdecode',
  '--save-mark',
  '--restore-mark',
  '--physdev-is-in',
  '--physdev-is-out',
  '--physdev-is-bridged',
];

/** undefined: not all of it is understood. */
export function partsOf({ begin, name, options }: Asking, context: Context): Part[] | undefined {
  if (begin === '-g') return options.length === 0 && name !== '' ? [{ kind: 'goto', chain: name }] : undefined;
  if (begin === '-j' && context.chains.has(name))
    return options.length === 0 ? [{ kind: 'jump', chain: name }] : undefined;
  const table = begin === '' ? { '': BASE } : begin === '-m' ? MATCHES : TARGETS;
  return Object.hasOwn(table, name) ? table[name]?.(options, context) : undefined;
}
