import { mayBeAnything } from '../shell/fields.ts';
import { type NftCommand, nftArguments, nftCommands } from '../shell/nft.ts';
import { numberOf, numbersOf } from '../topology/firewall/iptables-options.ts';
import { address, type Part, type Value } from '../topology/firewall/model.ts';
import { reachOf, type Way, within } from './own-traffic.ts';
import { harmless, type Risk, risk } from './risk.ts';

/** nft(8). `document`: what it reads as its input is written in the same text, and is asked about on its own. */
export function ofNft(args: readonly string[], document = false): Risk[] {
  const { checks, file, commands } = nftArguments(args) ?? {};
  if (!commands) return [risk('unknown-arguments', 'nft')];
  if (checks) return [];
  if (file !== undefined) return file === '-' && document ? [] : [risk('unseen-rules', 'nft')];
  const all = nftCommands(commands.join(' '));
  const hooks = new Map(all.filter(({ object }) => object === 'chain').flatMap(hookOf));
  // What a chain drops, a rule drops that leads there.
  const dropping = all.flatMap((command) => {
    const [verdict, conditions] = ruleOf(command);
    const isOwn = !hooks.has(keyOf(command));
    return isOwn && DROPS.test(verdict) && reachOf(conditions, 'in')?.all ? [keyOf(command)] : [];
  });
  return all.flatMap((command) => ofCommand(command, hooks, dropping));
}

const DROPS = /^(?:drop|reject)$/;

type Hooks = ReadonlyMap<string, string>;

type Place = Pick<NftCommand, 'table' | 'chain'>;

const keyOf = ({ table, chain }: Place): string => `${table} ${chain}`;

function hookOf(command: NftCommand): [string, string][] {
  const { words } = command;
  const hook = words[words.indexOf('hook') + 1];
  return words.includes('hook') && hook !== undefined ? [[keyOf(command), hook]] : [];
}

function ofCommand(command: NftCommand, hooks: Hooks, dropping: readonly string[]): Risk[] {
  const { action, object, table, chain, words } = command;
  if (object === 'include') return [risk('unseen-rules', 'nft')];
  // A variable, or JSON.
  if (
    [action, object].some((word) => mayBeAnything(word) || /^[{"]/.test(word)) ||
    (chain === '' && mayBeAnything(table))
  )
    return [risk('unknown-arguments', 'nft')];
  if (object === 'rule') return ofRule(command, hooks, dropping);
  switch (action) {
    case 'flush':
      if (object === 'ruleset') return [risk('nft-ruleset-flushed')];
      if (object === 'table') return [risk('nft-table-flushed')];
      return object === 'chain' ? [risk('nft-chain-flushed')] : [];
    case 'delete':
    case 'destroy':
      if (object === 'table') return [risk('nft-table-deleted', action)];
      return object === 'chain' ? [risk('nft-chain-deleted', action)] : [];
    default: {
      const policy = words[words.indexOf('policy') + 1];
      if (object !== 'chain' || !words.includes('policy') || policy === 'accept') return [];
      // As that of FORWARD, which iptables sets: the machine's own connection is not forwarded.
      return [(wayOf(command, hooks) === 'through' ? harmless : risk)('nft-policy-drop', chain)];
    }
  }
}

/** Where the packets of a chain go. The text need not say its hook: then its name does, or nothing (undefined). */
function wayOf(place: Place, hooks: Hooks): Way | 'through' | undefined {
  const name = hooks.get(keyOf(place)) ?? place.chain.toLowerCase();
  if (/forward|^fwd/.test(name)) return 'through';
  if (/input|prerouting|ingress|^in$/.test(name)) return 'in';
  return /output|postrouting|egress|^out$/.test(name) ? 'out' : undefined;
}

function ofRule({ action, table, chain, words }: NftCommand, hooks: Hooks, dropping: readonly string[]): Risk[] {
  const way = wayOf({ table, chain }, hooks);
  const [verdict, conditions, to = ''] = ruleOf({ words });
  const drops =
    DROPS.test(verdict) || (/^(?:jump|goto)$/.test(verdict) && dropping.includes(keyOf({ table, chain: to })));
  if (!/^(?:add|create|insert|replace)$/.test(action) || !drops || way === 'through') return [];
  const reach = reachOf(conditions, way ?? 'in');
  if (!reach) return [];
  if (reach.all) return [risk('drops-all', chain, to || verdict, 'nft')];
  // Only of a chain that is called for the machine's own packets; a chain of one's own is jumped to for some of them.
  if (way === undefined) return [];
  const said = risk('drops-own', ['nft', action, 'rule', table, chain, ...words].join(' '));
  return [within(said, reach)];
}

/** The verdict of a rule, its conditions, and the chain that it leads to. '': there is none, or a condition is not known here. */
function ruleOf({ words }: Pick<NftCommand, 'words'>): [string, Part[], string?] {
  const conditions: Part[] = [];
  const place = /^(?:index|handle|position)$/.test(words[0] ?? '') ? 2 : 0;
  for (let at = place; at < words.length; ) {
    const rest = words.slice(at);
    const [word = '', next = ''] = rest;
    if (/^(?:drop|reject|accept)$/.test(word)) return [word, conditions];
    if (/^(?:jump|goto)$/.test(word)) return [word, conditions, next];
    const [length, part] = statementAt(rest);
    if (!part) return ['', []];
    if (part !== 'none') conditions.push(part);
    at += length;
  }
  return ['', conditions];
}

/** What has no condition in it: nft(8), "STATEMENTS". */
const FREE: readonly RegExp[] = [
  /^counter(?: packets \d+ bytes \d+| name \S+)?(?= |$)/,
  /^log(?: (?:prefix (?:"[^"]*"|\S+)|level \S+|group \d+|snaplen \d+|queue-threshold \d+|flags (?:\S+|tcp \S+|ip options)))*(?= |$)/,
  /^comment (?:"[^"]*"|\S+)(?= |$)/,
  /^(?:meta|ct) (?:mark|nftrace|priority) set \S+(?= |$)/,
];

const FIELD =
  /^(?:(?:meta )?[io]if(?:name)?|(?:meta )?(?:l4proto|nfproto|protocol|pkttype)|ip6? (?:[sd]addr|protocol|nexthdr)|(?:tcp|th) (?:[sd]port|flags)|ct state|fib daddr(?: \. iif)? type) (?:(?:==|!=) )?(?=\S)/;

/** No statement that is known here has more words before its values. */
const LONGEST = 24;

/** How many words the first statement of a rule has, and what it asks. */
function statementAt(words: readonly string[]): [number, Part | undefined | 'none'] {
  const text = words
    .slice(0, LONGEST)
    .map((word) => word.replaceAll(/\s/g, '_'))
    .join(' ');
  for (const pattern of FREE) {
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) return [found.split(' ').length, 'none'];
  }
  const [field] = FIELD.exec(text) ?? [];
  if (field === undefined) return [1, undefined];
  const at = field.trim().split(' ').length;
  const end = words[at] === '{' ? words.indexOf('}', at) + 1 || words.length : listEnd(words, at);
  const of = field.replace(/ (?:==|!=)? ?$/, '').replace(/^(?=[io]if|l4proto|nfproto|protocol|pkttype)/, 'meta ');
  const values = words
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

/** `established, related`: a comma continues a list. */
function listEnd(words: readonly string[], from: number): number {
  let end = from + 1;
  while (end < words.length && (words[end - 1]?.endsWith(',') || words[end]?.startsWith(','))) end++;
  return end;
}

function toValue(word: string, of: string): Value {
  const plain = word.replace(/^"(.*)"$/s, '$1');
  if (/addr$/.test(of)) return plain.startsWith('@') ? { set: plain.slice(1) } : address(plain);
  if (/if(?:name)?$/.test(of)) return plain.endsWith('*') ? { startsWith: plain.slice(0, -1) } : plain;
  return numberOf(plain) ?? numbersOf(plain, '-') ?? plain;
}
