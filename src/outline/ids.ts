import type { Change } from '../topology/change.ts';
import type { LinkId, NetnsId } from '../topology/model.ts';

export const netnsNodeId = (hostNode: string, netns: NetnsId) => `${hostNode}/netns ${netns}`;
export const linkNodeId = (hostNode: string, link: LinkId) => `${hostNode}/link ${link}`;

/** The groups of a netns, by what is in them. */
const GROUPS: Partial<Record<Change['what'], string>> = {
  route: 'routes',
  rule: 'rules',
  neighbour: 'neighbours',
  firewall: 'firewall',
  sysctl: 'sysctls',
};

/** The line that shows a change, or the one that holds it: what was removed has none of its own any more. */
export function lineOf(hostNode: string, { what, how, netns, link }: Change): string {
  if (what === 'netns' && how === 'removed') return hostNode;
  const group = GROUPS[what];
  if (group !== undefined) return `${netnsNodeId(hostNode, netns)}/${group}`;
  if (link === undefined || (what === 'link' && how === 'removed')) return netnsNodeId(hostNode, netns);
  return linkNodeId(hostNode, link);
}
