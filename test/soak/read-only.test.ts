import { test } from 'vitest';
import { expectNoChange } from '../real/kernel/looking.ts';

test('read-only-writes: none of 4,000 random lines that are called read-only changes files or the network', async () => {
  await expectNoChange(4_000);
}, 1_800_000);
