// Packets that a translation on their way has sent back to who sends them: nobody takes what comes in from an address of its own.
import { netnsById } from '../topology/find.ts';
import { readIp } from '../topology/prefix.ts';
import { changesOf } from './changes.ts';
import { isLocal } from './routing.ts';
import type { Stop } from './trace.ts';
import type { Walk } from './walk.ts';

/** Told by the rule that has done it. */
export function forOwnService(walk: Walk, stop: Stop): Stop {
  if (stop.reason !== 'martian-source' || stop.way !== 'there') return stop;
  const there = walk.hops('there');
  const { step, before } = changesOf(there, 'dst').at(-1) ?? {};
  const sender = netnsById(walk.topology, there[0]?.netns ?? '');
  const dst = readIp(stop.packet.dst);
  if (!sender || !dst || step?.thing.kind !== 'rule' || before?.dst === step.packet.dst) return stop;
  const isBack = stop.thing.netns === sender.id && step.thing.netns !== sender.id && isLocal(sender, dst);
  if (!isBack) return stop;
  return { ...stop, manner: 'back-at-its-sender', thing: step.thing, args: [stop.packet.dst, stop.packet.src] };
}
