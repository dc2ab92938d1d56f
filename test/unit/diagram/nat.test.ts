import { expect, test } from 'vitest';
import { routingOf } from '../../../src/diagram/nat.ts';
import type { Firewall, Json } from '../../../src/topology/model.ts';
import { netns } from './build.ts';

const match = (left: Json, right: Json) => ({ match: { op: '==', left, right } });
const NFT = [
  { table: { family: 'ip', name: 'lab' } },
  { chain: { family: 'ip', table: 'lab', name: 'post', hook: 'postrouting', policy: 'accept' } },
  {
    rule: {
      family: 'ip',
      table: 'lab',
      chain: 'post',
      expr: [
        match({ payload: { protocol: 'ip', field: 'saddr' } }, { prefix: { addr: '10.2.0.0', len: 24 } }),
        match({ meta: { key: 'oifname' } }, 'eth0'),
        { counter: { packets: 3, bytes: 200 } },
        { masquerade: null },
      ],
    },
  },
];
const NFT_LINE = 'ip saddr 10.2.0.0/24 oifname eth0 masquerade (nft chain post)';
const IPTABLES = '*nat\n:POSTROUTING ACCEPT\n-A POSTROUTING -s 10.1.0.0/24 -j MASQUERADE\nCOMMIT';

const rules = (firewall: Firewall) => routingOf(netns('1', 'root netns', [], { firewall })).rules;

test('a rule of nft says whose addresses it translates', () => {
  expect(rules({ nft: NFT })).toEqual([NFT_LINE]);
});

test('a rule of nft is shown beside one of iptables', () => {
  expect(rules({ nft: NFT, iptables: IPTABLES })).toEqual(['masquerade 10.1.0.0/24', NFT_LINE]);
});

test('what iptables shows of nft is not shown twice', () => {
  const own = [
    { chain: { family: 'ip', table: 'nat', name: 'POSTROUTING', hook: 'postrouting', policy: 'accept' } },
    { rule: { family: 'ip', table: 'nat', chain: 'POSTROUTING', expr: [{ masquerade: null }] } },
  ];
  expect(rules({ nft: own, iptables: IPTABLES })).toEqual(['masquerade 10.1.0.0/24']);
});
