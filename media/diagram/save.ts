import pictureCss from './picture.css';
import { type Rect, union } from './places.ts';
import wayCss from './way-picture.css';

/** The picture as a file of its own: the theme's colours of this moment in place of its variables. */
export function standaloneSvg(picture: HTMLElement): string | undefined {
  const drawn = picture.querySelector('svg');
  if (!drawn) return undefined;
  const { x, y, width, height } = wholeOf(drawn);
  const svg = drawn.cloneNode(true);
  if (!(svg instanceof SVGSVGElement)) return undefined;
  const theme = getComputedStyle(picture);
  const css = (pictureCss + wayCss).replace(
    /var\((--[\w-]+)(?:, ([^()]+))?\)/g,
    (_, name: string, otherwise?: string) => (theme.getPropertyValue(name) || otherwise || 'currentColor').trim(),
  );
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  style.textContent = css;
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of Object.entries({ x, y, width, height })) paper.setAttribute(name, `${value}`);
  paper.setAttribute('fill', theme.getPropertyValue('--vscode-editor-background').trim() || '#fff');
  svg.prepend(style, paper);
  svg.setAttribute('class', 'picture');
  svg.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
  svg.setAttribute('width', `${width}`);
  svg.setAttribute('height', `${height}`);
  svg.removeAttribute('style');
  // What is only for the page.
  for (const element of svg.querySelectorAll('.gone, .way-packet')) element.remove();
  for (const element of svg.querySelectorAll('[tabindex]')) element.removeAttribute('tabindex');
  for (const element of svg.querySelectorAll('.changed, .recent, .selected, .hit'))
    element.classList.remove('changed', 'recent', 'selected', 'hit');
  for (const element of svg.querySelectorAll('[data-vscode-context]')) element.removeAttribute('data-vscode-context');
  return new XMLSerializer().serializeToString(svg);
}

/** Where its things are, also those that were put outside of what the layout needed. */
function wholeOf(svg: SVGSVGElement): Rect {
  const layout = svg.viewBox.baseVal;
  const all = svg.getBBox();
  const margin = 8;
  const needed = {
    x: all.x - margin,
    y: all.y - margin,
    width: all.width + 2 * margin,
    height: all.height + 2 * margin,
  };
  return union({ x: layout.x, y: layout.y, width: layout.width, height: layout.height }, needed);
}

/** The same as PNG, at twice the size; base64. */
export async function png(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
