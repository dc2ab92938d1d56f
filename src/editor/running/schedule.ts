/**
 * Which runs of one notebook may start, wait or be skipped: a pure reducer over what was asked for and what ended.
 *
 * Runs are kept in the order in which they were asked for. A run starts when nothing asked for before it is still in
 * its way: the same batch (Run All goes in order), the same shell (it runs one cell at a time) or the same cell
 * (VS Code allows one execution per cell).
 */
export interface Run {
  readonly id: number;
  /** Names the cell, whatever happens to its position. */
  readonly cell: string;
  /** The runs that one user action asked for; the first that fails skips those of its batch that still wait. */
  readonly batch: number;
  /** Names the shell that it runs in. */
  readonly shell: string;
}

interface Entry extends Run {
  readonly state: 'waiting' | 'running' | 'background';
}

/** The runs that have not ended, in the order asked for. */
export type Schedule = readonly Entry[];

export type ScheduleEvent =
  | { readonly type: 'asked'; readonly runs: readonly Run[] }
  /** It keeps running on its own and makes way for the others, but its cell stays taken. */
  | { readonly type: 'wentToBackground'; readonly id: number }
  | { readonly type: 'ended'; readonly id: number; readonly ok: boolean }
  /** The user takes back a run that waits. */
  | { readonly type: 'withdrawn'; readonly id: number };

export interface Transition {
  readonly schedule: Schedule;
  readonly start: readonly Run[];
  readonly skip: readonly Run[];
}

export const EMPTY_SCHEDULE: Schedule = [];

export function reduce(schedule: Schedule, event: ScheduleEvent): Transition {
  const { kept, skip } = apply(schedule, event);
  const start = kept.filter((entry, index) => entry.state === 'waiting' && isFree(entry, kept.slice(0, index)));
  const next = kept.map((entry) => (start.includes(entry) ? { ...entry, state: 'running' as const } : entry));
  return { schedule: next, start, skip };
}

function apply(schedule: Schedule, event: ScheduleEvent): { kept: Schedule; skip: readonly Run[] } {
  switch (event.type) {
    case 'asked':
      return { kept: [...schedule, ...event.runs.map((run) => ({ ...run, state: 'waiting' as const }))], skip: [] };
    case 'wentToBackground':
      return { kept: schedule.map((e) => (e.id === event.id ? { ...e, state: 'background' as const } : e)), skip: [] };
    case 'withdrawn': {
      const skip = schedule.filter((e) => e.id === event.id && e.state === 'waiting');
      return { kept: schedule.filter((e) => !skip.includes(e)), skip };
    }
    case 'ended': {
      const ended = schedule.find((e) => e.id === event.id);
      const stopsBatch = ended?.state === 'running' && !event.ok;
      const skip = schedule.filter((e) => stopsBatch && e.batch === ended.batch && e.state === 'waiting');
      return { kept: schedule.filter((e) => e !== ended && !skip.includes(e)), skip };
    }
  }
}

function isFree(entry: Entry, before: Schedule): boolean {
  return !before.some(
    (e) => e.cell === entry.cell || (e.state !== 'background' && (e.batch === entry.batch || e.shell === entry.shell)),
  );
}
