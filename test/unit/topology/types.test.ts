import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagram } from '../../../src/diagram/diagram.ts';
import { items } from '../../../src/diagram/items.ts';
import { Assembler } from '../../../src/discovery/assemble.ts';
import { EMPTY, type Reading, withPart } from '../../../src/discovery/reading.ts';
import { factLines } from '../../../src/outline/facts.ts';
import type { OutlineNode } from '../../../src/outline/node.ts';
import { hostNode } from '../../../src/outline/outline.ts';
import { topologyTree } from '../../../src/outline/terminal-tree.ts';
import { diff } from '../../../src/topology/diff.ts';
import { whyText } from '../../../src/topology/json.ts';
import type { Topology } from '../../../src/topology/model.ts';
import fc from '../../fast-check.ts';
import { needs } from '../../needs.ts';
import { apply, canonical } from './apply.ts';
import { FILES, FIXTURES, fixtures, part } from './fixtures.ts';
import { validate } from './schema.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Printed = Readonly<Record<string, string>>;

/** What each program prints of a netns in which there is one of all. */
const RICH: Printed = {
  addr: JSON.stringify([
    {
      ifindex: 1,
      ifname: 'lo',
      flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
      mtu: 65536,
      link_type: 'loopback',
      addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host', label: 'lo' }],
    },
    {
      ifindex: 2,
      ifname: 'br0',
      flags: ['UP', 'LOWER_UP'],
      mtu: 1500,
      operstate: 'UP',
      link_type: 'ether',
      address: '02:00:00:00:00:01',
      ifalias: 'x',
      linkinfo: { info_kind: 'bridge', info_data: { forward_delay: 1500, vlan_filtering: 1, root_id: '8000.0' } },
      addr_info: [
        { family: 'inet', local: '10.0.0.1', prefixlen: 24, scope: 'global', label: 'br0' },
        { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: 'link' },
      ],
    },
    {
      ifindex: 3,
      link: 'e0',
      ifname: 'v0',
      flags: ['UP', 'LOWER_UP'],
      master: 'br0',
      link_type: 'ether',
      linkinfo: {
        info_kind: 'veth',
        info_slave_kind: 'bridge',
        info_slave_data: { state: 'forwarding', hairpin: true, isolated: true, guard: false },
      },
      addr_info: [],
    },
    {
      ifindex: 4,
      link: 'v0',
      ifname: 'e0',
      flags: ['UP', 'LOWER_UP'],
      link_type: 'ether',
      linkinfo: { info_kind: 'veth' },
      addr_info: [{ family: 'inet', local: '10.0.0.2', address: '10.0.0.3', prefixlen: 32, scope: 'global' }],
    },
    {
      ifindex: 5,
      link_index: 9,
      link_netnsid: 0,
      ifname: 'v1',
      flags: [],
      linkinfo: { info_kind: 'veth' },
      addr_info: [],
    },
    {
      ifindex: 6,
      link: 'br0',
      ifname: 'vx',
      flags: ['UP'],
      linkinfo: { info_kind: 'vxlan', info_data: { id: 7, remote: '10.9.9.9', link: 'br0', port: 4789 } },
      addr_info: [],
    },
  ]),
  route: JSON.stringify([
    {
      type: 'unicast',
      dst: 'default',
      gateway: '10.0.0.254',
      dev: 'br0',
      protocol: 'static',
      scope: 'global',
      flags: [],
      metric: 100,
    },
    { dst: '10.0.0.0/24', dev: 'br0', protocol: 'kernel', scope: 'link', prefsrc: '10.0.0.1', flags: ['linkdown'] },
    {
      dst: 'default',
      table: '100',
      nexthops: [
        { gateway: '10.0.0.7', dev: 'br0', weight: 1, flags: [] },
        { via: { family: 'inet6', host: 'fe80::2' }, dev: 'br0', weight: 2, flags: [] },
      ],
    },
    { type: 'blackhole', dst: '192.0.2.0/24', table: 'local', from: '10.0.0.0/8' },
    { dst: 'fe80::/64', dev: 'br0', protocol: 'kernel', metric: 256, pref: 'medium' },
  ]),
  neigh: JSON.stringify([
    { dst: '10.0.0.2', dev: 'br0', lladdr: '02:00:00:00:00:02', state: ['REACHABLE'] },
    { dst: '10.0.0.3', dev: 'br0', proxy: null },
  ]),
  proxies: JSON.stringify([{ dst: '2001:db8::99', dev: 'br0', proxy: null }]),
  rule: JSON.stringify([
    { priority: 0, src: 'all', table: 'local' },
    { priority: 100, src: '10.1.0.0', srclen: 16, fwmark: '0x1', table: '100', not: null },
    { priority: 200, src: 'all', action: 'blackhole', sport_start: 1, sport_end: 2 },
  ]),
  rule6: JSON.stringify([{ priority: 0, src: 'all', table: 'local' }]),
  fdb: JSON.stringify([
    { mac: '02:00:00:00:00:02', ifname: 'v0', master: 'br0', state: '', flags: [], vlan: 1 },
    { mac: '00:00:00:00:00:00', ifname: 'vx', dst: '10.9.9.8', flags: ['self'], state: 'permanent' },
  ]),
  vlan: JSON.stringify([
    {
      ifname: 'v0',
      vlans: [
        { vlan: 1, flags: ['PVID', 'Egress Untagged'] },
        { vlan: 10, vlanEnd: 20, flags: [] },
      ],
    },
    { ifname: 'br0' },
  ]),
  qdisc: JSON.stringify([
    { kind: 'noqueue', handle: '0:', dev: 'lo', root: true, refcnt: 2, options: {} },
    { kind: 'clsact', handle: 'ffff:', dev: 'v0', parent: 'ffff:fff1', options: {} },
  ]),
  nft: JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6' } },
      { table: { family: 'inet', name: 't', handle: 1 } },
      {
        chain: {
          family: 'inet',
          table: 't',
          name: 'c',
          handle: 1,
          type: 'filter',
          hook: 'forward',
          prio: 0,
          policy: 'drop',
        },
      },
      {
        rule: {
          family: 'inet',
          table: 't',
          chain: 'c',
          handle: 2,
          comment: 'x',
          expr: [
            {
              match: {
                op: '==',
                left: { payload: { protocol: 'tcp', field: 'dport' } },
                right: { set: [80, { range: [90, 99] }] },
              },
            },
            { counter: { packets: 1, bytes: 2 } },
            { accept: null },
          ],
        },
      },
      {
        chain: {
          family: 'ip',
          table: 'nat',
          name: 'p',
          handle: 1,
          type: 'nat',
          hook: 'postrouting',
          prio: 100,
          policy: 'accept',
        },
      },
      {
        rule: {
          family: 'ip',
          table: 'nat',
          chain: 'p',
          handle: 2,
          expr: [
            { match: { op: '!=', left: { meta: { key: 'oifname' } }, right: 'br0' } },
            { masquerade: { flags: ['random'] } },
          ],
        },
      },
      {
        set: {
          family: 'inet',
          table: 't',
          name: 's',
          type: ['ipv4_addr', 'inet_service'],
          elem: [{ concat: ['10.1.1.1', 80] }],
        },
      },
    ],
  }),
  sysctl: JSON.stringify({
    'net.ipv4.ip_forward': '1',
    'net.ipv6.conf.all.forwarding': '1',
    'net.ipv4.conf.br0.rp_filter': '2',
  }),
};

/** Whatever a program may print instead. */
const anything = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    '',
    'x',
    '::',
    [],
    {},
    [[]],
    [null],
    { a: null },
    // No text can be made of it but JSON.
    { toString: false },
    { toString: null, valueOf: 1, toJSON: 'x' },
    'x'.repeat(10_000),
  ),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
);

/** A value with some of what is in it replaced, or taken out; `pick` chooses. */
function mutated(value: Json, pick: (choices: number) => number, replacement: Json): Json {
  const inner = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (inner.length === 0 || pick(5) === 0) return replacement;
  const key = inner[pick(inner.length)] ?? '';
  if (Array.isArray(value))
    return value.map((element, at) => (at === Number(key) ? mutated(element, pick, replacement) : element));
  const { [key]: element = null, ...rest } = value as { [key: string]: Json };
  return pick(8) === 0 ? rest : { ...(value as object), [key]: mutated(element, pick, replacement) };
}

function readingOf(printed: Printed): Reading {
  return Object.entries(printed).reduce((reading, [name, text]) => withPart(reading, part(name, text)), EMPTY);
}

function topologyOf(...readings: Reading[]): Topology {
  const entries = readings.map((_, at) => ({
    id: `${at + 1}`,
    label: at === 0 ? 'root netns' : `n${at}`,
    names: at === 0 ? [] : [`n${at}`],
    file: `/run/netns/n${at}`,
  }));
  const byNetns = new Map(
    readings.map((reading, at) => [
      `${at + 1}`,
      { ...reading, nsids: new Map([[0, `${((at + 1) % readings.length) + 1}`]]) },
    ]),
  );
  return new Assembler().assemble({
    host: { id: 'sandbox', label: 'Sandbox' },
    root: '1',
    inventory: { entries, unread: [] },
    byNetns,
    extent: 'full',
  });
}

/** Everything that is made of a topology. */
function useAll(topology: Topology, before: Topology): void {
  topologyTree(topology);
  const drawn = diagram(topology);
  items(topology, drawn.picture);
  const ids = new Set<string>();
  const walk = (node: OutlineNode) => {
    expect(ids).not.toContain(node.id);
    ids.add(node.id);
    factLines(node.facts);
    for (const child of node.children?.() ?? []) walk(child);
  };
  walk(hostNode({ id: 'host', label: 'Sandbox', notebook: 'a.netlab', topology, problem: undefined }));
  expect(canonical(apply(before, diff(before, topology)))).toEqual(canonical(topology));
  expect(canonical(apply(topology, diff(topology, before)))).toEqual(canonical(before));
}

/** How many elements and declared fields there are, by which one sees that something was left out. */
const sizeOf = (topology: Topology) => JSON.stringify(topology.netns.map(({ unread: _, ...rest }) => rest)).length;

function expectTold(printed: Printed, name: string, changed: Json): void {
  const before = topologyOf(readingOf(printed), readingOf(printed));
  const text = JSON.stringify(changed);
  const reading = readingOf({ ...printed, [name]: text });
  const after = topologyOf(reading, readingOf(printed));
  expect(validate(after)).toEqual([]);
  useAll(after, before);
  // Made of what the program said as it stands, nothing left out: then there is nothing to say.
  if (!(name in reading.unread) && Array.isArray(changed) && !['fdb', 'vlan', 'qdisc'].includes(name)) {
    const lists = {
      addr: reading.links,
      route: reading.routes,
      neigh: reading.neighbours,
      proxies: reading.proxies,
      rule: reading.rules4,
      rule6: reading.rules6,
    };
    const filled = changed.filter((element) => Object.keys(element ?? {}).length > 0);
    expect(lists[name as keyof typeof lists]).toHaveLength(filled.length);
  }
}

describe('wrong-types-throw', () => {
  test.each(Object.keys(RICH))(
    '%s: whatever stands anywhere in it, all is made of it that is made of a topology',
    (name) => {
      const whole = JSON.parse(RICH[name] ?? '') as Json;
      fc.assert(
        fc.property(anything, fc.array(fc.nat(), { minLength: 16, maxLength: 16 }), (replacement, choices) => {
          let at = 0;
          const pick = (of: number) => (choices[at++ % choices.length] ?? 0) % of;
          expectTold(RICH, name, mutated(whole, pick, replacement));
        }),
        { numRuns: 60 },
      );
    },
  );

  test('nothing is wrong with what is right', () => {
    const reading = readingOf(RICH);
    expect(reading.unread).toEqual({});
    expect(sizeOf(topologyOf(reading))).toBeGreaterThan(2000);
  });

  test.each([
    ['addr', '[{"ifindex":"2","ifname":"a"}]', 'ifindex'],
    ['addr', '[{"ifindex":2,"ifname":null}]', 'ifname'],
    ['addr', '[{"ifindex":2,"ifname":"a","mtu":"1500","flags":{}}]', 'flags, mtu'],
    ['addr', '[{"ifindex":2,"ifname":"a","addr_info":[{"family":"inet","prefixlen":"24"}]}]', 'addr_info, prefixlen'],
    ['addr', '[{"ifindex":2,"ifname":"a","linkinfo":{"info_kind":7}}]', 'info_kind'],
    ['addr', '[{"ifindex":2,"ifname":"a","id":"1/3","peer":{}}]', 'id, peer'],
    ['addr', '[{"ifindex":2,"ifname":"a"},{"ifindex":2,"ifname":"b"}]', 'ifindex'],
    ['addr', '[{"ifindex":2,"ifname":"a"},7]', 'not an object'],
    ['route', '[{"dst":"default","nexthops":[null,{"gateway":1}]}]', 'gateway, nexthops'],
    ['route', '[{"dst":"default","metric":1e999}]', 'metric'],
    ['neigh', '[{"dst":"10.0.0.1","state":"REACHABLE"}]', 'state'],
    ['neigh', '[{"dst":"10.0.0.1","proxy":true}]', 'proxy'],
    ['rule', '[{"priority":null}]', 'priority'],
    ['fdb', '[{"mac":["02:00"]}]', 'mac'],
    ['nft', '{"nftables":[1]}', 'nftables'],
    ['sysctl', '{"net.ipv4.ip_forward":1}', 'values'],
    ['addr', `[${'['.repeat(100_000)}${']'.repeat(100_000)}]`, 'broken'],
    ['nft', `{"nftables":[${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}]}`, 'no JSON'],
  ])('%s %s is told', (name, text, why) => {
    const said = readingOf({ ...RICH, [name]: text }).unread[name];
    expect(said && whyText({ what: name, why: said })).toContain(why);
  });

  test('a number where iproute2 has a name for it is that name', () => {
    const { routes } = readingOf({ ...RICH, route: '[{"dst":"default","table":7,"protocol":99,"scope":0}]' });
    expect(routes).toMatchObject([{ table: '7', protocol: '99', scope: '0' }]);
  });
});

const { iptables: _, ...JSON_FILES } = FILES;

needs(fixtures().length > 0, 'recorded networks').describe('wrong-types-throw, in what real programs said', () => {
  test.each(fixtures().slice(0, 8))('%s', (fixture) => {
    const spaces = readdirSync(join(FIXTURES, fixture)).filter((name) =>
      existsSync(join(FIXTURES, fixture, name, 'addr.json')),
    );
    const printed = spaces.slice(0, 1).map(
      (space): Printed =>
        Object.fromEntries(
          Object.entries(JSON_FILES).flatMap(([name, file]) => {
            const path = join(FIXTURES, fixture, space, file);
            const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
            return text.trim() === '' || text.trim() === '[' ? [] : [[name, text]];
          }),
        ),
    )[0];
    if (!printed) return;
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(printed)),
        anything,
        fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
        (name, replacement, choices) => {
          let at = 0;
          const pick = (of: number) => (choices[at++ % choices.length] ?? 0) % of;
          expectTold(printed, name, mutated(JSON.parse(printed[name] ?? '') as Json, pick, replacement));
        },
      ),
      { numRuns: 15 },
    );
  });
});
