// Programs in other languages, imported `with { type: 'text' }`, as they ship.
import { readFileSync } from 'node:fs';

/** Which files they are. */
export const FOREIGN = /\.(?:pl|sh)$/;

/** The text without what is for its readers alone: some shells read it byte by byte, and the bundles have their limits. */
export const shipped = (/** @type {string} */ text) => text.replace(/^(?: *#(?!!).*)?\n/gm, '');

/** @type {import('esbuild').Plugin} */
export const foreign = {
  name: 'foreign',
  setup: (build) =>
    build.onLoad({ filter: FOREIGN }, ({ path }) => ({
      contents: shipped(readFileSync(path, 'utf8')),
      loader: 'text',
    })),
};
