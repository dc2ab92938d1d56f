import { grouped } from '../topology/group.ts';
import { mermaidLabel } from './mermaid-label.ts';
import type { Box, Edge, NodeKind, Picture, PictureNode } from './picture.ts';
import { hiddenTexts } from './words.ts';

export type Direction = 'LR' | 'TB';

/** How each kind of node is drawn: https://mermaid.js.org/syntax/flowchart.html, "Node shapes". */
const SHAPES: Readonly<Record<NodeKind, readonly [string, string]>> = {
  bridge: ['[[', ']]'],
  veth: ['[', ']'],
  link: ['[', ']'],
  uplink: ['([', '])'],
  tunnel: ['[/', '/]'],
  upper: ['(', ')'],
  router: ['{{', '}}'],
  gateway: ['([', '])'],
  fold: ['(', ')'],
  note: ['[', ']'],
};

const ARROWS: Readonly<Record<Edge['kind'], string>> = {
  wire: '===',
  port: '---',
  lower: '-.-',
  tunnel: '-.-',
  default: '-->',
  routed: '---',
};

/** More of them in a row make a picture too wide. */
const MAX_STANDING = 6;

/** Colours that can be read on white and on black, and a form for each state. */
const CLASSES: Readonly<Record<string, string>> = {
  up: 'stroke:#2e9e4f,stroke-width:2px',
  down: 'stroke:#8a8a8a,stroke-width:2px,stroke-dasharray:6 4',
  nocarrier: 'stroke:#b8720c,stroke-width:2px,stroke-dasharray:2 3',
  note: 'stroke:none',
};

/** Everything but states: two pictures with the same structure differ in nothing that needs a new layout. */
export function structureText(picture: Picture, direction: Direction): string {
  const { boxes, nodes, edges } = picture;
  const inBox = grouped(nodes, ({ box }) => box ?? '');
  return [
    `flowchart ${direction}`,
    // The last one first: Mermaid lays boxes out against the order in which they are named.
    ...boxes.toReversed().flatMap((box) => boxText(box, inBox.get(box.id) ?? [])),
    ...(inBox.get('') ?? []).map((node) => nodeText(node)),
    ...edges.map(edgeText),
    ...standing(picture),
    '',
  ].join('\n');
}

/**
 * Invisible edges ("An invisible link", https://mermaid.js.org/syntax/flowchart.html) that let a namespace without cables
 * come before the host, where it will be when it has one: so the picture stays calm. They begin at the box, not in it:
 * then Mermaid lays the inside of the box out alone, and for dagre it is one node. Boxes that are entered and share ranks
 * with many others are what dagre loses nodes of, and then it throws: its constraints between them can become a circle.
 */
function standing({ boxes, nodes, edges }: Picture): string[] {
  const host = boxes.find(({ kind }) => kind === 'host');
  const boxOf = new Map(nodes.map(({ id, box }) => [id, box]));
  const across = edges.filter(({ from, to }) => boxOf.get(from) !== boxOf.get(to));
  const cabled = new Set(across.flatMap(({ from, to }) => [boxOf.get(from), boxOf.get(to)]));
  const filled = new Set(boxOf.values());
  const loose = boxes.filter((box) => box !== host && !cabled.has(box.id) && filled.has(box.id)).slice(0, MAX_STANDING);
  const ledTo = new Set(edges.map(({ to }) => to));
  const first = nodes.filter(({ id, box }) => box === host?.id && !ledTo.has(id)).slice(0, MAX_STANDING);
  if (loose.length === 0 || first.length === 0) return [];
  const list = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id).join(' & ');
  return [`${list(loose)} ~~~ ${list(first)}`];
}

/** What is left out, and the states, as classes and what they look like. */
export function stateText({ nodes, edges, hidden }: Picture): string {
  const stated = [...nodes, ...edges];
  const byState = grouped(stated, ({ state }) => state);
  const notes = [
    ...nodes.filter(({ kind }) => kind === 'note').map(({ id }) => id),
    ...hidden.map((_, index) => `hidden${index + 1}`),
  ];
  const members: [string, string[]][] = [
    ...(['up', 'down', 'nocarrier'] as const).map((state): [string, string[]] => [
      state,
      (byState.get(state) ?? []).map(({ id }) => id),
    ]),
    ['note', notes],
  ];
  const used = members.filter(([, ids]) => ids.length > 0);
  return [
    ...hiddenTexts(hidden).map((text, index) => `hidden${index + 1}["${mermaidLabel(text)}"]`),
    ...used.map(([name]) => `classDef ${name} ${CLASSES[name]}`),
    ...used.map(([name, ids]) => `class ${ids.join(',')} ${name}`),
    '',
  ].join('\n');
}

/** Its title has room for one line. */
function boxText({ id, lines }: Box, nodes: readonly PictureNode[]): string[] {
  return [
    `subgraph ${id}["${lines.map(mermaidLabel).join(' #183; ')}"]`,
    ...nodes.map((node) => `  ${nodeText(node)}`),
    'end',
  ];
}

function nodeText({ id, kind, lines }: PictureNode): string {
  const [open, close] = SHAPES[kind];
  return `${id}${open}"${lines.map(mermaidLabel).join('\n')}"${close}`;
}

function edgeText({ id, from, to, kind, label: words }: Edge): string {
  return `${from} ${id}@${ARROWS[kind]}${words === undefined ? '' : `|"${mermaidLabel(words)}"|`} ${to}`;
}
