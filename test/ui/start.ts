// `npm start` as a user types it, with folders of its own for what it installs and keeps.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium } from 'playwright-core';
import { codeServerHome, ensureCodeServer } from '../../scripts/lib/code-server.mjs';
import { root } from '../../scripts/lib/project.mjs';
import { CHROMIUM_ARGS, chromiumPath } from './chromium.ts';
import { Editor } from './harness.ts';

export interface Started {
  /** What it has printed so far. */
  readonly said: () => string;
  readonly url: string;
  /** The copy of the labs. */
  readonly labs: string;
  /** Ends it as the system would, and waits for it. */
  stop(): Promise<void>;
}

/** A folder in which everything is as on a first start, but for the editor, which is not downloaded anew. */
export async function freshUser(): Promise<string> {
  await ensureCodeServer();
  const folder = mkdtempSync(join(tmpdir(), 'netlab-start-'));
  mkdirSync(join(folder, 'cache/netlab-notebook'), { recursive: true });
  symlinkSync(codeServerHome, join(folder, 'cache/netlab-notebook', basename(codeServerHome)));
  return folder;
}

/** Runs `npm start -- --browser` and waits until it says where the editor is. */
export async function start(folder: string): Promise<Started> {
  const child = spawn('npm', ['start', '--', '--browser'], {
    cwd: root,
    env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), XDG_DATA_HOME: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  const ended = once(child, 'close');
  return {
    said: () => said,
    url: await saidUrl(child, () => said),
    labs: join(folder, 'data/netlab-notebook/labs'),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function saidUrl(child: ChildProcess, said: () => string): Promise<string> {
  for (let tries = 0; tries < 1200; tries++) {
    const url = /http:\/\/127\.0\.0\.1\S+/.exec(said());
    if (url) return url[0];
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`npm start says no address:\n${said()}`);
}

/** Opens what `npm start` has started in a browser. Closing it ends that, and removes the folder. */
export async function openStarted(started: Started, folder: string): Promise<Editor> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
  const page = await browser.newPage({ viewport: { width: 1280, height: 1300 } });
  const server = { url: () => started.url, stop: () => started.stop() };
  const editor = new Editor(page, started.labs, { folder, server, browser });
  await editor.load();
  return editor;
}
