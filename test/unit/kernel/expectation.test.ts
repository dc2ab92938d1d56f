import { expect, test } from 'vitest';
import { judge, judgeCell } from '../../../src/kernel/expectation.ts';
import { type RunEnd, unattended } from '../../../src/kernel/run-types.ts';
import { sayOfRun } from '../../../src/kernel/words.ts';
import { DEFAULT_ATTRIBUTES, type Expectation, parseInfo } from '../../../src/notebook/attributes.ts';
import { problemInWords } from '../../../src/words.ts';

const exit = (code: number): RunEnd => ({ kind: 'exit', code });
const timeout = (code: number | null, cut = false): RunEnd => ({ kind: 'timeout', code, afterMs: 5000, cut });
const meant: RunEnd = { kind: 'timeout', code: 1, afterMs: 5000, cut: false, meant: true };
const limited: RunEnd = {
  kind: 'shell-ended',
  code: 0,
  signal: null,
  stopped: true,
  timedOut: { afterMs: 1000, cut: false },
};
const cases: readonly (readonly [RunEnd, Expectation, boolean])[] = [
  [exit(0), 'ok', true],
  [exit(1), 'ok', false],
  [exit(0), 'fail', false],
  [exit(2), 'fail', true],
  [exit(2), 2, true],
  [exit(0), 2, false],
  [exit(0), 'timeout', false],
  [exit(130), 'timeout', false],
  [meant, 'ok', true],
  [meant, 0, true],
  [meant, 'all', true],
  [meant, 'fail', true],
  [meant, 1, true],
  [meant, 2, false],
  [{ ...meant, failed: { count: 1, lines: [1] } }, 'ok', true],
  [{ ...meant, failed: { count: 1, lines: [1] } }, 'all', false],
  [timeout(0), 'ok', false],
  [timeout(0), 0, false],
  [timeout(0), 'fail', true],
  [timeout(0), 'timeout', true],
  [timeout(null), 'timeout', true],
  [timeout(0), 130, false],
  [timeout(130), 'ok', false],
  [timeout(130), 'fail', true],
  [timeout(130), 130, true],
  [timeout(130), 1, false],
  [{ kind: 'interrupted', code: 0 }, 'ok', false],
  [{ kind: 'interrupted', code: 130 }, 'fail', false],
  [{ kind: 'interrupted', code: 0 }, 'timeout', false],
  [{ kind: 'interrupted', code: 130 }, 130, false],
  [{ kind: 'shell-ended', code: 0, signal: null, stopped: true }, 'ok', false],
  [{ kind: 'shell-ended', code: null, signal: 'SIGKILL', stopped: true }, 'fail', false],
  [limited, 'ok', false],
  [limited, 'timeout', true],
  [{ kind: 'shell-ended', code: 3, signal: null }, 3, true],
  [{ kind: 'shell-ended', code: null, signal: 'SIGKILL' }, 'ok', false],
  [{ kind: 'refused', what: sayOfRun('nul-in-cell') }, 'fail', false],
];

test.each(cases)('%o with expect=%s: %s', (end, expected, ok) => {
  const result = judge(end, expected, 1);
  expect(result.ok).toBe(ok);
  expect(result.reason === undefined).toBe(ok);
});

test('green-but-cut: the reason says when it was stopped, what did not run, and how to mean it', () => {
  const reasonOf = (end: RunEnd) => problemInWords(judge(end, 'ok', 5000).reason ?? { what: sayOfRun('stopped') });
  const reason = reasonOf(timeout(0, true));
  expect(reason).toContain('Stopped after 5 s (exit status 0); nothing after that was run');
  expect(reason).toContain('expect=timeout');
  expect(reason).toContain('background=true');
  expect(reasonOf(timeout(0))).not.toContain('nothing after');
});

const check = { ...DEFAULT_ATTRIBUTES, check: 'The bridge answers' };

test.each<[RunEnd, Expectation, 'done' | 'to do' | 'unknown']>([
  [{ kind: 'exit', code: 0 }, 'ok', 'done'],
  [{ kind: 'exit', code: 0, failed: { count: 1, lines: [1] } }, 'ok', 'done'],
  [{ kind: 'exit', code: 1 }, 'ok', 'to do'],
  [{ kind: 'exit', code: 1 }, 'fail', 'done'],
  [{ kind: 'exit', code: 0 }, 'fail', 'to do'],
  [timeout(0), 'ok', 'to do'],
  [timeout(130), 'timeout', 'done'],
  [{ kind: 'interrupted', code: 1 }, 'ok', 'unknown'],
  [{ kind: 'shell-ended', code: 1, signal: null }, 'ok', 'unknown'],
  [{ kind: 'refused', what: sayOfRun('nul-in-cell') }, 'ok', 'unknown'],
])('a check that ends with %o, expect=%s: %s', (end, expected, says) => {
  const { ok, toDo, reason, remark } = judgeCell(end, { ...check, expect: expected }, 1);
  expect([ok, toDo === true]).toEqual([says !== 'unknown', says === 'to do']);
  expect(reason === undefined).toBe(says !== 'unknown');
  expect(remark).toBeUndefined();
});

test('without check= nothing is to do: not as expected is a failure', () => {
  expect(judgeCell({ kind: 'exit', code: 1 }, DEFAULT_ATTRIBUTES, 1)).toMatchObject({ ok: false });
  expect(judgeCell({ kind: 'exit', code: 1 }, DEFAULT_ATTRIBUTES, 1)).not.toHaveProperty('toDo');
});

test('runs-on: a cell that says itself how long it runs is left as it is', () => {
  const of = (info: string) => unattended(parseInfo(info).attributes).unattended === true;
  for (const info of ['sh', 'sh {netns=a}', 'sh {expect=fail}', 'sh {expect=2 name=x}'])
    expect([info, of(info)]).toEqual([info, true]);
  for (const info of [
    'background=true',
    'background=false',
    'timeout=9s',
    'interactive=true',
    'expect=timeout',
    'check=x',
  ])
    expect([info, of(`sh {${info}}`)]).toEqual([info, false]);
});
