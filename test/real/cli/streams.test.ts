import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { MEMORY } from '../../measured.ts';
import { needs } from '../../needs.ts';
import { processesWithEnvironment } from '../hosts/support.ts';
import { notebook, PROGRAM } from './program.ts';
import { measure } from './reader.ts';

const FIELD = fileURLToPath(new URL('../../../../shared/field/late-output-without-end.netlab', import.meta.url));

function made(cells: Parameters<typeof notebook>[0]): string {
  const { file, remove } = notebook(cells);
  onTestFinished(remove);
  return file;
}

/** Removes the log that an output names, and says how large it was. */
function takeLog(tail: string): number {
  const path = /\/[^\s*]*\/cell-1-late\.log/.exec(tail)?.[0];
  if (path === undefined || !existsSync(path)) return -1;
  const { size } = statSync(path);
  rmSync(dirname(path), { recursive: true });
  return size;
}

/** A job without end, and a cell that waits until the log in that folder has taken nearly all that it takes. */
const flood = (folder: string) => [
  'yes "a line of a job that has no end" & sleep 0.2',
  `until [ "$(stat -c %s ${folder}/*/cell-1-late.log 2>/dev/null || echo 0)" -ge 60000000 ]; do sleep 0.1; done; sleep 2; echo do""ne`,
];

for (const format of ['jsonl', 'pretty'] as const) {
  for (const reader of ['fast', 'slow', 'stuck'] as const) {
    test(`late-output-fills-memory: ${format}, a ${reader} reader`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'netlab-test-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const { status, tail, printed, peak } = await measure(made(flood(folder)), format, reader, { TMPDIR: folder });
      const size = takeLog(tail);
      expect({ status, done: tail.includes('done'), small: peak < MEMORY, peak }).toMatchObject({
        status: 0,
        done: true,
        small: true,
      });
      expect(tail).toMatch(
        format === 'jsonl' ? /"late-omitted".*"kept":64000000/ : /left out; the first 64\.0 MB of it are in/,
      );
      expect(size).toBe(64_000_000);
      if (format === 'jsonl') expect(printed).toBeLessThan(4_000_000);
    });
  }
}

needs(existsSync(FIELD), 'field inputs in ../shared').test(
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
    'wait; sleep 0.5',
  ]);
  const { status, tail } = await measure(file, 'jsonl', 'fast');
  const lines: { type: string; text?: string }[] = tail
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  expect([status, lines.map(({ type, text }) => (type === 'late' ? text : '')).join('')]).toEqual([0, 'ééééé']);
});

/** Whether the cells have come as far as nobody reads what they print: it waits, or what is too much for jsonl is in a log. */
const isStuck = (entry: string, folder: string) =>
  readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('cell-1.log')) ||
  processesWithEnvironment(entry).some((pid) => /^(?:tr|sleep)$/m.test(readFileSync(`/proc/${pid}/comm`, 'utf8')));

for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
  for (const format of ['jsonl', 'pretty'] as const) {
    test(`a-reader-that-never-reads: ${signal} ends the program (${format}), and what it has started`, async () => {
      const file = made(['head -c 3000000 /dev/zero | tr "\\0" x', 'sleep 1234.5']);
      const folder = dirname(file);
      const pipe = `${folder}/pipe`;
      execFileSync('mkfifo', [pipe]);
      const out = openSync(pipe, 'r+');
      onTestFinished(() => closeSync(out));
      const entry = `STARTED_BY=${randomUUID()}`;
      const child = spawn(PROGRAM[0], [PROGRAM[1], 'run', file, '--format', format], {
        stdio: ['ignore', out, 'ignore'],
        detached: true,
        env: { ...process.env, STARTED_BY: entry.slice('STARTED_BY='.length), TMPDIR: folder },
      });
      const ended = new Promise((resolve) => child.on('exit', (_code, by) => resolve(by)));
      await expect.poll(() => isStuck(entry, folder), { timeout: 60_000 }).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const asked = performance.now();
      child.kill(signal);
      expect(await ended).toBe(signal);
      expect(performance.now() - asked).toBeLessThan(10_000);
      await expect.poll(() => processesWithEnvironment(entry)).toEqual([]);
    });
  }
}
