import type { NetnsId } from '../topology/model.ts';
import type { Hop } from './trace.ts';

/** A way that comes back to where it was, with the same addresses: the hops of one round, and where it begins. */
export interface Circle {
  readonly at: number;
  readonly round: readonly NetnsId[];
}

/** The first one; undefined: it passes no netns twice in the same way. */
export function circleOf(hops: readonly Hop[]): Circle | undefined {
  const seen = new Map<string, number>();
  for (const [index, { netns, steps }] of hops.entries()) {
    const passed = steps.find(({ code }) => code === 'forwarded');
    if (!passed) continue;
    const key = JSON.stringify([netns, passed.detail, passed.packet.src, passed.packet.dst]);
    const at = seen.get(key);
    if (at !== undefined) return { at, round: hops.slice(at, index).map((hop) => hop.netns) };
    seen.set(key, index);
  }
  return undefined;
}
