import { pair, same } from './diff-lists.ts';
import type { Firewall, Json, JsonObject } from './model.ts';
import { printable } from './names.ts';

interface FirewallChange {
  readonly text: string;
  readonly how: 'added' | 'removed' | 'changed';
  readonly detail: boolean;
}

/** The differences in words: of iptables where it shows them, else of nft. */
export function diffFirewall(before: Firewall, after: Firewall): FirewallChange[] {
  if (same(before, after)) return [];
  const tables = (['iptables', 'ip6tables'] as const).flatMap((tool) =>
    pair(lines(before[tool], tool), lines(after[tool], tool), (line) => line)
      .filter(({ how }) => how !== 'changed')
      .map((change) => ({ how: change.how, text: `${change.after ?? change.before} ${change.how}`, detail: false })),
  );
  if (tables.length > 0) return tables;
  const objects = pair(before.nft ?? [], after.nft ?? [], objectKey).map((change) => ({
    how: change.how,
    text: `nft ${objectText(change.after ?? change.before)} ${change.how}`,
    detail: false,
  }));
  return objects.length > 0 ? objects : [{ how: 'changed', text: 'firewall reads otherwise', detail: true }];
}

/** The rules and policies of iptables-save(8), each with its table: 'iptables -t nat -A POSTROUTING -j MASQUERADE'. */
function lines(save: string | undefined, tool: string): string[] {
  let table = '';
  const found: string[] = [];
  for (const line of (save ?? '').split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    else if (line.startsWith('-')) found.push(printable(`${tool} -t ${table} ${line}`));
    else if (line.startsWith(':')) found.push(printable(`${tool} -t ${table} chain ${chainText(line)}`));
  }
  return found;
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
