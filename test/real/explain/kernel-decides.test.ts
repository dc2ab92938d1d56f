import { expect, test } from 'vitest';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { rounds, SEED } from '../../fast-check.ts';
import { compare } from './compare.ts';

/** Half of them. */
const NETWORKS = rounds(150);
const UNKNOWN = 0.05;
/** Networks that nobody has thought up, with what was done to them: now and then the kernel does something that is not modelled. */
const STILL_LOST = 2;
/** What goes wrong is made small first. */
const LONGEST_MS = 600_000;

// Side by side, as they wait for each other's kernel more than they work.
test.concurrent.each([SEED, SEED + NETWORKS])(
  'what is said to arrive does, and nothing else, from seed %i on',
  async (seed) => {
    const host = await openSandbox(openProcesses(), { internet: 'none' });
    try {
      const tally = await compare(host, seed, NETWORKS);
      console.log(`networks ${seed}…${seed + NETWORKS - 1}\n${tally.text()}`);
      expect(tally.reports).toEqual([]);
      expect(tally.faults).toEqual([]);
      if (tally.stillLost.length > STILL_LOST) expect(tally.stillLost).toEqual([]);
      expect(tally.unknownShare).toBeLessThan(UNKNOWN);
    } finally {
      await host.dispose();
    }
  },
  LONGEST_MS,
);
