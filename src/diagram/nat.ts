import { printable } from '../printable.ts';
import { chainsOf, waysTo } from '../topology/firewall/chains.ts';
import { actingRules, type Chain, redirects, translates } from '../topology/firewall/model.ts';
import { type Rest, restsOf } from '../topology/firewall/rest.ts';
import { natSummaries, policyText } from '../topology/firewall/words.ts';
import { memoized } from '../topology/memoized.ts';
import type { Firewall } from '../topology/model.ts';

/** What the packet filter of a netns does to packets that pass through it. */
export interface Passing {
  /** One line for each rule that translates addresses and can be reached, and for a chain on the way of what is forwarded that drops what no condition takes. */
  readonly rules: readonly string[];
  /** Whether one of them is for more than packets to the host itself, where a redirect ends. */
  readonly beyondHost: boolean;
}

export const passingOf = memoized((firewall: Firewall): Passing => {
  const all = chainsOf(firewall);
  const ways = waysTo(all);
  const rests = restsOf(all);
  const chains = all.filter(({ reached }) => reached);
  return {
    rules: chains.flatMap((chain) => [...closedTexts(chain, rests.get(chain)), ...natSummaries(ways, chain)]),
    beyondHost: chains.some(
      (chain) =>
        (chain.hook?.name === 'forward' && closedTexts(chain, rests.get(chain)).length > 0) ||
        actingRules(chain.rules).some((rule) => translates(rule) && !redirects(rule)),
    ),
  };
});

const FAMILIES: ReadonlyMap<string, string> = new Map([
  ['ip', 'IPv4 '],
  ['ip6', 'IPv6 '],
  ['inet', ''],
]);

/** Through them comes whatever is forwarded. */
const FORWARDED: readonly string[] = ['ingress', 'prerouting', 'forward', 'postrouting', 'egress'];
/** Nobody need be there who takes it out of a queue. */
const CLOSES: readonly string[] = ['drop', 'reject', 'queue'];

/** 'IPv4 FORWARD policy DROP'; by a rule: 'IPv6 FORWARD drops the rest'. Of both families: 'forward policy drop'. */
function closedTexts(chain: Chain, rest: Rest | undefined): string[] {
  const { tool, family, table, name, hook, legacy } = chain;
  if (!rest || !hook || !FORWARDED.includes(hook.name) || !CLOSES.includes(rest.verdict)) return [];
  const inFamily = FAMILIES.get(family) ?? `${family} `;
  const devices = hook.devices ? ` on ${hook.devices.map(printable).join(', ')}` : '';
  const chainName = tool === 'nft' ? `${hook.name}${devices}` : table === 'filter' ? name : `${table} ${name}`;
  const does = rest.byPolicy
    ? `policy ${policyText(chain)}`
    : `${rest.verdict}s ${rest.isAll ? 'everything' : 'the rest'}`;
  return [`${inFamily}${chainName}${legacy ? ' (legacy)' : ''} ${does}`];
}
