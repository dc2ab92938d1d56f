// The licences of what the bundles contain.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';

/** The folder of the npm package that a bundled file comes from, below the root. */
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * Writes the name and the licence text of every npm package that esbuild took something from.
 * @param {readonly string[]} inputs files that went into the bundles, relative to the root
 * @param {string} to
 */
export function writeNotices(inputs, to) {
  const folders = [...new Set(inputs.flatMap((input) => PACKAGE.exec(input)?.[1] ?? []))].sort();
  const notices = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(join(root, folder, file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  writeFileSync(to, `Netlab Notebook contains code of these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`);
}
