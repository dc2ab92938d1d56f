// npm run package: dist/netlab-notebook.vsix, from what .vscodeignore lets in.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll, bytesAtStart } from './build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { isMain, main, must, node24, root } from './lib/project.mjs';

export const VSIX = join(root, 'dist/netlab-notebook.vsix');
/** In bytes: what is downloaded, and what is compiled at each start. */
const LIMITS = { package: 5 * 1024 * 1024, start: 120 * 1024 };
const vsce = [node24, join(root, 'node_modules/@vscode/vsce/vsce')];

/** What the editor shows as the extension's page. There, no relative link works, and no picture that is not on the web. */
const PAGE = 'docs/extension-page.md';

/** @returns {Promise<string>} the VSIX */
export async function packageVsix(folder = root, vsix = VSIX) {
  // Everything is bundled, so there are no dependencies to collect.
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--no-rewrite-relative-links'];
  const page = folder === root ? ['--readme-path', PAGE] : [];
  await must([...vsce, 'package', ...flags, ...page, '--out', vsix], { cwd: folder });
  return vsix;
}

/**
 * What is wrong with the package: files that scripts/vsix-files.txt does not expect, expected ones that are missing, sizes over their limits.
 * @returns {Promise<string[]>}
 */
export async function packageFaults() {
  const files = (await must([...vsce, 'ls', '--no-dependencies', '--readme-path', PAGE]))
    .split('\n')
    .filter(Boolean)
    // Their names change with what is in them.
    .map((file) => file.replace(/^dist\/part-\w+\.cjs$/, 'dist/part-*.cjs'));
  const listed = [...new Set(files)].sort();
  const expected = readFileSync(join(root, 'scripts/vsix-files.txt'), 'utf8').split('\n').filter(Boolean).sort();
  const faults = [
    ...listed.filter((file) => !expected.includes(file)).map((file) => `unexpected file ${file}`),
    ...expected.filter((file) => !listed.includes(file)).map((file) => `missing file ${file}`),
  ];
  const sizes = { package: statSync(VSIX).size, start: bytesAtStart() };
  for (const [what, limit] of /** @type {['package' | 'start', number][]} */ (Object.entries(LIMITS)))
    if (sizes[what] > limit) faults.push(`${what}: ${sizes[what]} bytes, more than ${limit}`);
  return faults;
}

if (isMain(import.meta.url))
  main(async () => {
    await ensureDependencies();
    await buildAll();
    console.log(await packageVsix());
    const faults = await packageFaults();
    for (const fault of faults) console.error(fault);
    return faults.length === 0 ? 0 : 1;
  });
