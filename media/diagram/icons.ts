const SVG = 'http://www.w3.org/2000/svg';

/** Lines of a square of 16 units. */
const LINES = {
  zoomIn: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14M7 5v4M5 7h4',
  zoomOut: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14M5 7h4',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  turn: 'M1.5 4H9M6.5 1.5 9 4 6.5 6.5M12.5 6.5V14M10 11.5l2.5 2.5 2.5-2.5',
  rates: 'M1.5 8.5h3l2-5.5 3 10 2-4.5h3',
  legend: 'M2 4h3M2 8h3M2 12h3M7.5 4H14M7.5 8H14M7.5 12H14',
  copy: 'M5.5 5.5h8v8h-8ZM3.5 10.5h-1v-8h8v1',
  insert: 'M3 2.5h6l4 4v7H3ZM8 6.5v5M5.5 9h5',
  svg: 'M4.5 12.5C11 12.5 5 3.5 11.5 3.5M1.5 11h3v3h-3ZM11.5 2h3v3h-3Z',
  png: 'M2 3.5h12v9H2ZM4 10.5 7 7l2 2.2 1.2-1.2 1.8 2.5M11 5.7h.6',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  close: 'M4 4l8 8M12 4l-8 8',
} as const;

export type IconName = keyof typeof LINES;

/** A drawing for a button, which says in words what it is. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({
    class: `icon icon-${name}`,
    viewBox: '0 0 16 16',
    'aria-hidden': 'true',
  }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', LINES[name]);
  svg.append(path);
  return svg;
}
