// The labs of npm start: a copy that is the user's own, so that trying them never changes the checkout.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from './project.mjs';

/** Where the copy is: with the user's data, for what was written there must last. */
export const labsDir = join(process.env['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'netlab-notebook', 'labs');

/**
 * Brings the labs to a folder. What the user has changed there stays as it is; all else becomes as it is in `from`. What was
 * copied last is kept in `.original`, to tell the one from the other.
 * @returns {{ changed: string[] }} the labs that have changes of the user's
 */
export function copyLabs(/** @type {string} */ from, /** @type {string} */ to) {
  const originals = join(to, '.original');
  try {
    mkdirSync(originals, { recursive: true });
    const changed = readdirSync(from)
      .filter((name) => name.endsWith('.netlab'))
      .filter((name) => {
        const [lab, copy, original] = [join(from, name), join(to, name), join(originals, name)];
        if (isSame(copy, lab)) place(lab, original);
        else if (existsSync(copy) && !isSame(copy, original)) return true;
        else {
          // In this order: killed in between, the copy counts as changed, and stays.
          place(lab, copy);
          place(lab, original);
        }
        return false;
      });
    return { changed };
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new UserError(
      `The labs could not be copied to ${to}: ${why}\nSet XDG_DATA_HOME to a folder that you can write to.`,
    );
  }
}

function isSame(/** @type {string} */ file, /** @type {string} */ other) {
  return existsSync(file) && existsSync(other) && readFileSync(file).equals(readFileSync(other));
}

/** Whole or not at all, even if another instance does the same at that moment. */
function place(/** @type {string} */ from, /** @type {string} */ to) {
  const fresh = `${to}.${process.pid}.part`;
  copyFileSync(from, fresh);
  renameSync(fresh, to);
}
