import { expect, test } from 'vitest';
import { explain } from '../../../src/explain/obstacles.ts';
import { link, netns, route, topology } from '../diagram/build.ts';

/** a and b, each with a macvlan on the link e0 of h. */
function macvlans(modeOfA: string, modeOfB: string) {
  const space = (id: string, label: string, host: number, mode: string) => {
    const dst = `10.0.0.${host}`;
    const mv0 = link(id, 2, 'mv0', 'macvlan', {
      ...{ addresses: [`${dst}/24`], address: `02:00:00:00:00:0${host}`, lower: '9/2' },
      linkinfo: { info_kind: 'macvlan', info_data: { mode } },
    });
    const routes = [
      route({ dst, type: 'local', dev: 'mv0', table: 'local', prefsrc: dst, protocol: 'kernel' }),
      route({ dst: '10.0.0.0/24', dev: 'mv0', prefsrc: dst, scope: 'link', protocol: 'kernel' }),
    ];
    return netns(id, label, [mv0], { routes });
  };
  const wire = [link('9', 2, 'e0', 'veth', { peer: '9/3' }), link('9', 3, 'e1', 'veth', { peer: '9/2' })];
  return topology(netns('9', 'h', wire), space('1', 'a', 1, modeOfA), space('2', 'b', 2, modeOfB));
}

const bridge = (where: string) => `ip -n ${where} link set dev mv0 type macvlan mode bridge`;

test.each([
  ['private', 'private', [bridge('a'), bridge('b')]],
  ['vepa', 'bridge', [bridge('a')]],
  ['bridge', 'private', [bridge('b')]],
])('macvlans in the modes %s and %s hear each other in the mode bridge', (modeOfA, modeOfB, fix) => {
  const here = macvlans(modeOfA, modeOfB);
  const { obstacles, withFixes } = explain(here, { from: '1', to: '10.0.0.2', protocol: 'icmp' });
  expect(obstacles.map((one) => [one.manner, one.fix.map((argv) => argv.join(' '))])).toEqual([
    ['macvlans-apart', fix],
  ]);
  expect(withFixes).toBe('delivered');
});
