import { expect, test } from 'vitest';
import { judge } from '../../../src/kernel/expectation.ts';
import type { RunEnd } from '../../../src/kernel/run.ts';
import type { Expectation } from '../../../src/notebook/attributes.ts';

const exit = (code: number): RunEnd => ({ kind: 'exit', code });
const cases: readonly (readonly [RunEnd, Expectation, boolean])[] = [
  [exit(0), 'ok', true],
  [exit(1), 'ok', false],
  [exit(0), 'fail', false],
  [exit(2), 'fail', true],
  [exit(2), 2, true],
  [exit(0), 2, false],
  [{ kind: 'timeout', code: 0, afterMs: 1000 }, 'ok', true],
  [{ kind: 'timeout', code: 130, afterMs: 1000 }, 'ok', false],
  [{ kind: 'timeout', code: 130, afterMs: 1000 }, 'fail', true],
  [{ kind: 'interrupted', code: 0 }, 'ok', false],
  [{ kind: 'interrupted', code: 130 }, 'fail', false],
  [{ kind: 'shell-ended', code: 3, signal: null }, 3, true],
  [{ kind: 'shell-ended', code: null, signal: 'SIGKILL' }, 'ok', false],
  [{ kind: 'refused', message: 'no' }, 'fail', false],
];

test.each(cases)('%o with expect=%s: %s', (end, expected, ok) => {
  const result = judge(end, expected, 1);
  expect(result.ok).toBe(ok);
  expect(result.reason === undefined).toBe(ok);
});
