// What was predicted of a flow against what was seen of it.
import type { Addresses, Hop, Step, Trace } from '../explain/trace.ts';
import { linkByName, netnsById } from '../topology/find.ts';
import type { LinkId, NetnsId, Topology } from '../topology/model.ts';
import type { Observation } from './observation.ts';
import type { Sighting } from './sighting.ts';

/** One link that a packet goes through, and how it looks there. */
export interface Pass {
  readonly netns: NetnsId;
  readonly link: LinkId;
  readonly direction: 'out' | 'in';
  readonly packet: Addresses;
}

export type Difference =
  /** It is answered, against the prediction; or the other way round. */
  | { readonly code: 'answered' | 'not-answered' }
  /** Of the question, or of its answer. */
  | { readonly code: 'not-seen'; readonly way: Way; readonly pass: Pass }
  | { readonly code: 'further'; readonly way: Way; readonly sighting: Sighting }
  | {
      readonly code: 'other-addresses';
      readonly way: Way;
      readonly pass: Pass;
      readonly seen: { readonly src: string; readonly dst: string };
    };

export type Way = 'there' | 'back';

export interface Comparison {
  /** `open`: nothing was predicted that the outcome could agree with, or nothing was sent. */
  readonly outcome: 'same' | 'differs' | 'open';
  readonly differences: readonly Difference[];
  /** Of each way, in its order: what was predicted beside what was seen of it. */
  readonly passes: readonly ComparedPass[];
}

export interface ComparedPass {
  readonly way: Way;
  readonly pass: Pass;
  /** Absent: it was not seen there. */
  readonly sighting?: Sighting;
}

/** Whether somebody has to look at that: the model or the kernel is not what it is taken for. */
export const isDifferent = ({ outcome, differences }: Comparison): boolean =>
  outcome === 'differs' || differences.length > 0;

export function compare(topology: Topology, trace: Trace, observation: Observation): Comparison {
  const outcome = outcomeOf(trace, observation);
  if (observation.outcome.kind === 'cannot') return { outcome, differences: [], passes: [] };
  const wrong: Difference[] =
    outcome === 'differs' ? [{ code: observation.outcome.kind === 'answered' ? 'answered' : 'not-answered' }] : [];
  const [there, back] = (['there', 'back'] as const).map((way) => {
    if (way === 'back' && mayKeepSilent(trace, observation)) return { passes: [], differences: [] };
    const passes = passesBeside(topology, trace, observation, way);
    return { passes, differences: differencesOf(trace, observation, way, passes) };
  });
  return {
    outcome,
    differences: [...wrong, ...(there?.differences ?? []), ...(back?.differences ?? [])],
    passes: [...(there?.passes ?? []), ...(back?.passes ?? [])],
  };
}

function outcomeOf({ verdict, flow }: Trace, { outcome }: Observation): Comparison['outcome'] {
  if (verdict === 'unknown' || outcome.kind === 'cannot') return 'open';
  if (outcome.kind === 'answered') return verdict === 'lost' ? 'differs' : 'same';
  if (verdict === 'lost') return 'same';
  // What is outside need not answer.
  return verdict === 'exits' || mayKeepSilent({ flow }, { outcome }) ? 'open' : 'differs';
}

/** A program that takes datagrams need not answer each. */
const mayKeepSilent = ({ flow }: Pick<Trace, 'flow'>, { outcome }: Pick<Observation, 'outcome'>): boolean =>
  flow.protocol === 'udp' && outcome.kind === 'silent';

const isCut = ({ missing }: Observation): boolean => missing.some(({ code }) => code === 'frames');

const seenOf = ({ sightings }: Observation, way: Way): Sighting[] => {
  const part = way === 'there' ? 'question' : 'answer';
  return sightings.filter((one) => one.part === part && !isTunnelled(one));
};

function passesBeside(topology: Topology, trace: Trace, observation: Observation, way: Way): ComparedPass[] {
  const { watched, ordered } = observation;
  const seen = seenOf(observation, way);
  let at = 0;
  return passesOf(topology, trace[way])
    .filter(({ netns }) => watched.includes(netns))
    .map((pass) => {
      const found = seen.findIndex((one, index) => index >= at && isAt(one, pass));
      const sighting = seen[found];
      if (sighting && ordered) at = found + 1;
      return { way, pass, ...(sighting && { sighting }) };
    });
}

/** The first one of the passes, or else what was seen beyond them. A doubt on the way leaves open what comes after it. */
function differencesOf(
  trace: Trace,
  observation: Observation,
  way: Way,
  passes: readonly ComparedPass[],
): Difference[] {
  const { verdict, [way]: hops } = trace;
  for (const { pass, sighting } of passes) {
    // Of what could not all be kept, something is not seen.
    if (!sighting) return verdict === 'unknown' || isCut(observation) ? [] : [{ code: 'not-seen', way, pass }];
    const other = addressesIn(sighting);
    if (other && (other.src !== pass.packet.src || other.dst !== pass.packet.dst))
      return [{ code: 'other-addresses', way, pass, seen: other }];
  }
  if (verdict === 'unknown' || hops.length === 0) return [];
  const known = new Set(hops.map(({ netns }) => netns));
  const beyond = seenOf(observation, way).find((one) => isTaken(one) && !known.has(one.netns));
  return beyond ? [{ code: 'further', way, sighting: beyond }] : [];
}

const isAt = (one: Sighting, { link, direction }: Pass): boolean => one.link === link && one.direction === direction;

const isTaken = ({ direction, passing }: Sighting): boolean => direction === 'in' && !passing;

const isTunnelled = ({ headers: { body } }: Sighting): boolean =>
  body?.kind === 'ip' && body.payload.kind === 'udp' && body.payload.inner !== undefined;

const addressesIn = ({ headers: { body } }: Sighting) =>
  body?.kind === 'ip' ? { src: body.src, dst: body.dst } : undefined;

/** The links of a way, in their order. */
function passesOf(topology: Topology, hops: readonly Hop[]): Pass[] {
  return hops.flatMap(({ netns, steps }) => steps.flatMap((step) => passesOfStep(topology, netns, step)));
}

function passesOfStep(topology: Topology, netns: NetnsId, { code, thing, packet, detail = '' }: Step): Pass[] {
  const pass = (link: LinkId, direction: Pass['direction']): Pass => ({ netns, link, direction, packet });
  if (thing.kind !== 'link') return [];
  if (code === 'sent' || code === 'left') return [pass(thing.link, 'out')];
  if (code === 'received') return [pass(thing.link, 'in')];
  if (code === 'to-itself') return [pass(thing.link, 'out'), pass(thing.link, 'in')];
  if (code !== 'bridged') return [];
  const links = netnsById(topology, netns)?.links ?? [];
  const [from, to] = detail.split(' → ').map((name) => linkByName(links, name)?.id);
  // At a port by which it comes in, a packet has the addresses that it had before; what goes up comes in by the bridge then.
  return to === undefined || from === undefined || to === thing.link ? [] : [pass(to, 'out')];
}
