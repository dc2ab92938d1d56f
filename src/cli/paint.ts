import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { diagram } from '../diagram/diagram.ts';
import { pageHtml } from '../diagram/html.ts';
import { items } from '../diagram/items.ts';
import type { ToPage } from '../diagram/messages.ts';
import type { Topology } from '../topology/model.ts';
import { Browser, checkStarts, findBrowser } from './browser.ts';
import { UsageError } from './command.ts';

/** What a topology is drawn as: the bytes of the file. */
export type Painter = (topology: Topology) => Promise<string | Buffer>;

/** What draws a file, by the ending of its name: `.svg` and `.png` by a browser, `.mmd` as Mermaid text. Throws UsageError for another, or without a browser. */
export function painterOf(file: string, browser: string | undefined): Painter {
  switch (extname(file).toLowerCase()) {
    case '.svg':
      return pictureBy('svg', browser);
    case '.png':
      return pictureBy('png', browser);
    case '.mmd':
      return async (topology) => diagram(topology).text;
    default:
      throw new UsageError(
        `--diagram ${file}: a diagram is Mermaid text (OUT.mmd) or a picture (OUT.svg, OUT.png). Name it so.`,
      );
  }
}

/** Finds out, before cells run, whether the file can be drawn at their end. Throws UsageError. */
export async function checkPainter(file: string, browser: string | undefined): Promise<void> {
  painterOf(file, browser);
  if (extname(file).toLowerCase() !== '.mmd') await checkStarts(findBrowser(browser));
}

/** Draws with the same page that the editor shows. Throws UsageError without a browser. */
export function pictureBy(format: 'svg' | 'png', browser: string | undefined): Painter {
  const program = findBrowser(browser);
  const page = ['./diagram.js', '../../dist/diagram.js']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find(existsSync);
  if (page === undefined) throw new UsageError('the page that draws is not built. Run: npm run build');
  return async (topology) => {
    const data = await paint(topology, format, program, page);
    return format === 'svg' ? `${data.replace(/\p{Cf}/gu, reference)}\n` : Buffer.from(data, 'base64');
  };
}

/** What cannot be seen, as XML writes it without being it. */
const reference = (character: string) => `&#${character.codePointAt(0)};`;

/** In place of the editor: hears what the page says. */
const EDITOR = `
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => dispatchEvent(new CustomEvent('said', { detail: message })),
    getState: () => undefined,
    setState: () => {},
  });`;

async function paint(topology: Topology, format: 'svg' | 'png', program: string, script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'netlab-diagram-'));
  const browser = new Browser(program);
  try {
    const file = join(folder, 'diagram.html');
    await writeFile(file, pageHtml({ script: pathToFileURL(script).href, nonce: crypto.randomUUID() }));
    const run = await browser.open(pathToFileURL(file).href, EDITOR);
    return await run(painting(topology, format));
  } finally {
    await browser.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A script: shows the picture, then asks for it. Its value is what the page saves. */
function painting(topology: Topology, format: 'svg' | 'png'): string {
  const { structure, picture } = diagram(topology);
  const shown = { title: '', structure, items: items(topology, picture), hidden: [] };
  const show: ToPage = { type: 'show', serial: 1, shown, changed: [], news: [] };
  const ask: ToPage = { type: 'do', deed: format };
  return `new Promise((resolve, reject) => {
    addEventListener('said', ({ detail }) => {
      if (detail.type === 'drawn') postMessage(${JSON.stringify(ask)});
      if (detail.type === 'save') resolve(detail.data);
      if (detail.type === 'failed') reject(detail.why);
    });
    postMessage(${JSON.stringify(show)});
  })`;
}
