import { printable } from '../printable.ts';
import { pair, same } from './diff-lists.ts';
import { chainsOf, nativeObjects } from './firewall.ts';
import type { Firewall, Json, JsonObject } from './model.ts';

interface FirewallChange {
  readonly text: string;
  readonly how: 'added' | 'removed' | 'changed';
  readonly detail: boolean;
}

/** The differences in words: each rule once, by the program that has the better words for it. */
export function diffFirewall(before: Firewall, after: Firewall): FirewallChange[] {
  if (same(before, after)) return [];
  const native = new Set([...nativeObjects(before), ...nativeObjects(after)].map(objectKey));
  const isNative = (object: JsonObject) => !('rule' in object) && native.has(objectKey(object));
  const changes = [
    ...(['iptables', 'ip6tables'] as const).flatMap((tool) => diffChains(before[tool], after[tool], tool)),
    ...pair((before.nft ?? []).filter(isNative), (after.nft ?? []).filter(isNative), objectKey).map(
      (change): FirewallChange => ({
        how: change.how,
        text: `nft ${objectText(change.after ?? change.before)} ${change.how}`,
        detail: false,
      }),
    ),
    ...pair(rules(before), rules(after), (rule) => rule).map(
      (change): FirewallChange => ({
        how: change.how,
        text: `${printable(change.after ?? change.before)} ${change.how}`,
        detail: false,
      }),
    ),
  ];
  return changes.length > 0 ? changes : [{ how: 'changed', text: 'firewall reads otherwise', detail: true }];
}

/** 'iptables -t nat -A POSTROUTING -j MASQUERADE', 'nft inet filter input tcp dport 81 drop'. */
function rules(firewall: Firewall): string[] {
  return chainsOf(firewall).flatMap((chain) => {
    const [table, name] = chain.title.split(' ');
    const family = { iptables: 'ip ', ip6tables: 'ip6 ', nft: '' }[chain.tool];
    return chain.rules.map(({ tool, text }) =>
      tool === 'nft' ? `nft ${family}${chain.title} ${text}` : `${tool} -t ${table} -A ${name} ${text}`,
    );
  });
}

function diffChains(before = '', after = '', tool: string): FirewallChange[] {
  const common = tablesOf(before).filter((table) => tablesOf(after).includes(table));
  return pair(chains(before), chains(after), ({ table, text }) => `${table} ${text}`)
    .filter(({ how }) => how !== 'changed')
    .map((change) => {
      const { table, text } = change.after ?? change.before;
      // A table brings its built-in chains along, all open; iptables-save(8) shows them even where nft's are others.
      const detail = / with policy ACCEPT$/.test(text) && !common.includes(table);
      return { how: change.how, text: `${printable(`${tool} -t ${table} ${text}`)} ${change.how}`, detail };
    });
}

const tablesOf = (save: string) => [...save.matchAll(/^\*(.*)$/gm)].map(([, table = '']) => table);

/** The chains of iptables-save(8) with their policies, each with its table: 'chain INPUT with policy DROP' in 'filter'. */
function chains(save: string): { readonly table: string; readonly text: string }[] {
  let table = '';
  return save.split('\n').flatMap((line) => {
    if (line.startsWith('*')) table = line.slice(1);
    return line.startsWith(':') ? [{ table, text: `chain ${chainText(line)}` }] : [];
  });
}

/** ':INPUT DROP', ':MINE -': a chain of one's own has no policy. */
function chainText(line: string): string {
  const [name, policy] = line.slice(1).split(' ');
  return policy === '-' ? `${name}` : `${name} with policy ${policy}`;
}

function objectKey(object: JsonObject): string {
  const [kind = '', what] = Object.entries(object)[0] ?? [];
  const { family, table, name } = fields(what);
  return JSON.stringify([kind, family, table, name]);
}

/** 'table ip nat', 'chain input of table inet filter'. */
function objectText(object: JsonObject): string {
  const [kind = '', what] = Object.entries(object)[0] ?? [];
  const { family, table, name } = fields(what);
  const of = table === undefined ? '' : ` of table ${family} ${table}`;
  if (kind === 'table') return printable(`table ${family} ${name}`);
  return printable(`${kind} ${name ?? ''}${of}`);
}

function fields(what: Json | undefined): Readonly<Record<string, string | undefined>> {
  if (typeof what !== 'object' || what === null || Array.isArray(what)) return {};
  return Object.fromEntries(
    Object.entries(what).map(([key, value]) => [key, typeof value === 'object' ? undefined : String(value)]),
  );
}
