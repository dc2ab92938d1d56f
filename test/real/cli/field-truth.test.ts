import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runJsonl } from './program.ts';

const FIELD = fileURLToPath(new URL('../../../../shared/field/', import.meta.url));

/** The cells of a notebook that failed in the field, in short. */
async function cellsOf(name: string, skip: (why: string) => void, ...args: string[]) {
  if (!existsSync(FIELD)) skip('no field inputs here');
  const { cells } = await runJsonl(`${FIELD}${name}.netlab`, '--host', 'sandbox', '--keep-going', ...args);
  return cells;
}

test('green-but-cut, stop-then-syntax: what a time limit stops has failed', async ({ skip }) => {
  const [cut, bridge] = await cellsOf('green-but-cut', skip);
  expect([cut?.ok, cut?.timedOut, bridge?.ok]).toEqual([false, true, false]);
  const [parsed] = await cellsOf('stop-then-syntax', skip);
  expect([parsed?.ok, parsed?.stderr]).toEqual([false, '']);
});

test('server-green, background-race, server-in-netns-bg: the next cell finds the server', async ({ skip }) => {
  for (const name of ['server-green', 'background-race', 'server-in-netns-bg']) {
    const cells = await cellsOf(name, skip);
    expect([name, cells.filter(({ ok }) => !ok)]).toEqual([name, []]);
  }
});

test('D6c, D7b: the status of the cell before, and guards', async ({ skip }) => {
  const status = await cellsOf('D6c', skip);
  expect(status.at(-1)?.stdout).toBe('status 1\n');
  const guards = await cellsOf('D7b', skip);
  expect(guards.map(({ ok, stdout }) => [ok, stdout])).toEqual([
    [true, ''],
    [true, ''],
  ]);
});

test('D8: traps see the cells alone', async ({ skip }) => {
  const cells = await cellsOf('D8', skip);
  expect(cells.map(({ stdout }) => stdout)).toEqual([
    'line 2 failed: false\n',
    'line 1 failed: false\n',
    'about to: echo x\nx\n',
    'about to: trap - DEBUG\nback\n',
    'one line only, no back\n',
  ]);
});

test('E4: the hosts file of a netns that is made after its shell', async ({ skip }) => {
  const cells = await cellsOf('E4', skip);
  expect(cells.at(-1)).toMatchObject({ ok: true, stdout: expect.stringContaining('10.5.5.5') });
});
