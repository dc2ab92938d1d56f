// Rules that give packets a source that is not an address of their namespace: answers to it need not come back there.
import { netnsById } from '../topology/find.ts';
import { readIp } from '../topology/prefix.ts';
import { changesOf } from './changes.ts';
import type { Reason } from './reasons.ts';
import { isLocal } from './routing.ts';
import type { Stop } from './trace.ts';
import type { Walk } from './walk.ts';

/** What may come of it to the question. */
const ON_THE_WAY: readonly Reason[] = ['martian-source', 'reverse-path-filter', 'no-nat'];
/** And to an answer that is sent there. */
const ON_THE_WAY_BACK: readonly Reason[] = [
  'no-route',
  'route-refuses',
  'not-outside',
  'no-neighbour',
  'not-on-this-wire',
  'arp-not-answered',
  'answer-goes-elsewhere',
  'no-nat',
  'forwarding-off',
  'hop-limit',
];

/** What is lost for such a source is told by the rule that gives it. */
export function forForeignSource(walk: Walk, stop: Stop): Stop {
  const { step, before } = changesOf(walk.hops('there'), 'src').at(-1) ?? {};
  const netns = netnsById(walk.topology, step?.thing.netns ?? '');
  const source = readIp(step?.packet.src ?? '');
  if (step?.thing.kind !== 'rule' || before?.src === step.packet.src || !netns || !source) return stop;
  const [mayCome, lost] = stop.way === 'there' ? [ON_THE_WAY, stop.packet.src] : [ON_THE_WAY_BACK, stop.packet.dst];
  if (lost !== step.packet.src || !mayCome.includes(stop.reason) || isLocal(netns, source)) return stop;
  const [reason, manner] = ['answer-goes-elsewhere', 'foreign-source'] as const;
  return { ...stop, reason, manner, thing: step.thing, args: [step.packet.src] };
}
