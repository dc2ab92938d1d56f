import { describe, expect, it } from 'vitest';
import {
  EMPTY_SCHEDULE,
  type Run,
  reduce,
  type Schedule,
  type ScheduleEvent,
} from '../../../../src/editor/running/schedule.ts';

const run = (id: number, over: Partial<Run> = {}): Run => ({ id, cell: `c${id}`, batch: 1, shell: 'sandbox', ...over });
const ids = (runs: readonly { id: number }[]) => runs.map((r) => r.id);

/** Plays events and tells what each one started and skipped. */
function play(...events: ScheduleEvent[]) {
  let schedule: Schedule = EMPTY_SCHEDULE;
  const log = events.map((event) => {
    const step = reduce(schedule, event);
    schedule = step.schedule;
    return { start: ids(step.start), skip: ids(step.skip) };
  });
  return { log, schedule };
}
const asked = (...runs: Run[]): ScheduleEvent => ({ type: 'asked', runs });
const ended = (id: number, ok = true): ScheduleEvent => ({ type: 'ended', id, ok });

describe('schedule', () => {
  it('runs a batch in order, one at a time', () => {
    const { log, schedule } = play(asked(run(1), run(2), run(3)), ended(1), ended(2), ended(3));
    expect(log.map((s) => s.start)).toEqual([[1], [2], [3], []]);
    expect(schedule).toEqual([]);
  });

  it('run-all-stops: skips the rest of the batch at the first unmet expectation', () => {
    const { log, schedule } = play(asked(run(1), run(2), run(3)), ended(1, false));
    expect(log.at(-1)).toEqual({ start: [], skip: [2, 3] });
    expect(schedule).toEqual([]);
  });

  it('leaves what was asked for separately when a batch stops', () => {
    const { log } = play(asked(run(1), run(2)), asked(run(3, { batch: 2 })), ended(1, false));
    expect(log.at(-1)).toEqual({ start: [3], skip: [2] });
  });

  it('queues a second run of a running cell, even in another lane', () => {
    const again = run(2, { cell: 'c1', batch: 2, shell: 'elsewhere' });
    const { log } = play(asked(run(1)), asked(again), ended(1));
    expect(log.map((s) => s.start)).toEqual([[1], [], [2]]);
  });

  it('runs cells of different shells at once, and a later run does not overtake its own batch', () => {
    const webapp = run(3, { batch: 2, shell: 'webapp' });
    const { log } = play(asked(run(1), run(2, { shell: 'webapp' })), asked(webapp), ended(1));
    expect(log.map((s) => s.start)).toEqual([[1], [], [2]]);
  });

  it('goes on while a cell runs in the background, but keeps that cell taken', () => {
    const again = run(3, { cell: 'c1', batch: 2 });
    const { log } = play(asked(run(1), run(2)), { type: 'wentToBackground', id: 1 }, ended(2), asked(again), ended(1));
    expect(log.map((s) => s.start)).toEqual([[1], [2], [], [], [3]]);
  });

  it('does not stop a batch for a background cell that ends badly later', () => {
    const { log } = play(asked(run(1), run(2), run(3)), { type: 'wentToBackground', id: 1 }, ended(1, false), ended(2));
    expect(log.map((s) => s.skip)).toEqual([[], [], [], []]);
    expect(log.at(-1)?.start).toEqual([3]);
  });

  it('takes back a run that waits, not one that runs', () => {
    const { log, schedule } = play(
      asked(run(1), run(2), run(3)),
      { type: 'withdrawn', id: 2 },
      { type: 'withdrawn', id: 1 },
      ended(1),
    );
    expect(log.map((s) => s.skip)).toEqual([[], [2], [], []]);
    expect(ids(schedule)).toEqual([3]);
  });
});
