// npm start [-- --headless | --browser] [-- --port N]: the first lab, in VS Code with the extension, or in the terminal.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureCodeServer, installExtensions, makeProfile, QUIET_SETTINGS, startServer } from './lib/code-server.mjs';
import { copyLabs, labsDir } from './lib/labs.mjs';
import { cacheDir, childEnv, findProgram, main, must, node24, root, step, UserError } from './lib/project.mjs';
import { packageVsix } from './package.mjs';
import { setup } from './setup.mjs';

const LAB = join(labsDir, 'container-networking.netlab');
const USAGE = `npm start [-- OPTION...]
  --headless   run the lab in this terminal
  --browser    use the browser-based editor even where VS Code is installed
  --port N     its port on 127.0.0.1 (default: a free one)`;

const OPTIONS = /** @type {const} */ ({
  headless: { type: 'boolean', default: false },
  browser: { type: 'boolean', default: false },
  port: { type: 'string', default: '0' },
});

function options() {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is no port`);
    return { ...values, port };
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

/** The installed VS Code, where it can show a window. In WSL `code` is the Windows program, which has no use for a profile of ours. */
function desktopEditor() {
  const hasDisplay = process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  return hasDisplay && !process.env['WSL_DISTRO_NAME'] ? findProgram('code') : undefined;
}

/** For the helper extension that opens the lab. */
const OPEN_LAB = { NETLAB_OPEN: LAB };

/**
 * Resolves when the user or the system wants us to end: ^C, SIGTERM, a terminal that closes, or the death of the npm that started us
 * (which, killed, cannot tell us).
 * @returns {Promise<string>} why
 */
function endWanted() {
  return new Promise((resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
      process.on(signal, () => resolve(signal));
    if (process.env['npm_lifecycle_event'] === undefined) return;
    const ancestors = () => {
      const parent = process.ppid;
      // Field 4 of proc_pid_stat(5); the name in field 2 may hold anything, parentheses too.
      const grandparent = readFileSync(`/proc/${parent}/stat`, 'latin1')
        .replace(/^.*\) \S /s, '')
        .split(' ')[0];
      return `${parent} ${grandparent}`;
    };
    const first = ancestors();
    setInterval(() => {
      try {
        if (ancestors() !== first) resolve('npm has ended');
      } catch {
        resolve('npm has ended');
      }
    }, 1000).unref();
  });
}

async function inBrowser(/** @type {string} */ vsix, /** @type {number} */ port) {
  await ensureCodeServer();
  const profile = join(cacheDir, 'start-browser');
  makeProfile(profile, { ...QUIET_SETTINGS, 'security.workspace.trust.enabled': false });
  const helper = await packageVsix(join(root, 'scripts/open-lab'), join(root, 'dist/open-lab.vsix'));
  await step('Installing the extension', () => installExtensions(profile, vsix, helper));
  const ending = endWanted();
  const server = await step('Starting the editor', () => startServer(profile, { port, env: OPEN_LAB }));
  console.log(
    `\nOpen this in a browser on this machine; anyone with the address has your shell:\n\n  ${server.url({ folder: labsDir })}\n\n^C ends it.`,
  );
  await Promise.race([ending, server.ended]);
  console.log('\nStopping.');
  await server.stop();
}

async function onDesktop(/** @type {string} */ code, /** @type {string} */ vsix) {
  const profile = join(cacheDir, 'start-desktop');
  makeProfile(profile, { ...QUIET_SETTINGS, 'security.workspace.trust.enabled': false });
  const flags = ['--user-data-dir', join(profile, 'data'), '--extensions-dir', join(profile, 'extensions')];
  // Chromium's sandbox does not work for root, and VS Code asks root for a profile of its own.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  const helper = await packageVsix(join(root, 'scripts/open-lab'), join(root, 'dist/open-lab.vsix'));
  await step('Installing the extension', () =>
    must([code, ...flags, '--install-extension', vsix, '--install-extension', helper, '--force']),
  );
  console.log('\nOpening VS Code in a window of its own. Closing the window, or ^C here, ends it.');
  const supervisor = join(root, 'scripts/lib/supervise.mjs');
  const child = spawn(node24, [supervisor, code, ...flags, '--new-window', '--wait', labsDir], {
    env: childEnv(OPEN_LAB),
    stdio: ['pipe', 'inherit', 'inherit'],
    detached: true,
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  await Promise.race([endWanted(), ended]);
  child.stdin.end();
  await ended;
}

function tellOfLabs(/** @type {{ changed: string[] }} */ { changed }) {
  console.log(`• The labs are in ${labsDir}: a copy that is yours; this checkout stays as it is`);
  for (const name of changed)
    console.log(`  ${name} has your changes; delete it there to start again from the original`);
}

function headless() {
  // In our own process group, so that ^C reaches the program, which then stops the cell, cleans up and says so.
  const child = spawn(node24, [join(root, 'dist/cli.js'), 'run', LAB], { stdio: 'inherit', env: childEnv() });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 130)));
}

main(async () => {
  const { headless: inTerminal, browser, port } = options();
  const vsix = await setup();
  tellOfLabs(copyLabs(join(root, 'labs'), labsDir));
  if (inTerminal) return headless();
  const code = browser ? undefined : desktopEditor();
  await (code ? onDesktop(code, vsix) : inBrowser(vsix, port));
  return 0;
});
