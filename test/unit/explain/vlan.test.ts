import { expect, test } from 'vitest';
import { trace } from '../../../src/explain/explain.ts';
import { explain } from '../../../src/explain/obstacles.ts';
import type { Link, PortVlans } from '../../../src/topology/model.ts';
import { link, netns, route, topology } from '../diagram/build.ts';

const routesOf = (dev: string, host: number) => [
  route({ dst: `10.0.0.${host}`, type: 'local', dev, table: 'local', prefsrc: `10.0.0.${host}`, protocol: 'kernel' }),
  route({ dst: '10.0.0.0/24', dev, prefsrc: `10.0.0.${host}`, scope: 'link', protocol: 'kernel' }),
];
const mac = (host: number) => `02:00:00:00:00:0${host}`;
const vlanOn = (id: string, lower: string, name: string, host: number, tag: number): Link =>
  link(id, 9, name, 'vlan', {
    ...{ addresses: [`10.0.0.${host}/24`], address: mac(host), lower: `${id}/${lower}` },
    linkinfo: { info_kind: 'vlan', info_data: { id: tag, protocol: '802.1Q' } },
  });

/** A host at the port p1, p2, …; with a number, on a VLAN link. */
function station(host: number, tag?: number) {
  const id = `${host}`;
  const settings = {
    address: mac(host),
    peer: `9/1${host}`,
    addresses: tag === undefined ? [`10.0.0.${host}/24`] : [],
  };
  const wire = link(id, 2, 'e0', 'veth', settings);
  const above = tag === undefined ? [] : [vlanOn(id, '2', `e0.${tag}`, host, tag)];
  return netns(id, `h${host}`, [wire, ...above], { routes: routesOf(tag === undefined ? 'e0' : `e0.${tag}`, host) });
}

/** 'p1 10 pvid untagged': as bridge(8) adds it. */
const vlansOf = (lines: readonly string[]): PortVlans[] =>
  lines.map((line) => {
    const [ifname = '', ...words] = line.split(' ');
    const vlans = words
      .join(' ')
      .split(', ')
      .map((text) => {
        const [range = '', ...flags] = text.split(' ');
        const [vlan, vlanEnd] = range.split('-').map(Number);
        const all = flags.map((flag) => (flag === 'pvid' ? 'PVID' : 'Egress Untagged'));
        return { vlan: vlan ?? 0, ...(vlanEnd !== undefined && { vlanEnd }), flags: all };
      });
    return { ifname, vlans };
  });

type Host = readonly [number, number?];
function switched(hosts: readonly Host[], lines: readonly string[], own: readonly Link[] = [], more = {}) {
  const info = { info_kind: 'bridge', info_data: { vlan_filtering: 1 } };
  const br0 = link('9', 2, 'br0', 'bridge', {
    linkinfo: info,
    address: mac(9),
    addresses: own.length === 0 ? ['10.0.0.9/24'] : [],
  });
  const ports = hosts.map(([host]) =>
    link('9', 10 + host, `p${host}`, 'veth', {
      master: 'br0',
      peer: `${host}/2`,
      linkinfo: { info_kind: 'veth', info_slave_kind: 'bridge', info_slave_data: { state: 'forwarding' } },
    }),
  );
  const home = netns('9', 'sw', [br0, ...ports, ...own], {
    routes: routesOf(own[0]?.ifname ?? 'br0', 9),
    vlans: vlansOf(lines),
    ...more,
  });
  return topology(home, ...hosts.map(([host, tag]) => station(host, tag)));
}

const ask = (here: ReturnType<typeof switched>, from: number, to: number) => {
  const { verdict, stop } = trace(here, { from: `${from}`, to: `10.0.0.${to}`, protocol: 'icmp' });
  return stop ? `${stop.reason} ${stop.args.join(' ')}` : verdict;
};
const fixes = (here: ReturnType<typeof switched>, from: number, to: number) => {
  const { obstacles, withFixes } = explain(here, { from: `${from}`, to: `10.0.0.${to}`, protocol: 'icmp' });
  return [...obstacles.flatMap(({ fix }) => fix.map((argv) => argv.join(' '))), withFixes];
};

const usual = ['p1 1 pvid untagged', 'p2 1 pvid untagged', 'br0 1 pvid untagged'];

test('ports of the default VLAN, and the bridge itself, see each other', () => {
  const here = switched([[1], [2]], usual);
  expect([ask(here, 1, 2), ask(here, 1, 9), ask(here, 9, 1)]).toEqual(['delivered', 'delivered', 'delivered']);
});

test('ports of two VLANs do not, and the second can be put into that of the first', () => {
  const here = switched([[1], [2]], ['p1 10 pvid untagged', 'p2 1 pvid untagged', 'br0 1 pvid untagged']);
  expect(ask(here, 1, 2)).toBe('vlan-not-allowed p2 10 untagged');
  expect(fixes(here, 1, 2)).toEqual(['bridge -n sw vlan add dev p2 vid 10 pvid untagged', 'delivered']);
});

test('the bridge itself is in no other VLAN than its own', () => {
  const here = switched([[1]], ['p1 10 pvid untagged', 'br0 1 pvid untagged']);
  expect(ask(here, 1, 9)).toBe('vlan-not-allowed br0 10 untagged');
  expect(fixes(here, 1, 9)).toEqual(['bridge -n sw vlan add dev br0 vid 10 pvid untagged self', 'delivered']);
});

test('a port without a PVID takes nothing that has no tag', () => {
  const here = switched([[1], [2]], ['p1 1 untagged', 'p2 1 pvid untagged']);
  expect(ask(here, 1, 2)).toBe('vlan-not-allowed p1 1 untagged');
  expect(ask(here, 2, 1)).toBe('vlan-not-allowed p1 1 untagged');
});

test('a VLAN link behind a trunk reaches the access ports of its VLAN', () => {
  const lines = ['p1 1 pvid untagged, 5-20', 'p2 10 pvid untagged', 'p3 1 pvid untagged'];
  const here = switched([[1, 10], [2], [3]], lines);
  expect([ask(here, 1, 2), ask(here, 2, 1)]).toEqual(['delivered', 'delivered']);
  expect(ask(here, 1, 3)).toBe('vlan-not-allowed p3 10 untagged');
});

test('a trunk that lacks the VLAN is given it, with its tag', () => {
  const here = switched([[1, 10], [2]], ['p1 1 pvid untagged', 'p2 10 pvid untagged']);
  expect(ask(here, 1, 2)).toBe('vlan-not-allowed p1 10');
  expect(ask(here, 2, 1)).toBe('vlan-not-allowed p1 10');
  expect(fixes(here, 2, 1)).toEqual(['bridge -n sw vlan add dev p1 vid 10', 'delivered']);
});

test('a VLAN that leaves with a tag is none for a host that knows nothing of it', () => {
  const here = switched([[1], [2]], ['p1 10 pvid untagged', 'p2 10 pvid']);
  expect(ask(here, 1, 2)).toBe('vlan-not-allowed p2 10 untagged');
});

test('a VLAN link on the bridge gets what the bridge itself takes with the tag', () => {
  const own = [vlanOn('9', '2', 'br0.10', 9, 10)];
  const port = 'p1 10 pvid untagged';
  const here = switched([[1]], [port, 'br0 1 pvid untagged, 10'], own);
  expect([ask(here, 1, 9), ask(here, 9, 1)]).toEqual(['delivered', 'delivered']);
  const lacking = switched([[1]], [port, 'br0 1 pvid untagged'], own);
  expect(fixes(lacking, 1, 9)).toEqual(['bridge -n sw vlan add dev br0 vid 10 self', 'delivered']);
  expect(fixes(lacking, 9, 1)).toEqual(['bridge -n sw vlan add dev br0 vid 10 self', 'delivered']);
});

test('without the table of VLANs nothing is said', () => {
  const unread = { vlans: undefined, unread: [{ what: 'vlan', why: 'bridge is not installed' }] };
  expect(ask(switched([[1], [2]], [], [], unread), 1, 2)).toBe('unknown');
});

test('an entry of the forwarding table counts in its VLAN alone', () => {
  const entry = (vlan: number) => ({
    fdb: [{ mac: mac(2), ifname: 'p1', master: 'br0', state: 'static', flags: [], vlan }],
  });
  expect(ask(switched([[1], [2]], usual, [], entry(10)), 1, 2)).toBe('delivered');
  // The answer to ARP has moved a static one; one that sticks stays.
  const sticky = { fdb: [{ ...entry(1).fdb[0], mac: mac(2), flags: ['sticky'] }] };
  expect(ask(switched([[1], [2]], usual, [], sticky), 1, 2)).toMatch(/^wrong-switch-entry/);
});
