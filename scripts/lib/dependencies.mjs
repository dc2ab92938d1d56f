// The npm packages of the checkout: installed when missing or not what the lock file says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, node24, root, step, UserError } from './project.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} Locked */

/** @returns {Record<string, Locked>} */
function packagesOf(/** @type {string} */ file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** True when node_modules holds every package of the lock file in its version (optional ones, made for other platforms, may be absent). */
export function dependenciesAreCurrent() {
  // npm writes what it installed into this hidden lock file.
  const installedFile = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile) || !existsSync(node24)) return false;
  const installed = packagesOf(installedFile);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === wanted.version : wanted.optional === true;
  });
}

/** The argv that runs npm: the one that started us, else the one on PATH. */
export function npm(/** @type {string[]} */ ...args) {
  const cli = process.env['npm_execpath'];
  return cli?.endsWith('.js') ? [process.execPath, cli, ...args] : ['npm', ...args];
}

export async function ensureDependencies() {
  if (dependenciesAreCurrent()) return;
  await step('Installing the npm packages (npm ci)', () =>
    must(npm('ci', '--no-audit', '--no-fund', '--loglevel=error')),
  );
  if (!existsSync(node24))
    throw new UserError(
      "The npm package 'node' has not unpacked its program: its install script was not allowed to run.\n" +
        'Run `npm ci --ignore-scripts=false` and try again.',
    );
}
