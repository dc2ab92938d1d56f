import { expect, test } from 'vitest';
import { trace } from '../../../src/explain/explain.ts';
import type { Netns } from '../../../src/topology/model.ts';
import { link, netns, route, topology } from '../diagram/build.ts';

const card = link('1', 2, 'eth0', 'ether', { addresses: ['192.0.2.7/24'] });
const local = route({ type: 'local', dst: '192.0.2.7', table: 'local', dev: 'eth0', protocol: 'kernel' });
const near = route({ dst: '192.0.2.0/24', dev: 'eth0', prefsrc: '192.0.2.7', scope: 'link', protocol: 'kernel' });
const out = (...gateways: readonly string[]) => gateways.map((gateway) => route({ gateway, dev: 'eth0' }));
const verdict = (settings: Partial<Netns>, to = '198.51.100.1') =>
  trace(topology(netns('1', 'root', [card], settings)), { from: '1', to, protocol: 'icmp' });

test('what leaves by a card is not followed, and may come back', () => {
  expect(verdict({ routes: [local, near, ...out('192.0.2.1')] }).verdict).toBe('exits');
});

test('without a route there is an obstacle, and no doubt', () => {
  expect(verdict({ routes: [local, near] })).toMatchObject({
    verdict: 'lost',
    stop: { reason: 'no-route', way: 'there' },
  });
});

test('of two next hops both are tried: what they agree in is certain', () => {
  const nexthops = [
    { gateway: '192.0.2.1', dev: 'eth0' },
    { gateway: '192.0.2.2', dev: 'eth0' },
  ];
  expect(verdict({ routes: [local, near, route({ nexthops })] }).verdict).toBe('exits');
  const [, second] = nexthops;
  const down = { ...second, dev: 'eth9' };
  const found = verdict({ routes: [local, near, route({ nexthops: [nexthops[0] ?? {}, down] })] });
  expect([found.verdict, found.doubts.map(({ what }) => what)]).toEqual(['unknown', ['ecmp']]);
});

test('local and main are one table as long as there are no rules of others', () => {
  const wide = route({ type: 'local', dst: '198.51.0.0/16', table: 'local', dev: 'lo' });
  const routes = [local, near, wide, route({ dst: '198.51.100.0/24', gateway: '192.0.2.1', dev: 'eth0' })];
  expect(verdict({ routes }).verdict).toBe('exits');
  const rules = [
    { family: 'inet', priority: 0, src: 'all', table: 'local' },
    { family: 'inet', priority: 100, src: '203.0.113.1', table: '7' },
    { family: 'inet', priority: 32766, src: 'all', table: 'main' },
  ] as const;
  expect(verdict({ routes, rules }).stop?.reason).toBe('link-down');
});

test('without all of its routes nothing is said of a netns', () => {
  const found = verdict({ routes: [local, near], unread: [{ what: 'route', why: 'it took too long' }] });
  expect([found.verdict, found.doubts.map(({ what }) => what)]).toEqual(['unknown', ['unread']]);
  // That tables of IPv6 could not be read says nothing of IPv4.
  expect(verdict({ routes: [local, near], unread: [{ what: 'rule6', why: 'no' }] }).verdict).toBe('lost');
});
