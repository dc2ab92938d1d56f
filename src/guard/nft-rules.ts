// The rules of nft(8): what they ask of packets, and what they do with them.

import type { NftCommand } from '../shell/nft.ts';
import { numberOf, numbersOf } from '../topology/firewall/iptables-options.ts';
import { address, type Part, type Value } from '../topology/firewall/model.ts';

/** What a rule does with a packet that meets its conditions. */
export interface NftRule {
  /** '': nothing. */
  readonly verdict: string;
  readonly conditions: readonly Part[];
  /** The chain that it leads to. */
  readonly to?: string;
}

/** One by each verdict: a map has several. */
export function rulesOf(words: readonly string[]): NftRule[] {
  const conditions: Part[] = [];
  const place = /^(?:index|handle|position)$/.test(words[0] ?? '') ? 2 : 0;
  for (let at = place; at < words.length; ) {
    const rest = words.slice(at);
    const [word = ''] = rest;
    if (VERDICT.test(word)) return [{ ...verdictOf(rest), conditions }];
    if (/^(?:dnat|redirect|tproxy)$/.test(word)) {
      const map = casesOf(rest.slice(rest.indexOf('to') + 1), 'map');
      return map
        ? map.map(({ part }) => ({ verdict: word, conditions: [...conditions, part] }))
        : [{ verdict: word, conditions }];
    }
    // What changes a packet, or sends it elsewhere, ends the connection as well.
    if (REWRITES.test(rest.slice(0, LONGEST).join(' '))) return [{ verdict: 'redirect', conditions }];
    const cases = casesOf(rest, 'vmap');
    if (cases) return cases.map(({ part, value }) => ({ ...verdictOf(value), conditions: [...conditions, part] }));
    const [length, part] = statementAt(rest);
    if (!part) return [];
    if (part !== 'none') conditions.push(part);
    at += length;
  }
  // What a variable stands for may be a verdict.
  return words.some(isUnknown) ? [{ verdict: 'drop', conditions }] : [];
}

/** `$P` of the shell or of nft, `$(…)`: what it stands for is not known. */
const isUnknown = (word: string): boolean => /[$`]/.test(word);

const REWRITES =
  /^(?:(?:fwd|dup|synproxy)(?= |$)|(?:ip6? (?:[sd]addr|protocol|nexthdr)|(?:tcp|th) (?:[sd]port|flags|window|sequence|ackseq)|ether [sd]addr|@\w+,\d+,\d+) set )/;
const VERDICT = /^(?:drop|reject|accept|queue|jump|goto)$/;

function verdictOf([word = '', to = '', ...rest]: readonly string[]): Omit<NftRule, 'conditions'> {
  if (/^(?:jump|goto)$/.test(word)) return { verdict: word, to };
  // What nobody waits for is dropped.
  if (word === 'queue') return { verdict: [to, ...rest].some((each) => /\bbypass\b/.test(each)) ? '' : 'drop' };
  return { verdict: word };
}

/** `tcp dport vmap { 22 : drop, * : accept }`: for each case its condition, and what is said of it. */
function casesOf(words: readonly string[], kind: 'map' | 'vmap') {
  const [field] = FIELD.exec(words.slice(0, LONGEST).join(' ')) ?? [];
  const at = field?.trim().split(' ').length ?? 0;
  if (field === undefined || words[at] !== kind || words[at + 1] !== '{') return undefined;
  const of = nameOf(field);
  const cases = elementsIn(words.slice(at + 1, blockEnd(words, at + 1)));
  const keys = cases.flatMap(({ key }) => (key === '*' ? [] : [toValue(key, of)]));
  return cases.map(({ key, value }) => ({
    part: { kind: 'match', of, not: key === '*', values: key === '*' ? keys : [toValue(key, of)] } satisfies Part,
    value,
  }));
}

/** An element of a set, or of a map with the words of its value. */
export interface NftElement {
  readonly key: string;
  readonly value: readonly string[];
}

/** `{ 22 : drop, 80 timeout 1h : accept }` */
export function elementsIn(block: readonly string[]): NftElement[] {
  const text = block.filter((word) => !/^[{}\n]$/.test(word)).join(' ');
  return text.split(',').flatMap((element) => {
    const [key = '', ...words] = element
      .replace(/^(\s*(?:[\d.]+|[a-z-]+|\*)):(?=\s|$|[a-z]{4})/, '$1 : ')
      .trim()
      .split(/(?<!\s\.)\s+(?!\.\s)/);
    const colon = words.indexOf(':');
    return key === '' ? [] : [{ key, value: colon < 0 ? [] : words.slice(colon + 1) }];
  });
}

/** Definitions in definitions, put in again and again, would have no end. */
const MOST_WORDS = 10_000;

/**
 * The words of a rule with what a text says of the sets, maps and variables in them: `$bad`, `@blocked`. `sets`: those that
 * are known, which follows the text.
 */
export function expander(
  all: readonly NftCommand[],
  sets: Map<string, readonly string[]>,
): (command: NftCommand) => readonly string[] {
  const defined = new Map<string, readonly string[]>();
  const expand = ({ table, words }: Pick<NftCommand, 'table' | 'words'>): readonly string[] =>
    words
      .flatMap((word) => {
        const [, before = '', name = '', after = ''] = /^(,?)([$@][^,]+)(,?)$/.exec(word) ?? [];
        const found = defined.get(name) ?? sets.get(`${table} ${name}`);
        return found ? [...(before ? [before] : []), ...found, ...(after ? [after] : [])] : [word];
      })
      .slice(0, MOST_WORDS);
  for (const { action, object, table, words } of all) {
    const [name = '', ...rest] = words;
    if (/^(?:re)?define$/.test(object)) {
      defined.set(`$${name}`, expand({ table, words: rest.slice(rest.indexOf('=') + 1) }));
      continue;
    }
    const before = sets.get(`${table} @${name}`)?.slice(1, -1);
    const isSet = /^(?:set|map)$/.test(object) || (object === 'element' && before);
    if (!isSet || !/^(?:add|create)$/.test(action)) continue;
    const from = object === 'element' ? 0 : rest.findIndex((word) => /^elements=?$/.test(word));
    const open = from < 0 ? -1 : rest.indexOf('{', from);
    const elements = open < 0 ? [] : expand({ table, words: rest.slice(open + 1, blockEnd(rest, open) - 1) });
    sets.set(`${table} @${name}`, ['{', ...(before ? [...before, ','] : []), ...elements, '}'].slice(0, MOST_WORDS));
  }
  return expand;
}

/** What has no condition in it: nft(8), "STATEMENTS". */
const FREE: readonly RegExp[] = [
  /^counter(?: packets \d+ bytes \d+| name \S+)?(?= |$)/,
  /^log(?: (?:prefix (?:"[^"]*"|\S+)|level \S+|group \d+|snaplen \d+|queue-threshold \d+|flags (?:\S+|tcp \S+|ip options)))*(?= |$)/,
  /^comment (?:"[^"]*"|\S+)(?= |$)/,
  /^(?:meta|ct) (?:mark|nftrace|priority) set \S+(?= |$)/,
];

const LIMIT = /^limit rate (over )?\d+(?: (\w*bytes))?\/\w+(?: burst \d+ \w+)?(?= |$)/;

const ONE_FIELD =
  '(?:(?:meta )?[io]if(?:name)?|(?:meta )?(?:l4proto|nfproto|protocol|pkttype)|ip6? (?:[sd]addr|protocol|nexthdr)|(?:tcp|th) (?:[sd]port|flags)|(?:ct|meta) mark|meta length|ip (?:ttl|length)|ip6 hoplimit|ct (?:state|status|direction)|fib daddr(?: \\. iif)? type)';
const FIELD = new RegExp(`^${ONE_FIELD}(?: \\. ${ONE_FIELD})* (?:(?:==|!=) )?(?=\\S)`);

/** What is asked of other packets than those of TCP, or of frames: those of the connection have it not, or nobody knows. */
const NOT_TCP =
  /^(?:icmp|icmpv6|udp|udplite|sctp|dccp|arp|ether (?:[sd]addr|type)|vlan|igmp|esp|ah|comp|gre|vxlan|geneve|frag|mh|srh|hbh|dst|rt type)(?= |$)/;

/** What follows is of what a number is made, and is not asked. */
const OF_SEVERAL = /^(?:jhash|symhash|fib) .*?(?= (?:drop|reject|accept|queue|jump|goto|counter|log)(?: |$)|$)/;
/** A comparison with more than values, or of a part of the field. */
const OPERATOR = /^(?:[<>&|^!]=?|[lg][te]|and|or|xor|lshift|rshift)$/;

/** No statement that is known here has more words before its values. */
const LONGEST = 24;

/** How many words the first statement of a rule has, and what it asks. */
function statementAt(words: readonly string[]): [number, Part | undefined | 'none'] {
  const text = words
    .slice(0, LONGEST)
    .map((word) => word.replaceAll(/\s/g, '_'))
    .join(' ');
  const [limit, over, unit] = LIMIT.exec(text) ?? [];
  if (limit !== undefined)
    return [
      limit.split(' ').length,
      { kind: 'limit', rate: 1, per: 'second', unit: unit ?? 'packets', burst: 5, over: over !== undefined },
    ];
  const [count, above] = /^ct count (?:over (\d+)|\d+)(?= |$)/.exec(text) ?? [];
  if (count !== undefined)
    return [count.split(' ').length, Number(above ?? 0) > 0 ? undefined : { kind: 'other', text: count }];
  for (const pattern of FREE) {
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) return [found.split(' ').length, 'none'];
  }
  const [field] = FIELD.exec(text) ?? [];
  if (NOT_TCP.test(text)) return [1, undefined];
  if (field === undefined)
    return [OF_SEVERAL.exec(text)?.[0].split(' ').length ?? 1, { kind: 'other', text: words[0] ?? '' }];
  const at = field.trim().split(' ').length;
  if (OPERATOR.test(words[at] ?? '')) return [at + 1, { kind: 'other', text: field.trim() }];
  const end = words[at] === '{' ? blockEnd(words, at) : listEnd(words, at);
  const of = nameOf(field);
  const values = isConcat(of)
    ? elementsIn(words.slice(at, end)).map(({ key }) => key)
    : words
        .slice(at, end)
        .flatMap((word) => word.split(','))
        .filter((word) => !/^[{}]?$/.test(word));
  const part: Part = {
    kind: 'match',
    of,
    not: field.includes('!='),
    values: values.map((value) => toValue(value, of)),
  };
  return [end, part];
}

const nameOf = (field: string): string =>
  field.replace(/ (?:==|!=)? ?$/, '').replace(/(?<=^| \. )(?=[io]if|l4proto|nfproto|protocol|pkttype)/g, 'meta ');

/** Whether packets are asked for several things at once: `ip saddr . tcp dport`. */
const isConcat = (of: string): boolean => of.includes(' . ') && !of.startsWith('fib ');

/** After the braces that open there. */
function blockEnd(words: readonly string[], open: number): number {
  let depth = 0;
  for (let at = open; at < words.length; at++) {
    if (words[at] === '{') depth++;
    if (words[at] === '}' && --depth === 0) return at + 1;
  }
  return words.length;
}

/** `established, related`: a comma continues a list. */
function listEnd(words: readonly string[], from: number): number {
  let end = from + 1;
  while (end < words.length && (words[end - 1]?.endsWith(',') || words[end]?.startsWith(','))) end++;
  return end;
}

/** What a field is compared with. */
export function toValue(word: string, of: string): Value {
  if (isConcat(of)) {
    const fields = of.split(' . ');
    return { concat: word.split(' . ').map((one, at) => toValue(one, fields[at] ?? '')) };
  }
  const plain = word.replace(/^"(.*)"$/s, '$1');
  const [from, to] = plain.split('-');
  if (/addr$/.test(of) && from && to) return { from, to };
  if (/addr$/.test(of)) return plain.startsWith('@') ? { set: plain.slice(1) } : address(plain);
  if (/if(?:name)?$/.test(of)) return plain.endsWith('*') ? { startsWith: plain.slice(0, -1) } : plain;
  return numberOf(plain) ?? numbersOf(plain, '-') ?? plain;
}
