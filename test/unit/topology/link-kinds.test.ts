import { describe, expect, test } from 'vitest';
import { topologyTree } from '../../../src/outline/terminal-tree.ts';
import { shownAddresses } from '../../../src/topology/addresses.ts';
import { linkById, linksWith, masterOf, portsOf } from '../../../src/topology/find.ts';
import { kindOf, roleOf } from '../../../src/topology/link-kinds.ts';
import { isCut, linkState } from '../../../src/topology/link-state.ts';
import type { Route } from '../../../src/topology/model.ts';
import { portWords } from '../../../src/topology/port-flags.ts';
import { defaultRoutes, hopsOf, waysOut } from '../../../src/topology/routes.ts';
import { routeText } from '../../../src/topology/words.ts';
import { inet, link, loopback, netns, route, topology, veth } from '../editor/topology/topologies.ts';

const flags = (text: string, operstate: string) => ({ flags: text.split(','), operstate });
const kind = (info_kind: string, info_data = {}) => ({ linkinfo: { info_kind, info_data } });

describe('three-states: a link has one state, whoever asks', () => {
  test.each([
    ['down', flags('BROADCAST', 'DOWN')],
    ['down', flags('BROADCAST,M-DOWN', 'LOWERLAYERDOWN')],
    ['up', flags('UP,LOWER_UP', 'UP')],
    // lo, tun: their drivers set no operstate.
    ['up', flags('UP,LOWER_UP', 'UNKNOWN')],
    ['no-carrier', flags('UP', 'UNKNOWN')],
    ['no-carrier', flags('NO-CARRIER,UP', 'DOWN')],
    // The flags are there a moment before the operstate.
    ['no-carrier', flags('NO-CARRIER,UP,LOWER_UP', 'DOWN')],
    ['no-carrier', flags('NO-CARRIER,UP,LOWER_UP', 'TESTING')],
    ['dormant', flags('NO-CARRIER,UP,LOWER_UP,DORMANT', 'DORMANT')],
    ['dormant', flags('NO-CARRIER,UP,LOWER_UP', 'DORMANT')],
    ['dormant', flags('UP,LOWER_UP,DORMANT', 'UP')],
    ['no-carrier', flags('NO-CARRIER,UP,DORMANT', 'DOWN')],
  ] as const)('%s: %o', (state, said) => {
    expect(linkState(link('1', 2, 'x', said))).toBe(state);
  });

  test('LOWERLAYERDOWN tells of the link below, where there is one', () => {
    const said = flags('NO-CARRIER,UP', 'LOWERLAYERDOWN');
    expect(linkState(link('1', 2, 'x', { ...said, ...kind('macvlan') }))).toBe('lower-down');
    expect(linkState(veth('1', 2, 'x', '2/2', said))).toBe('no-carrier');
  });

  test('the tree for the terminal says it', () => {
    const dormant = link('1', 2, 'x', flags('NO-CARRIER,UP,LOWER_UP', 'DORMANT'));
    expect(topologyTree(topology(netns('1', undefined, { root: true, links: [dormant] })))).toContain(
      'x  ether  dormant\n',
    );
  });

  test('a cable is cut when its other end is not found in the whole picture', () => {
    const whole = topology(netns('1', undefined, { root: true }));
    expect(isCut(veth('1', 2, 'x', null), whole)).toBe(true);
    expect(isCut(veth('1', 2, 'x', null), { ...whole, extent: 'links' })).toBe(false);
    expect(isCut(link('1', 2, 'x'), whole)).toBe(false);
  });

  test('a slave of a bond has no state of a bridge port', () => {
    const slave = (info_slave_kind: string, state: string) =>
      portWords(link('1', 2, 'x', { linkinfo: { info_slave_kind, info_slave_data: { state } } }));
    expect(slave('bond', 'ACTIVE')).toEqual([]);
    expect(slave('bridge', 'blocking')).toEqual(['blocking']);
  });
});

test.each([
  ['loopback', loopback('1')],
  ['end', link('1', 2, 'eth0')],
  ['end', link('1', 2, 'x', kind('dummy'))],
  ['end', link('1', 2, 'x', kind('constructor'))],
  ['pair', link('1', 2, 'x', kind('netkit'))],
  ['master', link('1', 2, 'x', kind('vrf'))],
  ['upper', link('1', 2, 'x', kind('macsec'))],
  ['tunnel', link('1', 2, 'x', kind('ip6gretap'))],
  ['tunnel', link('1', 2, 'x', kind('tun', { type: 'tun' }))],
  ['end', link('1', 2, 'x', kind('tun', { type: 'tap' }))],
])('%s: %o', (role, one) => {
  expect(roleOf(one)).toBe(role);
});

test('tap-called-tun: a tap is called one wherever its kind is said', () => {
  const [tap, tun] = [link('1', 2, 'x', kind('tun', { type: 'tap' })), link('1', 3, 'y', kind('tun', { type: 'tun' }))];
  expect([tap, tun].map(kindOf)).toEqual(['tap', 'tun']);
  const tree = topologyTree(topology(netns('1', undefined, { root: true, links: [tap, tun] })));
  expect(tree.match(/─ . {2}\w+/g)).toEqual(['─ x  tap', '─ y  tun']);
});

test('two-address-rules: what a link gives to itself is not shown, in whatever view', () => {
  const addr_info = [
    inet('10.0.0.1', 24),
    { family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' },
    // Somebody has set it: the kernel makes none of IPv4.
    { family: 'inet', local: '169.254.1.1', prefixlen: 16, scope: 'link' },
    { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: 'link' },
    { family: 'inet6', local: '2001:db8::1', prefixlen: 64, scope: 'global' },
  ];
  const one = link('1', 2, 'x', { addr_info });
  expect(shownAddresses(one).map(({ local }) => local)).toEqual(['10.0.0.1', '169.254.1.1', '2001:db8::1']);
  expect(topologyTree(topology(netns('1', undefined, { root: true, links: [one] })))).toContain(
    'up  10.0.0.1/24  169.254.1.1/16  2001:db8::1/64\n',
  );
});

describe('five-default-routes: one answer to which they are', () => {
  const via = (gateway: string, more: Partial<Route> = {}) => route('default', { gateway, dev: 'x', ...more });
  const having = (...routes: Route[]) => netns('1', undefined, { root: true, routes });
  const texts = (...routes: Route[]) => defaultRoutes(having(...routes)).map(routeText);
  const ways = (...routes: Route[]) => waysOut(having(...routes)).map(({ gateway, dev }) => [gateway, dev]);

  test('those of the table main, then of the table default; by metric, IPv4 first', () => {
    expect(
      texts(
        via('fe80::1', { family: 'inet6', metric: 1024 }),
        via('10.0.0.9', { table: 'default' }),
        via('10.0.0.2', { metric: 200 }),
        via('10.0.0.1'),
        via('10.0.0.3', { table: '100' }),
        route('local default', { table: 'local' }),
        route('10.0.0.0/8', { dev: 'x' }),
      ),
    ).toEqual([
      'default via 10.0.0.1 dev x',
      'default via 10.0.0.2 dev x metric 200',
      'default via 10.0.0.9 dev x table default',
      'default via fe80::1 dev x metric 1024',
    ]);
  });

  test('route-without-mtu: the limits of a route are in its line, as ip-route(8) writes them', () => {
    const metrics = [{ mtu: 1400, rtt: 3, ecn: null, congestion: 'reno' }];
    expect(texts(via('10.0.0.1', { metric: 5, metrics }))).toEqual([
      'default via 10.0.0.1 dev x metric 5 mtu 1400 rtt 3ms features ecn congctl reno',
    ]);
  });

  test('each hop of a multipath route, and a gateway of the other family', () => {
    const many = route('default', { nexthops: [{ gateway: '10.0.0.1', dev: 'x' }, { dev: 'y' }] });
    const other = route('default', { dev: 'z', via: { family: 'inet6', host: 'fe80::1' } });
    expect(ways(many)).toEqual([
      ['10.0.0.1', 'x'],
      [undefined, 'y'],
    ]);
    expect(ways(other)).toEqual([['fe80::1', 'z']]);
  });

  test('nothing goes out behind one that refuses; of the other family it does', () => {
    const refuses = route('default', { type: 'unreachable' });
    expect(hopsOf(refuses)).toEqual([]);
    expect(ways(via('10.0.0.1', { metric: 5 }), refuses, via('fe80::1', { family: 'inet6' }))).toEqual([
      ['fe80::1', 'x'],
    ]);
    expect(ways(via('10.0.0.1'), { ...refuses, metric: 9 })).toEqual([['10.0.0.1', 'x']]);
  });
});

test('links are found by id, by address and by master', () => {
  const bridge = link('1', 2, 'br0', { ...kind('bridge'), addr_info: [inet('10.0.0.1', 24)] });
  const port = veth('1', 3, 'v', '2/2', { master: 'br0' });
  // No kernel makes it.
  const own = link('1', 4, 'own', { master: 'own' });
  const root = netns('1', undefined, { root: true, links: [bridge, port, own] });
  const all = topology(root, netns('2', 'a', { links: [link('2', 2, 'eth0', { addr_info: [inet('10.0.0.1', 8)] })] }));
  expect(linkById(all, '2/2')?.link.ifname).toBe('eth0');
  for (const id of ['2/3', '3/2', '', null, undefined]) expect(linkById(all, id)).toBeUndefined();
  expect(linksWith(all, '10.0.0.1').map((place) => place.link.id)).toEqual(['1/2', '2/2']);
  expect(masterOf({ netns: root, link: port })?.link).toBe(bridge);
  expect(masterOf({ netns: root, link: own })).toBeUndefined();
  expect([portsOf(root, bridge), portsOf(root, own)]).toEqual([[port], []]);
});
