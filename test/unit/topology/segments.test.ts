import { expect, test } from 'vitest';
import type { Link, Topology } from '../../../src/topology/model.ts';
import { segmentOf } from '../../../src/topology/segments.ts';
import { inet, link, netns, topology, veth } from '../editor/topology/topologies.ts';

const made = (netns: string, ifindex: number, ifname: string, info_kind: string, more: Partial<Link> = {}, data = {}) =>
  link(netns, ifindex, ifname, { linkinfo: { info_kind, info_data: data }, ...more });

/** The links by segment, those alone left out. */
function segments(all: Topology): string[] {
  const found = new Map<string, string[]>();
  for (const { links } of all.netns)
    for (const { id, ifname } of links) {
      const segment = segmentOf(all, id);
      found.set(segment, [...(found.get(segment) ?? []), ifname]);
    }
  return [...found.values()].filter(({ length }) => length > 1).map((names) => names.sort().join(' '));
}

/** A cable from one netns to the other. */
const cable = (a: string, b: string, ifindex: number, name: string, more: Partial<Link> = {}) =>
  [veth(a, ifindex, `${name}a`, `${b}/${ifindex}`, more), veth(b, ifindex, `${name}b`, `${a}/${ifindex}`)] as const;

test('the ends of a cable, a bridge and its ports; a VRF and what stands alone are none', () => {
  const [va, vb] = cable('1', '2', 10, 'v', { master: 'br0' });
  const [wa, wb] = cable('1', '2', 11, 'w', { master: 'br0' });
  const [xa, xb] = cable('1', '2', 12, 'x', { master: 'red' });
  const [ya, yb] = cable('1', '2', 13, 'y', { master: 'red' });
  const root = [made('1', 2, 'br0', 'bridge'), made('1', 3, 'red', 'vrf'), link('1', 4, 'eth0')];
  const all = topology(
    netns('1', undefined, { root: true, links: [...root, va, wa, xa, ya] }),
    netns('2', 'a', { links: [vb, wb, xb, yb] }),
  );
  expect(segments(all)).toEqual(['br0 va vb wa wb', 'xa xb', 'ya yb']);
});

test('what stands on a link is on its segment; packets of an ipvlan in mode l3 are not', () => {
  const on = (ifindex: number, kind: string, mode: string) =>
    made('1', ifindex, `${kind}-${mode}`, kind, { lower: '1/2' }, { mode });
  const uppers = [on(3, 'macvlan', 'bridge'), on(4, 'ipvlan', 'l2'), on(5, 'ipvlan', 'l3'), on(6, 'ipvlan', 'l3s')];
  expect(segments(topology(netns('1', undefined, { root: true, links: [link('1', 2, 'eth0'), ...uppers] })))).toEqual([
    'eth0 ipvlan-l2 macvlan-bridge',
  ]);
});

test('VLANs of one number on one segment are together, also within VLANs, whatever comes first', () => {
  const [va, vb] = cable('1', '2', 10, 'v');
  const vlan = (netns: string, ifindex: number, name: string, lower: number, id: number, more: Partial<Link> = {}) =>
    made(netns, ifindex, name, 'vlan', { lower: `${netns}/${lower}`, ...more }, { id, protocol: '802.1Q' });
  const side = (netns: string, s: string) => [
    // In a bridge with VLAN 5, the inner 7; beside it VLAN 6. The inner one comes first.
    vlan(netns, 2, `inner${s}`, 3, 7),
    made(netns, 3, `br${s}`, 'bridge'),
    vlan(netns, 4, `five${s}`, 10, 5, { master: `br${s}` }),
  ];
  const all = topology(
    netns('1', undefined, { root: true, links: [...side('1', 'A'), va] }),
    netns('2', 'a', { links: [...side('2', 'B'), vlan('2', 5, 'sixB', 10, 6), vb] }),
  );
  expect(segments(all)).toEqual(['innerA innerB', 'brA brB fiveA fiveB', 'va vb']);
});

test('a bridge of a link and its own VLAN ends', () => {
  const eth = link('1', 2, 'eth0', { master: 'br0' });
  const five = made('1', 3, 'five', 'vlan', { lower: '1/2', master: 'br0' }, { id: 5, protocol: '802.1Q' });
  const all = topology(netns('1', undefined, { root: true, links: [eth, five, made('1', 4, 'br0', 'bridge')] }));
  expect(segments(all)).toEqual(['br0 eth0 five']);
});

test('the ends of a tunnel are on one segment, and that is not the one below', () => {
  const [va, vb] = cable('1', '2', 10, 'v');
  const at = (one: Link, address: string): Link => ({ ...one, addr_info: [inet(address, 24)] });
  const vxlan = (netns: string, ifindex: number, name: string, id: number, more: object) =>
    made(netns, ifindex, name, 'vxlan', { lower: `${netns}/10` }, { id, ...more });
  const other = inet('10.0.0.3', 24);
  const all = topology(
    netns('1', undefined, {
      root: true,
      links: [
        at(va, '10.0.0.1'),
        vxlan('1', 2, 'sevenA', 7, { remote: '10.0.0.2' }),
        vxlan('1', 3, 'eightA', 8, {}),
        vxlan('1', 4, 'nineA', 9, { group: '239.1.1.1' }),
        made('1', 5, 'greA', 'gretap', {}, { remote: '10.0.0.2' }),
      ],
      fdb: [{ mac: '00:00:00:00:00:00', ifname: 'eightA', dst: '10.0.0.2' }],
    }),
    netns('2', 'a', {
      links: [
        at(vb, '10.0.0.2'),
        vxlan('2', 2, 'sevenB', 7, { remote: '10.0.0.1' }),
        vxlan('2', 3, 'eightB', 8, {}),
        vxlan('2', 4, 'nineB', 9, { group: '239.1.1.1' }),
        // Of two, the one that is meant for the first netns.
        made('2', 5, 'greC', 'gretap', {}, { remote: '10.0.0.3' }),
        made('2', 6, 'greB', 'gretap', {}, { remote: '10.0.0.1' }),
      ],
    }),
    netns('3', 'b', { links: [link('3', 2, 'far', { addr_info: [other] })] }),
  );
  expect(segments(all).sort()).toEqual(['eightA eightB', 'greA greB', 'nineA nineB', 'sevenA sevenB', 'va vb']);
});
