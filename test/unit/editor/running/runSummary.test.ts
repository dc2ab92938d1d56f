import { expect, test } from 'vitest';
import { type CellEnd, summaryOf } from '../../../../src/editor/running/runSummary.ts';
import { sayOfRun } from '../../../../src/kernel/words.ts';
import { filled } from '../../../../src/words.ts';

const met: CellEnd = { kind: 'met' };
const background: CellEnd = { kind: 'background' };
const skipped: CellEnd = { kind: 'skipped' };
const unmet: CellEnd = { kind: 'unmet', why: sayOfRun('expected-got', 'ok', 2) };
const sum = (ends: readonly CellEnd[], leftOut = 0) =>
  summaryOf(ends, { leftOut, durationMs: 6630, numbers: ends.map((_, at) => at + 10) }, filled);

test('says how many cells were as expected, what runs, and what was left out', () => {
  expect(sum([met, met, background], 1)).toEqual({
    text: '2 as expected, 1 in the background, 1 skipped, 6.6 s',
    ok: true,
    at: 2,
  });
});

test('says where a run stopped, and why', () => {
  expect(sum([met, unmet, skipped, skipped])).toEqual({
    text: 'Stopped at cell 11: expected ok, got 2 (1 as expected, 2 skipped, 6.6 s)',
    ok: false,
    at: 1,
  });
  expect(sum([unmet, skipped]).text).toBe('Stopped at cell 10: expected ok, got 2 (1 skipped, 6.6 s)');
  expect(sum([{ kind: 'unmet', why: 'netns=: there is none.' }]).text).toContain(
    'cell 10: netns=: there is none (6.6 s)',
  );
});

test('says that the user stopped it', () => {
  expect(sum([met, { kind: 'stopped' }, skipped])).toMatchObject({
    text: 'You stopped it at cell 11 (1 as expected, 1 skipped, 6.6 s)',
    ok: false,
    at: 1,
  });
});

test('a run in which nothing ran ended nowhere', () => {
  expect(sum([skipped])).toEqual({ text: '0 as expected, 1 skipped, 6.6 s', ok: true, at: undefined });
});

test('tasks that are to do are counted, and nothing is wrong with that', () => {
  expect(sum([met, { kind: 'toDo' }, met])).toEqual({ text: '2 as expected, 1 to do, 6.6 s', ok: true, at: 2 });
});

test('a cell of a tutorial that failed while the others were run is no stop', () => {
  const passed: CellEnd = { kind: 'unmet', why: sayOfRun('expected-got', 'ok', 127), goesOn: true };
  expect(sum([met, passed, met]).text).toBe('Cell 11 failed: expected ok, got 127 (2 as expected, 6.6 s)');
  expect(sum([passed, unmet, skipped])).toMatchObject({ at: 1, text: expect.stringMatching(/^Stopped at cell 11/) });
});
