import { expect, test } from 'vitest';
import { openProcesses } from '../../src/hosts/processes.ts';
import { openSandbox } from '../../src/hosts/sandbox/sandbox.ts';
import { churn } from '../real/topology/churn.ts';

// Each run is a test of its own, since what follows the host ends with its test.
test.each(Array.from({ length: 100 }, (_, run) => run))('a minute of random changes, seed %i', async (seed) => {
  const host = await openSandbox(openProcesses(), { internet: 'none' });
  try {
    expect(await churn(host, 60, seed)).toBeGreaterThan(100);
  } finally {
    await host.dispose();
  }
});
