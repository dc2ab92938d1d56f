import { describe, expect, onTestFinished, test } from 'vitest';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { MEMORY, measured, source } from '../../measured.ts';
import { TestKernel } from './harness.ts';

/** A kernel on a sandbox, and `run`: a cell, with what takes its output; `late` takes the output of jobs. */
const KERNEL = (late: string) => `
  import { openProcesses } from ${source('hosts/processes.ts')};
  import { openSandbox } from ${source('hosts/sandbox/sandbox.ts')};
  import { createKernel } from ${source('kernel/kernel.ts')};
  import { LateOutput } from ${source('kernel/late-output.ts')};
  import { DEFAULT_ATTRIBUTES } from ${source('notebook/attributes.ts')};
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const never = () => new Promise(() => {});
  let lateBytes = 0;
  const kernel = createKernel({
    directory: '/tmp', defaultHost: 'sandbox',
    openHost: () => openSandbox(openProcesses(), { responder: null }),
    lateOutput: (_request, _stream, chunk) => { lateBytes += chunk.length; return ${late}; },
  });
  const run = async (code, write = () => {}, attributes = {}) => {
    let out = '';
    const sink = { notice: () => {}, write: (stream, chunk) => { out = (out + chunk).slice(-20); return write(chunk); } };
    const result = await kernel.run({ code, language: 'sh', attributes: { ...DEFAULT_ATTRIBUTES, ...attributes } }, sink);
    return { out, kind: result.end.kind };
  };
  const end = async (value) => { console.log(JSON.stringify(value)); await kernel.dispose(); process.exit(0); };
`;

const READERS = { fast: '() => {}', slow: '() => sleep(20)', stuck: 'never' };

describe('readers', () => {
  for (const [reader, write] of Object.entries(READERS)) {
    test(`output of a cell, a ${reader} one: memory is bounded, and the time limit holds`, async () => {
      const { said, peak } = await measured(`${KERNEL('undefined')}
        const { kind } = await run('yes & yes >&2', ${write}, { timeoutMs: 3000 });
        await end([kind, (await run('echo next')).out]);
      `);
      expect(said).toEqual([expect.stringMatching(/timeout|exit|shell-ended/), 'next\n']);
      expect(peak).toBeLessThan(MEMORY);
    });
  }

  for (const [reader, late] of Object.entries({ fast: 'undefined', slow: 'sleep(20)', stuck: 'never()' })) {
    test(`output of a job, a ${reader} one: memory is bounded, and the next cells run`, async () => {
      const { said, peak } = await measured(`${KERNEL(late)}
        await run('yes & yes >&2 & sleep 0.3');
        const next = [await run('echo one'), await run('sleep 2; echo two'), await run('sleep 100', undefined, { timeoutMs: 500 })];
        await end([next.map(({ out, kind }) => out + kind), (await run('echo three')).out, lateBytes > 0]);
      `);
      expect(said).toEqual([['one\nexit', 'two\nexit', 'timeout'], 'three\n', true]);
      expect(peak).toBeLessThan(MEMORY);
    });
  }

  test('output in single bytes: the limit of what is shown is the limit of the memory', async () => {
    const { said, peak } = await measured(`
      import { OutputLimiter } from ${source('kernel/output-limiter.ts')};
      let shown = 0;
      const limiter = new OutputLimiter({
        limit: 1024 * 1024, logPath: () => '/dev/null', omitted: () => {}, show: (_stream, chunk) => { shown += chunk.length; },
      });
      const started = performance.now();
      for (let n = 0; n < 3_000_000; n++) await limiter.write(n % 3 ? 'stdout' : 'stderr', Buffer.from('x'));
      const { total } = await limiter.end();
      console.log(JSON.stringify([total, shown, Math.round(performance.now() - started)]));
      process.exit(0);
    `);
    expect(said).toEqual([3_000_000, 1024 * 1024, expect.any(Number)]);
    expect(peak).toBeLessThan(MEMORY);
  });
});

describe('late-output-of-another-cell', () => {
  function lab(): TestKernel {
    const made = new TestKernel(() => openSandbox(openProcesses(), { responder: null }));
    onTestFinished(() => made.close());
    return made;
  }

  test('what a job prints is not taken for the next cell’s after a stop, which makes the shell report twice', async () => {
    const kernel = lab();
    const cell = '(for n in {1..40}; do echo job; sleep 0.1; done) & sleep 100';
    for (let n = 0; n < 5; n++) {
      const { end } = await kernel.run(cell, { timeoutMs: 300 });
      expect(end.kind).toBe('timeout');
      expect((await kernel.run('sleep 0.3; echo next')).stdout).toBe('next\n');
    }
    expect(new Set(kernel.late.map(({ code }) => code))).toEqual(new Set([cell]));
  });

  test('what a job prints is not lost, or taken for a background cell’s, when one is started', async () => {
    const kernel = lab();
    const cell = 'for n in {1..30}; do echo $n; sleep 0.05; done & true';
    const first = await kernel.run(cell);
    const background = await kernel.run('sleep 3', { background: true });
    if (background.end.kind !== 'started') throw new Error('not started');
    await background.end.background.ended;
    const printed = first.stdout + kernel.late.map(({ text }) => text).join('');
    expect(printed).toBe(Array.from({ length: 30 }, (_, n) => `${n + 1}\n`).join(''));
    expect(new Set(kernel.late.map(({ code }) => code))).toEqual(new Set([cell]));
  });
});
