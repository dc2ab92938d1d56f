import { expect, test } from 'vitest';
import { trace } from '../../../src/explain/explain.ts';
import type { Link } from '../../../src/topology/model.ts';
import { link, netns, route, topology } from '../diagram/build.ts';

const local = (dst: string, dev: string, table = 'local') =>
  route({ dst, type: 'local', dev, table, prefsrc: dst, protocol: 'kernel' });
const near = (dev: string, prefsrc: string, table = 'main') =>
  route({ dst: '10.0.0.0/24', dev, prefsrc, table, scope: 'link', protocol: 'kernel' });
const asker = netns('1', 'a', [link('1', 2, 'e0', 'veth', { addresses: ['10.0.0.1/24'], peer: '2/2' })], {
  routes: [local('10.0.0.1', 'e0'), near('e0', '10.0.0.1')],
});
const asked = (links: readonly Link[], dev: string, table?: string) =>
  trace(
    topology(asker, netns('2', 'b', links, { routes: [local('10.0.0.2', dev, table), near(dev, '10.0.0.2', table)] })),
    { from: '1', to: '10.0.0.2', protocol: 'icmp' },
  );
const said = ({ verdict, doubts }: ReturnType<typeof trace>) => [
  verdict,
  ...doubts.map(({ what, thing }) => `${what} ${'link' in thing ? thing.link : ''}`),
];

test('what a bond does with frames of its ports is not known', () => {
  const links = [
    link('2', 2, 'e0', 'veth', { peer: '1/2', master: 'bond0' }),
    link('2', 3, 'bond0', 'bond', { addresses: ['10.0.0.2/24'] }),
  ];
  expect(said(asked(links, 'bond0'))).toEqual(['unknown', 'kind 2/3']);
});

test('what a VRF does with packets of its links is not known', () => {
  const links = [
    link('2', 2, 'e0', 'veth', { addresses: ['10.0.0.2/24'], peer: '1/2', master: 'red' }),
    link('2', 3, 'red', 'vrf', { linkinfo: { info_kind: 'vrf', info_data: { table: 10 } } }),
  ];
  expect(said(asked(links, 'e0', '10'))).toEqual(['unknown', 'kind 2/3']);
});

test('what an ipvlan gets is not known', () => {
  const links = [
    link('2', 2, 'e0', 'veth', { peer: '1/2' }),
    link('2', 3, 'ipvl0', 'ipvlan', {
      addresses: ['10.0.0.2/24'],
      lower: '2/2',
      linkinfo: { info_kind: 'ipvlan', info_data: { mode: 'l3' } },
    }),
  ];
  expect(said(asked(links, 'ipvl0'))).toEqual(['unknown', 'kind 2/3']);
});

test('what goes to a tap leaves what is known here', () => {
  const tap = link('1', 2, 'tap0', 'tun', {
    addresses: ['10.0.0.1/24'],
    linkinfo: { info_kind: 'tun', info_data: { type: 'tap' } },
  });
  const here = topology(netns('1', 'a', [tap], { routes: [local('10.0.0.1', 'tap0'), near('tap0', '10.0.0.1')] }));
  expect(said(trace(here, { from: '1', to: '10.0.0.2', protocol: 'icmp' }))).toEqual(['exits']);
});
