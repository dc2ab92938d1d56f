import { describe, expect, test } from 'vitest';
import { changeText } from '../../../src/topology/change-words.ts';
import { diff } from '../../../src/topology/diff.ts';
import type {
  Address,
  FdbEntry,
  Firewall,
  Link,
  LinkFacts,
  Neighbour,
  Netns,
  PortVlans,
  Qdisc,
  Route,
  Rule,
  Socket,
  Topology,
} from '../../../src/topology/model.ts';
import fc from '../../fast-check.ts';
import { apply, canonical } from './apply.ts';
import { fixtures, readFixture } from './fixtures.ts';

const ROOT = '1';
const name = fc.constantFrom('lo', 'eth0', 'veth0', 'br0', '-x', 'a b', '$(id)');
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** Keys without a value are left out, as they are in JSON. */
function object<T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K] | undefined> }): fc.Arbitrary<T> {
  return fc.record<Record<string, unknown>>(model).map((value) => JSON.parse(JSON.stringify(value)));
}

const address = object<Address>({
  family: fc.constantFrom('inet', 'inet6'),
  local: fc.constantFrom('10.0.0.1', '10.0.0.2'),
  prefixlen: fc.constantFrom(8, 24),
  scope: fc.constantFrom('global', 'link'),
});
const route = object<Route>({
  family: fc.constantFrom('inet', 'inet6'),
  type: fc.constantFrom('unicast', 'blackhole'),
  dst: fc.constantFrom('default', '10.0.0.0/8'),
  table: fc.constantFrom('main', '100'),
  dev: optional(name),
  gateway: optional(fc.constant('10.0.0.1')),
  metric: optional(fc.constantFrom(1, 2)),
});
const rule = object<Rule>({
  family: fc.constantFrom('inet', 'inet6'),
  priority: fc.constantFrom(0, 100),
  src: fc.constant('all'),
  table: fc.constantFrom('main', '100'),
});
const neighbour = object<Neighbour>({
  dst: fc.constantFrom('10.0.0.1', '10.0.0.2'),
  dev: name,
  lladdr: optional(fc.constantFrom('02::1', '02::2')),
  state: fc.constantFrom(['STALE'], ['REACHABLE']),
});
const fdb = object<FdbEntry>({
  mac: fc.constantFrom('02::1', '02::2'),
  ifname: name,
  master: optional(fc.constant('br0')),
  state: fc.constantFrom('', 'permanent'),
});
const socket = object<Socket>({
  netid: fc.constantFrom('tcp', 'udp'),
  state: fc.constantFrom('LISTEN', 'UNCONN'),
  local: fc.constantFrom('0.0.0.0', '::', '127.0.0.1'),
  port: fc.constantFrom(53, 40_000),
  dev: optional(fc.constant('eth0')),
  v6only: optional(fc.boolean()),
});
const portVlans = object<PortVlans>({
  ifname: name,
  vlans: fc.constantFrom([{ vlan: 1, flags: ['PVID', 'Egress Untagged'] }], [{ vlan: 10, vlanEnd: 20 }]),
});
const qdisc = object<Qdisc>({ kind: fc.constantFrom('clsact', 'ingress'), dev: name });
const firewall = object<Firewall>({
  iptables: optional(fc.constantFrom('', '*nat\n:POSTROUTING ACCEPT\n-A POSTROUTING -j MASQUERADE\nCOMMIT')),
  nft: optional(fc.constantFrom([], [{ table: { family: 'ip', name: 'nat', handle: 1 } }])),
});
const link = (netns: string) =>
  object<Link>({
    id: fc.constant(''),
    ifindex: fc.integer({ min: 1, max: 4 }),
    ifname: name,
    flags: fc.constantFrom(['UP', 'LOWER_UP'], ['UP', 'NO-CARRIER'], []),
    mtu: fc.constantFrom(1500, 1400),
    address: fc.constantFrom('02::1', '02::2'),
    link_type: fc.constantFrom('ether', 'loopback'),
    master: optional(fc.constant('br0')),
    linkinfo: optional(fc.constant({ info_kind: 'veth' })),
    peer: fc.option(fc.constantFrom('1/2', '2/3')),
    addr_info: fc.uniqueArray(address, { maxLength: 2, selector: (value) => JSON.stringify(value) }),
  }).map((value): Link => ({ ...value, id: `${netns}/${value.ifindex}` }));
const unread = fc.constantFrom([], [{ what: 'nft', why: 'nft is not installed' }]);
const netns = (id: string): fc.Arbitrary<Netns> =>
  object<Netns>({
    id: fc.constant(id),
    root: fc.constant(id === ROOT),
    label: fc.constant(`ns${id}`),
    names: fc.constantFrom([], ['a'], ['a', 'b']),
    holder: optional(fc.constant({ pid: 7, command: 'sleep' })),
    file: fc.constantFrom('/run/netns/a', '/proc/7/ns/net'),
    nsid: optional(fc.constantFrom(0, 1)),
    links: fc.uniqueArray(link(id), { maxLength: 4, selector: ({ ifindex }) => ifindex }),
    routes: fc.array(route, { maxLength: 4 }),
    rules: fc.array(rule, { maxLength: 3 }),
    neighbours: fc.array(neighbour, { maxLength: 3 }),
    fdb: fc.array(fdb, { maxLength: 3 }),
    firewall,
    qdiscs: optional(fc.array(qdisc, { maxLength: 3 })),
    vlans: optional(fc.array(portVlans, { maxLength: 3 })),
    sockets: optional(fc.array(socket, { maxLength: 3 })),
    sysctls: fc.dictionary(
      fc.constantFrom('net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'),
      fc.constantFrom('0', '1'),
    ),
    unread,
  });
const topology: fc.Arbitrary<Topology> = fc
  .record({
    root: netns(ROOT),
    others: fc.subarray(['2', '3', '4']).chain((ids) => fc.tuple(...ids.map(netns))),
    unread,
  })
  .map(({ root, others, unread: missing }) => ({
    format: 1,
    host: { id: 'test', label: 'Test' },
    extent: 'full',
    root: ROOT,
    netns: [root, ...others],
    unread: missing,
  }));

test('whoever applies what the diff says has the other topology', () => {
  fc.assert(
    fc.property(topology, topology, (before, after) => {
      const changes = diff(before, after);
      expect(canonical(apply(before, changes))).toEqual(canonical(after));
      for (const change of changes) expect(changeText(change)).toMatch(/^\S.*\S$/s);
    }),
    { numRuns: 3000 },
  );
});

test('two equal topologies have no difference', () => {
  fc.assert(
    fc.property(topology, (one) => {
      expect(diff(one, JSON.parse(JSON.stringify(one)))).toEqual([]);
    }),
  );
});

test('from what a tutorial built to what its clean-up left', () => {
  for (const after of fixtures().filter((fixture) => fixture.includes('@'))) {
    const [before = ''] = after.split('/');
    const [from, to] = [readFixture(before).topology, readFixture(after).topology];
    expect(canonical(apply(from, diff(from, { ...to, host: from.host })))).toEqual(
      canonical({ ...to, host: from.host }),
    );
  }
});

describe('in words', () => {
  const lo: LinkFacts = { ifindex: 1, ifname: 'lo', flags: [], link_type: 'loopback', addr_info: [] };
  const space = (id: string, label: string, links: readonly LinkFacts[], more: Partial<Netns> = {}): Netns => ({
    id,
    root: id === ROOT,
    label,
    names: id === ROOT ? [] : [label],
    file: `/run/netns/${label}`,
    links: [lo, ...links].map((one) => ({ ...one, id: `${id}/${one.ifindex}` })),
    routes: [],
    rules: [],
    neighbours: [],
    fdb: [],
    firewall: {},
    sysctls: {},
    unread: [],
    ...more,
  });
  const world = (...spaces: readonly Netns[]): Topology => ({
    format: 1,
    host: { id: 'test', label: 'Test' },
    extent: 'full',
    root: ROOT,
    netns: spaces,
    unread: [],
  });
  const words = (before: Topology, after: Topology, details = false) =>
    diff(before, after)
      .filter(({ detail = false }) => detail === details)
      .map((one) => changeText(one));
  const veth = {
    ifindex: 5,
    ifname: 'veth-sleep',
    flags: [],
    address: '02::1',
    linkinfo: { info_kind: 'veth' },
    addr_info: [],
  };
  const bridge = { ifindex: 3, ifname: 'app-net-0', flags: [], linkinfo: { info_kind: 'bridge' }, addr_info: [] };
  const root = space(ROOT, 'root netns', []);

  test('a netns and a link', () => {
    expect(words(world(root), world(root, space('2', 'sleep', [])))).toEqual(['added netns sleep']);
    expect(words(world(root, space('2', 'sleep', [veth])), world(root))).toEqual(['removed netns sleep']);
    expect(words(world(root), world(space(ROOT, 'root netns', [bridge])))).toEqual(['added bridge app-net-0']);
  });

  test('route-of-new-netns-unsaid: what somebody has added to a netns in the cell that made it', () => {
    const route = (dst: string, protocol: string): Route => ({
      family: 'inet',
      type: 'unicast',
      dst,
      table: 'main',
      protocol,
    });
    const made = { ...space('2', 'sleep', []), routes: [route('10.0.0.0/8', 'kernel'), route('default', 'boot')] };
    const said = ['added netns sleep', 'sleep: added route default'];
    expect(words(world(root), world(root, made))).toEqual(said);
  });

  test('a link that moves', () => {
    const before = world(space(ROOT, 'root netns', [veth]), space('2', 'sleep', []));
    const after = world(root, space('2', 'sleep', [{ ...veth, ifindex: 2 }]));
    expect(words(before, after)).toEqual(['moved veth-sleep to netns sleep']);
    expect(words(after, before)).toEqual(['moved veth-sleep to the root netns']);
  });

  test('a link that moves into a netns that is new', () => {
    const before = world(space(ROOT, 'root netns', [veth]));
    const after = world(root, space('2', 'sleep', [veth]));
    expect(words(before, after)).toEqual(['added netns sleep', 'moved veth-sleep to netns sleep']);
  });

  test('states, masters and names', () => {
    const to = (change: object) =>
      words(
        world(space(ROOT, 'root netns', [bridge, veth])),
        world(space(ROOT, 'root netns', [bridge, { ...veth, ...change }])),
      );
    expect(to({ flags: ['UP', 'LOWER_UP'] })).toEqual(['veth-sleep is up']);
    expect(to({ flags: ['UP', 'NO-CARRIER'] })).toEqual(['veth-sleep is up, has no carrier']);
    expect(to({ flags: ['UP', 'LOWER_UP', 'NO-CARRIER'], operstate: 'DORMANT' })).toEqual([
      'veth-sleep is up, is dormant',
    ]);
    expect(to({ master: 'app-net-0' })).toEqual(['veth-sleep joined app-net-0']);
    expect(to({ ifname: 'eth\n0', mtu: 9000 })).toEqual(['veth-sleep is now called eth\\n0, has MTU 9000 (was ?)']);
  });

  test('servers, and where they listen', () => {
    const tcp: Socket = { netid: 'tcp', state: 'LISTEN', local: '0.0.0.0', port: 80 };
    const udp: Socket = { netid: 'udp', state: 'UNCONN', local: '::', port: 40_000, dev: 'eth0', v6only: true };
    const [none, both] = [[], [tcp, udp]].map((sockets) => world(root, space('2', 'sleep', [], { sockets })));
    if (!none || !both) throw new Error('two worlds');
    expect(words(none, both)).toEqual(['sleep: listens on tcp 0.0.0.0:80']);
    expect(words(none, both, true)).toEqual(['sleep: listens on udp [::]%eth0:40000']);
    expect(words(both, none)).toEqual(['sleep: no longer listens on tcp 0.0.0.0:80']);
    expect(words(world(root), both)).toEqual(['added netns sleep', 'sleep: listens on tcp 0.0.0.0:80']);
    const unknown = world(root, space('2', 'sleep', [], { unread: [{ what: 'ss', why: 'ss is not installed' }] }));
    expect(words(both, unknown)).toEqual(['sleep: cannot read ss: ss is not installed']);
  });

  test('what ports of a bridge that filters let through', () => {
    const port = { ...veth, master: 'app-net-0' };
    const of = (vlans: readonly PortVlans[]) => world(space(ROOT, 'root netns', [bridge, port], { vlans }));
    const usual = { ifname: 'veth-sleep', vlans: [{ vlan: 1, flags: ['PVID', 'Egress Untagged'] }] };
    const other = { ifname: 'veth-sleep', vlans: [{ vlan: 7 }, { vlan: 10, vlanEnd: 20, flags: ['PVID'] }] };
    expect([words(of([]), of([usual])), words(of([]), of([usual]), true)]).toEqual([
      [],
      ['added VLANs of veth-sleep: 1 PVID Egress Untagged'],
    ]);
    expect(words(of([usual]), of([other]))).toEqual(['changed VLANs of veth-sleep: 7, 10-20 PVID']);
    expect(words(of([other]), of([]))).toEqual(['removed VLANs of veth-sleep: 7, 10-20 PVID']);
    expect(words(of([usual]), world(space(ROOT, 'root netns', [bridge])))).toEqual(['removed veth veth-sleep']);
  });

  test('addresses, routes, settings, rules of a firewall', () => {
    const sleep = space('2', 'sleep', [veth]);
    const with_ = (more: Partial<Netns>) => words(world(root, sleep), world(root, { ...sleep, ...more }));
    const addr_info = [{ family: 'inet', local: '192.168.52.1', prefixlen: 24, scope: 'global' }];
    expect(with_({ links: sleep.links.map((one) => (one.ifname === 'lo' ? one : { ...one, addr_info })) })).toEqual([
      'sleep: added 192.168.52.1/24 to veth-sleep',
    ]);
    const way: Route = {
      family: 'inet',
      type: 'unicast',
      dst: 'default',
      gateway: '10.0.0.1',
      dev: 'veth-sleep',
      table: 'main',
    };
    expect(with_({ routes: [way] })).toEqual(['sleep: added route default via 10.0.0.1 dev veth-sleep']);
    expect(
      with_({ firewall: { iptables: '*nat\n:POSTROUTING ACCEPT\n-A POSTROUTING -j MASQUERADE\nCOMMIT' } }),
    ).toEqual(['sleep: added iptables -t nat -A POSTROUTING -j MASQUERADE']);
    const sysctls = (value: string) => ({
      sysctls: { 'net.ipv4.ip_forward': value, 'net.ipv4.conf.eth0.forwarding': value },
    });
    const forwarding = [world({ ...root, ...sysctls('0') }), world({ ...root, ...sysctls('1') })] as const;
    expect(words(...forwarding)).toEqual(['set net.ipv4.ip_forward = 1 (was 0)']);
    expect(words(...forwarding, true)).toEqual(['set net.ipv4.conf.eth0.forwarding = 1 (was 0)']);
  });
});
