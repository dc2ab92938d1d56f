import { expect, test } from 'vitest';
import { readInventory } from '../../../src/discovery/inventory.ts';

test('internet-by-its-program: the simulated internet is called so wherever it is shown', () => {
  const lines = [
    '1 - /proc/self/ns/net - - - -',
    '2 5 /proc/8/ns/net - 8 netlab-internet -',
    '3 6 /proc/9/ns/net - 9 sleep -',
  ];
  const { entries } = readInventory(Buffer.from(`${lines.join('\n')}\n`), '1');
  expect(entries.map(({ label }) => label)).toEqual(['root netns', 'internet (simulated)', 'sleep, PID 9']);
});
