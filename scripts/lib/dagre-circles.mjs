// Corrects a fault of dagre, which lays the diagram out, while it is bundled.
import { readFileSync } from 'node:fs';

/**
 * Row by row dagre notes which box stood before which, so that the next rows keep to it. It only notes neighbours: after
 * "a before b" and "b before c" a row without b may well say "c before a". From such a circle dagre places none, and
 * then sets the order of what it has lost: "Cannot set properties of undefined (setting 'order')". What would close a
 * circle is not noted.
 */
const NOTE = 'cg.setEdge(prevChild, child);';
const NOTE_WITHOUT_CIRCLE = `if (!leadsTo(child, prevChild, cg)) ${NOTE}`;
const LEADS_TO = `
function leadsTo(from, to, cg) {
  const reached = new Set([from]);
  for (const v of reached) for (const w of cg.successors(v) ?? []) reached.add(w);
  return reached.has(to);
}
`;

/** @type {import('esbuild').Plugin} */
export const dagreCircles = {
  name: 'dagre-circles',
  setup(build) {
    build.onLoad({ filter: /[\\/]dagre[\\/]order[\\/]add-subgraph-constraints\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (source.split(NOTE).length !== 2)
        return { errors: [{ text: `${path} is not as it was: see ${import.meta.url}` }] };
      return { contents: source.replace(NOTE, NOTE_WITHOUT_CIRCLE) + LEADS_TO };
    });
  },
};
