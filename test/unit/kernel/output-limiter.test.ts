import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { formatBytes } from '../../../src/bytes.ts';
import { leftOut } from '../../../src/kernel/late-output.ts';
import { OutputLimiter } from '../../../src/kernel/output-limiter.ts';
import type { OutputStream } from '../../../src/kernel/run-types.ts';
import { inWords } from '../../../src/words.ts';
import fc from '../../fast-check.ts';

const directory = mkdtempSync(join(tmpdir(), 'netlab-limiter-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let files = 0;

async function limit(limitBytes: number, writes: readonly (readonly [OutputStream, Buffer])[], logPath?: string) {
  const path = logPath ?? join(directory, `log-${++files}`);
  const shown: Buffer[] = [];
  let omitted: number | undefined;
  const limiter = new OutputLimiter({
    limit: limitBytes,
    logPath: () => path,
    show: (_stream, chunk) => void shown.push(Buffer.from(chunk)),
    omitted: (bytes) => {
      omitted = bytes;
      shown.push(Buffer.from('|'));
    },
  });
  for (const [stream, chunk] of writes) await limiter.write(stream, chunk);
  return { summary: await limiter.end(), shown: Buffer.concat(shown), omitted, path };
}

test('the head and the tail are shown, and the log holds everything in order', async () => {
  const writes = fc.array(
    fc.tuple(
      fc.constantFrom<OutputStream>('stdout', 'stderr'),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(writes, fc.integer({ min: 2, max: 200 }), async (chunks, size) => {
      const whole = Buffer.concat(chunks.map(([, bytes]) => bytes));
      const { summary, shown, omitted, path } = await limit(size, chunks);
      expect(summary.total).toBe(whole.length);
      expect(summary.truncated).toBe(whole.length > size);
      if (!summary.truncated) {
        expect(shown.equals(whole)).toBe(true);
        expect(existsSync(path)).toBe(false);
        return;
      }
      const head = Math.ceil(size / 2);
      expect(
        shown.equals(Buffer.concat([whole.subarray(0, head), Buffer.from('|'), whole.subarray(head - size)])),
      ).toBe(true);
      expect(omitted).toBe(whole.length - size);
      expect(readFileSync(path).equals(whole)).toBe(true);
      rmSync(path);
    }),
    { numRuns: 300 },
  );
});

test('a log that cannot be written is told, and the output is shown all the same', async () => {
  const { summary, shown } = await limit(4, [['stdout', Buffer.from('abcdefgh')]], join(directory, 'nowhere/log'));
  expect(summary).toMatchObject({ truncated: true, total: 8 });
  expect(summary.kept).toEqual({ error: expect.stringContaining('ENOENT') });
  expect(shown.toString()).toBe('ab|gh');
});

test('a-log-without-end: it takes the first bytes only, and is not called the full output', async () => {
  const path = join(directory, 'cut');
  const said: string[] = [];
  const limiter = new OutputLimiter({
    limit: 2,
    logPath: () => path,
    logLimit: 5,
    show: () => {},
    omitted: (bytes, where) => said.push(inWords(leftOut(bytes, where))),
  });
  for (const text of ['ab', 'cd', 'efgh']) await limiter.write('stdout', Buffer.from(text));
  expect(await limiter.end()).toEqual({ total: 8, truncated: true, kept: { path, bytes: 5, whole: false } });
  expect(readFileSync(path, 'utf8')).toBe('abcde');
  expect(said).toEqual([`… 6 bytes left out; the first 5 bytes of it are in ${path}`]);
});

test('the log is for its owner alone', async () => {
  const { statSync } = await import('node:fs');
  const { path } = await limit(2, [['stdout', Buffer.from('secret')]]);
  expect(statSync(path).mode & 0o077).toBe(0);
});

test('formatBytes', () => {
  expect([0, 999, 1000, 1_500_000, 2e9].map(formatBytes)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '1.5 MB',
    '2.0 GB',
  ]);
});
