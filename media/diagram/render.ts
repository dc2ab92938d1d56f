import mermaid from 'mermaid';
import { liftCrossing } from './crossing.ts';
import { placeTitles } from './titles.ts';

let drawings = 0;

/** From this many boxes on a picture is dense: they stand closer, and their wires have more room to fan out. */
const DENSE = 8;

/** Sets Mermaid up: pictures come from other people's machines, so nothing in them may act. */
function setUpMermaid(isDense: boolean): void {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    // dagre: ELK weighs six times as much and is quicker only for pictures larger than are ever drawn here.
    layout: 'dagre',
    look: 'classic',
    theme: 'base',
    // Room for a picture that the user wants unfolded; otherwise it folds long before.
    maxEdges: 10_000,
    maxTextSize: 5_000_000,
    htmlLabels: true,
    themeVariables: { fontSize: '13px' },
    flowchart: {
      useMaxWidth: false,
      nodeSpacing: isDense ? 18 : 24,
      rankSpacing: isDense ? 64 : 44,
      padding: 10,
      curve: 'basis',
      wrappingWidth: 400,
    },
  });
}

/** Draws Mermaid text inside `scratch`, which must have a size to measure texts, and takes it out again. Throws what Mermaid throws. */
export async function render(text: string, scratch: HTMLElement): Promise<SVGSVGElement> {
  const id = `drawing${++drawings}`;
  setUpMermaid((text.match(/^subgraph /gm) ?? []).length >= DENSE);
  try {
    const { svg } = await mermaid.render(id, text, scratch);
    scratch.innerHTML = svg;
    const drawn = scratch.querySelector('svg');
    if (!drawn) throw new Error('Mermaid drew nothing');
    // Its colours do not follow the editor's theme; ours are in picture.css.
    drawn.querySelector('style')?.remove();
    drawn.removeAttribute('role');
    placeTitles(drawn);
    liftCrossing(drawn);
    return drawn;
  } finally {
    scratch.replaceChildren();
  }
}

/** The element that Mermaid made for a node, box or edge of the text. */
export function elementsById(svg: SVGSVGElement): Map<string, SVGElement> {
  const found = new Map<string, SVGElement>();
  for (const node of svg.querySelectorAll<SVGElement>('g.node')) {
    const [, id] = /-flowchart-(.+)-\d+$/.exec(node.id) ?? /^flowchart-(.+)-\d+$/.exec(node.id) ?? [];
    if (id !== undefined) found.set(id, node);
  }
  for (const box of svg.querySelectorAll<SVGElement>('g.cluster')) found.set(box.id.replace(`${svg.id}-`, ''), box);
  for (const edge of svg.querySelectorAll<SVGElement>('path.flowchart-link'))
    found.set(edge.dataset['id'] ?? edge.id.replace(`${svg.id}-`, ''), edge);
  return found;
}
