import { expect, test } from 'vitest';
import { sandbox } from '../real/hosts/support.ts';
import { watchRandom } from '../real/watch/random-networks.ts';

const FLOWS = 200;

test('200 flows in random networks: what arrives is seen at each link of the predicted way, and nowhere beyond', async () => {
  const seed = Math.floor(Date.now() / 1000) * 1000;
  console.log(`seeds from ${seed} on`);
  const tally = await watchRandom(await sandbox({ internet: 'none' }), seed, FLOWS);
  console.log(`${tally.watched} flows, ${tally.passes} links, ${tally.again} watched again`);
  expect(tally.wrong).toEqual([]);
  expect(tally.passes).toBeGreaterThan(FLOWS * 3);
});
