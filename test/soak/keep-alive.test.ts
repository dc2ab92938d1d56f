import { expect, test } from 'vitest';
import { openDurable } from '../../src/hosts/durable/host.ts';
import { CuttableLine, echoOverCuts } from '../real/hosts/cuttable.ts';
import { processesWithEnvironment } from '../real/hosts/support.ts';

test('kept processes lose no byte over 500 cuts, and nothing is left of them', async () => {
  const line = new CuttableLine();
  const host = await openDurable({ open: line.open, connection: line.connection, keepAliveMs: 60_000 });
  const marker = `NETLAB_KEPT=${host.durable?.state().durable.split('-').at(-1)}`;
  try {
    await echoOverCuts(line, host, 500);
  } finally {
    await host.dispose();
  }
  expect(processesWithEnvironment(marker)).toEqual([]);
});
