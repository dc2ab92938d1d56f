import type { Firewall, Json, JsonObject } from './model.ts';
import { type PrintedChain, printedChains } from './nft-text.ts';

export type Tool = 'iptables' | 'ip6tables' | 'nft';

/** A chain as the program says it that has the better words for it. */
export interface Chain {
  readonly tool: Tool;
  /** 'nat POSTROUTING', 'inet filter input'. */
  readonly title: string;
  /** As nft says when the kernel calls it: 'type filter hook input priority filter'; iptables says it by the name. */
  readonly hook?: string;
  /** What happens to what no rule decides on; absent for a chain that others jump to. */
  readonly policy?: string;
  readonly rules: readonly Rule[];
  /** Whether any packet can come here: the kernel calls it, or a chain that can be reached jumps to it. */
  readonly reached: boolean;
}

export interface Rule {
  /** As iptables-save(8) prints it behind the chain's name, or as `nft list ruleset` does. */
  readonly text: string;
  /** Who says it: nft also says rules of iptables' chains that iptables does not know. */
  readonly tool: Tool;
  readonly translates: boolean;
}

/** Whether a chain does anything to any packet: it holds rules, or its policy is not to accept. */
export const decides = ({ policy, rules }: Pick<Chain, 'policy' | 'rules'>): boolean =>
  rules.length > 0 || !['accept', undefined].includes(policy?.toLowerCase());

interface SavedChain {
  readonly table: string;
  readonly name: string;
  readonly policy?: string;
  readonly rules: string[];
}

/** The chains of what iptables-save(8) prints: `*nat`, `:POSTROUTING ACCEPT [0:0]`, `-A POSTROUTING …`. */
export function savedChains(saved: string): SavedChain[] {
  const chains = new Map<string, SavedChain>();
  let table = '';
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const declared = /^:(\S+) (\S+)/.exec(line);
    if (declared) {
      const [, name = '', policy = '-'] = declared;
      // What iptables-legacy holds stands behind the rest, and may have the same chains.
      const rules = chains.get(`${table} ${name}`)?.rules ?? [];
      chains.set(`${table} ${name}`, { table, name, ...(policy === '-' ? {} : { policy }), rules });
    }
    const rule = /^-A (\S+) ?(.*)/.exec(line);
    if (rule) {
      const [, name = '', text = ''] = rule;
      const known = chains.get(`${table} ${name}`) ?? { table, name, rules: [] };
      known.rules.push(text);
      chains.set(`${table} ${name}`, known);
    }
  }
  return [...chains.values()];
}

interface NftChain {
  readonly chain: JsonObject;
  readonly rules: JsonObject[];
  readonly printed: PrintedChain | undefined;
}

/** All chains, each once. Where iptables-save(8) does not say all that nft does, nft's words are the truth. */
export function chainsOf(firewall: Firewall): Chain[] {
  const native = nftChains(firewall);
  const left = new Map(native);
  const saved = [
    ...savedChains(firewall.iptables ?? '').map((chain) => ({ chain, tool: 'iptables' as const, family: 'ip' })),
    ...savedChains(firewall.ip6tables ?? '').map((chain) => ({ chain, tool: 'ip6tables' as const, family: 'ip6' })),
  ].flatMap(({ chain, tool, family }): Draft[] => {
    const key = JSON.stringify([family, chain.table, chain.name]);
    const same = native.get(key);
    if (same && isSame(same, chain)) left.delete(key);
    // iptables makes up empty chains in the place of those that it cannot say.
    else if (same && chain.rules.length === 0) return [];
    return [fromSaved(chain, tool, left.has(key) ? undefined : same)];
  });
  return marked([...saved, ...[...left.values()].map(fromNft)]);
}

/** The objects of nft that iptables-save(8) does not say; a table only when it holds none that iptables says. */
export function nativeObjects(firewall: Firewall): JsonObject[] {
  const saved = new Map(
    (['iptables', 'ip6tables'] as const).flatMap((tool) =>
      savedChains(firewall[tool] ?? '').map(
        (chain) => [JSON.stringify([tool === 'iptables' ? 'ip' : 'ip6', chain.table, chain.name]), chain] as const,
      ),
    ),
  );
  const chains = nftChains(firewall);
  const isShown = (key: string) => {
    const [nft, save] = [chains.get(key), saved.get(key)];
    return nft && save && isSame(nft, save) ? nft : undefined;
  };
  const shared = new Set([...chains].filter(([key]) => isShown(key)).map(([, { chain }]) => tableKey(chain)));
  return (firewall.nft ?? []).filter(({ table, chain, rule }) => {
    if (isObject(table)) return !shared.has(tableKey(table, 'name'));
    if (isObject(chain)) return !isShown(chainKey(chain, 'name'));
    if (!isObject(rule)) return true;
    return !isShown(chainKey(rule)) || !isKnown(rule);
  });
}

/** What is known before all chains are. `jumps`: the chains of its table that its rules lead to. */
interface Draft extends Omit<Chain, 'reached'> {
  /** Its table, as nft calls it, and its name there. */
  readonly at: string;
  readonly name: string;
  readonly begins: boolean;
  readonly jumps: readonly string[];
}

/** The chains that the kernel calls (iptables(8), "TABLES"). */
const BUILT_IN: readonly string[] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

function fromSaved({ table, name, policy, rules }: SavedChain, tool: Tool, nft: NftChain | undefined): Draft {
  const said = rules.map((text, index): Rule => {
    const other = nft?.rules[index];
    const printed = other && !isKnown(other) ? textOf(nft, other) : undefined;
    const translates = /(?:^| )-j (?:MASQUERADE|SNAT|DNAT|REDIRECT|NETMAP)\b/.test(unquoted(text));
    return printed === undefined
      ? { text, tool, translates }
      : { text: printed, tool: 'nft', translates: other ? doesTranslate(other) : false };
  });
  const jumps = rules.flatMap((text) => [...unquoted(text).matchAll(/(?:^| )-[jg] (\S+)/g)].map(([, to = '']) => to));
  return {
    tool,
    title: `${table} ${name}`,
    ...(policy === undefined ? {} : { policy }),
    rules: said,
    at: `${tool === 'iptables' ? 'ip' : 'ip6'} ${table}`,
    name,
    begins: BUILT_IN.includes(name),
    jumps: [...jumps, ...(nft?.rules ?? []).flatMap(jumpsOf)],
  };
}

function fromNft(nft: NftChain): Draft {
  const { chain, rules, printed } = nft;
  const policy = chain['policy'];
  return {
    tool: 'nft',
    title: `${chain['family']} ${chain['table']} ${chain['name']}`,
    ...(printed?.hook === undefined ? {} : { hook: printed.hook }),
    ...(typeof policy === 'string' ? { policy } : {}),
    rules: rules.map((rule) => ({
      text: textOf(nft, rule) ?? 'rule that nft did not print',
      tool: 'nft',
      translates: doesTranslate(rule),
    })),
    at: `${chain['family']} ${chain['table']}`,
    name: String(chain['name']),
    begins: chain['hook'] !== undefined && !printed?.dormant,
    jumps: rules.flatMap(jumpsOf),
  };
}

/** By chains that the kernel calls, and what their rules lead to. */
function marked(drafts: readonly Draft[]): Chain[] {
  const byName = new Map(drafts.map((draft) => [JSON.stringify([draft.at, draft.name]), draft]));
  const reached = new Set(drafts.filter(({ begins }) => begins));
  for (const draft of reached)
    for (const to of draft.jumps) {
      const next = byName.get(JSON.stringify([draft.at, to]));
      if (next) reached.add(next);
    }
  return drafts.map((draft) => {
    const { tool, title, hook, policy, rules } = draft;
    const said = { tool, title, ...(hook === undefined ? {} : { hook }), ...(policy === undefined ? {} : { policy }) };
    return { ...said, rules, reached: reached.has(draft) };
  });
}

function nftChains({ nft = [], ruleset = '' }: Firewall): Map<string, NftChain> {
  const printed = new Map(
    printedChains(ruleset).map((chain) => [JSON.stringify([chain.family, chain.table, chain.name]), chain]),
  );
  const chains = new Map<string, NftChain>();
  for (const { chain, rule } of nft) {
    if (isObject(chain)) {
      const key = chainKey(chain, 'name');
      chains.set(key, { chain, rules: [], printed: printed.get(key) });
    }
    if (isObject(rule)) chains.get(chainKey(rule))?.rules.push(rule);
  }
  return chains;
}

const textOf = ({ printed }: NftChain, { handle }: JsonObject): string | undefined =>
  typeof handle === 'number' ? printed?.rules.get(handle) : undefined;

/** Whether iptables means the same chain, rule by rule; those of iptables-legacy may stand behind. */
function isSame({ chain, rules }: NftChain, saved: SavedChain): boolean {
  if (saved.rules.length < rules.length) return false;
  return typeof chain['policy'] !== 'string' || chain['policy'].toUpperCase() === saved.policy;
}

/** What iptables' own rules are made of; of any other iptables-save(8) prints the rest of the rule alone. */
const KNOWN_STATEMENTS = ['counter', 'xt', 'accept', 'drop', 'return', 'jump', 'goto'];
const KNOWN_FIELDS = ['saddr', 'daddr', 'protocol', 'nexthdr', 'sport', 'dport'];
const KNOWN_KEYS = ['iifname', 'oifname', 'l4proto', 'mark'];

/** Whether iptables-save(8) says all of a rule of nft(8). */
function isKnown({ expr }: JsonObject): boolean {
  if (!Array.isArray(expr)) return false;
  return expr.every((part: Json) => {
    if (!isObject(part)) return false;
    const { match, limit } = part;
    if (isObject(limit)) return !('inv' in limit || 'rate_unit' in limit);
    return isObject(match) ? isKnownMatch(match) : Object.keys(part).every((name) => KNOWN_STATEMENTS.includes(name));
  });
}

function isKnownMatch({ op, left, right }: JsonObject): boolean {
  if (!['==', '!='].includes(String(op)) || !isObject(left)) return false;
  const { payload, meta } = left;
  const known =
    (isObject(payload) && KNOWN_FIELDS.includes(String(payload['field']))) ||
    (isObject(meta) && KNOWN_KEYS.includes(String(meta['key'])));
  const plain = typeof right === 'number' || (typeof right === 'string' && !right.startsWith('@'));
  return known && (plain || (isObject(right) && ('prefix' in right || 'range' in right)));
}

const TRANSLATIONS = ['masquerade', 'snat', 'dnat', 'redirect'];

function doesTranslate({ expr }: JsonObject): boolean {
  const parts = Array.isArray(expr) ? expr.filter(isObject) : [];
  return parts.some((part) => {
    const { xt } = part;
    if (isObject(xt)) return TRANSLATIONS.includes(String(xt['name']).toLowerCase()) || xt['name'] === 'NETMAP';
    return Object.keys(part).some((name) => TRANSLATIONS.includes(name));
  });
}

/** Verdict maps hold some, too. */
function jumpsOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(jumpsOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, body]) =>
    (name === 'jump' || name === 'goto') && isObject(body) ? [String(body['target'])] : jumpsOf(body),
  );
}

/** Without what stands in quotes, such as comments and log prefixes. */
const unquoted = (rule: string): string => rule.replace(/"(?:[^"\\]|\\.)*"/g, '""');

const tableKey = (object: JsonObject, name = 'table') => JSON.stringify([object['family'], object[name]]);
const chainKey = (object: JsonObject, name = 'chain') =>
  JSON.stringify([object['family'], object['table'], object[name]]);

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
