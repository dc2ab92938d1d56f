import { execa } from 'execa';
import { openHost } from '../src/hosts/open.ts';
import { type Figure, inTurn, row } from './figure.ts';

const UNSHARE = ['--user', '--map-root-user', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

export const sandboxReady: Figure = {
  name: 'sandbox',
  what: 'sandbox ready, with its simulated internet',
  against: '`unshare … true` alone',
  aim: '≤ 3',
  measure: async () =>
    row(
      await inTurn(
        11,
        2,
        async () => {
          const host = await openHost('sandbox');
          await host.run(['true']);
          await host.dispose();
        },
        () => execa('unshare', [...UNSHARE, 'true']),
      ),
    ),
};
