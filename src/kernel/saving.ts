/** What of a session is saved, while it runs, for the one that comes back to it. */
import type { Position } from '../hosts/host.ts';
import type { Lane } from './lane.ts';
import type { Reports } from './reports.ts';
import type { SavedLane, SavedRun } from './saved.ts';
import type { SessionCell } from './session-cell.ts';

/** A cell under way; `from`: where its output begins on its lane. */
export interface Running {
  readonly cell: SessionCell;
  readonly reports: Reports;
  readonly beginMark: string;
  readonly leave: string | undefined;
  readonly startedAt: number;
  readonly from: Position;
}

export function savedRun({ cell: { request }, reports, beginMark, leave, startedAt }: Running): SavedRun {
  const { expected: marks, stopped } = reports;
  return { request, startedAt, beginMark, marks, stopped, ...(leave === undefined ? {} : { leave }) };
}

export function savedLane(lane: Lane, cell: SessionCell | undefined, from = lane.position): SavedLane {
  return { id: lane.kept?.id ?? '', from, ...(cell ? { request: cell.request } : {}) };
}
