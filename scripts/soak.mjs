// npm run soak: the long runs.
import { join } from 'node:path';
import { LAB_PROGRAMS, MACHINE_PROGRAMS, TEST_PROGRAMS } from './lib/debian.mjs';
import { childEnv, main, node24, root, run } from './lib/project.mjs';
import { setup } from './setup.mjs';

main(async () => {
  await setup({ ...LAB_PROGRAMS, ...MACHINE_PROGRAMS, ...TEST_PROGRAMS });
  const vitest = [node24, join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--passWithNoTests'];
  const asked = process.argv.slice(2);
  const soak = await run([...vitest, '--project', 'soak', ...asked]);
  if (asked.length > 0) return soak.code;
  // Notebooks are random documents in the unit tests already: here there are more of them, and others each time.
  const env = { ...childEnv(), FUZZ_SEED: `${Date.now() % 2 ** 31}`, FUZZ_RUNS: '500000' };
  const documents = await run([...vitest, '--project', 'unit', '--testTimeout', '3600000', 'test/unit/notebook'], {
    env,
  });
  return soak.code || documents.code;
});
