import { joinedTexts, shownText } from '../../outline/line-text.ts';
import { otherEnd } from '../../outline/links.ts';
import { contents } from '../../outline/outline.ts';
import { printable } from '../../printable.ts';
import { commandsOf, type ShellWord } from '../../shell/commands.ts';
import { writingAtEnd } from '../../shell/cursor.ts';
import { type OperandSort, operandAfter, precedesCommand } from '../../shell/operands.ts';
import { shellWord } from '../../shell/quote.ts';
import { shownAddresses } from '../../topology/addresses.ts';
import { netnsById, netnsByName } from '../../topology/find.ts';
import { chainsOf } from '../../topology/firewall/chains.ts';
import { kindOf, roleOf } from '../../topology/link-kinds.ts';
import { linkState } from '../../topology/link-state.ts';
import type { Address, Firewall, Link, Netns, Topology } from '../../topology/model.ts';
import { addressText, sayState } from '../../topology/words.ts';
import type { Translate } from '../../words.ts';
import { plainLabel } from '../plainText.ts';
import { plannedNames } from './plannedNames.ts';

/** What is named: also by the words of a language, where it is nothing that a command works on. */
export type NameSort = OperandSort | 'iptables-chain' | 'ip6tables-chain' | 'nft-chain' | 'nft-table';

/** A name to be written into a cell. */
export interface Completion {
  readonly sort: NameSort;
  /** What it is called in the list. */
  readonly label: string;
  /** What is written: quoted where it must be. */
  readonly insert: string;
  /** What the typed word is compared with. */
  readonly filter: string;
  /** Its state. */
  readonly detail: string;
}

export interface Completions {
  /** The offset from which what is written replaces the text, up to the cursor. */
  readonly from: number;
  readonly items: readonly Completion[];
}

/** What to look names up in. */
export interface Lookup {
  readonly topology: Topology;
  /** The netns in which the cell runs, if it names one. */
  readonly cellNetns: string | undefined;
  /** What runs before: what it makes has names, too. */
  readonly texts: readonly string[];
  readonly t: Translate;
}

/**
 * What fits where the cursor is; `text` is that of the cell up to there. `words`: what the language of the program says
 * of names at this place, where nothing else does.
 */
export function completionsFor(
  text: string,
  lookup: Lookup,
  words?: { readonly sort: NameSort; readonly from: number },
): Completions | undefined {
  const writing = writingAtEnd(text);
  if (!writing) return undefined;
  const before = writing.before.map((word) => word.text);
  const { sort, netns } = operandAfter(before, lookup.cellNetns);
  const scope = scopeOf(lookup, netns);
  if (sort !== undefined) return { from: writing.current?.start ?? text.length, items: itemsOf(sort, scope, lookup) };
  return words && { from: words.from, items: itemsOf(words.sort, scope, lookup) };
}

/** The netns in which a command runs; undefined when it names one that is not there. */
function scopeOf({ topology }: Lookup, netns: string | undefined): Netns | undefined {
  return netns === undefined ? netnsById(topology, topology.root) : netnsByName(topology, netns);
}

function itemsOf(sort: NameSort, scope: Netns | undefined, lookup: Lookup): Completion[] {
  const existing = existingItems(sort, scope, lookup);
  const planned = plannedNames(lookup.texts);
  const names = sort === 'netns' ? planned.netns : sort === 'link' || sort === 'master' ? planned.links : [];
  const known = new Set(existing.map(({ insert }) => insert));
  const links = sort === 'netns' ? [] : lookup.topology.netns.flatMap((netns) => netns.links);
  const elsewhere = new Set(links.map(({ ifname }) => ifname));
  const detail = (name: string) =>
    elsewhere.has(name) ? lookup.t('in another network namespace') : lookup.t('does not exist yet');
  return [
    ...existing,
    ...names.map((name) => itemOf(sort, name, detail(name))).filter(({ insert }) => !known.has(insert)),
  ];
}

function itemOf(sort: NameSort, name: string, detail: string): Completion {
  const insert = shellWord(name);
  // Any ending of an address makes another one: once it is begun, only the user knows which is meant.
  const filter = sort === 'address' || sort === 'prefix' ? insert.replace(/[^.:]*$/, '') : insert;
  return { sort, label: plainLabel(name), insert, filter, detail: plainLabel(detail) };
}

function existingItems(sort: NameSort, scope: Netns | undefined, { topology, t }: Lookup): Completion[] {
  const item = (name: string, detail: string) => itemOf(sort, name, detail);
  switch (sort) {
    case 'netns':
      return topology.netns.flatMap((netns) => netns.names.map((name) => item(name, shownText(contents(netns), t))));
    case 'link':
      return (scope?.links ?? []).map((link) => item(link.ifname, linkDetail(link, topology, t)));
    case 'master':
      return (scope?.links ?? [])
        .filter((link) => roleOf(link) === 'master')
        .map((link) => item(link.ifname, linkDetail(link, topology, t)));
    case 'prefix':
      return (scope ? addressesOf(scope, ({ addr_info }) => addr_info) : []).map(({ link, address }) =>
        item(addressText(address), printable(link.ifname)),
      );
    case 'address': {
      const all = topology.netns.flatMap((netns) => addressesOf(netns, shownAddresses));
      return all.map(({ netns, link, address }) =>
        item(address.local ?? '', `${printable(link.ifname)} · ${printable(netns.label)}`),
      );
    }
    default:
      return filterNames(sort, scope?.firewall).map(({ name, detail }) => item(name, detail));
  }
}

/** Chains of iptables that are not built in, and tables and chains of nft. */
function filterNames(
  sort: NameSort,
  firewall: Firewall | undefined,
): { readonly name: string; readonly detail: string }[] {
  const chains = firewall ? chainsOf(firewall) : [];
  const [tool] = sort.split('-');
  const own = chains.filter((chain) => chain.tool === tool && (tool === 'nft' || !chain.hook));
  const named = own.map(({ name, table, family }) =>
    sort === 'nft-table' ? { name: table, detail: family } : { name, detail: `${family} ${table}` },
  );
  return [...new Map(named.map((each) => [each.name, each])).values()];
}

const addressesOf = (netns: Netns, of: (link: Link) => readonly Address[]) =>
  netns.links.flatMap((link) =>
    of(link)
      .filter(({ local }) => local !== undefined)
      .map((address) => ({ netns, link, address })),
  );

function linkDetail(link: Link, topology: Topology, t: Translate): string {
  return joinedTexts([kindOf(link), sayState(linkState(link)), ...otherEnd(link, topology)], ' · ', t);
}

/** Something in the topology that a word of a cell names. */
export interface Named {
  readonly word: ShellWord;
  readonly netns: Netns;
  readonly link?: Link;
}

/** What the word at an offset of a cell's text names: a namespace, a link (of the command's netns first), or an address. */
export function namedAt(text: string, offset: number, lookup: Lookup): Named | undefined {
  const { topology, cellNetns } = lookup;
  // The last one that begins is the innermost.
  const { commands } = commandsOf(text);
  const command = commands.findLast(({ words }) => words.some((word) => contains(word, offset)))?.words ?? [];
  const index = command.findIndex((word) => contains(word, offset));
  const word = command[index];
  // The first word is a program, whatever else has its name.
  if (!word || command.slice(0, index).every((before) => precedesCommand(before.text))) return undefined;
  const before = command.slice(0, index).map((each) => each.text);
  const { sort, netns: within } = operandAfter(before, cellNetns);
  const netns = netnsByName(topology, word.text);
  if (netns && (sort === 'netns' || sort === undefined)) return { word, netns };
  const scope = scopeOf(lookup, within);
  for (const candidate of [...(scope ? [scope] : []), ...topology.netns]) {
    const link = candidate.links.find((one) => one.ifname === word.text || hasAddress(one, word.text));
    if (link) return { word, netns: candidate, link };
  }
  return undefined;
}

const contains = ({ start, end }: ShellWord, offset: number) => start <= offset && offset <= end;

function hasAddress({ addr_info }: Link, text: string): boolean {
  return addr_info.some((address) => address.local === text || addressText(address) === text);
}
