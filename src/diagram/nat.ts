import { chainsOf, waysTo } from '../topology/firewall/chains.ts';
import { actingRules, type Chain, lastVerdict, redirects, translates } from '../topology/firewall/model.ts';
import { natSummaries, policyText } from '../topology/firewall/words.ts';
import type { Netns } from '../topology/model.ts';
import { type Forwarding, forwardingOf } from '../topology/sysctls.ts';

/** What the packet filter and the sysctls of a netns do to packets that pass through it. */
export interface Routing {
  readonly forwards: readonly Forwarding[];
  /** One line for each rule that translates addresses and can be reached, and for a forward chain that drops what no condition takes. */
  readonly rules: readonly string[];
  /** Whether one of them is for more than packets to the host itself, where a redirect ends. */
  readonly beyondHost: boolean;
}

export function routingOf(netns: Netns): Routing {
  const all = chainsOf(netns.firewall);
  const ways = waysTo(all);
  const chains = all.filter(({ reached }) => reached);
  return {
    forwards: forwardingOf(netns),
    rules: chains.flatMap((chain) => [
      ...(closesForward(chain) ? [closedText(chain)] : []),
      ...natSummaries(ways, chain),
    ]),
    beyondHost: chains.some(
      (chain) => closesForward(chain) || actingRules(chain.rules).some((rule) => translates(rule) && !redirects(rule)),
    ),
  };
}

const closesForward = (chain: Chain): boolean =>
  chain.hook?.name === 'forward' && ['drop', 'reject'].includes(lastVerdict(chain) ?? '');

const FAMILIES: ReadonlyMap<string, string> = new Map([
  ['ip', 'IPv4 '],
  ['ip6', 'IPv6 '],
  ['inet', ''],
]);

/** 'IPv4 FORWARD policy DROP'; by a rule: 'IPv6 FORWARD drops the rest'. Of both families: 'forward policy drop'. */
function closedText(chain: Chain): string {
  const { tool, family } = chain;
  const name = `${FAMILIES.get(family) ?? `${family} `}${tool === 'nft' ? 'forward' : chain.name}`;
  const byRule = lastVerdict({ rules: chain.rules });
  if (byRule === undefined) return `${name} policy ${policyText(chain)}`;
  return `${name} ${byRule}s ${actingRules(chain.rules).length > 1 ? 'the rest' : 'everything'}`;
}
