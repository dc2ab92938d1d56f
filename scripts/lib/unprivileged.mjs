// A user made for one test run, and a copy of the project that is its own.
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, root, run } from './project.mjs';

/** What of the checkout the tests do not read, or (node_modules) is linked where the user can read it, else copied. */
const NOT_COPIED = ['.git', 'node_modules'];

/**
 * Makes a user and a copy of the project for it, hands both to `work`, and removes them whatever happens.
 * Only for root.
 * @template T
 * @param {(user: { name: string, uid: number, gid: number, home: string, checkout: string }) => Promise<T>} work
 * @returns {Promise<{ result: T, leftovers: string[] }>} `leftovers`: command lines of the user's processes that were still there afterwards; they have been killed.
 */
export async function withUnprivilegedUser(work) {
  const name = `netlab-test-${process.pid}`;
  // The folder holds `project` and what lies beside the checkout for the tests (see linkSiblings).
  const home = mkdtempSync(join(tmpdir(), `${name}-`));
  try {
    await must(['useradd', '--no-create-home', '--home-dir', home, '--shell', '/bin/bash', name]);
    const [, , uid, gid] = (await must(['getent', 'passwd', name])).split(':').map(Number);
    if (!uid || !gid) throw new Error(`useradd gave ${name} no usual user id`);
    const checkout = join(home, 'project');
    copyProject(checkout);
    chownTree(home, uid, gid);
    const result = await work({ name, uid, gid, home, checkout });
    return { result, leftovers: killProcessesOf(uid) };
  } finally {
    await run(['userdel', name], { quiet: true });
    rmSync(home, { recursive: true, force: true });
  }
}

function copyProject(/** @type {string} */ checkout) {
  for (const name of readdirSync(root))
    if (!NOT_COPIED.includes(name))
      cpSync(join(root, name), join(checkout, name), { recursive: true, preserveTimestamps: true });
  const modules = join(root, 'node_modules');
  if (isReadableByAll(modules)) symlinkSync(modules, join(checkout, 'node_modules'));
  else cpSync(modules, join(checkout, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  const shared = join(root, '../shared');
  if (existsSync(shared) && isReadableByAll(shared)) symlinkSync(shared, join(checkout, '../shared'));
}

/** True when every folder on the way, the last one included, lets other users in. */
function isReadableByAll(/** @type {string} */ path) {
  for (let folder = path; ; folder = join(folder, '..')) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return false;
    if (folder === '/') return true;
  }
}

function chownTree(/** @type {string} */ path, /** @type {number} */ uid, /** @type {number} */ gid) {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chownSync(path, uid, gid);
  if (stat.isDirectory()) for (const name of readdirSync(path)) chownTree(join(path, name), uid, gid);
}

/** Kills every process of a user. @returns {string[]} their command lines */
function killProcessesOf(/** @type {number} */ uid) {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        if (statSync(`/proc/${pid}`).uid !== uid) return [];
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        process.kill(Number(pid), 'SIGKILL');
        return line === '' ? [] : [`${pid} ${line}`];
      } catch {
        return []; // It ended meanwhile.
      }
    });
}
