// The browser-based editor: VS Code's own server as code-server packages it, installed into the cache folder, with a profile of one's own.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { npm } from './dependencies.mjs';
import { cacheDir, childEnv, must, node24, run, step, UserError } from './project.mjs';

const VERSION = '4.139.1';
export const codeServerHome = join(cacheDir, `code-server-${VERSION}`);
const vscode = join(codeServerHome, 'node_modules/code-server/lib/vscode');
const serverMain = join(vscode, 'out/server-main.js');

/**
 * Installs the editor when it is missing.
 * Install scripts are left out: of its native modules those we need come prebuilt, but the package's own script compiles all of them and so
 * wants a compiler and Kerberos headers. Two small ones, for log files and for noticing a dead parent, are compiled if that is possible.
 */
export async function ensureCodeServer() {
  if (existsSync(codeServerHome)) return;
  const fresh = `${codeServerHome}.${process.pid}`;
  const inside = join(fresh, 'node_modules/code-server/lib/vscode');
  const install = (/** @type {string} */ cwd, /** @type {string[]} */ ...args) =>
    must(npm('install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args), { cwd });
  try {
    mkdirSync(fresh, { recursive: true });
    writeFileSync(join(fresh, 'package.json'), '{ "private": true }\n');
    await step(
      `Installing the browser-based editor, code-server ${VERSION}, into ${cacheDir} (once, about 600 MB)`,
      async () => {
        await install(fresh, `code-server@${VERSION}`);
        await install(inside, '--omit=dev');
        await install(join(inside, 'extensions'), '--omit=dev');
        const built = await run(npm('rebuild', '@vscode/spdlog', '@vscode/native-watchdog'), {
          cwd: inside,
          quiet: true,
        });
        if (built.code !== 0) console.log("  no compiler: the editor's own log files will stay empty");
      },
    );
    // Complete or not there at all. Another run may have been quicker.
    if (!existsSync(codeServerHome)) renameSync(fresh, codeServerHome);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Settings that keep the editor quiet and to itself. */
export const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.showReleaseNotes': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/**
 * Makes a profile folder, readable by its owner alone. Settings that are already there stay.
 * @param {string} dir
 * @param {Record<string, unknown>} settings
 */
export function makeProfile(dir, settings) {
  mkdirSync(join(dir, 'data/User'), { recursive: true, mode: 0o700 });
  const file = join(dir, 'data/User/settings.json');
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
}

const profileArgs = (/** @type {string} */ dir) => [
  ...[
    '--user-data-dir',
    join(dir, 'data'),
    '--server-data-dir',
    join(dir, 'data'),
    '--extensions-dir',
    join(dir, 'extensions'),
  ],
  ...['--accept-server-license-terms', '--telemetry-level', 'off'],
];

/** Installs extensions into a profile. */
export async function installExtensions(/** @type {string} */ dir, /** @type {string[]} */ ...vsixes) {
  const flags = vsixes.flatMap((vsix) => ['--install-extension', vsix]);
  await must([node24, serverMain, ...profileArgs(dir), ...flags, '--force']);
}

/** Makes the folder of what lasts as long as this run, and removes those of runs that were killed. */
function makeRunDir(/** @type {string} */ dir) {
  for (const name of readdirSync(dir).filter((entry) => entry.startsWith('run-')))
    if (!existsSync(`/proc/${name.slice('run-'.length)}`)) rmSync(join(dir, name), { recursive: true, force: true });
  const runDir = join(dir, `run-${process.pid}`);
  mkdirSync(runDir, { recursive: true, mode: 0o700 });
  return runDir;
}

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {string} authority what is in `vscode-remote://…` URIs
 * @property {(parameters: Record<string, string>) => string} url of a window, with the token that lets its reader in
 * @property {Promise<void>} ended
 * @property {() => Promise<void>} stop ends it and all it started
 */

/**
 * Starts the editor's server on the loopback address. Without the token it serves nothing.
 * It ends with us, however we end.
 * @param {string} dir its profile
 * `prefix` is put before the server's own argv.
 * @param {{ port?: number, flags?: readonly string[], env?: Record<string, string>, prefix?: readonly string[], log?: (text: string) => void }} options
 * @returns {Promise<Server>}
 */
export async function startServer(dir, { port = 0, flags = [], env = {}, prefix = [], log = () => {} } = {}) {
  const token = randomBytes(24).toString('base64url');
  const runDir = makeRunDir(dir);
  // In a file: an argument could be read by every user of the machine.
  const tokenFile = join(runDir, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const listen = ['--host', '127.0.0.1', '--port', String(port), '--connection-token-file', tokenFile];
  const supervisor = join(import.meta.dirname, 'supervise.mjs');
  const server = [node24, serverMain, ...listen, ...profileArgs(dir), ...flags];
  const [file = node24, ...args] = [...prefix, node24, supervisor, ...server];
  const ports = await leadToPorts();
  const child = spawn(file, args, {
    // Where the user has no folder for sockets, they go with the run instead of staying in /tmp.
    env: childEnv({ XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] || runDir, VSCODE_PROXY_URI: ports.uri, ...env }),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.on('close', () => resolve()));
  let said = '';
  /** @type {number} */
  const actualPort = await new Promise((resolve, reject) => {
    const hear = (/** @type {Buffer} */ chunk) => {
      log(String(chunk));
      said = (said + chunk).slice(-20_000);
      const listening = /Extension host agent listening on (\d+)/.exec(said);
      if (listening) resolve(Number(listening[1]));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    ended.then(() => {
      ports.close();
      reject(new UserError(`The editor's server did not start:\n${said.replaceAll(token, '…').trim()}`));
    });
  });
  return {
    port: actualPort,
    authority: `127.0.0.1:${actualPort}`,
    url: (parameters) => `http://127.0.0.1:${actualPort}/?${new URLSearchParams({ tkn: token, ...parameters })}`,
    ended,
    stop: async () => {
      child.stdin.end();
      await ended;
      rmSync(runDir, { recursive: true, force: true });
    },
  };
}

/**
 * The pages of programs on this machine, for a browser that is on it, too: what leads to /PORT/… leads on to that port.
 * code-server's own proxy is not part of the editor's server, which takes an address that has the port in its path.
 * @returns {Promise<{ uri: string, close: () => void }>}
 */
async function leadToPorts() {
  const server = createServer(({ url = '' }, response) => {
    const [, port, path = '/'] = /^\/(\d{1,5})(\/.*)?$/.exec(url) ?? [];
    response.writeHead(
      port === undefined ? 404 : 302,
      port === undefined ? {} : { location: `http://127.0.0.1:${port}${path}` },
    );
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  server.unref();
  const address = server.address();
  const own = typeof address === 'object' ? address?.port : undefined;
  return { uri: `http://127.0.0.1:${own}/{{port}}/`, close: () => server.close() };
}
