// Where rules have changed the addresses of a packet on its way.
import type { Addresses, Hop, Step } from './trace.ts';

export interface Change {
  /** The step in which a rule does it. */
  readonly step: Step;
  /** As the packet was before. */
  readonly before: Addresses;
  /** What comes after it. */
  readonly after: readonly Step[];
}

const END = { src: ({ src, sport }: Addresses) => [src, sport], dst: ({ dst, dport }: Addresses) => [dst, dport] };

/** All changes of one end, address or port, in their order. */
export function changesOf(hops: readonly Hop[], side: keyof typeof END): Change[] {
  const steps = hops.flatMap((hop) => hop.steps);
  const endOf = (packet: Addresses) => END[side](packet).join(' ');
  return steps.flatMap((step, at): Change[] => {
    const before = steps[at - 1]?.packet;
    const isChange = step.code === 'translated' && before && endOf(before) !== endOf(step.packet);
    return isChange ? [{ step, before, after: steps.slice(at + 1) }] : [];
  });
}
