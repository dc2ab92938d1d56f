// The smallest network in which a prediction is wrong.
import type { Host } from '../../../src/hosts/host.ts';
import { isWrong, type Judged, judge, verdictOf } from './judge.ts';
import type { Network } from './networks.ts';
import type { Op } from './plan.ts';

/** The same mistake with as few operations as can be: first half of them left out, in the end one by one. */
export async function shrink(host: Host, wrong: Judged): Promise<Judged> {
  let best = wrong;
  const isSame = (one: Judged): boolean => isWrong(one) && verdictOf(one) === verdictOf(wrong);
  for (let size = Math.ceil(best.network.ops.length / 2); size >= 1; ) {
    const smaller = await smallerThan(host, best, size, isSame);
    // One by one as long as that helps.
    if (!smaller || size > 1) size = size === 1 ? 0 : Math.ceil(size / 2);
    best = smaller ?? best;
  }
  return best;
}

/** One without some of the operations, those that it can do without. undefined: it needs them all. */
async function smallerThan(
  host: Host,
  best: Judged,
  size: number,
  isSame: (one: Judged) => boolean,
): Promise<Judged | undefined> {
  const judged: Judged[] = [];
  const all = candidates(best, size);
  for (let at = 0; at < all.length; at += SIDE_BY_SIDE)
    judged.push(...(await judge(host, all.slice(at, at + SIDE_BY_SIDE))));
  const [first, ...more] = judged.filter(isSame);
  if (!first || more.length === 0) return first;
  const [together] = await judge(host, [merged(best, [first, ...more])]);
  return together && isSame(together) ? together : first;
}

const SIDE_BY_SIDE = 40;

/** Numbers that no other network has. */
const FIRST = 900_000_000;
const NAME = /\bn\d+([a-z])\b/g;
const renamed = (text: string, to: number): string => text.replace(NAME, `n${to}$1`);

function as(network: Network, seed: number): Network {
  return {
    seed,
    ops: network.ops.map((op) => ({ ...op, netns: renamed(op.netns, seed), text: renamed(op.text, seed) })),
    flows: network.flows.map((flow) => ({ ...flow, from: renamed(flow.from, seed) })),
  };
}

function candidates({ network, flow }: Judged, size: number): Network[] {
  const found: Network[] = [];
  for (let at = 0; at < network.ops.length; at += size) {
    const ops = network.ops.filter((_, index) => index < at || index >= at + size);
    found.push(as({ ...network, flows: [flow], ops: inSpaces(ops) }, FIRST + found.length));
  }
  return found.filter(({ ops }) =>
    ops.some(({ tool, netns }) => tool === 'netns' && netns.endsWith(flow.from.slice(-1))),
  );
}

/** Of a netns that is not made, nothing. */
function inSpaces(ops: Network['ops']): Network['ops'] {
  const made = new Set(ops.filter(({ tool }) => tool === 'netns').map(({ netns }) => netns));
  return ops.filter(({ netns, text }) => made.has(netns) && (text.match(NAME) ?? []).every((name) => made.has(name)));
}

/** Without all that some could do without. */
function merged({ network, flow }: Judged, smaller: readonly Judged[]): Network {
  const key = ({ netns, tool, text }: Op) => renamed(`${netns} ${tool} ${text}`, 0);
  const kept = smaller.map((one) => new Set(one.network.ops.map(key)));
  return as(
    { ...network, ops: network.ops.filter((op) => kept.every((keys) => keys.has(key(op)))), flows: [flow] },
    FIRST,
  );
}
