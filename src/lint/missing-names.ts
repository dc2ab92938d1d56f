import { nearest } from '../nearest.ts';
import { parseInfo } from '../notebook/attributes.ts';
import type { ShellWord, SimpleCommand } from '../shell/commands.ts';
import { LINK_WORDS } from '../shell/ip.ts';
import type { Made } from '../shell/made-names.ts';
import { operandAfter } from '../shell/operands.ts';
import type { Topology } from '../topology/model.ts';
import type { Finding, Span } from './finding.ts';
import type { ReadCell } from './read-cell.ts';
import { sayOfLint } from './words.ts';

/** A name in a cell of what must be there when it runs. */
export interface NameUsed extends Span {
  readonly sort: 'netns' | 'links';
  readonly name: string;
}

/** The names that are there. */
export interface NamesThere {
  readonly netns: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
}

export function namesThere({ netns }: Topology): NamesThere {
  const all = netns.flatMap(({ links }) => links);
  return {
    netns: new Set(netns.flatMap(({ names }) => names)),
    links: new Set(
      all.flatMap(({ ifname, altnames }) => [ifname, ...(Array.isArray(altnames) ? altnames.map(String) : [])]),
    ),
  };
}

/** The namespaces and links that a cell names and that are not there: what commands above it make may be among them. */
export function namesUsed(cell: ReadCell, there: NamesThere): NameUsed[] {
  const { attributes } = parseInfo(cell.info);
  // What is meant to fail may name what it likes.
  if (attributes.expect !== 'ok' && attributes.expect !== 'all') return [];
  const ofFence = attributes.netns === undefined ? [] : [usedInFence(cell.info, attributes.netns)];
  const ofText = cell.commands.flatMap((command) => usedIn(command, cell));
  return [...ofFence, ...ofText].filter(({ sort, name }) => !there[sort].has(name));
}

function usedInFence(info: string, name: string): NameUsed {
  const start = Math.max(0, info.indexOf('netns='));
  const written = /^netns=(?:"(?:[^"\\]|\\.)*"|[^\s,{}"]*)/.exec(info.slice(start))?.[0] ?? '';
  return { sort: 'netns', name, part: 'info', start: start + 'netns='.length, end: start + written.length };
}

/** Nobody writes longer commands by hand, and each word is read with all before it. */
const MAX_WORDS = 200;

function usedIn({ words, fields }: SimpleCommand, cell: ReadCell): NameUsed[] {
  const assigned = words.length - fields.length;
  if (words.length > MAX_WORDS) return [];
  // Braces or variables make another number of words.
  if (assigned < 0 || words.slice(0, assigned).some(({ text }) => !/^\w+\+?=/.test(text))) return [];
  return words.flatMap((word, at): NameUsed[] => {
    if (at <= assigned || fields[at - assigned]?.sure !== true || !mayBeName(word)) return [];
    const before = words.slice(0, at).map(({ text }) => text);
    const { sort } = operandAfter(before, undefined);
    if (before.some((text) => REMOVES.test(text) || MAY_NAME_ANY.test(text))) return [];
    if (sort !== 'netns' && sort !== 'link' && sort !== 'master') return [];
    const span = { start: cell.offsetInCell(word.start), end: cell.offsetInCell(word.end), part: 'text' } as const;
    return [{ ...span, sort: sort === 'netns' ? 'netns' : 'links', name: word.text }];
  });
}

/** What is not there is often removed all the same. */
const REMOVES = /^(?:d|de|del|dele|delet|delete|delbr)$/;
/** Rules may be about links that come later. */
const MAY_NAME_ANY = /(?:^|\/)ip6?tables$|^rule$/;

const WORDS = new Set([
  ...LINK_WORDS.map(({ name }) => name),
  ...'all any default help label lo primary permanent dynamic scope secondary table temporary tentative to'.split(' '),
]);
/** Links that the kernel makes with the first tunnel of their kind. */
const FALLBACKS = /^(?:tunl|gre|gretap|erspan|sit|ip6tnl|ip6gre|ip_vti|ip6_vti)0$/;

/** Not an option, a number (of a process, of a link), an address, a path, a pattern, `eth0@if3`, or a word of the grammar. */
const mayBeName = ({ text }: ShellWord) =>
  /^[\p{L}_][^/:@+*!]*$/u.test(text) && !WORDS.has(text) && !FALLBACKS.test(text);

/** Those of them that nothing above makes. */
export function missingNames(used: readonly NameUsed[], there: NamesThere, made: Made): Finding[] {
  if (made.isOpen) return [];
  return used
    .filter(({ sort, name }) => !made[sort].has(name))
    .map(({ sort, name, ...span }): Finding => {
      const what = sayOfLint(sort === 'netns' ? 'no-netns' : 'no-link', name);
      const meant = nearest(name, [...there[sort], ...made[sort]]);
      if (meant === undefined) return { ...span, what, severity: 'information', fixes: [] };
      const fix = { what: sayOfLint('change-to', meant), edits: [{ ...span, with: meant }] };
      return {
        ...span,
        what: sayOfLint('did-you-mean', what, meant),
        severity: 'warning',
        fixes: isPlain(meant) ? [fix] : [],
      };
    });
}

const isPlain = (name: string) => /^[\w.-]+$/.test(name) && !name.startsWith('-');
