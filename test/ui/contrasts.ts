// How well what the diagram draws can be seen in the theme that is on: measured where it is drawn.
import type { Locator } from 'playwright-core';
import { contrast } from '../unit/diagram/contrast.ts';

export interface Measured {
  readonly what: string;
  readonly contrast: number;
}

/** Every colour of lines and of text that the picture may have, against its background. `body` is that of the diagram's page. */
export async function contrasts(body: Locator): Promise<{
  readonly lines: Measured[];
  readonly texts: Measured[];
  /** That of the theme's own text in editors. */
  readonly own: number;
}> {
  const { paper, ink, lines, texts } = await body.evaluate((element) => {
    const view = element.ownerDocument.defaultView;
    const { document } = view;
    type Found = typeof element;
    const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!pen) throw new Error('no canvas');
    const style = (of: Found) => view.getComputedStyle(of);
    /** Colours may be translucent, or mixed: what counts is the pixel. */
    const pixel = (...layers: string[]) => {
      for (const layer of layers) {
        pen.fillStyle = layer;
        pen.fillRect(0, 0, 1, 1);
      }
      const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data;
      return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    };
    const background = style(element).backgroundColor;
    const picture = document.querySelector('.picture:not(.drawing)');
    if (!picture) throw new Error('no picture');
    /** What an element of a class and with attributes would look like. */
    const probe = <Result>(markup: string, selector: string, look: (found: Found) => Result): Result => {
      const holder = document.createElement('div');
      holder.innerHTML = markup;
      picture.append(holder);
      const found = holder.querySelector(selector);
      if (!found) throw new Error(selector);
      const result = look(found);
      holder.remove();
      return result;
    };
    const stroke = (found: Found) => pixel(background, style(found).stroke);
    const fill = (found: Found) => pixel(background, style(found).fill);
    const colour = (found: Found) => pixel(background, style(found).color);
    const marks = ['arrived', 'ends', 'unknown', 'left', 'nat'];
    const states = ['up', 'down', 'nocarrier'];
    const kinds = ['default', 'routed', 'tunnel'];
    const boxes = ['router', 'gateway', 'bridge', 'interface'];
    const node = (attributes: string, more = '') =>
      `<svg><g class="node ${more}" ${attributes}><rect/></g></svg><div class="node ${more}" ${attributes}><span class="nodeLabel"><p>x</p></span></div>`;
    const link = (attributes: string) => `<svg><path class="flowchart-link" ${attributes}></path></svg>`;
    const mark = (kind: string) => `<svg><g class="way-mark" data-kind="${kind}"><rect/><text>x</text></g></svg>`;
    const edge = '<div class="edgeLabel"><p>x</p></div>';
    return {
      paper: pixel(background),
      ink: pixel(background, style(element).getPropertyValue('--vscode-editor-foreground')),
      lines: [
        ...states.map((state) => [`node ${state}`, probe(node(`data-state="${state}"`), 'rect', stroke)] as const),
        ...states.map((state) => [`link ${state}`, probe(link(`data-state="${state}"`), 'path', stroke)] as const),
        ...kinds.map((kind) => [`link ${kind}`, probe(link(`data-kind="${kind}"`), 'path', stroke)] as const),
        ...boxes.map((kind) => [`node ${kind}`, probe(node(`data-kind="${kind}"`), 'rect', stroke)] as const),
        ['removed', probe('<svg><g class="gone"><rect/></g></svg>', 'rect', stroke)] as const,
        ['way', probe('<svg><path class="way-line"></path></svg>', 'path', stroke)] as const,
        ['way of a node', probe(node('data-way="there"'), 'rect', stroke)] as const,
        ...marks.map((kind) => [`mark ${kind}`, probe(mark(kind), 'rect', stroke)] as const),
        ['changed', pixel(background, style(picture).getPropertyValue('--news'))] as const,
      ],
      texts: [
        ['label', probe(node(''), 'p', colour)] as const,
        ['label down', probe(node('data-state="down"'), 'p', colour)] as const,
        [
          'label of what changed',
          probe(node('', 'recent'), 'p', colour),
          probe(node('', 'recent'), 'rect', fill),
        ] as const,
        ['words of a mark', probe(mark('ends'), 'text', fill), probe(mark('ends'), 'rect', fill)] as const,
        ['label of a line', probe(edge, 'p', colour)] as const,
      ],
    };
  });
  const measure = ([what, colour, under = paper]: readonly [what: string, colour: string, under?: string]) => ({
    what,
    contrast: contrast(colour, under),
  });
  return { lines: lines.map(measure), texts: texts.map(measure), own: contrast(ink, paper) };
}
