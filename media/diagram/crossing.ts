import { type Box, points } from './titles.ts';

/** So near to a node, in the picture's units, a line ends at it. */
const TOUCH = 6;

/** A line that the layout leads behind a node which it does not join is put in front: otherwise nobody can see where it ends. */
export function liftCrossing(svg: SVGSVGElement): void {
  for (const root of svg.querySelectorAll<SVGGElement>('g.root')) {
    const nodes = [...root.querySelectorAll<SVGGElement>(':scope > .nodes > g')].map(placeOf);
    const lines = root.querySelectorAll<SVGPathElement>(':scope > .edgePaths > path.flowchart-link[data-id^="e"]');
    const crossing = [...lines].filter((line) => {
      const way = points(line);
      const ends = way.length === 0 ? [] : [line.getPointAtLength(0), line.getPointAtLength(line.getTotalLength())];
      const foreign = nodes.filter((node) => !ends.some((end) => isWithin(node, end, TOUCH)));
      return foreign.some((node) => way.some((point) => isWithin(node, point, -1)));
    });
    if (crossing.length === 0) continue;
    const front = document.createElementNS(svg.namespaceURI, 'g');
    front.setAttribute('class', 'edgePaths front');
    front.append(...crossing);
    root.append(front);
  }
}

/** In the coordinates of what holds it. */
function placeOf(node: SVGGElement): Box {
  const { x, y, width, height } = node.getBBox();
  const at = node.transform.baseVal.consolidate()?.matrix;
  return { x: x + (at?.e ?? 0), y: y + (at?.f ?? 0), width, height };
}

const isWithin = ({ x, y, width, height }: Box, point: DOMPoint, by: number): boolean =>
  point.x > x - by && point.x < x + width + by && point.y > y - by && point.y < y + height + by;
