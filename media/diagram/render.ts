import mermaid from 'mermaid';

let drawings = 0;

/** Sets Mermaid up: pictures come from other people's machines, so nothing in them may act. */
export function setUpMermaid(): void {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    // dagre: ELK weighs six times as much and is quicker only for pictures larger than are ever drawn here.
    layout: 'dagre',
    look: 'classic',
    theme: 'base',
    // Room for a picture that was asked to be whole; by itself it folds long before.
    maxEdges: 10_000,
    maxTextSize: 5_000_000,
    htmlLabels: true,
    themeVariables: { fontSize: '13px' },
    flowchart: {
      useMaxWidth: false,
      nodeSpacing: 24,
      rankSpacing: 44,
      padding: 10,
      curve: 'basis',
      wrappingWidth: 400,
    },
  });
}

/** Draws Mermaid text inside `scratch`, which must have a size to measure texts, and takes it out again. Throws what Mermaid throws. */
export async function render(text: string, scratch: HTMLElement): Promise<SVGSVGElement> {
  const id = `drawing${++drawings}`;
  try {
    const { svg } = await mermaid.render(id, text, scratch);
    scratch.innerHTML = svg;
    const drawn = scratch.querySelector('svg');
    if (!drawn) throw new Error('Mermaid drew nothing');
    // Its colours do not follow the editor's theme; ours are in picture.css.
    drawn.querySelector('style')?.remove();
    drawn.removeAttribute('role');
    for (const box of drawn.querySelectorAll('g.cluster')) moveTitle(box);
    return drawn;
  } finally {
    scratch.replaceChildren();
  }
}

/** The title of a box goes to its left corner: in the middle, edges run through it. */
function moveTitle(box: Element): void {
  const frame = box.querySelector(':scope > rect');
  const title = box.querySelector(':scope > .cluster-label');
  if (frame && title)
    title.setAttribute(
      'transform',
      `translate(${Number(frame.getAttribute('x')) + 10}, ${Number(frame.getAttribute('y')) + 4})`,
    );
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
