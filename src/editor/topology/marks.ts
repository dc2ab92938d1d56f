import { lineOf } from '../../outline/ids.ts';
import type { Change } from '../../topology/change.ts';
import type { Redraw } from './shownLines.ts';

/** What is said of a line for a while. */
export interface Mark {
  readonly how: Change['how'];
  readonly changes: readonly Change[];
}

/**
 * The lines that show what somebody has just changed, by id: those lines that came with it, and for what lies in closed
 * lines those that hold it. What was removed is said where it was.
 */
export function marksOf(hostNode: string, changes: readonly Change[], { added }: Redraw): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const change of changes) {
    if (change.detail) continue;
    const id = lineOf(hostNode, change);
    for (const entry of added) if (entry.startsWith(`${id}/`)) marks.set(entry, { how: 'added', changes: [] });
    const isItself = (change.what === 'link' || change.what === 'netns') && change.how === 'added';
    const before = marks.get(id);
    const how = before?.how ?? (isItself ? 'added' : change.how === 'removed' ? 'removed' : 'changed');
    marks.set(id, { how, changes: [...(before?.changes ?? []), change] });
  }
  return marks;
}
