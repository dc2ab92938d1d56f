// All that is in a flow's way: each obstacle is taken away in the model, to see what stands behind it.
import { linksWith } from '../topology/find.ts';
import { placeOf } from '../topology/firewall/chains.ts';
import type { Topology } from '../topology/model.ts';
import { trace } from './explain.ts';
import { fixesFor } from './fixes.ts';
import type { Flow } from './flow.ts';
import type { Reason } from './reasons.ts';
import type { Stop, Trace, Verdict } from './trace.ts';

export interface Obstacle extends Stop {
  /** The commands that take it away; none: nothing that is known here does. */
  readonly fix: readonly (readonly string[])[];
}

export interface Explanation {
  /** As things are. */
  readonly trace: Trace;
  readonly obstacles: readonly Obstacle[];
  /** What it would come to with all the fixes. */
  readonly withFixes: Verdict;
}

export function explain(topology: Topology, flow: Flow): Explanation {
  const first = trace(topology, flow);
  const { obstacles, withFixes } = mended(topology, first, { traces: MAX_TRACES });
  const { reason, fix = [] } = obstacles.at(-1) ?? {};
  const isForNobody = withFixes === 'lost' && fix.length === 0 && reason !== undefined && NOBODY.includes(reason);
  return { trace: first, obstacles: isForNobody ? unopened(obstacles) : obstacles, withFixes };
}

/** Nobody is there whom it could come to. */
const NOBODY: readonly Reason[] = ['no-neighbour', 'not-on-this-wire', 'not-outside', 'hop-limit'];
/** Against these something is opened that would stay so. */
const CLOSED: readonly Reason[] = ['firewall-drops', 'firewall-rejects', 'forwarding-off'];

/** What is fixed behind something that stays closed brings a flow no further. */
function unopened(obstacles: readonly Obstacle[]): readonly Obstacle[] {
  const closed = obstacles.findIndex(({ reason }) => CLOSED.includes(reason));
  return obstacles.map((one, at) => (closed >= 0 && at >= closed ? { ...one, fix: [] } : one));
}

interface Mended extends Pick<Explanation, 'obstacles' | 'withFixes'> {
  /** There were fixes to try at its end, and none of them helped. */
  readonly isDeadEnd: boolean;
}

/** How many flows are followed for one explanation: what is wrong in more places is explained anew when these are mended. */
const MAX_TRACES = 80;

/** By the first fix with which the flow arrives in the end, or else that with which it comes furthest; one that brings it no further is none. */
function mended(topology: Topology, now: Trace, budget: { traces: number }, isBehind = false): Mended {
  const { stop, verdict } = now;
  // What is behind an obstacle is not told as certain where it is not.
  if (!stop || (isBehind && verdict === 'unknown')) return { obstacles: [], withFixes: verdict, isDeadEnd: false };
  let best: (Mended & { readonly far: number }) | undefined;
  let loose: Mended | undefined;
  const fixes = fixesFor(topology, now, stop);
  for (const { argv, edit, guessed, loosens, cause } of fixes) {
    if (budget.traces-- <= 0) break;
    const next = edit(topology);
    const after = trace(next, now.flow);
    const far = distance(after);
    const isFurther = far > distance(now) || isAnother(stop, after, now);
    if (far < distance(now) || (!isFurther && after.stop?.reason === stop.reason)) continue;
    const rest = mended(next, after, budget, true);
    const isUseless = guessed && isForNobody(topology, stop, rest);
    const { way } = stop;
    const found = {
      obstacles: [{ ...(cause ? { ...cause, way } : stop), fix: isUseless ? [] : argv }, ...rest.obstacles],
      withFixes: rest.withFixes,
      isDeadEnd: rest.isDeadEnd,
      far,
    };
    if (arrives(rest.withFixes)) {
      if (loose && loose.obstacles.length <= found.obstacles.length) return loose;
      // What helps behind it may help without it: more so a route that is wrong.
      const isMore = loosens || rest.obstacles.some(({ reason }) => reason === 'wrong-route');
      if (!isMore || rest.obstacles.length === 0) return found;
      loose = found;
      continue;
    }
    if (guessed && (cause || rest.isDeadEnd || (isUseless && isNobody(stop)))) continue;
    // What ends at the same place for another reason helps only if it is the beginning of what does.
    if (isFurther && (best === undefined || rank(found) > rank(best))) best = found;
  }
  return loose ?? best ?? { obstacles: [{ ...stop, fix: [] }], withFixes: verdict, isDeadEnd: fixes.length > 0 };
}

/** Whether nobody is there, where it comes to, who has its destination: not only a gateway. */
const isNobody = ({ reason, packet, args: [asked] }: Stop): boolean =>
  NOBODY.includes(reason) && (asked === packet.dst || (reason !== 'no-neighbour' && reason !== 'not-on-this-wire'));

/** Whether what is behind a guess shows that it was a wrong one: nobody is there either. */
function isForNobody(topology: Topology, stop: Stop, { obstacles, withFixes }: Mended): boolean {
  if (arrives(withFixes)) return false;
  const last = obstacles.at(-1);
  const owners = linksWith(topology, stop.packet.dst).map(({ netns }) => netns.id);
  if (isNobody(stop) && owners.length === 0) return true;
  if (withFixes !== 'lost' || !last || last.fix.length > 0 || last.way !== stop.way) return false;
  return isNobody(last) || (isNobody(stop) && !owners.includes(last.thing.netns));
}

/** What ends at an obstacle that nothing is known against says more than what ends where all fixes failed. */
const rank = ({ isDeadEnd, far }: { readonly isDeadEnd: boolean; readonly far: number }): number =>
  isDeadEnd ? far - Number.MAX_SAFE_INTEGER : far;

const arrives = (verdict: Verdict): boolean => verdict === 'delivered' || verdict === 'exits';

/** Of a question for a neighbour nothing is seen on the way: whether it comes further, to something else that stops it. */
function isAnother(stop: Stop, after: Trace, now: Trace): boolean {
  return after.stop !== undefined && after.decisions > now.decisions && keyOf(after.stop) !== keyOf(stop);
}

/** What a stop is about; a chain is the same with another rule in it. */
const keyOf = ({ reason, thing, packet, args }: Stop): string =>
  JSON.stringify([
    reason,
    packet,
    args,
    thing.kind,
    thing.netns,
    'chain' in thing ? [placeOf(thing.chain), thing.chain.name] : thing,
  ]);

/** How far a flow comes, to be compared with how far it came before. */
function distance({ verdict, stop, there, back }: Trace): number {
  if (arrives(verdict)) return Number.MAX_SAFE_INTEGER;
  const count = (hops: Trace['there']) => hops.reduce((sum, hop) => sum + hop.steps.length, 0);
  const steps = stop?.way === 'back' ? 1_000_000 + count(there) : 0;
  return steps + (stop?.steps ?? count(stop?.way === 'back' ? back : there));
}
