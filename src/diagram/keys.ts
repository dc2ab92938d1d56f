import type { Subject } from './picture.ts';

/** The key of what a change of the topology is about. */
export const netnsKey = (netns: string): string => `netns ${netns}`;
export const linkKey = (link: string): string => `link ${link}`;
export const routerKey = (netns: string): string => `router ${netns}`;

export function keyOf(subject: Subject): string {
  switch (subject.kind) {
    case 'netns':
      return netnsKey(subject.netns);
    case 'link':
      return linkKey(subject.link);
    case 'router':
      return routerKey(subject.netns);
    case 'gateway':
      return `gateway ${subject.address}`;
    case 'fold':
      return `fold ${subject.key}`;
    case 'note':
      return 'note';
  }
}
