import type { LinkState } from '../../topology/link-state.ts';
import type { LinkId, NetnsId, Topology, Unread } from '../../topology/model.ts';
import type { Translate } from '../badges.ts';

/** How something stands. Icon and colour say it, and wherever it matters the description says it in words. */
export type State = LinkState | 'missing' | 'warning' | 'stale' | 'plain';

/** One line of the tree, as plain data. Its texts are still to be made safe where they become Markdown or commands. */
export interface OutlineNode {
  /** Unique in the whole tree, and the same for the same thing in the next topology. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** A codicon's name. */
  readonly icon: string;
  readonly state: State;
  /** What a screen reader says for the line. */
  readonly spoken: string;
  /** The raw data behind it, for the tooltip. */
  readonly facts: unknown;
  /** Absent where nothing is below it. Made when asked for: most lines are never opened. */
  readonly children?: () => readonly OutlineNode[];
  /** Open when first shown. */
  readonly expanded?: boolean;
  readonly subject: Subject;
}

/** What a line is about, for what can be done with it; names and addresses are as the kernel has them. */
export interface Subject {
  readonly kind: 'host' | 'netns' | 'link' | 'group' | 'entry' | 'unread';
  readonly netns?: NetnsId;
  readonly link?: LinkId;
  readonly name?: string;
  readonly address?: string;
  readonly mac?: string;
  /** The argv that, run in the host's root netns, shows it. */
  readonly shownBy?: readonly string[];
  /** What else menus ask for: 'up', 'down', 'peer', 'named', 'root'. */
  readonly traits?: readonly string[];
}

/** What the parts of the outline need. */
export interface Outlining {
  readonly topology: Topology;
  /** The id of the host's line, with which those of all others begin. */
  readonly hostNode: string;
  readonly t: Translate;
}

export const netnsNodeId = (hostNode: string, netns: NetnsId) => `${hostNode}/netns ${netns}`;
export const linkNodeId = (hostNode: string, link: LinkId) => `${hostNode}/link ${link}`;

/** A line that holds others of one sort, or none where there are none. */
export function group(
  parent: string,
  name: string,
  { label, icon, children, subject = {} }: GroupParts,
): OutlineNode[] {
  if (children.length === 0) return [];
  const id = `${parent}/${name}`;
  return [
    {
      id,
      label,
      description: `${children.length}`,
      icon,
      state: 'plain',
      spoken: `${label}, ${children.length}`,
      facts: undefined,
      children: () => children.map((child) => child(id)),
      subject: { ...subject, kind: 'group' },
    },
  ];
}

export interface GroupParts {
  readonly label: string;
  readonly icon: string;
  /** Each is given the id of the group. */
  readonly children: readonly ((parent: string) => OutlineNode)[];
  readonly subject?: Omit<Subject, 'kind'>;
}

/** A line and all below it as what was seen last. */
export function stale(node: OutlineNode): OutlineNode {
  const { children } = node;
  return { ...node, state: 'stale', ...(children ? { children: () => children().map(stale) } : {}) };
}

/** Something that could not be read: never left out silently. */
export function unreadNode(parent: string, { what, why }: Unread, t: Translate): OutlineNode {
  const label = t('Not read: {0}', what);
  return {
    id: `${parent}/unread ${what}`,
    label,
    description: why,
    icon: 'warning',
    state: 'warning',
    spoken: `${label}. ${why}`,
    facts: { what, why },
    subject: { kind: 'unread' },
  };
}

/** Makes ids of entries unique that look the same: the second one gets '#2', and so on. */
export function numbered<T>(entries: readonly T[], key: (entry: T) => string): (readonly [string, T])[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    // As JSON, for an id must be well-formed text to find its way to the tree and back.
    const text = JSON.stringify(key(entry));
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return [count === 1 ? text : `${text} #${count}`, entry] as const;
  });
}
