import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { MEMORY } from '../../measured.ts';
import { notebook } from './program.ts';
import { measure } from './reader.ts';

const FIELD = fileURLToPath(new URL('../../../../shared/field/late-output-without-end.netlab', import.meta.url));

function made(cells: Parameters<typeof notebook>[0]): string {
  const { file, remove } = notebook(cells);
  onTestFinished(remove);
  return file;
}

/** Removes the log that an output names, and says how large it was. */
function takeLog(tail: string): number {
  const path = /\/\S*\/cell-1-late\.log/.exec(tail)?.[0];
  if (path === undefined || !existsSync(path)) return -1;
  const { size } = statSync(path);
  rmSync(dirname(path), { recursive: true });
  return size;
}

const FLOOD = ['yes "a line of a job that has no end" & sleep 0.2', 'sleep 4; echo do""ne'];

for (const format of ['jsonl', 'pretty'] as const) {
  for (const reader of ['fast', 'slow', 'stuck'] as const) {
    test(`late-output-fills-memory: ${format}, a ${reader} reader`, async () => {
      const { status, tail, printed, peak } = await measure(made(FLOOD), format, reader);
      const size = takeLog(tail);
      expect({ status, done: tail.includes('done'), small: peak < MEMORY, peak }).toMatchObject({
        status: 0,
        done: true,
        small: true,
      });
      expect(tail).toMatch(
        format === 'jsonl' ? /"late-omitted".*"kept":64000000/ : /left out; the first 64\.0 MB are in/,
      );
      expect(size).toBe(64_000_000);
      if (format === 'jsonl') expect(printed).toBeLessThan(4_000_000);
    });
  }
}

test.skipIf(!existsSync(FIELD))(
  'late-output-fills-memory: a job without end beside a cell that takes 12 s',
  async () => {
    const { status, tail, peak } = await measure(FIELD, 'jsonl', 'fast');
    takeLog(tail);
    expect({ status, small: peak < MEMORY, peak }).toMatchObject({ status: 0, small: true });
  },
);

test('late-output-fills-memory: a server that logs much goes on to serve', async () => {
  const file = made([
    'mkfifo q a; (yes log | head -c 80000000; while read -r x <q; do echo "$x!" >a; done) & sleep 0.1',
    'sleep 8; echo hello >q; read -r x <a; echo "it says $x"; rm q a',
  ]);
  const { status, tail } = await measure(file, 'jsonl', 'fast');
  takeLog(tail);
  expect(status).toBe(0);
  expect(tail).toContain('it says hello!');
});

test('late output in small pieces shows each byte once, and no character in two', async () => {
  const file = made([
    '(sleep 0.5; for i in 1 2 3 4 5; do printf "\\303"; sleep 0.05; printf "\\251"; done) & true',
    'sleep 2',
  ]);
  const { status, tail } = await measure(file, 'jsonl', 'fast');
  const lines: { type: string; text?: string }[] = tail
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  expect([status, lines.map(({ type, text }) => (type === 'late' ? text : '')).join('')]).toEqual([0, 'ééééé']);
});
