import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EMPTY, type Part, withPart } from '../../../src/discovery/reading.ts';
import { sayUnread } from '../../../src/discovery/words.ts';
import { topologyTree } from '../../../src/outline/terminal-tree.ts';
import { kindOf } from '../../../src/topology/link-kinds.ts';
import type { Netns } from '../../../src/topology/model.ts';
import { needs } from '../../needs.ts';
import { fixtures, IPJSON, part, readFixture } from './fixtures.ts';
import { validate } from './schema.ts';

const present = existsSync(IPJSON);

needs(present, 'outputs of real programs in ../shared').describe('network states that real tutorials left', () => {
  test.each(fixtures())('%s: the model has what the programs said', (name) => {
    const { topology, raw } = readFixture(name);
    expect(validate(topology)).toEqual([]);
    for (const netns of topology.netns) {
      const said = raw.get(netns.id);
      if (!said) throw new Error(netns.label);
      const addr = said('addr.json').filter((link) => 'ifindex' in link);
      expect(netns.unread).toEqual([]);
      expect(netns.links.map(({ ifname }) => ifname).sort()).toEqual(addr.map((link) => String(link['ifname'])).sort());
      expect(netns.links.flatMap(({ addr_info }) => addr_info)).toHaveLength(
        addr.flatMap((link) => (Array.isArray(link['addr_info']) ? link['addr_info'] : [])).length,
      );
      expect(netns.routes).toHaveLength(said('route.json').length);
      expect(netns.rules).toHaveLength(said('rule.json').length + said('rule6.json').length);
      expect(netns.neighbours).toHaveLength(said('neigh.json').length);
      expectFamilies(netns, said);
      expectReferences(netns);
      // `bridge -j link` tells of ports by itself.
      const ports = said('bridge-link.json').filter((link) => 'master' in link);
      const ours = netns.links.filter(({ linkinfo }) => linkinfo?.info_slave_kind === 'bridge');
      expect(ours.map(({ ifname, master }) => [ifname, master]).sort()).toEqual(
        ports.map((port) => [port['ifname'], port['master']]).sort(),
      );
    }
    expect(topologyTree(topology).split('\n').length).toBeGreaterThan(topology.netns.length);
  });

  test.each(fixtures())('%s: veths point at each other', (name) => {
    const { topology } = readFixture(name);
    const peers = new Map(topology.netns.flatMap(({ links }) => links.map(({ id, peer }) => [id, peer])));
    for (const [id, peer] of peers) if (typeof peer === 'string') expect([peer, peers.get(peer)]).toEqual([peer, id]);
  });
});

/** The separate listings of the two families agree with what we made of the common one. */
function expectFamilies({ routes }: Netns, said: (file: string) => readonly Record<string, unknown>[]): void {
  const main = (family: string) =>
    routes
      .filter((route) => route.family === family && route.table === 'main')
      .map(({ dst }) => dst)
      .sort();
  expect(main('inet')).toEqual(
    said('route4.json')
      .map(({ dst }) => dst)
      .sort(),
  );
  expect(main('inet6')).toEqual(
    said('route6.json')
      .map(({ dst }) => dst)
      .sort(),
  );
}

/** What is named exists. */
function expectReferences({ links, routes, fdb, neighbours }: Netns): void {
  const names = new Set(links.map(({ ifname }) => ifname));
  const named = [
    ...links.map(({ master }) => master),
    ...routes.map(({ dev }) => dev),
    ...fdb.map(({ ifname }) => ifname),
    ...neighbours.map(({ dev }) => dev),
  ];
  for (const name of named) if (name !== undefined) expect(names).toContain(name);
}

/** Which part a file of the corpus is an answer of; by its beginning. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^(rule6)/, 'rule6'],
  [/^(rule)/, 'rule'],
  [/^(neigh|empty-neigh)/, 'neigh'],
  [/^(bridge-fdb|empty-bridge-fdb)/, 'fdb'],
  [/^(route-get|err-route-get)/, 'route'],
  [/^(route|empty-route|err-table)/, 'route'],
  [/^(iptables|ip6tables)-(legacy-)?save/, 'iptables'],
  [/^nft-list\.json/, 'nft'],
  [
    /^(tc-|ss|conntrack|netns|empty-netns|oddnames-netns|nexthop|bridge-|empty-bridge|brief|nft|oddnames-link-text|empty-maddr)/,
    '',
  ],
];

function asPart(directory: string, file: string, status: number): Part | undefined {
  const name = PARTS.find(([pattern]) => pattern.test(file))?.[1] ?? 'addr';
  if (name === '') return undefined;
  const err = join(directory, `${file}.err`);
  return part(name, readFileSync(join(directory, file)), status, existsSync(err) ? readFileSync(err, 'utf8') : '');
}

needs(present, 'outputs of real programs in ../shared').describe(
  '118 outputs of ip, bridge, nft and iptables, as root and without',
  () => {
    const commands = present ? readFileSync(join(IPJSON, 'COMMANDS.tsv'), 'utf8').trimEnd().split('\n') : [];
    const rows = commands
      .map((line) => line.split('\t'))
      .map(([file = '', command = '', status]) => [file, command, Number(status)] as const);
    const directories = present && existsSync(join(IPJSON, 'rootless')) ? [IPJSON, join(IPJSON, 'rootless')] : [IPJSON];

    test.each(rows)('%s (%s): nothing is lost and nothing throws', (file, _command, status) => {
      for (const directory of directories) {
        if (!readdirSync(directory).includes(file)) continue;
        const read = asPart(directory, file, status);
        if (!read) continue;
        const reading = withPart(EMPTY, read);
        const count = reading.links.length + reading.routes.length + reading.rules4.length + reading.rules6.length;
        const all = count + reading.neighbours.length + reading.fdb.length;
        if (['iptables', 'nft'].includes(read.name)) {
          const { nft = [], iptables = '' } = reading.firewall;
          expect(nft.length + iptables.length > 0 || read.out.length === 0).toBe(true);
        } else if (status !== 0 && !read.err.includes('table does not exist')) {
          expect(Object.values(reading.unread)).toHaveLength(1);
          expect(Object.values(reading.unread)[0]).not.toBe('');
        } else {
          // A list of links without any.
          expect(reading.unread).toEqual(read.name === 'addr' && all === 0 ? { addr: sayUnread('nothing') } : {});
          expect(all).toBe(countFilled(read));
        }
      }
    });

    test('the kinds of links are told', () => {
      const { links } = withPart(EMPTY, part('addr', readFileSync(join(IPJSON, 'all-addr.json'))));
      expect(new Set(links.map((link) => kindOf({ ...link, id: '1/1' })))).toEqual(
        new Set(['loopback', 'veth', 'bridge', 'vxlan', 'macvlan', 'macvtap', 'tun', 'tap', 'ifb']),
      );
    });
  },
);

/** The filled objects of an output, counted by nothing of ours. */
function countFilled({ out }: Part): number {
  const text = out.toString('latin1').trim();
  if (text === '' || text === '[') return 0;
  const objects: unknown[] = JSON.parse(text);
  return objects.filter((object) => Object.keys(Object(object)).length > 0).length;
}
