// A topology with one rule more in its packet filter.
import type { Chain } from '../topology/firewall/model.ts';
import type { Firewall, JsonObject, NetnsId } from '../topology/model.ts';
import { type Edit, netnsEdit } from './edits.ts';
import { isOf } from './programs.ts';

/** Where a rule goes into a chain. */
export interface NewRule {
  readonly tool: 'iptables' | 'ip6tables' | 'nft';
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  /** Of iptables-legacy, which nft does not see. */
  readonly legacy?: boolean;
  /** At its beginning, or at its end. */
  readonly first: boolean;
  /** As iptables-save(8) prints it after the chain's name. */
  readonly text: string;
  /** The same, as nft(8) has it in JSON. */
  readonly expressions: readonly JsonObject[];
}

export const withRule = (netns: NetnsId, rule: NewRule): Edit =>
  netnsEdit(netns, ({ firewall }) => ({ firewall: ruled(firewall, rule) }));

/** Without the rule at that place in a chain. */
export const withoutRuleAt = (netns: NetnsId, chain: Chain, at: number, legacy: boolean): Edit =>
  netnsEdit(netns, ({ firewall }) => {
    const { tool, family, table, name } = chain;
    const { nft } = firewall;
    return {
      firewall: {
        ...firewall,
        ...(nft && !legacy && { nft: without(nft, at, (one) => isOf(one['rule'], { family, table, chain: name })) }),
        ...(tool !== 'nft' && { [tool]: withoutLine(firewall[tool] ?? '', table, name, at, legacy) }),
      },
    };
  });

function without<T>(all: readonly T[], at: number, fits: (one: T) => boolean): T[] {
  const gone = all.filter(fits)[at];
  return all.filter((one) => one !== gone);
}

function withoutLine(saved: string, table: string, chain: string, nth: number, legacy: boolean): string {
  const lines = saved.split('\n');
  const [start, end] = blockOf(lines, table, legacy);
  const [gone] = lines
    .flatMap((line, at) => (at > start && at < end && line.startsWith(`-A ${chain} `) ? [at] : []))
    .slice(nth);
  return lines.filter((_, at) => at !== gone).join('\n');
}

/** The lines of a table, between its name and its COMMIT. What iptables-legacy holds follows the rest. */
function blockOf(lines: readonly string[], table: string, legacy: boolean | undefined): [start: number, end: number] {
  const start = legacy ? lines.lastIndexOf(`*${table}`) : lines.indexOf(`*${table}`);
  const commit = lines.indexOf('COMMIT', start);
  return [start, commit < 0 ? lines.length : commit];
}

/** In both readings of the packet filter, so that they stay the same. */
function ruled(firewall: Firewall, rule: NewRule): Firewall {
  const { tool, legacy } = rule;
  return {
    ...firewall,
    ...(firewall.nft && !legacy && { nft: insertedInto(firewall.nft, rule) }),
    ...(tool === 'nft' ? {} : { [tool]: insertedLine(firewall[tool] ?? '', rule) }),
  };
}

function insertedInto(
  objects: readonly JsonObject[],
  { family, table, chain, first, expressions }: NewRule,
): readonly JsonObject[] {
  const place = { family, table };
  if (!objects.some((one) => isOf(one['chain'], { ...place, name: chain }))) return objects;
  const made: JsonObject = { rule: { ...place, chain, expr: expressions } };
  const rules = objects.flatMap((one, at) => (isOf(one['rule'], { ...place, chain }) ? [at] : []));
  const at = rules.length === 0 ? objects.length : first ? (rules[0] ?? 0) : (rules.at(-1) ?? 0) + 1;
  return [...objects.slice(0, at), made, ...objects.slice(at)];
}

function insertedLine(saved: string, { table, chain, legacy, first, text }: NewRule): string {
  const lines = saved.split('\n');
  const [start, end] = blockOf(lines, table, legacy);
  const own = `-A ${chain} ${text}`;
  if (start < 0) return `${saved}\n*${table}\n:${chain} ACCEPT [0:0]\n${own}\nCOMMIT\n`;
  const rules = lines.flatMap((line, at) => (at > start && at < end && line.startsWith('-A ') ? [at] : []));
  const at = first ? (rules[0] ?? end) : end;
  return [...lines.slice(0, at), own, ...lines.slice(at)].join('\n');
}
