import { test } from 'vitest';
import { compareWithBash } from '../real/shell/bash-reading.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

test('hidden-command: in 200,000 random lines bash runs nothing that is not read', async () => {
  await compareWithBash(200_000, true, seed);
}, 3_600_000);

test('hidden-command: nor in 50,000 with substitutions, pipes, jobs and mistakes', async () => {
  await compareWithBash(50_000, false, seed);
}, 3_600_000);
