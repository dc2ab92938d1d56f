// npm run soak: the long runs.
import { join } from 'node:path';
import { LAB_PROGRAMS, MACHINE_PROGRAMS, TEST_PROGRAMS } from './lib/debian.mjs';
import { main, node24, root, run } from './lib/project.mjs';
import { setup } from './setup.mjs';

main(async () => {
  await setup({ ...LAB_PROGRAMS, ...MACHINE_PROGRAMS, ...TEST_PROGRAMS });
  const vitest = [
    node24,
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    'soak',
    '--passWithNoTests',
  ];
  return (await run([...vitest, ...process.argv.slice(2)])).code;
});
