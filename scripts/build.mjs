// npm run build: bundles the sources into dist/.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dagreCircles } from './lib/dagre-circles.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { flowchartOnly } from './lib/flowchart-only.mjs';
import { foreign } from './lib/foreign.mjs';
import { writeNotices } from './lib/notices.mjs';
import { isMain, main, root, UserError } from './lib/project.mjs';

const fromRoot = (/** @type {string} */ path) => join(root, path);

/** @type {import('esbuild').BuildOptions} A CommonJS bundle does not have `import.meta.url`. */
const CJS = {
  format: 'cjs',
  define: { 'import.meta.url': '__bundleUrl' },
  banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** @type {import('esbuild').BuildOptions} Bundled CommonJS packages ask for `require`, which an ES module does not have. */
const ESM = {
  format: 'esm',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

const EXTENSION = 'dist/extension.cjs';

/** Of ssh2: compiled for one machine. It does without. */
const NATIVE = ['cpu-features', '*.node'];

/**
 * Files of their own, read when first needed: every start would have to compile them.
 * @returns {import('esbuild').Plugin}
 */
const apart = (/** @type {RegExp} */ filter) => ({
  name: 'apart',
  setup: (build) => build.onResolve({ filter }, ({ path }) => ({ path: `./${path}.cjs`, external: true })),
});

/**
 * What is built: source → bundle, and what is special about it. `inParts`: what is imported only when needed is in files of its own, beside it.
 * @type {{ from: string, to: string, inParts?: boolean, options: import('esbuild').BuildOptions }[]}
 */
const BUNDLES = [
  // CommonJS: the extension hosts of all editors since 1.100 load it, and `require('vscode')` needs no loader of its own.
  {
    from: 'src/extension.ts',
    to: EXTENSION,
    inParts: true,
    options: { ...CJS, external: ['vscode'], plugins: [apart(/^(?:yaml|execa|ssh2|unbash)$/), foreign] },
  },
  { from: 'node_modules/yaml/dist/index.js', to: 'dist/yaml.cjs', options: { format: 'cjs', sourcemap: false } },
  { from: 'node_modules/execa/index.js', to: 'dist/execa.cjs', options: { ...CJS, sourcemap: false } },
  {
    from: 'node_modules/ssh2/lib/index.js',
    to: 'dist/ssh2.cjs',
    options: { format: 'cjs', sourcemap: false, external: NATIVE },
  },
  { from: 'node_modules/unbash/dist/parser.js', to: 'dist/unbash.cjs', options: { format: 'cjs', sourcemap: false } },
  { from: 'src/cli/main.ts', to: 'dist/cli.js', options: { ...ESM, plugins: [apart(/^ssh2$/), foreign] } },
  // The diagram's web page: a classic script, loaded when the panel opens.
  {
    from: 'media/diagram/page.ts',
    to: 'dist/diagram.js',
    options: {
      platform: 'browser',
      format: 'iife',
      target: 'chrome120',
      sourcemap: false,
      loader: { '.css': 'text' },
      plugins: [flowchartOnly, dagreCircles],
    },
  },
  { from: 'src/hosts/internet/responder.ts', to: 'dist/responder.js', options: ESM },
];

/** Builds every bundle whose source exists. Prints their sizes. */
export async function buildAll() {
  const { build } = await import('esbuild');
  const wanted = BUNDLES.filter(({ from }) => existsSync(fromRoot(from)));
  const built = await Promise.all(
    wanted.map(({ from, to, inParts, options }) => {
      /** @type {import('esbuild').BuildOptions} */
      const all = { ...COMMON, entryPoints: [from], ...options };
      return inParts ? buildInParts(all, to) : build({ ...all, outfile: to });
    }),
  ).catch((error) => {
    throw new UserError(`The build failed; the reasons stand above. ${error.errors ? '' : error}`);
  });
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  writeNotices(inputs, fromRoot('dist/THIRD-PARTY-NOTICES.txt'));
  for (const { to, inParts } of wanted) {
    const size = inParts ? bytesAtStart() : statSync(fromRoot(to)).size;
    console.log(`  ${to.padEnd(20)} ${(size / 1024).toFixed(0).padStart(5)} KB${inParts ? ' at start' : ''}`);
  }
}

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

const PART = /^part-\w+\.cjs(?:\.map)?$/;

/** Only ES modules are split by esbuild; each part is made CommonJS then. @returns {Promise<import('esbuild').BuildResult>} */
async function buildInParts(/** @type {import('esbuild').BuildOptions} */ options, /** @type {string} */ to) {
  const { build, transform } = await import('esbuild');
  const { banner, ...others } = options;
  const split = await build({
    ...others,
    format: 'esm',
    splitting: true,
    write: false,
    sourcemap: 'inline',
    outdir: 'dist',
    entryNames: basename(to, '.cjs'),
    chunkNames: 'part-[hash]',
    outExtension: { '.js': '.cjs' },
  });
  for (const name of readdirSync(fromRoot('dist'))) if (PART.test(name)) rmSync(fromRoot(`dist/${name}`));
  for (const { path, text } of split.outputFiles) {
    const name = basename(path);
    // An `import()` is a `require` then, which VS Code answers for `vscode`.
    const supported = { 'dynamic-import': false };
    // A namespace would be a copy of VS Code's whole API, once for each file that imports it.
    const direct = text.replaceAll(/import\*as ([\w$]+) from"vscode";/g, 'const $1=require("vscode");');
    const { code, map } = await transform(direct, {
      ...{ format: 'cjs', platform: 'node', target: 'node20', minify: true, supported },
      ...{ sourcefile: name, sourcemap: 'external', sourcesContent: false, legalComments: 'none' },
      ...(banner?.['js'] === undefined ? {} : { banner: banner['js'] }),
    });
    writeFileSync(path, `${code}//# sourceMappingURL=${name}.map\n`);
    writeFileSync(`${path}.map`, map);
  }
  return split;
}

/** How many bytes of ours are read at each start of the extension: its bundle, and the parts that it needs at once. */
export function bytesAtStart() {
  const files = new Set([basename(EXTENSION)]);
  let bytes = 0;
  for (const file of files) {
    const text = readFileSync(fromRoot(`dist/${file}`), 'utf8');
    bytes += Buffer.byteLength(text);
    // What is needed later is inside a function: `()=>f(require("./part-…"))`.
    for (const [, part = ''] of text.matchAll(/[=,;]require\("\.\/(part-\w+\.cjs)"\)/g)) files.add(part);
  }
  return bytes;
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
    Math.max(
      newestChange(fromRoot('src')),
      newestChange(fromRoot('media/diagram')),
      newestChange(fromRoot('package-lock.json')),
    ) > statSync(fromRoot(bundle)).mtimeMs
  );
}

if (isMain(import.meta.url))
  main(async () => {
    await ensureDependencies();
    await buildAll();
  });
