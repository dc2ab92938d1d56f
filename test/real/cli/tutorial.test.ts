import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runJsonl } from './program.ts';

const TUTORIAL = fileURLToPath(new URL('../../../../shared/lab/tutorial.md', import.meta.url));
test('the tutorial itself has the outcome that its text tells', async (context) => {
  if (!existsSync(TUTORIAL)) context.skip('the tutorial is not beside the checkout (../shared/lab)');
  const { cells } = await runJsonl(TUTORIAL, '--keep-going', '--cell-timeout', '4s');
  const pings = cells.filter(({ source }) => source.includes('ping 23.185.0.4'));
  expect(pings.map(({ stdout }) => /\d+ bytes from 23\.185\.0\.4/.test(stdout))).toEqual([false, false, true]);
  // It has no end of its own: it gets a limit.
  expect(pings[2]).toMatchObject({ ok: true, timedOut: true, stoppedAfterMs: 4000 });

  // route(8) of net-tools gives 1 in a namespace whose lo is down and whose table is empty; so does it here.
  const failed = cells.filter(({ ok }) => !ok).map(({ source }) => source);
  expect(failed).toEqual(['ip netns exec sleep route', 'ip netns exec webapp route', pings[1]?.source]);
});
