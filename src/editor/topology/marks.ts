import type { Change } from '../../topology/change.ts';
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
 * The lines that show what somebody has just changed, by id: those lines that came with it, and for what lies in closed
 * lines those that hold it. What was removed is said where it was.
 */
export function marksOf(hostNode: string, changes: readonly Change[], { added }: Redraw): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const change of changes) {
    if (change.detail) continue;
    const id = lineOf(hostNode, change);
    for (const entry of added) if (entry.startsWith(`${id}/`)) marks.set(entry, { how: 'added', text: '' });
    const isItself = (change.what === 'link' || change.what === 'netns') && change.how === 'added';
    const before = marks.get(id);
    const how = before?.how ?? (isItself ? 'added' : change.how === 'removed' ? 'removed' : 'changed');
    marks.set(id, { how, text: before ? `${before.text}\n${change.text}` : change.text });
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
