import { test } from 'vitest';
import { expectNoChange } from './looking.ts';

test('read-only-writes: no random line that is called read-only changes files or the network', async () => {
  await expectNoChange(80);
}, 120_000);
