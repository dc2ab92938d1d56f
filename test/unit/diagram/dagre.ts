// Mermaid's layout without a browser: its own preparation and dagre, bundled as for the page. Sizes of texts are guessed.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../../../scripts/lib/project.mjs';

interface Placed {
  readonly clusterNode?: boolean;
  readonly graph?: Graph;
  readonly id: string;
  readonly isGroup: boolean;
  width: number;
  height: number;
}

interface Graph {
  nodes(): string[];
  node(id: string): Placed | undefined;
  setNode(id: string, node: Placed): void;
  parent(id: string): string | undefined;
  setParent(id: string, parent: string): void;
}

interface Layout {
  prepareLayoutForDagre(data: unknown): { graph: Graph };
  layout(graph: Graph): void;
}

/** Lays the text of a diagram out; throws what dagre throws. */
export type LayOut = (text: string) => void;

export async function layoutWith(plugins: Plugin[]): Promise<LayOut> {
  const chunks = join(root, 'node_modules/mermaid/dist/chunks/mermaid.core');
  const [dagre = ''] = globSync('dagre-*.mjs', { cwd: chunks });
  const { outputFiles } = await build({
    stdin: {
      contents: `export { prepareLayoutForDagre } from '${join(chunks, dagre)}'; export { layout } from 'dagre-d3-es/src/dagre/index.js';`,
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    plugins,
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  // What the text above exports.
  const { prepareLayoutForDagre, layout } = (await import(`data:text/javascript;base64,${code}`)) as Layout;
  return (text) => layOut(prepareLayoutForDagre(dataOf(text)).graph, layout);
}

/** As Mermaid does: the inside of boxes first that no line enters. */
function layOut(graph: Graph, layout: Layout['layout'], within?: Placed): void {
  for (const id of graph.nodes()) {
    if (within) {
      graph.setNode(within.id, { ...within });
      if (graph.parent(id) === undefined && id !== within.id) graph.setParent(id, within.id);
    }
    const node = graph.node(id);
    if (!node?.clusterNode || !node.graph) continue;
    layOut(node.graph, layout, node);
    Object.assign(node, { width: 200, height: 100 });
  }
  layout(graph);
}

/** What Mermaid reads in our text. */
function dataOf(text: string): unknown {
  const boxes: object[] = [];
  const nodes: object[] = [];
  const edges: object[] = [];
  let box: string | undefined;
  const size = (words = '') => {
    const lines = words.replace(/#\d+;/g, '.').split('\n');
    return { width: 8 * Math.max(...lines.map(({ length }) => length)), height: words ? 20 * lines.length : 0 };
  };
  // A label may have several lines.
  for (const line of text.match(/(?:[^\n"]|"[^"]*")+/g) ?? []) {
    const [, start, id, words, end] = /^(\w+) (\w+)@\S+?(?:\|"([^"]*)"\|)? (\w+)$/.exec(line) ?? [];
    const [, named] = /^subgraph (\w+)/.exec(line) ?? [];
    const [, node, inside] = /^ *(\w+)[[({]+\/?"([^"]*)"/.exec(line) ?? [];
    const [, from, to] = /^(.+) ~~~ (.+)$/.exec(line) ?? [];
    if (named !== undefined || line === 'end') box = named;
    if (named !== undefined) boxes.unshift({ id: named, isGroup: true, padding: 8 });
    else if (start !== undefined) edges.push({ id, start, end, minlen: 1, labelpos: 'c', ...size(words) });
    else if (from !== undefined)
      for (const a of from.split(' & '))
        for (const b of to?.split(' & ') ?? [])
          edges.push({ id: `L${edges.length}`, start: a, end: b, minlen: 1, labelpos: 'c', ...size() });
    else if (node !== undefined) nodes.push({ id: node, parentId: box, padding: 8, isGroup: false, ...size(inside) });
  }
  const direction = /^flowchart (\w+)/.exec(text)?.[1];
  return { nodes: [...boxes, ...nodes], edges, direction, nodeSpacing: 24, rankSpacing: 44, config: {} };
}

/** The invisible edges of a text enter the boxes, so that more boxes share rows. */
export const entered = (structure: string) =>
  structure.replace(/^.* ~~~/gm, (line) =>
    line.replace(/\w+/g, (box) => new RegExp(`^subgraph ${box}\\[.*\\n +(\\w+)`, 'm').exec(structure)?.[1] ?? box),
  );
