import { expect, test } from 'vitest';
import { Assembler } from '../../../src/discovery/assemble.ts';
import type { Entry } from '../../../src/discovery/inventory.ts';
import { EMPTY, type Reading, withPart } from '../../../src/discovery/reading.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { part } from '../topology/fixtures.ts';

const LINK = { flags: ['UP', 'LOWER_UP'], link_type: 'ether', addr_info: [] };
const link = (ifindex: number, ifname: string, info_kind: string, more: object) => ({
  ...{ ...LINK, ifindex, ifname },
  ...{ linkinfo: { info_kind }, ...more },
});

/** Two namespaces, 1 and 2, each of which calls the other by nsid 0. */
function assembled(first: readonly object[], second: readonly object[]): Topology {
  const entry = (id: string): Entry => ({ id, label: id, names: [id], file: `/run/netns/${id}` });
  const reading = (links: readonly object[], other: string): Reading => ({
    ...withPart(EMPTY, part('addr', JSON.stringify(links))),
    nsids: new Map([[0, other]]),
  });
  return new Assembler().assemble({
    host: { id: 'h', label: 'h' },
    root: '1',
    inventory: { entries: [entry('1'), entry('2')], unread: [] },
    byNetns: new Map([
      ['1', reading(first, '2')],
      ['2', reading(second, '1')],
    ]),
    extent: 'full',
  });
}

const ends = ({ netns }: Topology) =>
  netns.flatMap(({ links }) => links.map(({ ifname, peer, lower }) => [ifname, peer, lower]));

test('same-ifindex-veth: before Linux 5.2 a veth does not say the index of its other end when it is the same', () => {
  const veth = (name: string) => link(7, name, 'veth', { link_netnsid: 0 });
  expect(ends(assembled([veth('a')], [veth('b')]))).toEqual([
    ['a', '2/7', undefined],
    ['b', '1/7', undefined],
  ]);
});

test('same-ifindex-veth: neither does a macvlan of the link that it stands on', () => {
  const on = link(7, 'mv', 'macvlan', { link_netnsid: 0 });
  expect(ends(assembled([link(7, 'eth0', 'dummy', {})], [on]))).toEqual([
    ['eth0', undefined, undefined],
    ['mv', undefined, '1/7'],
  ]);
});

test('own-index-is-no-link: until Linux 5.9 what stands on none says its own index, which is no link elsewhere', () => {
  const wireguard = link(7, 'wg0', 'wireguard', { link_netnsid: 0, link_index: 7 });
  expect(ends(assembled([link(7, 'eth0', 'dummy', {})], [wireguard]))).toEqual([
    ['eth0', undefined, undefined],
    ['wg0', undefined, undefined],
  ]);
});

test('a cable whose other end is in no netns that is known is cut', () => {
  const veth = (more: object) => ends(assembled([link(7, 'a', 'veth', more)], []));
  expect(veth({ link_netnsid: 9, link_index: 3 })).toEqual([['a', null, undefined]]);
  expect(veth({ link_netnsid: 9 })).toEqual([['a', null, undefined]]);
});
