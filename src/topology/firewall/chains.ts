import { isObject, jsonText } from '../json.ts';
import { memoized } from '../memoized.ts';
import type { Firewall, JsonObject } from '../model.ts';
import { type SavedChain, savedChains, savedParts } from './iptables-rules.ts';
import { actingRules, type Chain, type FirewallRule, type Hook, leadsTo, type Part } from './model.ts';
import { nftParts } from './nft-rule.ts';
import { type PrintedChain, printedChains } from './nft-text.ts';
import { isTexts, type Sets } from './nft-values.ts';
import { wordParts } from './nft-words.ts';

/**
 * All chains, each once. Where iptables-save(8) does not say all that nft does, nft's words are the truth. Tree, diagram, cards and
 * differences ask for the same reading, which may hold thousands of rules.
 */
export const chainsOf = memoized(readChains);

function readChains(firewall: Firewall): readonly Chain[] {
  const native = nftChains(firewall);
  const left = new Map(native);
  const saved = (['iptables', 'ip6tables'] as const).flatMap((tool) => {
    const chains = savedChains(firewall[tool] ?? '');
    const owned = ownChains(chains);
    return chains.flatMap((chain): Draft[] => {
      const key = keyOf(tool === 'iptables' ? 'ip' : 'ip6', chain.table, chain.name);
      const same = chain.legacy ? undefined : native.get(key);
      if (same && isSame(same, chain)) left.delete(key);
      // iptables makes up empty chains in the place of those that it cannot say.
      else if (same && chain.rules.length === 0) return [];
      return [fromSaved(chain, tool, left.has(key) ? undefined : same, owned.get(chain.table) ?? new Set())];
    });
  });
  return marked([...saved, ...left.values()]);
}

/** A rule that leads to a chain, with the chain in which it stands. */
export interface Way {
  readonly chain: Chain;
  readonly rule: FirewallRule;
}
export type Ways = ReadonlyMap<Chain, readonly Way[]>;

/** By which rules packets come to each chain of those that chainsOf gives. */
export const waysTo = memoized((chains: readonly Chain[]): Ways => {
  const byName = new Map(chains.map((chain) => [keyOf(...placeOf(chain), chain.name), chain]));
  const ways = new Map<Chain, Way[]>();
  for (const chain of chains.filter(({ reached }) => reached))
    for (const rule of actingRules(chain.rules))
      for (const name of new Set(rule.parts.flatMap(leadsTo))) {
        const to = byName.get(keyOf(...placeOf(chain), name));
        if (!to) continue;
        const known = ways.get(to) ?? [];
        known.push({ chain, rule });
        ways.set(to, known);
      }
  return ways;
});

/** Tables, chains, sets and others of nft, but for rules, that iptables-save(8) does not say; no table that it says a chain of. */
export function nativeObjects(firewall: Firewall): JsonObject[] {
  const known = nftChains(firewall);
  const said = chainsOf(firewall).filter(
    ({ tool, family, table, name }) => tool !== 'nft' && known.has(keyOf(family, table, name)),
  );
  const native = new Set(
    chainsOf(firewall)
      .filter(({ tool }) => tool === 'nft')
      .map(({ family, table, name }) => keyOf(family, table, name)),
  );
  const shared = new Set(said.map(({ family, table }) => keyOf(family, table)));
  return (firewall.nft ?? []).filter(({ table, chain, rule }) => {
    if (isObject(table)) return !shared.has(keyOf(table['family'], table['name']));
    if (isObject(chain)) return native.has(keyOf(chain['family'], chain['table'], chain['name']));
    return !rule;
  });
}

/** What is known before all chains are. `begins`: the kernel calls it. */
interface Draft extends Omit<Chain, 'reached'> {
  readonly begins: boolean;
}

/** By chains that the kernel calls, and what their rules lead to. */
function marked(drafts: readonly Draft[]): Chain[] {
  const byName = new Map(drafts.map((draft) => [keyOf(...placeOf(draft), draft.name), draft]));
  const reached = new Set(drafts.filter(({ begins }) => begins));
  for (const draft of reached)
    for (const to of actingRules(draft.rules).flatMap(({ parts }) => parts.flatMap(leadsTo))) {
      const next = byName.get(keyOf(...placeOf(draft), to));
      if (next) reached.add(next);
    }
  return drafts.map((draft) => {
    const { begins: _, ...chain } = draft;
    return { ...chain, reached: reached.has(draft) };
  });
}

/** When the kernel calls the chains of a table (iptables(8), "TABLES"; nft(8), "Standard priority names"). */
const PRIORITIES: Readonly<Record<string, number>> = { raw: -300, mangle: -150, filter: 0, security: 50 };
const BUILT_IN: readonly string[] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

function builtInHook(table: string, name: string): Hook | undefined {
  if (!BUILT_IN.includes(name)) return undefined;
  const rewrites = table === 'mangle' && name === 'OUTPUT';
  const destination = name === 'PREROUTING' || name === 'OUTPUT';
  return {
    type: table === 'nat' ? 'nat' : rewrites ? 'route' : 'filter',
    name: name.toLowerCase(),
    priority:
      table === 'nat' ? (destination ? -100 : 100) : (Object.hasOwn(PRIORITIES, table) && PRIORITIES[table]) || 0,
  };
}

/** The chains that somebody made, by their tables. */
function ownChains(chains: readonly SavedChain[]): ReadonlyMap<string, ReadonlySet<string>> {
  const tables = new Map<string, Set<string>>();
  for (const { table, name } of chains)
    if (!BUILT_IN.includes(name)) tables.set(table, (tables.get(table) ?? new Set<string>()).add(name));
  return tables;
}

function fromSaved(
  { table, name, policy, legacy, rules }: SavedChain,
  tool: 'iptables' | 'ip6tables',
  nft: Draft | undefined,
  chains: ReadonlySet<string>,
): Draft {
  const family = tool === 'iptables' ? 'ip' : 'ip6';
  const hook = nft?.hook ?? builtInHook(table, name);
  return {
    tool,
    family,
    table,
    name,
    ...(hook ? { hook } : {}),
    ...(policy === undefined ? {} : { policy: policy.toLowerCase() }),
    ...(legacy ? { legacy } : {}),
    rules: rules.map((text, index) => {
      const rule: FirewallRule = { tool, text, ...savedParts(text, { family, chains }) };
      const other = nft?.rules[index];
      return other && !saysAll(rule, other) ? other : rule;
    }),
    ...(nft?.dormant ? { dormant: true } : {}),
    begins: hook !== undefined && !nft?.dormant,
  };
}

function nftChains({ nft = [], ruleset = '' }: Firewall): Map<string, Draft> {
  const printed = new Map(printedChains(ruleset).map((chain) => [keyOf(chain.family, chain.table, chain.name), chain]));
  const sets = setsOf(nft);
  const chains = new Map<string, Draft & { readonly rules: FirewallRule[] }>();
  for (const { chain, rule } of nft) {
    if (isObject(chain)) {
      const key = keyOf(chain['family'], chain['table'], chain['name']);
      const words = printed.get(key);
      chains.set(key, { ...fromNft(chain, words), rules: [] });
    }
    if (isObject(rule)) {
      const { family, table } = rule;
      const key = keyOf(family, table, rule['chain']);
      chains.get(key)?.rules.push(nftRule(rule, printed.get(key), sets.get(keyOf(family, table)) ?? new Map()));
    }
  }
  return chains;
}

function fromNft(chain: JsonObject, printed: PrintedChain | undefined): Omit<Draft, 'rules'> {
  const { family, table, name, policy } = chain;
  const hook = hookOf(chain, printed);
  return {
    tool: 'nft',
    family: jsonText(family),
    table: jsonText(table),
    name: jsonText(name),
    ...(hook ? { hook } : {}),
    ...(typeof policy === 'string' ? { policy } : {}),
    ...(printed?.dormant ? { dormant: true } : {}),
    begins: hook !== undefined && printed?.dormant !== true,
  };
}

function hookOf({ type, hook, prio, dev }: JsonObject, printed: PrintedChain | undefined): Hook | undefined {
  if (typeof hook !== 'string') return undefined;
  const devices = isTexts(dev) ? dev : typeof dev === 'string' ? [dev] : printed?.devices;
  return {
    type: jsonText(type),
    name: hook,
    priority: Number(jsonText(prio ?? 0)),
    ...(devices && devices.length > 0 ? { devices } : {}),
    ...(printed?.hook === undefined ? {} : { text: printed.hook }),
  };
}

function nftRule(rule: JsonObject, printed: PrintedChain | undefined, sets: Sets): FirewallRule {
  const { handle, comment } = rule;
  const text = typeof handle === 'number' ? printed?.rules.get(handle) : undefined;
  const parts = nftParts(rule['expr'], sets);
  const isOfEbtables = rule['family'] === 'bridge' && parts.some(({ kind }) => kind === 'xt');
  return {
    tool: 'nft',
    text: text ?? 'rule that nft did not print',
    parts: (isOfEbtables ? wordParts(text ?? '') : undefined) ?? parts,
    comments: typeof comment === 'string' ? [comment] : [],
    ...(typeof handle === 'number' ? { handle } : {}),
  };
}

function setsOf(nft: readonly JsonObject[]): ReadonlyMap<string, Sets> {
  const tables = new Map<string, Map<string, JsonObject>>();
  for (const { set, map } of nft) {
    const one = isObject(set) ? set : map;
    if (!isObject(one)) continue;
    const key = keyOf(one['family'], one['table']);
    tables.set(key, (tables.get(key) ?? new Map<string, JsonObject>()).set(jsonText(one['name']), one));
  }
  return tables;
}

/** Whether iptables means the same chain, rule by rule. */
function isSame({ policy, rules }: Draft, saved: SavedChain): boolean {
  return saved.rules.length >= rules.length && (policy === undefined || policy === saved.policy?.toLowerCase());
}

/**
 * Whether iptables-save(8) says all of a rule as nft(8) knows it. It leaves out what iptables has no words for; what
 * is an extension of iptables, only iptables can say.
 */
function saysAll({ parts }: FirewallRule, nft: FirewallRule): boolean {
  const said = parts.map(comparable);
  return nft.parts.every((part) => {
    if (part.kind === 'counter' && part.name === undefined) return true;
    if (part.kind === 'xt') return true;
    const at = said.indexOf(comparable(part));
    if (at >= 0) said.splice(at, 1);
    return at >= 0;
  });
}

/** iptables has one option for what nft can ask for in several ways. */
function comparable(part: Part): string {
  const protocols = ['ip protocol', 'ip6 nexthdr'];
  return JSON.stringify(
    part.kind === 'match' && protocols.includes(part.of) ? { ...part, of: 'meta l4proto' } : part,
    // In one order.
    (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  );
}

/** The table in which the chains are that a chain may lead to. */
export const placeOf = ({ family, table, legacy }: Pick<Chain, 'family' | 'table' | 'legacy'>) =>
  [family, table, legacy ?? false] as const;

const keyOf = (...parts: readonly unknown[]): string => JSON.stringify(parts);
