import { lineOf } from '../../outline/ids.ts';
import type { Change } from '../../topology/change.ts';

/** What is said of a line for a while. */
export interface Highlight {
  readonly how: Change['how'];
  readonly changes: readonly Change[];
}

/**
 * The lines that show what somebody has just changed, by id: those lines that came with it, and for what lies in closed
 * lines those that hold it. What was removed is said where it was. `added` are the lines that are new, each by its path from
 * the topmost line.
 */
export function highlightsOf(
  host: string,
  changes: readonly Change[],
  added: readonly (readonly string[])[],
): ReadonlyMap<string, Highlight> {
  const all = new Map<string, Highlight>();
  for (const change of changes) {
    if (change.detail) continue;
    const id = lineOf(host, change);
    for (const path of added)
      if (path.slice(0, -1).includes(id)) all.set(path.at(-1) ?? '', { how: 'added', changes: [] });
    const isItself = (change.what === 'link' || change.what === 'netns') && change.how === 'added';
    const before = all.get(id);
    const how = before?.how ?? (isItself ? 'added' : change.how === 'removed' ? 'removed' : 'changed');
    all.set(id, { how, changes: [...(before?.changes ?? []), change] });
  }
  return all;
}
