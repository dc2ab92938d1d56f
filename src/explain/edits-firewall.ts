// A topology with one rule more, or less, in its packet filter.
import type { Chain, FirewallRule } from '../topology/firewall/model.ts';
import type { Firewall, JsonObject, NetnsId } from '../topology/model.ts';
import { type Edit, netnsEdit } from './edits.ts';
import { isLegacy, isOf } from './programs.ts';

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
  const { start, end } = sectionOf(lines, table, legacy);
  const own = `-A ${chain} ${text}`;
  if (start < 0) return `${saved}\n*${table}\n:${chain} ACCEPT [0:0]\n${own}\nCOMMIT\n`;
  const rules = lines.flatMap((line, at) => (at > start && at < end && line.startsWith('-A ') ? [at] : []));
  const at = first ? (rules[0] ?? end) : end;
  return [...lines.slice(0, at), own, ...lines.slice(at)].join('\n');
}

/** Without one rule of a chain. */
export const withoutRule = (netns: NetnsId, chain: Chain, rule: FirewallRule): Edit =>
  netnsEdit(netns, ({ firewall }) => {
    const at = chain.rules.indexOf(rule);
    const { tool, family, table, name } = chain;
    const legacy = isLegacy(firewall, chain);
    return {
      firewall: {
        ...firewall,
        ...(firewall.nft && !legacy && { nft: withoutNth(firewall.nft, { family, table, chain: name }, at) }),
        ...(tool === 'nft' ? {} : { [tool]: withoutLine(firewall[tool] ?? '', { table, chain: name, legacy }, at) }),
      },
    };
  });

function withoutNth(objects: readonly JsonObject[], place: Readonly<Record<string, string>>, nth: number) {
  const gone = objects.flatMap((one, at) => (isOf(one['rule'], place) ? [at] : []))[nth];
  return objects.filter((_, at) => at !== gone);
}

function withoutLine(saved: string, { table, chain, legacy }: Place, nth: number): string {
  const lines = saved.split('\n');
  const { start, end } = sectionOf(lines, table, legacy);
  const own = lines.flatMap((line, at) =>
    at > start && at < end && `${line} `.startsWith(`-A ${chain} `) ? [at] : [],
  );
  return lines.filter((_, at) => at !== own[nth]).join('\n');
}

type Place = Pick<NewRule, 'table' | 'chain' | 'legacy'>;

/** Of what iptables-save(8) prints, the lines of a table; what iptables-legacy holds follows the rest. */
function sectionOf(lines: readonly string[], table: string, legacy = false): { start: number; end: number } {
  const start = legacy ? lines.lastIndexOf(`*${table}`) : lines.indexOf(`*${table}`);
  const commit = lines.indexOf('COMMIT', start);
  return { start, end: commit < 0 ? lines.length : commit };
}
