import { chainsOf } from '../topology/firewall/chains.ts';
import { type Chain, redirects, translates } from '../topology/firewall/model.ts';
import { policyText, ruleSummary } from '../topology/firewall/words.ts';
import type { Netns } from '../topology/model.ts';

/** What the packet filter and the sysctls of a netns do to packets that pass through it. */
export interface Routing {
  readonly forwards: boolean;
  readonly forwards6: boolean;
  /** One line for each rule that translates addresses and can be reached, and for a forward chain that drops by default. */
  readonly rules: readonly string[];
  /** Whether one of them is for more than packets to the host itself, where a redirect ends. */
  readonly beyondHost: boolean;
}

export function routingOf({ sysctls, firewall }: Netns): Routing {
  const chains = chainsOf(firewall).filter(({ reached }) => reached);
  return {
    forwards: sysctls['net.ipv4.ip_forward'] === '1',
    forwards6: sysctls['net.ipv6.conf.all.forwarding'] === '1',
    rules: chains.flatMap((chain) => [
      ...(closesForward(chain) ? [`${chain.tool === 'nft' ? 'forward' : chain.name} policy ${policyText(chain)}`] : []),
      ...chain.rules.filter(translates).map((rule) => ruleSummary(chain, rule)),
    ]),
    beyondHost: chains.some(
      (chain) => closesForward(chain) || chain.rules.some((rule) => translates(rule) && !redirects(rule)),
    ),
  };
}

const closesForward = ({ hook, policy }: Chain): boolean => hook?.name === 'forward' && policy === 'drop';
