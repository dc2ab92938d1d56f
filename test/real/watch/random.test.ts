import { expect, test } from 'vitest';
import { sandbox } from '../hosts/support.ts';
import { watchRandom } from './random-networks.ts';

const FLOWS = 30;
/** In none of its networks a host has learned, while they were made, another answer than one would get now: that is not modelled. */
const SEED = 7200;

test('in random networks, what arrives is seen at each link of the predicted way, and nowhere beyond', async () => {
  const tally = await watchRandom(await sandbox({ internet: 'none' }), SEED, FLOWS);
  console.log(`${tally.watched} flows, ${tally.passes} links, ${tally.again} watched again`);
  expect(tally.wrong).toEqual([]);
  expect(tally.passes).toBeGreaterThan(FLOWS * 3);
}, 120_000);
