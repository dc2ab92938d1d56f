import type { NetnsId } from '../topology/model.ts';
import type { Picture } from './picture.ts';

/** Only what is within two edges of what stands in one netns; `hidden` says how much is not. */
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
  const gone = [
    [picture.boxes.length - boxes.length, 'namespaces'],
    [picture.nodes.length - nodes.length, 'nodes'],
  ] as const;
  const words = gone.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return {
    boxes,
    nodes,
    edges: picture.edges.filter(({ from, to }) => near.has(from) && near.has(to)),
    hidden:
      words.length > 0
        ? [...picture.hidden, `${words.join(' and ')} further than two hops are not shown`]
        : picture.hidden,
  };
}
