// Rules that exempt packets from connection tracking, and so from all translation: NOTRACK of iptables-extensions(8), `notrack` of nft(8).
import type { NetnsId } from '../topology/model.ts';
import type { Hop, Step, Thing } from './trace.ts';

export type RuleThing = Extract<Thing, { kind: 'rule' }>;

export interface Exemption extends Step {
  readonly thing: RuleThing;
}

const isExemption = (step: Step): step is Exemption => step.code === 'untracked' && step.thing.kind === 'rule';

/** All that a packet has met in a netns. */
export const exemptionsIn = (hops: readonly Hop[], netns: NetnsId): Exemption[] =>
  hops.flatMap(({ steps }) => steps.filter(isExemption).filter(({ thing }) => thing.netns === netns));

/** What an answer has met first where the question was translated. */
export function exemptionOf(there: readonly Hop[], back: readonly Hop[]): Exemption | undefined {
  const translating = there.flatMap(({ netns, steps }) =>
    steps.some(({ code }) => code === 'translated') ? netns : [],
  );
  return translating.flatMap((netns) => exemptionsIn(back, netns))[0];
}
