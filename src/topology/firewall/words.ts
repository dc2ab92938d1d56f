// What is said of a rule and of a chain.
import type { Ways } from './chains.ts';
import { conditionOf, fewText, isPreceded, ownTraffic, setsOf, withoutCounter } from './conditions.ts';
import {
  actingRules,
  type Chain,
  type FirewallRule,
  type Match,
  type Nat,
  type Part,
  translates,
  type Value,
} from './model.ts';

/** 'nat POSTROUTING', 'nat POSTROUTING (legacy)'; of nft with the family, 'inet filter input'. */
export const chainTitle = ({ tool, family, table, name, legacy }: Chain): string =>
  tool === 'nft' ? `${family} ${table} ${name}` : `${table} ${name}${legacy ? ' (legacy)' : ''}`;

/** As the program writes it: 'DROP' or 'drop'. */
export const policyText = ({ tool, policy }: Chain): string | undefined =>
  tool === 'nft' ? policy : policy?.toUpperCase();

/** 'iptables -t nat -A POSTROUTING -j MASQUERADE', 'nft inet filter input tcp dport 81 drop'. */
export function ruleLine({ family, table, name, legacy }: Chain, { tool, text }: FirewallRule): string {
  const program = legacy ? `${tool}-legacy` : tool;
  const place = tool === 'nft' ? `nft ${family} ${table} ${name}` : `${program} -t ${table} -A ${name}`;
  return `${place} ${text}`.trimEnd();
}

/** The rules of a chain that translate addresses and can be reached, in few words: with what decides whether a packet comes to them. */
export function natSummaries(ways: Ways, chain: Chain): string[] {
  const rules = actingRules(chain.rules);
  if (!rules.some(translates)) return [];
  const condition = conditionOf(ways, chain);
  const own = ownTraffic(ways, chain);
  return rules.flatMap((rule) => {
    if (!translates(rule)) return [];
    const notes = [
      ...(condition === undefined ? [] : [`if ${condition}`]),
      ...(own === undefined ? [] : [`only traffic ${own} the machine itself`]),
      ...(isPreceded(ways, { chain, rule }) ? ['except what earlier rules take'] : []),
      ...setsOf(rule).map(({ name, shown, more }) => `${name}: ${fewText(shown, more) || 'empty'}`),
    ];
    return [`${ruleSummary(chain, rule)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`];
  });
}

/**
 * A rule that translates addresses in few words, made of all its parts ('masquerade 10.0.0.0/24 not out br0'); one that has
 * no few words, or that nft prints, as it is.
 */
function ruleSummary(chain: Chain, rule: FirewallRule): string {
  if (rule.tool === 'nft') return `${withoutCounter(rule)} (nft chain ${chain.family} ${chain.table} ${chain.name})`;
  const short = shortly(rule) ?? `${chainTitle(chain)}: ${rule.text}`;
  // As in the tree, what has no family is IPv4.
  return chain.family === 'ip6' ? `IPv6 ${short}` : short;
}

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
