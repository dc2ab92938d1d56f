import { make } from './dom.ts';
import { TEXTS } from './texts.ts';

const SVG = 'http://www.w3.org/2000/svg';

const LINES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [TEXTS.markUp, { stroke: 'var(--vscode-charts-green, #2e9e4f)' }],
  [TEXTS.markDown, { stroke: 'var(--vscode-netlab-down, #8a8a8a)', 'stroke-dasharray': '6 4' }],
  [TEXTS.markNoCarrier, { stroke: 'var(--vscode-netlab-noCarrier, #b8720c)', 'stroke-dasharray': '2 3' }],
  [
    TEXTS.markRecent,
    { stroke: 'color-mix(in srgb, var(--vscode-charts-yellow, #b58900) 45%, transparent)', 'stroke-width': '10' },
  ],
  [TEXTS.markGone, { stroke: 'var(--vscode-charts-red, #d13438)', 'stroke-width': '1.5', 'stroke-dasharray': '2 4' }],
  [TEXTS.markDefault, { stroke: 'var(--vscode-charts-blue, #2f8ef7)', 'stroke-width': '1.5' }],
  [TEXTS.markRouter, { stroke: 'var(--vscode-charts-purple, #a05fd1)', 'stroke-width': '1.5' }],
  [TEXTS.markUpper, { stroke: 'var(--vscode-descriptionForeground, #717171)', 'stroke-dasharray': '8 3 2 3' }],
];

/** What colours and forms mean. */
export function legend(): HTMLElement {
  const rows = LINES.map(([words, look]) => {
    const line = document.createElementNS(SVG, 'path');
    for (const [name, value] of Object.entries({ d: 'M0 6H36', ...look })) line.setAttribute(name, value);
    const svg = document.createElementNS(SVG, 'svg');
    for (const [name, value] of Object.entries({ width: '36', height: '12', 'aria-hidden': 'true' }))
      svg.setAttribute(name, value);
    svg.append(line);
    return make('span', {}, svg, words);
  });
  return make('footer', { class: 'legend', 'aria-label': TEXTS.legend }, ...rows);
}
