import { inWords, type Said } from '../../words.ts';
import { sayChange } from '../change-words.ts';
import { pair, same } from '../diff-lists.ts';
import type { Firewall, Json, JsonObject } from '../model.ts';
import { chainsOf, nativeObjects } from './chains.ts';
import type { Chain } from './model.ts';
import { policyText, ruleLine } from './words.ts';

interface FirewallChange {
  readonly said: Said;
  readonly how: 'added' | 'removed' | 'changed';
  readonly detail: boolean;
}

/** The differences in words: each rule once, by the program that has the better words for it. */
export function diffFirewall(before: Firewall, after: Firewall): FirewallChange[] {
  if (same(before, after)) return [];
  const [was, is] = [chainsOf(before), chainsOf(after)];
  const native = new Set([...nativeObjects(before), ...nativeObjects(after)].map(objectKey));
  const isNative = (object: JsonObject) => !('rule' in object) && native.has(objectKey(object));
  const changes = [
    ...diffChains(was, is),
    ...pair((before.nft ?? []).filter(isNative), (after.nft ?? []).filter(isNative), objectKey).map(
      (change): FirewallChange => ({
        how: change.how,
        said: sayChange(change.how, objectSaid(change.after ?? change.before)),
        detail: false,
      }),
    ),
    ...pair(rules(was), rules(is), (rule) => rule).map(
      (change): FirewallChange => ({
        how: change.how,
        said: sayChange(change.how, change.after ?? change.before),
        detail: false,
      }),
    ),
  ];
  return changes.length > 0 ? changes : [{ how: 'changed', said: sayChange('firewall'), detail: true }];
}

const rules = (chains: readonly Chain[]): string[] =>
  chains.flatMap((chain) => chain.rules.map((rule) => ruleLine(chain, rule)));

/** The chains that iptables says; those of nft are objects of its own. */
function diffChains(before: readonly Chain[], after: readonly Chain[]): FirewallChange[] {
  const [was, is] = [before, after].map((chains) => chains.filter(({ tool }) => tool !== 'nft').map(chainLine));
  const common = (line: ChainLine) => [was, is].every((lines) => lines?.some(({ table }) => table === line.table));
  return pair(was ?? [], is ?? [], ({ said }) => inWords(said))
    .filter(({ how }) => how !== 'changed')
    .map((change) => {
      const line = change.after ?? change.before;
      // A table brings its built-in chains along, all open; iptables-save(8) shows them even where nft's are others.
      const detail = line.opens && !common(line);
      return { how: change.how, said: sayChange(change.how, line.said), detail };
    });
}

interface ChainLine {
  readonly table: string;
  /** 'iptables -t filter chain INPUT with policy DROP'; a chain of one's own has no policy. */
  readonly said: Said;
  readonly opens: boolean;
}

function chainLine(chain: Chain): ChainLine {
  const program = chain.legacy ? `${chain.tool}-legacy` : chain.tool;
  const table = `${program} -t ${chain.table}`;
  const policy = policyText(chain);
  const said =
    policy === undefined
      ? sayChange('chain', program, chain.table, chain.name)
      : sayChange('chain-with-policy', program, chain.table, chain.name, policy);
  return { table, said, opens: chain.policy === 'accept' };
}

function objectKey(object: JsonObject): string {
  const [kind = '', what] = Object.entries(object)[0] ?? [];
  const { family, table, name } = fields(what);
  return JSON.stringify([kind, family, table, name]);
}

/** 'nft table ip nat', 'nft chain input of table inet filter'. */
function objectSaid(object: JsonObject): Said {
  const [kind = '', what] = Object.entries(object)[0] ?? [];
  const { family = '?', table, name = '' } = fields(what);
  if (kind === 'table') return sayChange('nft-table', family, name);
  return table === undefined ? sayChange('nft-other', kind, name) : sayChange('nft-object', kind, name, family, table);
}

function fields(what: Json | undefined): Readonly<Record<string, string | undefined>> {
  if (typeof what !== 'object' || what === null || Array.isArray(what)) return {};
  return Object.fromEntries(
    Object.entries(what).map(([key, value]) => [key, typeof value === 'object' ? undefined : String(value)]),
  );
}
