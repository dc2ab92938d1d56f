import { expect, test } from 'vitest';
import { openProcesses } from '../../src/hosts/processes.ts';
import { openSandbox } from '../../src/hosts/sandbox/sandbox.ts';
import { compare } from '../real/explain/compare.ts';
import { Tally } from '../real/explain/tally.ts';

const NETWORKS = 10_000;
/** A sandbox is made anew from time to time. */
const SHARE = 500;

test('10,000 networks: what is said to arrive does, and nothing else', async () => {
  const seed = Math.floor(Date.now() / 1000) * 1000;
  console.log(`seeds from ${seed} on`);
  const all = new Tally();
  for (let at = 0; at < NETWORKS; at += SHARE) {
    const host = await openSandbox(openProcesses(), { internet: 'none' });
    try {
      const tally = await compare(host, seed + at, SHARE);
      all.join(tally);
      for (const report of tally.reports) console.log(report);
    } finally {
      await host.dispose();
    }
    console.log(all.text());
  }
  expect(all.reports).toEqual([]);
  expect(all.faults).toEqual([]);
  console.log(all.stillLost.join('\n\n'));
  expect(all.stillLost.length / NETWORKS).toBeLessThan(0.01);
  expect(all.unknownShare).toBeLessThan(0.05);
});
