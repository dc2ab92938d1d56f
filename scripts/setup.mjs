// npm run setup: everything that is needed to run, built and packaged; opens nothing.
import { buildAll } from './build.mjs';
import { ensurePrograms, LAB_PROGRAMS } from './lib/debian.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { isMain, main, step } from './lib/project.mjs';
import { packageVsix } from './package.mjs';

/** @returns {Promise<string>} the VSIX */
export async function setup(/** @type {Readonly<Record<string, string>>} */ programs = LAB_PROGRAMS) {
  await ensurePrograms(programs);
  await ensureDependencies();
  await step('Building', buildAll);
  return step('Packaging the extension', packageVsix);
}

if (isMain(import.meta.url))
  main(async () => {
    console.log(`Ready: ${await setup()}`);
  });
