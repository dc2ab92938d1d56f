import { execa } from 'execa';
import { openHost } from '../src/hosts/open.ts';
import { type Figure, median, row, time } from './figure.ts';

const UNSHARE = ['--user', '--map-root-user', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const ROUNDS = 15;

export const sandboxReady: Figure = {
  name: 'sandbox',
  what: 'sandbox ready, with its simulated internet',
  against: '`unshare … true` alone',
  aim: '≤ 3',
  measure: async () => {
    const ours: number[] = [];
    const against: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const started = performance.now();
      const host = await openHost('sandbox');
      ours.push(performance.now() - started);
      await host.dispose();
      against.push(await time(() => execa('unshare', [...UNSHARE, 'true'])));
    }
    return row({ ours: median(ours), against: median(against) });
  },
};
