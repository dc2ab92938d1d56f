import { printable } from '../printable.ts';
import { pair, same } from './diff-lists.ts';
import { nativeObjects } from './firewall.ts';
import type { Firewall, Json, JsonObject } from './model.ts';

interface FirewallChange {
  readonly text: string;
  readonly how: 'added' | 'removed' | 'changed';
  readonly detail: boolean;
}

/** The differences in words: of iptables where it shows them, else of nft. */
export function diffFirewall(before: Firewall, after: Firewall): FirewallChange[] {
  if (same(before, after)) return [];
  const changes = [
    ...(['iptables', 'ip6tables'] as const).flatMap((tool) => diffSaved(before[tool], after[tool], tool)),
  ];
  const native = new Set([...nativeObjects(before), ...nativeObjects(after)].map(objectKey));
  const isNative = (object: JsonObject) => native.has(objectKey(object));
  const objects = pair((before.nft ?? []).filter(isNative), (after.nft ?? []).filter(isNative), objectKey).map(
    (change): FirewallChange => ({
      how: change.how,
      text: `nft ${objectText(change.after ?? change.before)} ${change.how}`,
      detail: false,
    }),
  );
  changes.push(...objects);
  return changes.length > 0 ? changes : [{ how: 'changed', text: 'firewall reads otherwise', detail: true }];
}

function diffSaved(before = '', after = '', tool: string): FirewallChange[] {
  const common = tablesOf(before).filter((table) => tablesOf(after).includes(table));
  return pair(lines(before), lines(after), ({ table, text }) => `${table} ${text}`)
    .filter(({ how }) => how !== 'changed')
    .map((change) => {
      const { table, text } = change.after ?? change.before;
      // A table brings its built-in chains along, all open; iptables-save(8) shows them even where nft's are others.
      const detail = / with policy ACCEPT$/.test(text) && !common.includes(table);
      return { how: change.how, text: `${printable(`${tool} -t ${table} ${text}`)} ${change.how}`, detail };
    });
}

const tablesOf = (save: string) => [...save.matchAll(/^\*(.*)$/gm)].map(([, table = '']) => table);

/** The rules and policies of iptables-save(8), each with its table: '-A POSTROUTING -j MASQUERADE' in 'nat'. */
function lines(save: string): { readonly table: string; readonly text: string }[] {
  let table = '';
  return save.split('\n').flatMap((line) => {
    if (line.startsWith('*')) table = line.slice(1);
    if (line.startsWith('-')) return [{ table, text: line }];
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
  const { family, table, chain, name, handle } = fields(what);
  return JSON.stringify([kind, family, table, chain, name, kind === 'rule' ? handle : undefined]);
}

/** 'rule in chain input of table inet filter', 'table ip nat', 'chain input of table inet filter'. */
function objectText(object: JsonObject): string {
  const [kind = '', what] = Object.entries(object)[0] ?? [];
  const { family, table, chain, name } = fields(what);
  const of = table === undefined ? '' : ` of table ${family} ${table}`;
  if (kind === 'rule') return printable(`rule in chain ${chain}${of}`);
  if (kind === 'table') return printable(`table ${family} ${name}`);
  return printable(`${kind} ${name ?? ''}${of}`);
}

function fields(what: Json | undefined): Readonly<Record<string, string | undefined>> {
  if (typeof what !== 'object' || what === null || Array.isArray(what)) return {};
  return Object.fromEntries(
    Object.entries(what).map(([key, value]) => [key, typeof value === 'object' ? undefined : String(value)]),
  );
}
