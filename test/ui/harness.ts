// A real editor in a real browser, with the packaged extension installed as a user would.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Frame, type Locator, type Page } from 'playwright-core';
import {
  ensureCodeServer,
  installExtensions,
  makeProfile,
  QUIET_SETTINGS,
  type Server,
  startServer,
} from '../../scripts/lib/code-server.mjs';
import { root } from '../../scripts/lib/project.mjs';
import { VSIX } from '../../scripts/package.mjs';
import { CHROMIUM_ARGS, chromiumPath } from './chromium.ts';

export const SCREENSHOTS = join(root, 'test-results');
/** Whether whoever runs the tests wants to see what they see. */
export const LOOKS = Boolean(process.env['SCREENSHOTS']);

export interface EditorOptions {
  /** Added to the user's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the editor. */
  readonly env?: Readonly<Record<string, string>>;
  /** Put before the argv of the editor's server. */
  readonly prefix?: readonly string[];
  /** Files and folders copied into the workspace. Default: the labs. */
  readonly files?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Starts an editor on a fresh profile and workspace. The caller closes it. */
export async function openEditor(options: EditorOptions = {}): Promise<Editor> {
  if (!existsSync(VSIX)) throw new Error(`${VSIX} is not there. Run: npm run setup`);
  await ensureCodeServer();
  const folder = mkdtempSync(join(tmpdir(), 'netlab-ui-'));
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  for (const file of options.files ?? [join(root, 'labs')]) cpSync(file, workspace, { recursive: true });
  const profile = join(folder, 'profile');
  makeProfile(profile, {
    ...QUIET_SETTINGS,
    'security.workspace.trust.enabled': false,
    'netlab.openViews': false,
    ...options.settings,
  });
  await installExtensions(profile, VSIX);
  const server = await startServer(profile, { env: { ...options.env }, prefix: options.prefix ?? [] });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
  const page = await browser.newPage({ viewport: options.viewport ?? { width: 1400, height: 900 } });
  const editor = new Editor(page, workspace, { folder, server, browser });
  try {
    await editor.load();
    return editor;
  } catch (error) {
    await editor.screenshot('not-loaded');
    await editor.close();
    throw error;
  }
}

/** What an editor owns, in the order of its making. */
export interface Parts {
  readonly folder: string;
  readonly server: Pick<Server, 'url' | 'stop'>;
  readonly browser: Browser;
}

export class Editor {
  readonly page: Page;
  /** The folder that is open. */
  readonly workspace: string;
  readonly #parts: Parts;

  constructor(page: Page, workspace: string, parts: Parts) {
    this.page = page;
    this.workspace = workspace;
    this.#parts = parts;
  }

  /** Loads the window and waits until its extensions are known. */
  async load(): Promise<void> {
    await this.page.goto(this.#parts.server.url({ folder: this.workspace }), { timeout: 120_000 });
    await this.page.locator('.explorer-folders-view').waitFor({ timeout: 60_000 });
    await this.#loaded();
  }

  /** From the next load on the editor is one whose language has been set; its own texts stay English, as no language pack is there. */
  async speak(language: string): Promise<void> {
    await this.page.addInitScript((it) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: it }), language);
  }

  /** Reloads the window as its user does: the editor keeps what was open, which it may not when the page just goes. */
  async reload(): Promise<void> {
    const navigated = this.page.waitForEvent('load', { timeout: 120_000 });
    await this.command('Developer: Reload Window');
    await navigated;
    await this.#loaded();
  }

  async #loaded(): Promise<void> {
    await this.page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
    // Until the extension is known, a notebook would open as text.
    await this.#offer('>Netlab:', 'Netlab:');
    await this.page.keyboard.press('Escape');
  }

  /**
   * Types into the quick input ('>' and a command's title, or a file's name) and waits for an answer that holds `label`.
   * What it offers is settled when it opens, so it is opened anew until the answer is there.
   */
  async #offer(text: string, label: string): Promise<Locator> {
    const answer = this.#choice(label);
    const input = this.page.locator('.quick-input-widget input.input');
    const isThere = (what: Locator) =>
      what.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    for (const deadline = Date.now() + 60_000; ; ) {
      await this.page.keyboard.press('F1');
      if (await isThere(input)) {
        await input.fill(text);
        if (await isThere(answer)) return answer;
      }
      if (Date.now() > deadline) throw new Error(`The editor offers nothing like ${label}`);
      await this.page.keyboard.press('Escape');
    }
  }

  /** The first line of the open quick input's list that holds `label`. */
  #choice(label: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  }

  /** Opens a file of the workspace by its name. */
  async open(name: string): Promise<void> {
    await this.#take(name, name);
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Runs a command by its title in the palette. What takes the focus closes the palette, so it may have to be opened anew. */
  async command(title: string): Promise<void> {
    await this.#take(`>${title}`, title);
  }

  async #take(text: string, label: string): Promise<void> {
    for (let tries = 1; ; tries += 1)
      try {
        return await (await this.#offer(text, label)).click({ timeout: 3000 });
      } catch (error) {
        if (tries === 5) throw error;
      }
  }

  /** Picks the kernel whose label holds `label`, through the button in the notebook's toolbar. */
  async pickKernel(label: string): Promise<void> {
    await this.page.locator('.kernel-label').first().click();
    await this.#choice(label).click();
  }

  /** A button of the toolbar of the notebook that is shown (those of hidden ones stay in the page). */
  #toolbarButton(name: RegExp): Locator {
    return this.page.locator('.notebook-toolbar-container:visible').getByRole('button', { name }).first();
  }

  /** Presses it. The pointer may rest on a tab, whose tooltip would lie over the toolbar. */
  async #press(name: RegExp): Promise<void> {
    const { width, height } = this.page.viewportSize() ?? { width: 0, height: 0 };
    await this.page.mouse.move(width / 2, height / 2);
    await this.#toolbarButton(name).click();
  }

  /** Starts all cells; does not wait for their end. Without a kernel the editor would ask for one, and it takes a moment to choose. */
  async runAll(): Promise<void> {
    await this.page.locator('.kernel-label:visible', { hasNotText: 'Select Kernel' }).first().waitFor();
    await this.#press(/^Run All$/);
  }

  /** Presses the notebook's stop button. */
  async interrupt(): Promise<void> {
    await this.#press(/^(Interrupt|Stop|Cancel)/);
  }

  /** Waits until nothing runs. The toolbar is drawn anew while cells run, so its stop button must stay away for a while. */
  async ended(): Promise<void> {
    const running = this.page.getByRole('button', { name: 'Stop Execution' }).first();
    for (let quiet = 0; quiet < 10; ) {
      await this.page.waitForTimeout(100);
      quiet = (await running.count()) === 0 ? quiet + 1 : 0;
    }
  }

  /** What a reader sees of the notebook from the top to the bottom: only what is in view exists in the page. */
  async readThrough(): Promise<string> {
    const cells = this.page.locator('.notebookOverlay:visible .monaco-list').first();
    await cells.click({ position: { x: 20, y: 5 } });
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Control+Home');
    const box = await cells.boundingBox();
    if (!box) throw new Error('no notebook is shown');
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const seen = new Set<string>();
    // At the end scrolling shows nothing new.
    for (let same = 0; same < 8; ) {
      const before = seen.size;
      seen.add(await this.text());
      same = seen.size === before ? same + 1 : 0;
      await this.page.mouse.wheel(0, 650);
      await this.page.waitForTimeout(150);
    }
    await this.page.keyboard.press('Control+Home');
    return [...seen].join('\n');
  }

  /** The text of the page and of every frame in it: outputs and webviews live in nested frames. */
  async text(): Promise<string> {
    const texts = await Promise.all(this.page.frames().map(frameText));
    return texts.join('\n');
  }

  /** Waits until the text of some frame matches. Throws with what is shown when it does not. */
  async waitForText(wanted: RegExp | string, timeoutMs = 30_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const text = await this.text();
      if (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) return text;
      if (Date.now() > deadline)
        throw new Error(`${wanted} was not shown after ${timeoutMs} ms; shown is:\n${text.slice(-4000)}`);
      await this.page.waitForTimeout(200);
    }
  }

  /** Takes a picture for whoever wants to look: with SCREENSHOTS=1 in the environment. It costs as much as a step of a test. */
  async look(name: string): Promise<void> {
    if (LOOKS) await this.screenshot(name);
  }

  /** Saves test-results/NAME.png. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  /** Ends browser and server and all they started, and removes profile and workspace. */
  async close(): Promise<void> {
    const { browser, server, folder } = this.#parts;
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function frameText(frame: Frame): Promise<string> {
  try {
    return String(await frame.evaluate(SHOWN_TEXT));
  } catch {
    return ''; // A frame that is being loaded or has gone.
  }
}

/**
 * The text of a page and of its shadow roots, in which Markdown cells are drawn. Of a page that is not drawn itself (a
 * hidden webview's) innerText would be its scripts.
 */
const SHOWN_TEXT = `(() => {
  if (!document.body.checkVisibility()) return '';
  const roots = [...document.querySelectorAll('*')].flatMap((element) => [...(element.shadowRoot?.children ?? [])]);
  const texts = roots.filter((child) => child.tagName !== 'STYLE').map((child) => child.innerText ?? '');
  return [document.body.innerText, ...texts].join('\\n');
})()`;
