// The diagram's page alone, in a real browser, with the policy and the script that the panel gives it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { root } from '../../scripts/lib/project.mjs';
import { type DiagramOptions, diagram } from '../../src/diagram/diagram.ts';
import { pageHtml } from '../../src/diagram/html.ts';
import { items } from '../../src/diagram/items.ts';
import { type FromPage, isFromPage, type ToPage } from '../../src/diagram/messages.ts';
import type { PageTexts } from '../../src/diagram/texts.ts';
import { hiddenTexts } from '../../src/diagram/words.ts';
import type { Topology } from '../../src/topology/model.ts';
import { CHROMIUM_ARGS, chromiumPath } from './chromium.ts';
import { LOOKS, SCREENSHOTS } from './harness.ts';

const ORIGIN = 'http://diagram.test';
export const BUNDLE = join(root, 'dist', 'diagram.js');

export class DiagramPage {
  readonly page: Page;
  /** What the page has said, oldest first. */
  readonly said: FromPage[] = [];
  /** Addresses that it asked for besides its own two, and violations of its policy. */
  readonly trespasses: string[] = [];
  readonly #browser: Browser;
  #serial = 0;

  static async open(texts: Partial<PageTexts> = {}): Promise<DiagramPage> {
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
    const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    const opened = new DiagramPage(page, browser);
    await opened.#load(texts);
    return opened;
  }

  constructor(page: Page, browser: Browser) {
    this.page = page;
    this.#browser = browser;
  }

  async #load(texts: Partial<PageTexts>): Promise<void> {
    const script = `${ORIGIN}/diagram.js`;
    await this.page.route('**', (route) => {
      const url = route.request().url();
      if (url === script) return route.fulfill({ contentType: 'text/javascript', body: readFileSync(BUNDLE) });
      if (url === `${ORIGIN}/`)
        return route.fulfill({
          contentType: 'text/html',
          body: pageHtml({ script, nonce: 'n0nce', language: 'de', texts }),
        });
      this.trespasses.push(url);
      return route.abort();
    });
    await this.page.exposeFunction('tellHost', (message: unknown) => {
      if (isFromPage(message)) this.said.push(message);
    });
    await this.page.exposeFunction('tellTrespass', (text: string) => this.trespasses.push(text));
    this.page.on('pageerror', (error) => this.trespasses.push(`${error}`));
    await this.page.addInitScript(`
      document.addEventListener('securitypolicyviolation', (event) => tellTrespass(event.violatedDirective + ' ' + event.blockedURI));
      window.acquireVsCodeApi = () => ({
        postMessage: (message) => tellHost(message),
        getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
        setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
      });`);
    await this.page.goto(`${ORIGIN}/`);
    await this.heard('ready');
  }

  /** A picture as the panel sends it. */
  message(
    topology: Topology,
    options: DiagramOptions = {},
    changed: readonly string[] = [],
  ): ToPage & { type: 'show' } {
    const { structure, picture } = diagram(topology, options);
    const shown = { title: 'Test', structure, items: items(topology, picture), hidden: hiddenTexts(picture.hidden) };
    return { type: 'show', serial: ++this.#serial, shown, changed, news: [] };
  }

  /** What a click on the first fold of a picture unfolds. */
  next(topology: Topology): readonly string[] {
    const [fold] = diagram(topology).picture.nodes.flatMap(({ subject }) => (subject.kind === 'fold' ? [subject] : []));
    return fold?.next ?? [];
  }

  async send(message: ToPage): Promise<void> {
    await this.page.evaluate(`postMessage(${JSON.stringify(message)})`);
  }

  /** Sends a picture and waits until it is on the screen. */
  async show(topology: Topology, options: DiagramOptions = {}, changed: readonly string[] = []): Promise<void> {
    const message = this.message(topology, options, changed);
    await this.send(message);
    await this.drawn(message.serial);
  }

  async drawn(serial: number): Promise<void> {
    await this.heard('drawn', (message) => message.type === 'drawn' && message.serial === serial);
  }

  /** Waits for a message. */
  async heard(type: FromPage['type'], fits: (message: FromPage) => boolean = () => true): Promise<FromPage> {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
      const found = this.said.find((message) => message.type === type && fits(message));
      if (found) return found;
      await this.page.waitForTimeout(5);
    }
    throw new Error(`The page never said ${type}; it said ${JSON.stringify(this.said.slice(-5)).slice(0, 500)}`);
  }

  /** The lines of each node, as they are to be read. */
  labels(): Promise<string[][]> {
    return this.page.evaluate(`[...document.querySelectorAll('.picture:not(.drawing) .node .nodeLabel')].map((label) =>
      label.innerText.split('\\n').map((line) => line.replaceAll('\\u00a0', ' ')))`);
  }

  async reload(): Promise<void> {
    this.said.length = 0;
    await this.page.reload();
    await this.heard('ready');
  }

  async look(name: string): Promise<void> {
    if (LOOKS) await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
