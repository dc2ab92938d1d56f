// Which lines of a picture run behind what is neither their end nor holds one.
import { keyOf } from '../../src/diagram/keys.ts';
import type { Picture } from '../../src/diagram/picture.ts';

/** To be evaluated in the page: 'veth0 – br0 behind eth1' for each line that a foreign node hides a part of. */
export function behindIn({ nodes, edges }: Picture): string {
  const keys = new Map(nodes.map(({ id, subject }) => [id, keyOf(subject)]));
  const ends = edges.map(({ kind, from, to }) => [`${kind} ${from} ${to}`, [keys.get(from), keys.get(to)]]);
  return `(() => {
    const ends = new Map(${JSON.stringify(ends)});
    const drawn = document.querySelector('.picture:not(.drawing)');
    const name = (one) => one.getAttribute('aria-label');
    const nodes = [...drawn.querySelectorAll('.node[data-key]')].map((one) => [one, one.getBoundingClientRect()]);
    return [...drawn.querySelectorAll('path.flowchart-link[data-key]')].flatMap((path) => {
      const own = ends.get(path.dataset.key);
      const at = path.getScreenCTM();
      const total = path.getTotalLength();
      const points = Array.from({ length: Math.ceil(total / 2) + 1 }, (_, step) =>
        path.getPointAtLength(Math.min(total, step * 2)).matrixTransform(at));
      return nodes.flatMap(([node, { left, right, top, bottom }]) => {
        const isBehind = path.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
        if (!isBehind || own.includes(node.dataset.key)) return [];
        const hidden = points.filter(({ x, y }) => x > left + 4 && x < right - 4 && y > top + 4 && y < bottom - 4);
        return hidden.length > 0 ? [name(path) + ' behind ' + name(node)] : [];
      });
    });
  })()`;
}
