import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { UsageError } from './command.ts';

/** Chromium and its kin, as distributions call them. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** A browser that starts and draws takes seconds; one that does not answer for so long never will. */
const PATIENCE_MS = 60_000;

const ARGS = [
  '--headless',
  '--remote-debugging-pipe',
  // Nothing is asked from anywhere: neither by the page, whose policy forbids it, nor by the browser itself.
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--mute-audio',
  // Room for any picture: none is turned to fit.
  '--window-size=4000,4000',
];

/** The browser to use: the given one, else $NETLAB_BROWSER, else one on PATH. Throws UsageError when there is none. */
export function findBrowser(given: string | undefined): string {
  const named = given ?? process.env['NETLAB_BROWSER'];
  const found = named === undefined ? PROGRAMS.map(onPath).find((path) => path !== undefined) : onPath(named);
  if (found !== undefined) return found;
  throw new UsageError(
    named === undefined
      ? 'an SVG or a PNG is rendered by a browser, and none was found. Install Chromium (`apt install chromium`), or name one: --browser PATH. Mermaid text (OUT.mmd) needs none.'
      : `there is no browser ${JSON.stringify(named)} that can be started. Name one: --browser PATH, or $NETLAB_BROWSER.`,
  );
}

/** Tries, without a window or a profile, whether the browser starts at all. Throws UsageError. */
export async function checkStarts(program: string): Promise<void> {
  await promisify(execFile)(program, ['--version'], { timeout: PATIENCE_MS, killSignal: 'SIGKILL' }).catch((error) => {
    const why = lastLine(String(error.stderr ?? '')) || howItEnded(error.code, error.signal);
    throw new UsageError(
      `the browser ${JSON.stringify(program)} does not start. ${why} Name another one: --browser PATH. Mermaid text (OUT.mmd) needs none.`,
    );
  });
}

/** The program's path, if it can be run; a name without a slash is looked for on PATH. */
function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const paths = name.includes('/') ? [name] : folders.map((folder) => join(folder, name));
  return paths.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What answers a command of the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/), or reports an event. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** A browser without a window, driven through a pair of pipes: no port is opened, and it ends when we do. */
export class Browser {
  readonly #child: ChildProcess;
  readonly #commands: Writable;
  readonly #profile: string;
  readonly #waiting = new Map<number, { resolve: (result: Message['result']) => void; reject: (why: Error) => void }>();
  readonly #loads: (() => void)[] = [];
  readonly #ended: Promise<void>;
  /** Why it is no more. */
  #over: UsageError | undefined;
  #last = 0;
  #stderr = '';

  /** Starts it. The caller ends it. */
  constructor(program: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'netlab-browser-'));
    // Chromium refuses to be root inside its own sandbox. What it draws is our own page, and its data is nothing but text.
    const own = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    this.#child = spawn(program, [...ARGS, ...own, `--user-data-dir=${this.#profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [, , stderr, commands, answers] = this.#child.stdio;
    // Made by the five pipes above: 3 is written to, 4 and 2 are read from.
    this.#commands = commands as Writable;
    read(answers as Readable, '\0', (line) => this.#hear(line));
    (stderr as Readable).setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-2000);
    });
    this.#commands.on('error', () => {}); // It has ended, and `close` says so.
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        this.#fail(error.message);
        resolve();
      });
      this.#child.on('close', (code, signal) => {
        this.#fail(lastLine(this.#stderr) || howItEnded(code, signal));
        resolve();
      });
    });
  }

  /** Opens a page; `first` is run before its own scripts. Returns what runs further scripts in it and gives their (string) value. */
  async open(url: string, first: string): Promise<(script: string) => Promise<string>> {
    const { targetId } = await this.#ask('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.#ask('Target.attachToTarget', { targetId, flatten: true });
    const session = String(sessionId);
    await this.#ask('Page.enable', {}, session);
    await this.#ask('Page.addScriptToEvaluateOnNewDocument', { source: first }, session);
    const loaded = new Promise<void>((resolve) => this.#loads.push(resolve));
    await this.#ask('Page.navigate', { url }, session);
    await this.#soon(loaded);
    return async (expression) => {
      const asked = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await this.#ask('Runtime.evaluate', asked, session);
      if (exceptionDetails) throw new UsageError(`the browser could not draw: ${JSON.stringify(exceptionDetails)}`);
      return isObject(result) ? String(result['value']) : '';
    };
  }

  /** Ends it, and removes its profile. */
  async dispose(): Promise<void> {
    this.#ask('Browser.close', {}).catch(() => {}); // It may have ended already.
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await this.#ended;
    clearTimeout(late);
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #ask(method: string, params: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    if (this.#over) throw this.#over;
    const id = ++this.#last;
    const answer = new Promise<Message['result']>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#commands.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    return (await this.#soon(answer)) ?? {};
  }

  #hear(line: string): void {
    // The browser's own words; what is read of them is checked where it is used.
    const { id, method, result, error }: Message = JSON.parse(line);
    if (method === 'Page.loadEventFired') this.#loads.shift()?.();
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (!waiting || id === undefined) return;
    this.#waiting.delete(id);
    if (error) waiting.reject(new UsageError(`the browser could not draw: ${error.message}`));
    else waiting.resolve(result);
  }

  #fail(why: string): void {
    this.#over ??= new UsageError(`the browser ended before it had rendered the picture. ${why}`);
    for (const { reject } of this.#waiting.values()) reject(this.#over);
    this.#waiting.clear();
  }

  async #soon<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new UsageError(`the browser did not answer for ${PATIENCE_MS / 1000} s.`);
      timer = setTimeout(() => reject(error), PATIENCE_MS);
    });
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  }
}

/** Characters of one part: more than any picture has. */
const LONGEST = 256 * 1024 * 1024;

/** Calls back for each part of a stream that ends with `end`; lets go of it when one is too long. */
function read(stream: Readable, end: string, each: (part: string) => void): void {
  let rest: string[] = [];
  let size = 0;
  stream.setEncoding('utf8').on('data', (text: string) => {
    const [first = '', ...others] = text.split(end);
    rest.push(first);
    size += first.length;
    for (const part of others) {
      each(rest.join(''));
      rest = [part];
      size = part.length;
    }
    if (size > LONGEST) stream.destroy();
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** For a browser that says nothing itself. */
const howItEnded = (status: unknown, signal: unknown) =>
  signal ? `It was ended by ${signal}.` : `It exited with status ${status}.`;

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? '';
