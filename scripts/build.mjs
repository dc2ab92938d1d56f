// npm run build: bundles the sources into dist/.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { isMain, main, root, UserError } from './lib/project.mjs';

const fromRoot = (/** @type {string} */ path) => join(root, path);

/** What is built: source → bundle, and what is special about it. @type {{ from: string, to: string, options: import('esbuild').BuildOptions }[]} */
const BUNDLES = [
  // CommonJS: the extension hosts of all editors since 1.100 load it, and `require('vscode')` needs no loader of its own.
  {
    from: 'src/extension.ts',
    to: 'dist/extension.cjs',
    options: { format: 'cjs', external: ['vscode'], target: 'node20' },
  },
  { from: 'src/cli/main.ts', to: 'dist/cli.js', options: { format: 'esm', target: 'node20' } },
  { from: 'src/hosts/internet/responder.ts', to: 'dist/responder.js', options: { format: 'esm', target: 'node20' } },
];

// Bundled CommonJS packages ask for `require` of Node's own modules, which an ES module does not have.
const ESM_BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Builds every bundle whose source exists. Prints their sizes. */
export async function buildAll() {
  const { build } = await import('esbuild');
  const wanted = BUNDLES.filter(({ from }) => existsSync(fromRoot(from)));
  await Promise.all(
    wanted.map(({ from, to, options }) =>
      build({
        entryPoints: [fromRoot(from)],
        outfile: fromRoot(to),
        bundle: true,
        platform: 'node',
        minify: true,
        keepNames: true,
        sourcemap: 'linked',
        sourcesContent: false,
        legalComments: 'none',
        logLevel: 'warning',
        ...(options.format === 'esm' ? { banner: { js: ESM_BANNER } } : {}),
        ...options,
      }),
    ),
  ).catch(() => {
    throw new UserError('The build failed; the reasons stand above.');
  });
  for (const { to } of wanted)
    console.log(`  ${to.padEnd(20)} ${(statSync(fromRoot(to)).size / 1024).toFixed(0).padStart(5)} KB`);
}

/** The newest change, in ms since the epoch, of a file or of anything below a folder. Removals count: they change their folder. @returns {number} */
function newestChange(/** @type {string} */ path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

/** True when a bundle is missing or older than its sources. */
export function isStale(/** @type {string} */ bundle) {
  if (!existsSync(fromRoot(bundle))) return true;
  return (
    Math.max(newestChange(fromRoot('src')), newestChange(fromRoot('package-lock.json'))) >
    statSync(fromRoot(bundle)).mtimeMs
  );
}

if (isMain(import.meta.url))
  main(async () => {
    await ensureDependencies();
    rmSync(fromRoot('dist'), { recursive: true, force: true });
    await buildAll();
  });
