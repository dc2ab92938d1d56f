import pictureCss from './picture.css';

/** The picture as a file of its own: the theme's colours of this moment in place of its variables. */
export function standaloneSvg(picture: HTMLElement): string | undefined {
  const drawn = picture.querySelector('svg');
  if (!drawn) return undefined;
  const { width, height } = drawn.viewBox.baseVal;
  const svg = drawn.cloneNode(true);
  if (!(svg instanceof SVGSVGElement)) return undefined;
  const theme = getComputedStyle(picture);
  const css = pictureCss.replace(/var\((--[\w-]+)(?:, ([^()]+))?\)/g, (_, name: string, otherwise?: string) =>
    (theme.getPropertyValue(name) || otherwise || 'currentColor').trim(),
  );
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  style.textContent = css;
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  const { x, y } = drawn.viewBox.baseVal;
  for (const [name, value] of Object.entries({ x, y, width, height })) paper.setAttribute(name, `${value}`);
  paper.setAttribute('fill', theme.getPropertyValue('--vscode-editor-background').trim() || '#fff');
  svg.prepend(style, paper);
  svg.setAttribute('class', 'picture');
  svg.setAttribute('width', `${width}`);
  svg.setAttribute('height', `${height}`);
  svg.removeAttribute('style');
  // What is only for the page.
  for (const element of svg.querySelectorAll('.gone')) element.remove();
  for (const element of svg.querySelectorAll('[tabindex]')) element.removeAttribute('tabindex');
  for (const element of svg.querySelectorAll('.changed, .selected')) element.classList.remove('changed', 'selected');
  return new XMLSerializer().serializeToString(svg);
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
