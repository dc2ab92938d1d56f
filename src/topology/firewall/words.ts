// What is said of a rule and of a chain.
import type { Ways } from './chains.ts';
import {
  actingRules,
  type Chain,
  type FirewallRule,
  isFinal,
  isForAll,
  type Match,
  type Nat,
  type Part,
  translates,
  type Value,
} from './model.ts';

/** 'nat POSTROUTING'; of nft with the family, 'inet filter input'. */
export const chainTitle = ({ tool, family, table, name }: Chain): string =>
  tool === 'nft' ? `${family} ${table} ${name}` : `${table} ${name}`;

/** As the program writes it: 'DROP' or 'drop'. */
export const policyText = ({ tool, policy }: Chain): string | undefined =>
  tool === 'nft' ? policy : policy?.toUpperCase();

/** 'iptables -t nat -A POSTROUTING -j MASQUERADE', 'nft inet filter input tcp dport 81 drop'. */
export function ruleLine({ family, table, name }: Chain, { tool, text }: FirewallRule): string {
  const place = tool === 'nft' ? `nft ${family} ${table} ${name}` : `${tool} -t ${table} -A ${name}`;
  return `${place} ${text}`.trimEnd();
}

/** The rules of a chain that translate addresses and can be reached, in few words: with what decides whether a packet comes to them. */
export function natSummaries(ways: Ways, chain: Chain): string[] {
  const rules = actingRules(chain.rules);
  const condition = rules.some(translates) ? conditionOf(ways, chain) : undefined;
  const firstOther = rules.findIndex((rule) => isFinal(rule) && !translates(rule));
  return rules.flatMap((rule, index) => {
    if (!translates(rule)) return [];
    const notes = [
      ...(condition === undefined ? [] : [`if ${condition}`]),
      ...(firstOther >= 0 && firstOther < index ? ['but for what rules before it take'] : []),
    ];
    return [`${ruleSummary(chain, rule)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`];
  });
}

/** On what condition packets come to a chain, in the words of the rules that lead there; undefined: on none. */
function conditionOf(allWays: Ways, chain: Chain, depth = 0): string | undefined {
  if (chain.hook) return undefined;
  const ways = (depth > MAX_DEPTH ? undefined : allWays.get(chain)) ?? [];
  if (ways.length === 0 || ways.length > MAX_WAYS) return `one of many rules leads to ${chain.name}`;
  const said = ways.map((way) => {
    const own = isForAll(way.rule) ? [] : [way.rule.text.replace(/(?: ?-[jg]| (?:jump|goto)) \S+$/, '')];
    return [...[conditionOf(allWays, way.chain, depth + 1)].flatMap((before) => before ?? []), ...own].join(' and ');
  });
  if (new Set(said).size === 1) return said[0] === '' ? undefined : said[0];
  return said.map((text, at) => `in ${ways[at]?.chain.name} ${text || 'always'}`).join(', or ');
}

const MAX_WAYS = 2;
const MAX_DEPTH = 4;

/**
 * A rule that translates addresses in few words, made of all its parts ('masquerade 10.0.0.0/24 not out br0'); one that has
 * no few words, or that nft prints, as it is.
 */
function ruleSummary(chain: Chain, rule: FirewallRule): string {
  if (rule.tool === 'nft')
    return `${withoutCounter(rule)} (nft chain ${chain.tool === 'nft' ? chain.name : chainTitle(chain)})`;
  return shortly(rule) ?? `${chainTitle(chain)}: ${rule.text}`;
}

/** nft(8) is asked for no numbers, and the word alone says nothing. What is in quotes stays. */
const withoutCounter = ({ text, parts }: FirewallRule): string =>
  parts.some((part) => part.kind === 'counter' && part.name === undefined)
    ? text.replace(/("(?:[^"\\]|\\.)*")|(?:^| )counter(?= |$)/g, (_, quoted?: string) => quoted ?? '').trim()
    : text;

/** In this order, and what comes before the value. A rule with any other part has no few words. */
const SHORT: readonly (readonly [of: RegExp, before: string])[] = [
  [/^ip6? saddr$/, ''],
  [/^ip6? daddr$/, 'for '],
  [/^meta l4proto$/, ''],
  [/^(?:tcp|udp|sctp|dccp) dport$/, 'port '],
  [/^meta iifname$/, 'in '],
  [/^meta oifname$/, 'out '],
];

function shortly({ parts, comments }: FirewallRule): string | undefined {
  const target = parts.at(-1);
  const matches = parts.slice(0, -1).filter((part) => part.kind === 'match');
  if (comments.length > 0 || matches.length < parts.length - 1 || !target || !isNat(target)) return undefined;
  const said = SHORT.map(([of, before]) =>
    matches.flatMap((match) => {
      const value = of.test(match.of) ? oneValue(match) : undefined;
      return value === undefined ? [] : [`${match.not ? 'not ' : ''}${before}${value}`];
    }),
  );
  // Each of them, and none twice.
  if (said.flat().length < matches.length || said.some(({ length }) => length > 1)) return undefined;
  const place = placeText(target);
  const name = target.kind === 'masquerade' ? target.kind : target.kind.toUpperCase();
  return place === undefined ? undefined : [name, ...said.flat(), ...place].join(' ');
}

const isNat = (part: Part): part is Nat =>
  part.kind === 'masquerade' || part.kind === 'snat' || part.kind === 'dnat' || part.kind === 'redirect';

/** 'to 10.0.0.1:80'. undefined: it cannot be said in few words. */
function placeText({ kind, address, port, flags }: Nat): string[] | undefined {
  const host = address === undefined ? '' : hostText(address);
  const at = port === undefined ? '' : valueText(port);
  if (host === undefined || at === undefined || flags.length > 0) return undefined;
  if (at === '') return host === '' ? [] : ['to', host];
  if (kind === 'masquerade' || kind === 'redirect') return ['to', at];
  return ['to', `${host.includes(':') ? `[${host}]` : host}:${at}`];
}

const hostText = (value: Value): string | undefined =>
  typeof value === 'object' && 'address' in value ? value.address : valueText(value);

function oneValue({ values, mask }: Match): string | undefined {
  const [value, ...more] = values;
  return mask === undefined && value !== undefined && more.length === 0 ? valueText(value) : undefined;
}

/** As iptables writes it. */
function valueText(value: Value): string | undefined {
  if (typeof value !== 'object') return `${value}`;
  if ('address' in value) return `${value.address}/${value.length}`;
  if ('startsWith' in value) return `${value.startsWith}+`;
  if ('from' in value && 'to' in value) return `${value.from}-${value.to}`;
  return undefined;
}
