// Where things are, and how a step of the launchers is run and shown. Plain Node 20, no dependencies: this runs before `npm ci`.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, without a trailing slash. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Downloads that outlive the checkout (the browser-based editor and its profiles). */
export const cacheDir = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'netlab-notebook');

/** The Node 24 of the `node` package; there once the dependencies are installed. */
export const node24 = join(root, 'node_modules/node/bin/node');

/** The options that Node needs to run a source file: with `with { type: 'text' }` those import programs in other languages. */
export const SOURCE_FLAGS = ['--experimental-import-text', '--disable-warning=ExperimentalWarning'];

/** An error whose message is all the user needs: shown without a stack. */
export class UserError extends Error {}

/** The environment of child steps: the checkout's own programs first, Node 24 among them. */
export function childEnv(/** @type {Record<string, string>} */ extra = {}) {
  const path = [join(root, 'node_modules/.bin'), process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/** The absolute path of a program, or undefined. Also looks where administrators' programs are, which is not on a user's PATH on Debian. */
export function findProgram(/** @type {string} */ name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'].filter(Boolean);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Runs a program to its end.
 * @param {readonly string[]} argv
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, uid?: number, gid?: number }} options `quiet` collects the output instead of showing it.
 * @returns {Promise<{ code: number, output: string }>} `code` is 128 for a process ended by a signal.
 */
export function run(argv, options = {}) {
  const { quiet = false, ...rest } = options;
  const [program = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: childEnv(),
      ...rest,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-1_000_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 128, output }));
  });
}

/** Runs a program and shows its output only when it fails. Throws UserError then. */
export async function must(
  /** @type {readonly string[]} */ argv,
  /** @type {Parameters<typeof run>[1]} */ options = {},
) {
  const { code, output } = await run(argv, { quiet: true, ...options });
  if (code !== 0) throw new UserError(`${output.trimEnd()}\n'${argv.join(' ')}' failed with status ${code}.`);
  return output;
}

/**
 * Shows that something longer is going on: a line at the start, one every 15 s, one at the end.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 */
export async function step(title, work) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  console.log(`• ${title}`);
  const ticker = setInterval(() => console.log(`  … still at it after ${seconds()}`), 15_000);
  try {
    const result = await work();
    console.log(`  done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

/** True when the module of that `import.meta.url` is the program that was started. */
export function isMain(/** @type {string} */ url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/** The entry of every launcher: a UserError is shown as its message, anything else with its stack; both give exit status 1. */
export function main(/** @type {() => Promise<number | void>} */ program) {
  program().then(
    (code) => {
      process.exitCode = code ?? 0;
    },
    (error) => {
      console.error(error instanceof UserError ? `\n${error.message}` : error);
      process.exitCode = 1;
    },
  );
}
