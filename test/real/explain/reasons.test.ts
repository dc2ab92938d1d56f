// Each reason is the answer in a real network, its commands run there, and what is offered against it helps.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REASONS } from '../../../src/explain/reasons.ts';
import { whereOf } from '../../../src/explain/where.ts';
import { sayReason } from '../../../src/explain/words.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { inWords } from '../../../src/words.ts';
import { holds } from '../../unit/explain/held.ts';
import { REASON_NETWORKS } from './reason-networks.ts';
import { type Tried, tryAll } from './tried.ts';

let host: Host | undefined;
let tried: readonly Tried[] = [];

beforeAll(async () => {
  host = await openSandbox(openProcesses());
  // Of more than 300 namespaces not all settings are read.
  const half = Math.ceil(REASON_NETWORKS.length / 2);
  const first = await tryAll(host, REASON_NETWORKS.slice(0, half));
  tried = [...first, ...(await tryAll(host, REASON_NETWORKS.slice(half)))];
}, 180_000);
afterAll(() => host?.dispose());

test('each reason has a network', () => {
  const without = REASONS.filter((reason) => !REASON_NETWORKS.some((one) => one.reason === reason));
  expect(without).toEqual([]);
});

/** A kind of link, or a program. */
const MISSING = /Unknown device type|not supported|exec of ".*" failed: No such file/;

describe.each(REASON_NETWORKS.map((network, at) => ({ name: `${network.reason}: ${network.what}`, network, at })))(
  '$name',
  ({ network, at }) => {
    const one = (skip: (why: string) => never): Tried => {
      const found = tried[at];
      if (!found) throw new Error('not tried');
      return MISSING.test(found.made.out) ? skip(found.made.out) : found;
    };

    test('is what is in the way, and really is', ({ skip }) => {
      const { made, before, arrived } = one(skip);
      expect(made.out).toBe('');
      const { obstacles, trace } = before.explanation;
      const [first] = obstacles;
      expect(trace.verdict).toBe('lost');
      expect(first?.reason).toBe(network.reason);
      const sentence = first && inWords(sayReason(first, (id) => whereOf(before.topology, id)));
      expect(sentence).toMatch(network.says ?? '');
      expect(arrived.before).toBe(false);
    });

    test('names what is there', ({ skip }) => {
      const { topology, explanation } = one(skip).before;
      const { there, back, stop } = explanation.trace;
      const steps = [...there, ...back].flatMap((hop) => hop.steps.map(({ thing }) => thing));
      expect([...steps, ...(stop ? [stop.thing] : [])].filter((thing) => !holds(topology, thing))).toEqual([]);
    });

    test('is shown by its command', ({ skip }) => {
      const { see } = one(skip);
      expect(see).toBeDefined();
      expect(see?.out, see?.argv.join(' ')).not.toBe('');
      // What has no route says so by an error of the kernel.
      const isAnswer = see?.status === 0 || (network.reason === 'no-route' && see?.out.includes('RTNETLINK answers: '));
      expect(isAnswer, `${see?.argv.join(' ')}: ${see?.out}`).toBe(true);
    });

    test('goes with what is offered against it', ({ skip }) => {
      const { before, fixes, arrived } = one(skip);
      const { obstacles, withFixes } = before.explanation;
      expect({ reasons: obstacles.map(({ reason }) => reason), withFixes }).toMatchObject({ withFixes: network.ends });
      const failed = fixes.flatMap(({ ran }) => ran).filter(({ status }) => status !== 0);
      expect(failed).toEqual([]);
      for (const [index, { after }] of fixes.entries())
        expect(after.explanation.obstacles[0]?.reason, `after fix ${index + 1}`).toBe(obstacles[index + 1]?.reason);
      if (/^useless-/.test(network.what)) expect(fixes).toEqual([]);
      if (network.ends === 'lost') return;
      expect(fixes.at(-1)?.after.explanation.trace.verdict).toBe(network.ends);
      expect(arrived.after).toBe(true);
    });
  },
);
