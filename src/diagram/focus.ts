import type { NetnsId } from '../topology/model.ts';
import type { Hidden, Picture } from './picture.ts';

/** Only what is within two edges of what is in one netns; `hidden` says how much is not. */
export function focusOn(picture: Picture, netns: NetnsId): Picture {
  const box = picture.boxes.find(({ subject }) => subject.kind === 'netns' && subject.netns === netns);
  if (!box) return picture;
  const near = new Set(picture.nodes.filter((node) => node.box === box.id).map(({ id }) => id));
  for (let hop = 0; hop < 2; hop++) {
    const reached = picture.edges
      .filter(({ from, to }) => near.has(from) !== near.has(to))
      .flatMap(({ from, to }) => [from, to]);
    for (const id of reached) near.add(id);
  }
  const nodes = picture.nodes.filter(({ id }) => near.has(id));
  const boxes = picture.boxes.filter(({ id }) => id === box.id || nodes.some((node) => node.box === id));
  const gone: Hidden[] = [
    { what: 'farNetns', count: picture.boxes.length - boxes.length },
    { what: 'farNodes', count: picture.nodes.length - nodes.length },
  ];
  return {
    boxes,
    nodes,
    edges: picture.edges.filter(({ from, to }) => near.has(from) && near.has(to)),
    hidden: [...picture.hidden, ...gone.filter(({ count }) => count > 0)],
  };
}
