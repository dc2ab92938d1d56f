// On what condition packets come to a chain, and what the sets hold that are asked there.
import { memoized } from '../memoized.ts';
import type { Way, Ways } from './chains.ts';
import {
  actingRules,
  type Chain,
  type FirewallRule,
  isFinal,
  isForAll,
  leadsTo,
  takes,
  translates,
  type Value,
  type Vmap,
} from './model.ts';

/** In the words of the rules that lead there; undefined: on none. */
export function conditionOf(allWays: Ways, chain: Chain, depth = 0): string | undefined {
  if (chain.hook) return undefined;
  const ways = (depth > MAX_DEPTH ? undefined : allWays.get(chain)) ?? [];
  if (ways.length === 0 || ways.length > MAX_WAYS) return `one of many rules leads to ${chain.name}`;
  const said = ways.map((way) => {
    const own = isForAll(way.rule) ? [] : [wayText(way.rule, chain.name)];
    return [...[conditionOf(allWays, way.chain, depth + 1)].flatMap((before) => before ?? []), ...own].join(' and ');
  });
  if (new Set(said).size === 1) return said[0] === '' ? undefined : said[0];
  return said.map((text, at) => `in ${ways[at]?.chain.name} ${text || 'always'}`).join(', or ');
}

const MAX_WAYS = 2;
const MAX_DEPTH = 4;

/** On what condition a rule leads to a chain, in its words: of a verdict map, the keys that lead there. What is more than that is quoted. */
function wayText(rule: FirewallRule, to: string): string {
  const text = withoutCounter(rule);
  const last = rule.parts.at(-1);
  if (rule.parts.slice(0, -1).some(({ kind }) => kind === 'vmap')) return text;
  if (last?.kind !== 'vmap') return text.replace(/(?: ?-[jg]| (?:jump|goto)) \S+$/, '');
  const cases = last.cases.filter(({ verdict }) => leadsTo(verdict).includes(to));
  const keys = cases.map(({ value }) => elementText(value, last.of)).filter((key) => key !== undefined);
  const field = /^((?:"[^"]*"|[^"])*?) vmap /.exec(text)?.[1];
  if (field === undefined || keys.length < Math.max(1, cases.length) || keys.includes(REST)) return text;
  const { shown, more } = few(keys);
  // nft(8) takes a concatenation in a set alone.
  const key = keys.length > 1 || last.of.includes(' . ') ? `{ ${fewText(shown, more)} }` : keys.join('');
  return `${field} ${last.mask === undefined ? '' : '== '}${key}`;
}

/** Whether some packets do not come to a rule because another one before it has taken them, there or on the way to its chain. */
export function isPreceded(ways: Ways, { chain, rule }: Way, to?: string, seen = new Set<Chain>()): boolean {
  const place = chain.rules.indexOf(rule);
  const mayTake = ({ rule: other, at }: { readonly rule: FirewallRule; readonly at: number }) =>
    at < place && !areApart(other, rule);
  if (takers(chain).some((one) => mayTake(one) && isFinal(one.rule, to))) return true;
  // What its own way to a rule begins with is no other.
  if (leading(chain).some((one) => mayTake(one) && takesBehind(ways, one.rule, to))) return true;
  if (seen.has(chain)) return false;
  seen.add(chain);
  return (ways.get(chain) ?? []).some((way) => isPreceded(ways, way, chain.name, seen));
}

/** The rules of a chain, which may be thousands, that take packets and do not translate. */
const takers = memoized(({ rules }: Chain) =>
  rules.flatMap((rule, at) => (isFinal(rule) && !translates(rule) ? [{ rule, at }] : [])),
);

/** Whether no packet meets both of two rules: each asks the same for one value, and these are not the same. */
function areApart(one: FirewallRule, other: FirewallRule): boolean {
  const asked = new Map(one.parts.flatMap(onlyPoint));
  return other.parts.flatMap(onlyPoint).some(([of, value]) => asked.has(of) && asked.get(of) !== value);
}

/** What a part asks for, if that is one value: no prefix, range or pattern. */
function onlyPoint(part: FirewallRule['parts'][number]): (readonly [of: string, value: string | number])[] {
  if (part.kind !== 'match' || part.not || part.mask !== undefined || part.values.length !== 1) return [];
  const [value = ''] = part.values;
  if (typeof value !== 'object') return [[part.of, value]];
  const isHost = 'address' in value && value.length === (value.address.includes(':') ? 128 : 32);
  return isHost ? [[part.of, value.address]] : [];
}

const leading = memoized(({ rules }: Chain) =>
  rules.flatMap((rule, at) => (rule.parts.some((part) => leadsTo(part).length > 0) ? [{ rule, at }] : [])),
);

/** Whether a rule leads to a chain that takes packets, there or further on; what returns goes on behind the rule. */
function takesBehind(ways: Ways, rule: FirewallRule, but?: string): boolean {
  const found = new Set(
    targets(ways)
      .get(rule)
      ?.filter(({ name }) => name !== but),
  );
  for (const chain of found) {
    const acting = actingRules(chain.rules);
    if (acting.some(takes)) return true;
    for (const next of acting) for (const to of targets(ways).get(next) ?? []) found.add(to);
  }
  return false;
}

/** The chains that each rule leads to. */
const targets = memoized((ways: Ways): ReadonlyMap<FirewallRule, readonly Chain[]> => {
  const chains = new Map<FirewallRule, Chain[]>();
  for (const [chain, all] of ways) for (const { rule } of all) chains.set(rule, [...(chains.get(rule) ?? []), chain]);
  return chains;
});

/** A text of nft in which a counter has no number says nothing by the word. What is in quotes stays. */
export const withoutCounter = ({ text, parts }: FirewallRule): string =>
  parts.some((part) => part.kind === 'counter' && part.name === undefined)
    ? text.replace(/("[^"]*")|(?:^| )counter(?= |$)/g, (_, quoted?: string) => quoted ?? '').trim()
    : text;

/** The packets of the machine itself, if no others come to a chain: those that it sends, or those that end there. */
export function ownTraffic(ways: Ways, chain: Chain): 'from' | 'to' | undefined {
  const before = new Set([chain]);
  for (const one of before) for (const way of ways.get(one) ?? []) before.add(way.chain);
  const hooks = new Set([...before].flatMap(({ hook }) => hook?.name ?? []));
  if (hooks.size !== 1) return undefined;
  return hooks.has('output') ? 'from' : hooks.has('input') ? 'to' : undefined;
}

/** A set or a verdict map with a name, and the first of what it holds. */
export interface NamedSet {
  /** '@blocked'. */
  readonly name: string;
  readonly shown: readonly string[];
  /** How many it has besides. */
  readonly more: number;
}

/** Those that a rule asks, each once; but for those of which not all that would be shown is understood. */
export function setsOf({ parts }: FirewallRule): NamedSet[] {
  const sets = parts.flatMap((part) => {
    if (part.kind === 'vmap' && part.map !== undefined) return named(part.map, part.cases, caseText(part.of));
    if (part.kind !== 'match') return [];
    return part.values.flatMap((value) =>
      typeof value === 'object' && 'set' in value && value.elements
        ? named(value.set, value.elements, (element) => elementText(element, part.of))
        : [],
    );
  });
  return [...new Map(sets.map((set) => [set.name, set])).values()];
}

function named<T>(name: string, all: readonly T[], textOf: (one: T) => string | undefined): NamedSet[] {
  const { shown, more } = few(all);
  const texts = shown.map(textOf).filter((text) => text !== undefined);
  return texts.length < shown.length ? [] : [{ name: `@${name}`, shown: texts, more }];
}

/** '22 : jump ssh'. */
const caseText =
  (of: string) =>
  ({ value, verdict }: Vmap['cases'][number]): string | undefined => {
    const key = elementText(value, of);
    if (key === undefined || verdict.kind === 'other') return undefined;
    return [key, ':', verdict.kind, ...leadsTo(verdict)].join(' ');
  };

const MAX_SHOWN = 4;

const few = <T>(all: readonly T[]) => ({ shown: all.slice(0, MAX_SHOWN), more: Math.max(0, all.length - MAX_SHOWN) });

/** '1, 2, 3, 4, … 5 more'. */
export const fewText = (shown: readonly string[], more: number): string =>
  [...shown, ...(more > 0 ? [`… ${more} more`] : [])].join(', ');

/** What is no other element. */
const REST = '*';

/** As nft(8) writes an element of a set for what `of` names; undefined: it is not understood. */
function elementText(value: Value, of: string): string | undefined {
  const quoted = (name: string) => (/name$/.test(of) ? `"${name}"` : name);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return `${value}`;
  if ('address' in value)
    return value.length === (value.address.includes(':') ? 128 : 32)
      ? value.address
      : `${value.address}/${value.length}`;
  if ('startsWith' in value) return quoted(`${value.startsWith}*`);
  if ('from' in value && 'to' in value) return `${value.from}-${value.to}`;
  if ('other' in value) return value.other === REST ? REST : undefined;
  if ('flags' in value) return value.flags.length > 0 ? value.flags.join('|') : undefined;
  if ('concat' in value) {
    const fields = of.split(' . ');
    const texts = value.concat.map((one, at) => elementText(one, fields[at] ?? ''));
    return texts.every((text) => text !== undefined) ? texts.join(' . ') : undefined;
  }
  return undefined;
}
