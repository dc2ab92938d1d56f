// Our reading of shell, against bash's own.
import { test } from 'vitest';
import { compareValues, compareWithBash } from './bash-reading.ts';

test('hidden-command: in 20,000 random lines bash runs nothing that is not read', async () => {
  await compareWithBash(20_000, true, 1);
}, 600_000);

test('hidden-command: nor in 3,000 with substitutions, pipes, jobs and mistakes', async () => {
  await compareWithBash(3000, false, 1);
}, 600_000);

test('another-word: in 1,000 random texts of variables, functions and aliases bash runs nothing that is not read', async () => {
  await compareValues(1000, 1);
}, 600_000);
