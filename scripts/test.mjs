// npm test [-- STAGE...]: everything that is checked, in the order of what is quickest to tell.
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCodeServer } from './lib/code-server.mjs';
import { ensurePrograms, LAB_PROGRAMS, LINT_PROGRAMS, MACHINE_PROGRAMS, SHELLS, TEST_PROGRAMS } from './lib/debian.mjs';
import { childEnv, main, node24, root, run, UserError } from './lib/project.mjs';
import { addTallies, emptyTally, tallyLine } from './lib/tally.mjs';
import { withUnprivilegedUser } from './lib/unprivileged.mjs';
import { packageFaults } from './package.mjs';
import { setup } from './setup.mjs';

/** @typedef {import('./lib/tally.mjs').Tally} Tally */

const isRoot = process.getuid?.() === 0;
// A log file has no use for colours.
const noColor = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
const bin = (/** @type {string} */ name) => join(root, 'node_modules/.bin', name);

/** A check that is one command: passes with status 0. @returns {Promise<Tally>} */
async function check(/** @type {string} */ name, /** @type {readonly string[]} */ argv) {
  const { code } = await run(argv);
  return code === 0 ? { ...emptyTally(), passed: 1 } : { ...emptyTally(), failed: [name] };
}

/** The files of src/ whose names end so. @returns {string[]} */
const sources = (/** @type {string} */ end) =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => join('src', name));

/** @returns {Promise<Tally>} */
async function lint() {
  let tally = await check('biome', [bin('biome'), 'check', '.']);
  tally = addTallies(tally, await check('shellcheck', ['shellcheck', ...sources('.sh')]));
  for (const file of sources('.pl')) tally = addTallies(tally, await check(`perl -c ${file}`, ['perl', '-c', file]));
  return tally;
}

/**
 * A program that writes its tally to the file named in TALLY_FILE. Counted as one failure if it writes none or ends badly without naming a failure.
 * @param {string} name
 * @param {readonly string[]} argv
 * @param {{ cwd?: string, uid?: number, gid?: number, env?: Record<string, string>, folder?: string }} options `folder`: where the file may be written
 * @returns {Promise<Tally>}
 */
async function counted(name, argv, { env = {}, folder = tmpdir(), ...options } = {}) {
  const scratch = mkdtempSync(join(folder, 'netlab-tally-'));
  if (options.uid !== undefined) chownSync(scratch, options.uid, options.gid ?? options.uid);
  const file = join(scratch, 'tally.json');
  // NODE_COMPILE_CACHE: many tests start programs of ours from their sources.
  try {
    const { code } = await run(argv, {
      ...options,
      env: childEnv({ ...noColor, ...env, TALLY_FILE: file, NODE_COMPILE_CACHE: join(scratch, 'compiled') }),
    });
    if (!existsSync(file)) return { ...emptyTally(), failed: [`${name}: ended with status ${code} without a result`] };
    /** @type {Tally} */
    const tally = JSON.parse(readFileSync(file, 'utf8'));
    if (code !== 0 && tally.failed.length === 0) tally.failed.push(`${name}: ended with status ${code}`);
    return tally;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const vitest = (/** @type {string} */ project, options = {}) =>
  counted(
    project,
    [
      node24,
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      project,
      '--configLoader',
      'runner',
      '--reporter=default',
      `--reporter=${join(root, 'scripts/lib/vitest-tally.mjs')}`,
      '--passWithNoTests',
    ],
    options,
  );

/** @returns {Promise<Tally>} */
async function unprivileged() {
  if (!isRoot)
    return {
      ...emptyTally(),
      skipped: [{ name: 'real, as root', reason: 'not run by root: all of it was run as an unprivileged user' }],
    };
  const { result, leftovers } = await withUnprivilegedUser(({ name, uid, gid, home, checkout }) =>
    vitest('real-user', {
      cwd: checkout,
      uid,
      gid,
      folder: home,
      env: { HOME: home, USER: name, LOGNAME: name, XDG_RUNTIME_DIR: '', TMPDIR: home },
    }),
  );
  return { ...result, failed: [...result.failed, ...leftovers.map((line) => `left running after the tests: ${line}`)] };
}

async function packageCheck() {
  const faults = await packageFaults();
  return { ...emptyTally(), passed: faults.length === 0 ? 1 : 0, failed: faults };
}

/** @type {{ name: string, title: string, stage: () => Promise<Tally> }[]} */
const STAGES = [
  { name: 'lint', title: 'Lint and format (Biome, ShellCheck, perl -c)', stage: lint },
  { name: 'types', title: 'Types (TypeScript)', stage: () => check('tsc', [bin('tsc'), '-p', '.']) },
  {
    name: 'page-types',
    title: "Types of the diagram's page",
    stage: () => check('tsc', [bin('tsc'), '-p', 'media/diagram']),
  },
  { name: 'package', title: 'Contents and sizes of the package', stage: packageCheck },
  { name: 'unit', title: 'Pure code', stage: () => vitest('unit') },
  { name: 'real', title: `Real kernel, as ${isRoot ? 'root' : 'an unprivileged user'}`, stage: () => vitest('real') },
  { name: 'real-user', title: 'Real kernel, what depends on rights, as a user made for it', stage: unprivileged },
  {
    name: 'host',
    title: "Inside the editor's extension host",
    stage: () => counted('host', [node24, join(root, 'test/host/launch-code-server.ts')]),
  },
  { name: 'ui', title: 'In a browser', stage: () => vitest('ui') },
];

/** @returns {Promise<Tally>} */
async function runStage(/** @type {typeof STAGES[number]} */ { name, title, stage }) {
  const started = Date.now();
  console.log(`\n━━ ${title} (${name}) ${'━'.repeat(Math.max(2, 60 - title.length))}`);
  const tally = await stage().catch((error) => {
    console.error(error instanceof UserError ? error.message : error);
    return { ...emptyTally(), failed: [`${name}: could not be run`] };
  });
  console.log(`${name}: ${tallyLine(tally)} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return tally;
}

main(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0)
    throw new UserError(
      `Unknown stage: ${unknown.join(', ')}. There are: ${STAGES.map(({ name }) => name).join(', ')}.`,
    );
  const wanted = STAGES.filter(({ name }) => asked.length === 0 || asked.includes(name));
  const inEditor = wanted.some(({ name }) => name === 'host' || name === 'ui');

  const onMachines = wanted.some(({ name }) => name === 'real' || name === 'real-user');

  const linted = wanted.some(({ name }) => name === 'lint');

  await setup({
    ...LAB_PROGRAMS,
    ...(linted ? LINT_PROGRAMS : {}),
    ...(onMachines ? MACHINE_PROGRAMS : {}),
    ...(inEditor ? TEST_PROGRAMS : {}),
  });
  if (onMachines) await ensurePrograms(SHELLS).catch(({ message }) => console.log(message));
  if (inEditor) await ensureCodeServer();

  let total = emptyTally();
  for (const stage of wanted) total = addTallies(total, await runStage(stage));

  console.log('');
  for (const { name, reason } of total.skipped) console.log(`skipped: ${name}: ${reason}`);
  for (const name of total.failed) console.log(`FAILED: ${name}`);
  console.log(tallyLine(total));
  return total.failed.length === 0 ? 0 : 1;
});
