import type { Topology } from '../topology/model.ts';
import { joinedTexts, shownText } from './line-text.ts';
import type { NodeSubject, OutlineNode } from './node.ts';
import { hostNode } from './outline.ts';

/** A topology as a tree for people: the lines of the editor's tree, all open, without what is minor. */
export function topologyTree(topology: Topology): string {
  const host = hostNode({ id: '', label: topology.host.label, topology });
  return [shownText(host.label), ...linesBelow(host, '')].map((line) => `${line}\n`).join('');
}

function linesBelow(node: OutlineNode, indent: string): string[] {
  const children = printedChildren(node);
  return children.flatMap((child, at) => {
    const last = at === children.length - 1;
    return [
      `${indent}${last ? '└─' : '├─'} ${lineOf(child)}`,
      ...linesBelow(child, `${indent}${last ? '   ' : '│  '}`),
    ];
  });
}

/** A group of nothing but minor lines has nothing to say. */
function printedChildren({ children }: OutlineNode): OutlineNode[] {
  return (children?.() ?? []).filter(
    (child) =>
      !child.minor &&
      (child.subject.kind !== 'group' || child.details !== undefined || printedChildren(child).length > 0),
  );
}

/** What is between the texts of a line: an entry reads as its program writes it. */
const SEPARATORS: Readonly<Partial<Record<NodeSubject['kind'], string>>> = { entry: ' ', unread: ': ' };

/** 'veth-sleep  veth  up  ⇄ sleep / eth0  10.0.0.1/24' */
const lineOf = ({ label, looks = [], details = [], subject }: OutlineNode): string =>
  joinedTexts([label, ...looks, ...details], SEPARATORS[subject.kind] ?? '  ');
