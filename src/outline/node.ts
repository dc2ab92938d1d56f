import { whyText } from '../topology/json.ts';
import type { Role } from '../topology/link-kinds.ts';
import type { LinkState } from '../topology/link-state.ts';
import type { LinkId, Netns, NetnsId, Topology, Unread } from '../topology/model.ts';
import type { Said, Text } from '../words.ts';
import { sayLine } from './words.ts';

/** The state of something. Icon and colour show it, and wherever it matters the line says it in words. */
export type NodeState = LinkState | 'missing' | 'warning' | 'stale' | 'plain';

/** What something is: in the editor it has an icon for each. */
export type NodeSort =
  | ('host' | 'machine' | 'lost-host' | 'root-netns' | 'netns' | 'held-netns' | 'warning')
  | (
      | Role
      | 'card'
      | 'bundle'
      | 'vrf'
      | 'wireguard'
      | 'unplugged'
      | 'folded'
      | 'no-ports'
      | 'address'
      | 'fdb'
      | 'fdb-entry'
    )
  | ('routes' | 'table' | 'route' | 'refusal' | 'rules' | 'rule' | 'neighbours' | 'neighbour' | 'silent-neighbour')
  | ('firewall' | 'chain' | 'firewall-rule' | 'sockets' | 'socket' | 'switches' | 'switch');

/** One line of the tree, as plain data. line-text.ts says how it reads. */
export interface OutlineNode {
  /** Unique in the whole tree, and the same for the same thing in the next topology. */
  readonly id: string;
  readonly label: Text;
  /** What it is, with its label: for anyone who sees no icon. */
  readonly title?: Text;
  /** What icon and colour say, for anyone who sees neither. */
  readonly looks?: readonly Text[];
  readonly details?: readonly Text[];
  /** The details and the place in full words, where details have signs: for tooltip and screen reader. */
  readonly spoken?: readonly Text[];
  /** The netns that it is in, for anyone who does not see the lines above. */
  readonly place?: Text;
  /** How much it holds, for where that is not shown. */
  readonly summary?: readonly Text[];
  readonly sort: NodeSort;
  readonly state: NodeState;
  /** The raw data behind it, for the tooltip. */
  readonly facts: unknown;
  /** Absent where nothing is below it. Made when asked for: most lines are never opened. */
  readonly children?: () => readonly OutlineNode[];
  /** Open when first shown. */
  readonly expanded?: boolean;
  /** Only when the user opens the line above, which says it already, or what is the same everywhere: print leaves it out. */
  readonly minor?: boolean;
  readonly subject: NodeSubject;
}

/** What a line is about, for what can be done with it; names and addresses are as the kernel has them. */
export interface NodeSubject {
  readonly kind: 'host' | 'netns' | 'link' | 'group' | 'entry' | 'unread';
  readonly netns?: NetnsId;
  readonly link?: LinkId;
  readonly name?: string;
  readonly address?: string;
  readonly mac?: string;
  /** The argv that, run in the host's root netns, shows it. */
  readonly shownBy?: readonly string[];
  /** The argv that takes it away, run there, too. */
  readonly removedBy?: readonly string[];
  /** What else menus ask for: 'up', 'down', 'peer', 'named', 'root', 'address', 'route', 'routes'. */
  readonly traits?: readonly string[];
}

/** What the parts of the outline need. */
export interface Outlining {
  readonly topology: Topology;
  /** The id of the host's line, with which those of all others begin. */
  readonly hostNode: string;
}

/** A line that holds others of one sort. */
export function groupNode(parent: string, name: string, { children, subject = {}, ...parts }: GroupParts): OutlineNode {
  const id = `${parent}/${name}`;
  return {
    id,
    summary: [`${children.length}`],
    state: 'plain',
    facts: undefined,
    ...parts,
    children: () => children.map((child) => child(id)),
    subject: { ...subject, kind: 'group' },
  };
}

/** The same, or none where there is nothing to hold. */
export const group = (parent: string, name: string, parts: GroupParts): OutlineNode[] =>
  parts.children.length === 0 ? [] : [groupNode(parent, name, parts)];

export interface GroupParts {
  readonly label: Text;
  readonly sort: NodeSort;
  /** Unless it is their number. */
  readonly summary?: readonly Text[];
  readonly details?: readonly Text[];
  /** Each is given the id of the group. */
  readonly children: readonly ((parent: string) => OutlineNode)[];
  readonly subject?: Omit<NodeSubject, 'kind'>;
}

/** A line without children. */
export function entry(
  parent: string,
  key: string,
  line: Pick<OutlineNode, 'label' | 'sort' | 'facts'> & Partial<OutlineNode>,
  subject: Omit<NodeSubject, 'kind'>,
): OutlineNode {
  return { id: `${parent}/${key}`, state: 'plain', ...line, subject: { ...subject, kind: 'entry' } };
}

/** A line and all below it as what was seen last. */
export function stale(node: OutlineNode): OutlineNode {
  const { children } = node;
  return { ...node, state: 'stale', ...(children ? { children: () => children().map(stale) } : {}) };
}

/** Where something in a netns is. */
export const placeOf = ({ root, label }: Netns): Said => (root ? sayLine('in-root') : sayLine('in-netns', label));

/** A line and all below it, each with its place where its own words do not say it. */
export function placed(node: OutlineNode, place: Text): OutlineNode {
  const { children, spoken } = node;
  const inside = children && { children: () => children().map((child) => placed(child, place)) };
  return { ...node, ...(spoken ? {} : { place }), ...inside };
}

/** Something that could not be read: never left out silently. */
export function unreadNode(parent: string, unread: Unread): OutlineNode {
  const { what, why } = unread;
  return {
    id: `${parent}/unread ${what}`,
    label: sayLine('not-read', what),
    details: [why],
    sort: 'warning',
    state: 'warning',
    facts: { what, why: whyText(unread) },
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
