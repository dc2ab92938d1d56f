import { expect, it } from 'vitest';
import { flowOf, readQuestion } from '../../../src/explain/arguments.ts';
import { explain } from '../../../src/explain/obstacles.ts';
import { shellCommand } from '../../../src/shell/quote.ts';
import type { JsonObject, Topology } from '../../../src/topology/model.ts';
import { link, netns, route, topology } from '../diagram/build.ts';

/** red behind a host that forwards and has a card. */
function behind(nft: readonly JsonObject[], saved = ''): Topology {
  const local = (dev: string, dst: string) => route({ type: 'local', dst, dev, prefsrc: dst, table: 'local' });
  const near = (dev: string, dst: string, prefsrc: string) => route({ dst, dev, prefsrc, scope: 'link' });
  return topology(
    netns(
      '1',
      'root netns',
      [
        link('1', 2, 'eth0', 'ether', { addresses: ['198.51.100.2/24'] }),
        link('1', 3, 'red0', 'veth', { addresses: ['10.0.0.1/24'], peer: '2/2' }),
      ],
      {
        root: true,
        routes: [
          ...[local('eth0', '198.51.100.2'), near('eth0', '198.51.100.0/24', '198.51.100.2')],
          ...[local('red0', '10.0.0.1'), near('red0', '10.0.0.0/24', '10.0.0.1')],
          route({ dst: 'default', gateway: '198.51.100.1', dev: 'eth0' }),
        ],
        sysctls: { 'net.ipv4.ip_forward': '1' },
        firewall: { nft, iptables: saved },
      },
    ),
    netns('2', 'red', [link('2', 2, 'eth0', 'veth', { addresses: ['10.0.0.2/24'], peer: '1/3' })], {
      routes: [
        ...[local('eth0', '10.0.0.2'), near('eth0', '10.0.0.0/24', '10.0.0.2')],
        route({ dst: 'default', gateway: '10.0.0.1', dev: 'eth0' }),
      ],
    }),
  );
}

function offered(network: Topology) {
  const { obstacles, withFixes } = explain(network, flowOf(network, readQuestion(['red', '203.0.113.7'])));
  return {
    reasons: obstacles.map(({ reason }) => reason),
    fix: obstacles.flatMap(({ fix }) => fix.map(shellCommand)),
    withFixes,
  };
}

const chain = (family: string, table: string, name: string): JsonObject[] => [
  { table: { family, name: table, handle: 1 } },
  { chain: { family, table, name, handle: 2, type: 'nat', hook: 'postrouting', prio: 100, policy: 'accept' } },
];

const PREROUTING: JsonObject[] = [
  { table: { family: 'ip', name: 'nat', handle: 1 } },
  {
    chain: {
      ...{ family: 'ip', table: 'nat', name: 'PREROUTING', handle: 2 },
      ...{ type: 'nat', hook: 'prerouting', prio: -100, policy: 'accept' },
    },
  },
];

it.each([
  ['no chains at all', behind([]), 'iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE'],
  [
    'a chain of nft',
    behind(chain('inet', 'mine', 'post')),
    `nft add rule inet mine post ip saddr 10.0.0.0/24 oifname '"eth0"' masquerade`,
  ],
  [
    'the chain of iptables',
    behind(chain('ip', 'nat', 'POSTROUTING'), '*nat\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n'),
    'iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE',
  ],
  [
    'a chain that iptables has not made yet, in a table of its own',
    behind(PREROUTING, '*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n'),
    'iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE',
  ],
  [
    'the chain of iptables-legacy',
    behind([], '*nat\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n'),
    'iptables-legacy -t nat -A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE',
  ],
])('addresses are translated by the program whose chain is there: %s', (_, network, command) => {
  expect(offered(network)).toEqual({ reasons: ['no-nat'], fix: [command], withFixes: 'exits' });
});
