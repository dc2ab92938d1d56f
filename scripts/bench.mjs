// npm run bench [-- NAME...]: the figures, as one Markdown table.
import { join } from 'node:path';
import { main, node24, root, run, SOURCE_FLAGS } from './lib/project.mjs';
import { setup } from './setup.mjs';

main(async () => {
  await setup();
  return (await run([node24, ...SOURCE_FLAGS, join(root, 'bench/run.ts'), ...process.argv.slice(2)])).code;
});
