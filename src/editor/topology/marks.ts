import type { Change } from '../../topology/diff.ts';
import { linkNodeId, netnsNodeId } from './node.ts';
import type { Redraw } from './shown.ts';

/** What is said of a line for a while. */
export interface Mark {
  readonly how: Change['how'];
  readonly text: string;
}

const GROUPS: Partial<Record<Change['what'], string>> = {
  route: '/routes',
  rule: '/rules',
  neighbour: '/neighbours',
  firewall: '/firewall',
  sysctl: '/sysctls',
};

/**
 * The lines that show what has just changed, by id: those that were drawn anew, and for what lies in closed lines those
 * that hold it. What was removed is said where it was.
 */
export function marksOf(hostNode: string, changes: readonly Change[], redraw: Redraw): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  if (changes.length === 0) return marks;
  for (const id of redraw.changed) marks.set(id, { how: 'changed', text: '' });
  for (const id of redraw.added) marks.set(id, { how: 'added', text: '' });
  for (const change of changes) {
    const id = lineOf(hostNode, change);
    const before = marks.get(id);
    const ofItself = change.what === 'link' || change.what === 'netns';
    const how =
      ofItself && change.how === 'added'
        ? 'added'
        : (before?.how ?? (change.how === 'removed' ? 'removed' : 'changed'));
    marks.set(id, { how, text: before?.text ? `${before.text}\n${change.text}` : change.text });
  }
  return marks;
}

/** The line that shows a change, or the one that holds it: what was removed has none of its own any more. */
export function lineOf(hostNode: string, { what, how, netns, link }: Change): string {
  if (what === 'netns' && how === 'removed') return hostNode;
  const group = GROUPS[what];
  if (group !== undefined) return `${netnsNodeId(hostNode, netns)}${group}`;
  if (link === undefined || (what === 'link' && how === 'removed')) return netnsNodeId(hostNode, netns);
  return linkNodeId(hostNode, link);
}
