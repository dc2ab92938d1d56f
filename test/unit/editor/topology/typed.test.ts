import { describe, expect, it } from 'vitest';
import { addressFault, freeAddress, likelyRoute, routeFault, wordsOf } from '../../../../src/editor/topology/typed.ts';
import { addAddress, addRoute, deleteAddress, deleteRoute } from '../../../../src/topology/argv.ts';
import { inet, link, netns, route, topology, veth } from './topologies.ts';

const v0 = veth('1', 2, 'v0', '2/2', { addr_info: [inet('10.1.0.1', 24)] });
const v1 = veth('2', 2, 'v1', '1/2', { addr_info: [inet('10.1.0.2', 24)] });
const bare = veth('3', 2, 'v2', null);
const root = netns('1', undefined, { root: true, label: 'root netns', links: [v0] });
const sleep = netns('2', 'sleep', { links: [v1] });
const world = topology(root, sleep, netns('3', '-x', { links: [bare] }));

describe('an address', () => {
  it('is offered that is free in the network of the segment', () => {
    expect(freeAddress(world, v1)).toBe('10.1.0.3/24');
    expect(freeAddress(world, bare)).toBeUndefined();
    const full = topology(
      netns('1', undefined, {
        root: true,
        links: [link('1', 2, 'a', { addr_info: [inet('10.0.0.1', 30), inet('10.0.0.2', 30)] })],
      }),
    );
    expect(freeAddress(full, full.netns[0]?.links[0] ?? bare)).toBeUndefined();
  });

  it.each([
    ['10.1.0.3/24', undefined],
    ['fd00::1/64', undefined],
    ['10.1.0.2/24', 'has-address'],
    ['10.1.0.2', 'address-form'],
    ['10.1.0.256/24', 'address-form'],
    ['10.1.0.2/33', 'address-form'],
    ['10.1.0.2/24/8', 'address-form'],
    ['$(id)/24', 'address-form'],
  ])('%s: %s', (text, code) => expect(addressFault(text, v1)?.code).toBe(code));

  it('is added and deleted in its netns, whatever the names are', () => {
    expect(addAddress(netns('3', '-x'), { ...bare, ifname: 'a b' }, '10.0.0.1/8')).toEqual([
      ...['ip', '-n', '-x', 'addr', 'add', '10.0.0.1/8', 'dev', 'a b'],
    ]);
    expect(deleteAddress(root, v0, { ...inet('10.1.0.1', 32), address: '10.1.0.9' })).toEqual([
      ...['ip', 'addr', 'del', '10.1.0.1', 'peer', '10.1.0.9/32', 'dev', 'v0'],
    ]);
  });
});

describe('a route', () => {
  it('is offered through what is there, if there is none yet', () => {
    expect(likelyRoute(world, sleep)).toBe('default via 10.1.0.1');
    const led = netns('2', 'sleep', { links: [v1], routes: [route('default', { gateway: '10.1.0.1', dev: 'v1' })] });
    expect(likelyRoute(topology(root, led), led)).toBeUndefined();
    expect(likelyRoute(world, netns('3', '-x', { links: [bare] }))).toBeUndefined();
  });

  it.each([
    ['default via 10.1.0.1', undefined],
    ['10.2.0.0/16 via 10.1.0.1 metric 5', undefined],
    ['fd00::/64 via fe80::1 dev v1', undefined],
    ['10.2.0.9 dev v1', undefined],
    ['default via inet6 fe80::1 dev v1', undefined],
    ['blackhole 10.2.0.0/16', undefined],
    ['10.2.0.0/16 nexthop via 10.1.0.1', undefined],
    ['10.2.0.1/16 via 10.1.0.1', 'host-bits'],
    ['webapp via 10.1.0.1', 'not-a-destination'],
    ['-x', 'not-a-destination'],
    ['blackhole', 'route-form'],
    ['default', 'no-way'],
    ['default via', 'no-value'],
    ['default via sleep', 'not-an-address'],
    ['default dev v9', 'no-such-link'],
  ])('%s: %s', (text, code) => expect(routeFault(text, sleep)?.code).toBe(code));

  it('is added as typed, and deleted by all that distinguishes it', () => {
    expect(addRoute(sleep, wordsOf(' default  via 10.1.0.1 '))).toEqual([
      ...['ip', '-n', 'sleep', 'route', 'add', 'default', 'via', '10.1.0.1'],
    ]);
    expect(addRoute(root, wordsOf('fd00::/64 dev v0')).slice(0, 4)).toEqual(['ip', '-6', 'route', 'add']);
    const one = route('default', { gateway: 'fe80::1', dev: '-x', family: 'inet6', table: '100', metric: 5 });
    expect(deleteRoute(root, one).join(' ')).toBe('ip -6 route del default via fe80::1 dev -x table 100 metric 5');
    const across = route('10.9.0.0/16', { via: { family: 'inet6', host: 'fe80::1' }, dev: 'v0' });
    expect(deleteRoute(root, across).join(' ')).toBe('ip route del 10.9.0.0/16 via inet6 fe80::1 dev v0');
    expect(deleteRoute(root, route('10.9.0.0/16', { type: 'blackhole' })).join(' ')).toBe(
      'ip route del blackhole 10.9.0.0/16',
    );
  });
});
