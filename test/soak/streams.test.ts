import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openDurable } from '../../src/hosts/durable/host.ts';
import KEEPER from '../../src/hosts/durable/keeper.pl' with { type: 'text' };
import type { Host } from '../../src/hosts/host.ts';
import { MEMORY } from '../measured.ts';
import { notebook } from '../real/cli/program.ts';
import { measure } from '../real/cli/reader.ts';
import { CuttableLine, echoOverCuts } from '../real/hosts/cuttable.ts';

for (const format of ['jsonl', 'pretty'] as const) {
  for (const reader of ['fast', 'slow', 'stuck'] as const) {
    test(`late-output-fills-memory: jobs without end for two minutes, ${format}, a ${reader} reader`, async () => {
      const { file, remove } = notebook([
        'yes out & yes err >&2 & (while :; do printf x; done) & sleep 1',
        { code: 'sleep 60; (yes more &); echo first', info: '{timeout=90s}' },
        { code: 'sleep 60; echo do""ne', info: '{timeout=90s}' },
      ]);
      onTestFinished(remove);
      const { status, tail, peak } = await measure(file, format, reader);
      const log = /\/\S*\/cell-\d-late\.log/.exec(tail)?.[0];
      if (log !== undefined) rmSync(dirname(log), { recursive: true });
      expect({ status, done: tail.includes('done') }).toEqual({ status: 0, done: true });
      expect(peak).toBeLessThan(MEMORY);
    });
  }
}

/** Perl that makes each look at the wall clock a day later, or earlier, than the one before. */
const STEPPED = 'BEGIN { my $now = 1e9; *CORE::GLOBAL::time = sub () { $now += 86400 * (rand() < 0.5 ? -1 : 1) } } ';

test('keeper-wall-clock: two minutes and 200 cuts under a clock that is set all the time', async () => {
  const line = new CuttableLine();
  const open = async (): Promise<Host> => {
    const host = await line.open();
    const stepped = (argv: readonly string[]) => argv.map((word) => (word === KEEPER ? STEPPED + word : word));
    return { ...host, run: (argv, options) => host.run(stepped(argv), options) };
  };
  const host = await openDurable({ open, connection: line.connection, keepAliveMs: 10_000 });
  onTestFinished(() => host.dispose());
  const job = host.spawn(['sh', '-c', 'sleep 120; echo whole']);
  let out = '';
  job.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  await echoOverCuts(line, host, 200);
  await Promise.race([job.exited, sleep(150_000)]);
  expect([await job.exited, out]).toEqual([{ code: 0, signal: null }, 'whole\n']);
});
