// Which program a rule of the packet filter is of.
import { chainsOf } from '../topology/firewall/chains.ts';
import type { Chain } from '../topology/firewall/model.ts';
import { isObject } from '../topology/json.ts';
import type { Firewall, Json } from '../topology/model.ts';

/** Whether only iptables-legacy sees a chain: nft(8) lists those of iptables too, where it is there. */
export function isLegacy({ nft }: Firewall, { tool, family, table, name, legacy, policy, rules }: Chain): boolean {
  if (tool === 'nft') return false;
  if (legacy === true || nft === undefined) return legacy === true;
  // In a table that is there, iptables-save(8) makes up what is missing of the built-in chains.
  const isMadeUp = rules.length === 0 && policy === 'accept';
  return !nft.some(
    (one) => isOf(one['chain'], { family, table, name }) || (isMadeUp && isOf(one['table'], { family, name: table })),
  );
}

/** Whether an object in the JSON of nft(8) has all of these texts. */
export const isOf = (one: Json | undefined, keys: Readonly<Record<string, string>>): boolean =>
  isObject(one) && Object.entries(keys).every(([key, value]) => one[key] === value);

/** The program that shows and changes the chains like one. */
export const programOf = (firewall: Firewall, chain: Chain): string =>
  isLegacy(firewall, chain) ? `${chain.tool}-legacy` : chain.tool;

/** Also where a table is of iptables-legacy alone, so that iptables-save(8) does not tell which. */
export const asShown = (firewall: Firewall, chain: Chain): Chain =>
  isLegacy(firewall, chain) ? { ...chain, legacy: true } : chain;

/** The chain by which the kernel comes to another: of the same table, at the hook. */
export function baseOf(firewall: Firewall, chain: Chain, hook: string | undefined): Chain | undefined {
  if (chain.hook) return chain;
  return chainsOf(firewall).find(
    ({ hook: own, table, family, legacy }) =>
      own?.name === hook && table === chain.table && family === chain.family && legacy === chain.legacy,
  );
}
