import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHost } from '../../src/hosts/open.ts';
import { TestKernel } from '../real/kernel/harness.ts';
import { differences } from '../real/kernel/plain-bash.ts';

test.each([11, 12, 13, 14, 15])('1,000 random cells do what they do in a plain bash (seed %i)', async (seed) => {
  const lab = new TestKernel(() => openHost('sandbox', { internet: 'none' }));
  const directory = mkdtempSync(join(tmpdir(), 'netlab-plain-'));
  expect(await differences(lab, { seed, rounds: 1000, directory })).toEqual([]);
  rmSync(directory, { recursive: true });
  await lab.close();
});
