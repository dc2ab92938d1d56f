import { expect, test } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { addAddress, addRoute, deleteAddress, deleteRoute } from '../../../src/topology/argv.ts';
import { netnsByName } from '../../../src/topology/find.ts';
import type { Netns } from '../../../src/topology/model.ts';
import { addressText, routeText } from '../../../src/topology/words.ts';
import { sandbox } from '../hosts/support.ts';
import { ok } from './support.ts';

/** In 'a b' the links -x and d1, each with its other end. */
const LINKS = `ip netns add 'a b'
  for link in -x d1; do
    ip -n 'a b' link add name $link type veth peer name o$link
    ip -n 'a b' link set dev $link up; ip -n 'a b' link set dev o$link up
  done`;

/** What stands in for a person who deletes what the tree offers. */
async function runs(host: Host, argv: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await host.run([...argv]);
  expect(`${exitCode} ${stderr}`, argv.join(' ')).toBe('0 ');
}

/** Without those that the kernel makes of addresses, when it has found that nobody else has them. */
const typedRoutes = ({ routes }: Netns) =>
  routes.filter(({ table, protocol }) => table !== 'local' && protocol !== 'kernel');

async function netnsOf(host: Host) {
  const netns = netnsByName(await readTopology(host), 'a b');
  if (!netns) throw new Error('no netns');
  return netns;
}

test('every kind of route and address is deleted by the command that the tree has for it, and nothing else', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(
    host,
    `${LINKS}
     ip -n 'a b' addr add 10.0.0.1/24 dev -x; ip -n 'a b' addr add 10.9.0.1 peer 10.9.0.2/32 dev d1
     ip -n 'a b' addr add fd00::1/64 dev -x nodad
     ip -n 'a b' route add default via 10.0.0.2 dev -x; ip -n 'a b' route add default via 10.0.0.3 dev -x metric 50
     ip -n 'a b' route add default via 10.0.0.4 dev -x table 100; ip -n 'a b' route add blackhole 10.1.0.0/16
     ip -n 'a b' route add unreachable 10.2.0.0/16 metric 7; ip -n 'a b' route add 10.3.0.0/16 dev d1
     ip -n 'a b' route add 10.4.0.0/16 nexthop via 10.0.0.5 dev -x nexthop dev d1 weight 2
     ip -n 'a b' route add 10.5.0.0/16 via inet6 fd00::9 dev -x; ip -n 'a b' route add tos 0x10 10.3.0.0/16 via 10.0.0.6 dev -x
     ip -n 'a b' -6 route add default via fd00::2 dev -x; ip -n 'a b' -6 route add fd01::/64 dev d1 metric 9
     ip -n 'a b' -6 route add fd02::/64 nexthop via fd00::3 dev -x nexthop via fd00::4 dev -x
     ip -n 'a b' -6 route add blackhole fd03::/64`,
  );
  const before = await netnsOf(host);
  const typed = typedRoutes(before);
  expect(typed.length).toBeGreaterThanOrEqual(13);
  for (const [at, route] of typed.entries()) {
    await runs(host, deleteRoute(before, route));
    const left = typedRoutes(await netnsOf(host)).map(routeText);
    const others = typed.slice(at + 1).map(routeText);
    expect(left.toSorted(), routeText(route)).toEqual(others.toSorted());
  }
  const addresses = (netns: Netns) => netns.links.flatMap(({ addr_info }) => addr_info.map(addressText));
  const held = await netnsOf(host);
  expect(addresses(held)).toEqual(expect.arrayContaining(['10.0.0.1/24', '10.9.0.1 peer 10.9.0.2/32', 'fd00::1/64']));
  for (const link of held.links)
    for (const address of link.addr_info) await runs(host, deleteAddress(held, link, address));
  const left = addresses(await netnsOf(host));
  expect(left.filter((address) => addresses(held).includes(address))).toEqual([]);
});

test('an address and a route are added as they are typed', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(host, LINKS);
  const before = await netnsOf(host);
  const link = before.links.find(({ ifname }) => ifname === '-x');
  if (!link) throw new Error('no link');
  await runs(host, addAddress(before, link, '10.0.0.1/24'));
  await runs(host, addAddress(before, link, 'fd00::1/64'));
  await runs(host, addRoute(before, ['default', 'via', '10.0.0.2']));
  await runs(host, addRoute(before, ['fd01::/64', 'dev', '-x']));
  const { links, routes } = await netnsOf(host);
  const addresses = links.flatMap(({ addr_info }) => addr_info.map(addressText));
  expect(addresses).toEqual(expect.arrayContaining(['10.0.0.1/24', 'fd00::1/64']));
  expect(routes.map(({ dst }) => dst)).toEqual(expect.arrayContaining(['default', 'fd01::/64']));
});
