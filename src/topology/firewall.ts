import type { Firewall, Json, JsonObject } from './model.ts';
import { nftRule } from './nft-words.ts';

/** A chain of iptables-save(8) or nft(8) that decides something. */
export interface Chain {
  /** 'nat POSTROUTING', 'inet filter input'. */
  readonly title: string;
  /** What happens to what no rule decides on; absent for a chain that others jump to. */
  readonly policy?: string;
  readonly rules: readonly string[];
}

/** Whether a chain does anything to any packet: it holds rules, or its policy is not to accept. */
export const decides = ({ policy, rules }: Chain): boolean =>
  rules.length > 0 || !['accept', undefined].includes(policy?.toLowerCase());

/** The chains of what iptables-save(8) prints: `*nat`, `:POSTROUTING ACCEPT [0:0]`, `-A POSTROUTING …`. */
export function savedChains(saved: string): Chain[] {
  const chains = new Map<string, { title: string; policy?: string; rules: string[] }>();
  let table = '';
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const declared = /^:(\S+) (\S+)/.exec(line);
    if (declared) {
      const [, name = '', policy = '-'] = declared;
      const title = `${table} ${name}`;
      // What iptables-legacy holds stands behind the rest, and may have the same chains.
      const rules = chains.get(title)?.rules ?? [];
      chains.set(title, { title, ...(policy === '-' ? {} : { policy }), rules });
    }
    const rule = /^-A (\S+) ?(.*)/.exec(line);
    if (rule) chains.get(`${table} ${rule[1]}`)?.rules.push(rule[2] ?? '');
  }
  return [...chains.values()];
}

/** The chains of `nft -j list ruleset` (libnftables-json(5)) that iptables does not show in words that more people know. */
export function nftChains(firewall: Firewall): Chain[] {
  return [...nativeChains(firewall).values()].map(({ chain, rules }) => ({
    title: `${chain['family']} ${chain['table']} ${chain['name']}`,
    ...(typeof chain['policy'] === 'string' ? { policy: chain['policy'] } : {}),
    rules: rules.map(nftRule),
  }));
}

/**
 * The objects of nft that iptables-save(8) does not show. A table that has the name of one of iptables' is not for that
 * theirs: iptables shows of it only the chains that have the names, hooks and priorities of its own, and prints empty
 * built-in chains in the place of others ("contains incompatible base-chains").
 */
export function nativeObjects(firewall: Firewall): JsonObject[] {
  const native = nativeChains(firewall);
  const chains = (firewall.nft ?? []).flatMap(({ chain }) => (isObject(chain) ? [chain] : []));
  const shared = new Set(
    chains.filter((chain) => !native.has(chainKey(chain, 'name'))).map((chain) => tableKey(chain)),
  );
  return (firewall.nft ?? []).filter(({ table, chain, rule }) => {
    if (isObject(table)) return !shared.has(tableKey(table, 'name'));
    if (isObject(chain)) return native.has(chainKey(chain, 'name'));
    return isObject(rule) ? native.has(chainKey(rule)) : true;
  });
}

interface NftChain {
  readonly chain: JsonObject;
  readonly rules: JsonObject[];
}

/** Those that iptables does not show. */
function nativeChains({ nft = [], iptables = '', ip6tables = '' }: Firewall): Map<string, NftChain> {
  const chains = new Map<string, NftChain>();
  for (const { chain, rule } of nft) {
    if (isObject(chain)) chains.set(chainKey(chain, 'name'), { chain, rules: [] });
    if (isObject(rule)) chains.get(chainKey(rule))?.rules.push(rule);
  }
  const saved = new Map([...savedByKey('ip', iptables), ...savedByKey('ip6', ip6tables)]);
  return new Map([...chains].filter(([key, chain]) => !isShown(chain, saved.get(key))));
}

const savedByKey = (family: string, text: string) =>
  savedChains(text).map((chain) => [JSON.stringify([family, ...chain.title.split(' ')]), chain] as const);

/** Whether iptables says the same of a chain: it drops what it does not know, such as sets. */
function isShown({ chain, rules }: NftChain, saved: Chain | undefined): boolean {
  if (!saved || saved.rules.length < rules.length) return false;
  const policy = typeof chain['policy'] === 'string' ? chain['policy'].toUpperCase() : saved.policy;
  return policy === saved.policy && !rules.some(({ expr }) => holdsSet(expr));
}

function holdsSet(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(holdsSet);
  if (typeof value === 'string') return value.startsWith('@');
  return isObject(value) && ('set' in value || 'vmap' in value || Object.values(value).some(holdsSet));
}

const tableKey = (object: JsonObject, name = 'table') => JSON.stringify([object['family'], object[name]]);
const chainKey = (object: JsonObject, name = 'chain') =>
  JSON.stringify([object['family'], object['table'], object[name]]);

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
