import { type Holds, matches } from '../../../src/explain/match.ts';
import type { Seen } from '../../../src/explain/seen.ts';
import { chainsOf } from '../../../src/topology/firewall/chains.ts';
import type { Match } from '../../../src/topology/firewall/model.ts';

/** Whether all conditions of a rule hold. */
export function allHold(rule: { readonly iptables: string } | { readonly match: Match }, seen: Seen): Holds {
  if ('match' in rule) return matches(rule.match, seen);
  const [chain] = chainsOf({ iptables: `*filter\n:INPUT ACCEPT\n-A INPUT ${rule.iptables} -j ACCEPT\nCOMMIT` });
  const parts = chain?.rules[0]?.parts ?? [];
  const holds = parts.map((part) =>
    part.kind === 'match' ? matches(part, seen) : part.kind === 'xt' ? 'maybe' : true,
  );
  return holds.includes(false) ? false : holds.includes('maybe') ? 'maybe' : true;
}
