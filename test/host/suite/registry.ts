import { appendFileSync } from 'node:fs';

/** What a launcher reads of one test: a JSON line in the file that NETLAB_RESULTS names. */
export interface TestReport {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** The error of a failed test, the reason of a skipped one. */
  readonly detail?: string;
  readonly durationMs: number;
}

interface Test {
  readonly name: string;
  readonly body: () => void | Promise<void>;
  readonly timeoutMs: number;
}

class Skip extends Error {}

const tests: Test[] = [];

/** Adds a test. It fails when its body throws, or has not ended after `timeoutMs` (default one minute). */
export function test(name: string, body: Test['body'], timeoutMs = 60_000): void {
  tests.push({ name, body, timeoutMs });
}

/** Ends the running test as skipped. */
export function skip(reason: string): never {
  throw new Skip(reason);
}

async function runOne({ name, body, timeoutMs }: Test): Promise<TestReport> {
  const started = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not ended after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([body(), tooLong]);
    return { name, state: 'passed', durationMs: Date.now() - started };
  } catch (error) {
    const durationMs = Date.now() - started;
    if (error instanceof Skip) return { name, state: 'skipped', detail: error.message, durationMs };
    return {
      name,
      state: 'failed',
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
      durationMs,
    };
  } finally {
    clearTimeout(timer);
  }
}

/** Runs what has been added, in order, and reports each. Throws when one failed, which is how the editor learns of it. */
export async function runTests(): Promise<void> {
  const file = process.env['NETLAB_RESULTS'];
  if (!file) throw new Error('NETLAB_RESULTS names no file');
  let failed = 0;
  const only = new RegExp(process.env['NETLAB_ONLY'] ?? '');
  for (const one of tests.filter(({ name }) => only.test(name))) {
    const report = await runOne(one);
    if (report.state === 'failed') failed++;
    appendFileSync(file, `${JSON.stringify(report)}\n`);
  }
  if (failed > 0) throw new Error(`${failed} of ${tests.length} tests failed`);
}
