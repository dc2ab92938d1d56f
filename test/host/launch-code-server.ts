// Runs the in-editor suite in the browser-based editor, for machines that cannot have the desktop one.
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureCodeServer, makeProfile, QUIET_SETTINGS, startServer } from '../../scripts/lib/code-server.mjs';
import { CHROMIUM_ARGS, chromiumPath } from '../ui/chromium.ts';
import { type Launch, root, runSuites } from './launch.ts';

const LIMIT_MS = 10 * 60_000;

async function launch({ suite, folder, workspace, env }: Launch): Promise<number> {
  const profile = join(folder, 'profile');
  makeProfile(profile, { ...QUIET_SETTINGS, ...suite.settings });
  // Without this flag the page silently ignores the test paths in its payload.
  const server = await startServer(profile, { flags: ['--enable-smoke-test-driver'], env });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    // What the editor itself complains of matters only when the suite does not come to its end.
    const complaints: string[] = [];
    let timer: NodeJS.Timeout | undefined;
    const exited = new Promise<number>((resolve, reject) => {
      page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
        if (type === 'error') complaints.push(args.join(' '));
      });
      page.exposeFunction('codeAutomationExit', resolve);
      page.on('crash', () => reject(new Error('the page crashed')));
      server.ended.then(() => reject(new Error("the editor's server ended")));
      timer = setTimeout(() => reject(new Error(`no end after ${LIMIT_MS / 60_000} minutes`)), LIMIT_MS);
    });
    const remote = (path: string) => `vscode-remote://${server.authority}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(root)],
      ['extensionTestsPath', remote(suite.bundle)],
      ['skipWelcome', 'true'],
    ];
    await page.goto(server.url({ folder: workspace, payload: JSON.stringify(payload) }));
    return await exited
      .catch((error: Error) => {
        throw new Error([error.message, ...complaints].join('\n    editor: '));
      })
      .finally(() => clearTimeout(timer));
  } finally {
    await browser.close();
    await server.stop();
  }
}

await ensureCodeServer();
await runSuites(launch);
