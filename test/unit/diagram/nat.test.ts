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
      handle: 2,
      expr: [
        match({ payload: { protocol: 'ip', field: 'saddr' } }, { prefix: { addr: '10.2.0.0', len: 24 } }),
        match({ meta: { key: 'oifname' } }, 'eth0'),
        { counter: { packets: 3, bytes: 200 } },
        { masquerade: null },
      ],
    },
  },
];
const RULESET = [
  'table ip lab { # handle 1',
  '\tchain post { # handle 1',
  '\t\ttype nat hook postrouting priority srcnat; policy accept;',
  '\t\tip saddr 10.2.0.0/24 oifname "eth0" counter masquerade # handle 2',
  '\t}',
  '}',
].join('\n');
const NFT_LINE = 'ip saddr 10.2.0.0/24 oifname "eth0" masquerade (nft chain post)';
const nat = (...lines: readonly string[]) =>
  `*nat\n:PREROUTING ACCEPT\n:POSTROUTING ACCEPT\n${lines.join('\n')}\nCOMMIT`;
const IPTABLES = nat('-A POSTROUTING -s 10.1.0.0/24 -j MASQUERADE');

const rules = (firewall: Firewall) => routingOf(netns('1', 'root netns', [], { firewall })).rules;

test('a rule of nft says whose addresses it translates', () => {
  expect(rules({ nft: NFT, ruleset: RULESET })).toEqual([NFT_LINE]);
});

test('a rule of nft is shown beside one of iptables', () => {
  expect(rules({ nft: NFT, ruleset: RULESET, iptables: IPTABLES })).toEqual(['masquerade 10.1.0.0/24', NFT_LINE]);
});

test('what iptables shows of nft is not shown twice', () => {
  const own = [
    { chain: { family: 'ip', table: 'nat', name: 'POSTROUTING', hook: 'postrouting', policy: 'accept' } },
    { rule: { family: 'ip', table: 'nat', chain: 'POSTROUTING', expr: [{ xt: { name: 'MASQUERADE' } }] } },
  ];
  expect(rules({ nft: own, iptables: IPTABLES })).toEqual(['masquerade 10.1.0.0/24']);
});

test('nat-negated-out: a summary never says the opposite of its rule', () => {
  const said = (rule: string) => rules({ iptables: nat(`-A POSTROUTING ${rule}`) })[0];
  expect(said('-s 10.77.0.0/24 ! -o br0 -j MASQUERADE')).toBe('masquerade 10.77.0.0/24 not out br0');
  expect(said('! -i br0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.77.0.2:80')).toBe(
    'DNAT tcp port 8080 not in br0 to 10.77.0.2:80',
  );
  expect(said('! -s 10.0.0.0/8 ! -d 10.9.0.0/16 ! -p tcp -j MASQUERADE')).toBe(
    'masquerade not 10.0.0.0/8 not for 10.9.0.0/16 not tcp',
  );
  expect(said('-p tcp -m tcp ! --dport 80 -j REDIRECT --to-ports 81')).toBe('REDIRECT tcp not port 80 to 81');
});

test('dropped-matches: a rule that has no few words is quoted', () => {
  for (const rule of [
    '-m mark --mark 0x1 -j MASQUERADE',
    '-m addrtype --dst-type LOCAL -j DNAT --to-destination 10.0.0.1',
    '-p tcp -m multiport --dports 80,443 -j DNAT --to-destination 10.0.0.1',
    '-m statistic --mode random --probability 0.5 -j DNAT --to-destination 10.0.0.1',
    '-m comment --comment "! -s -j" -j MASQUERADE',
    '-p tcp -m tcp --sport 1 -j MASQUERADE',
    '-j MASQUERADE --to-ports 1-2 --random',
    '-d 10.0.0.0/8 -j NETMAP --to 10.1.0.0/16',
    '-s 10.0.0.0/8 -j constructor -j MASQUERADE constructor',
  ])
    expect(rules({ iptables: nat(`-A POSTROUTING ${rule}`) })).toEqual([`nat POSTROUTING: ${rule}`]);
});

test('unreached-chain: what nothing jumps to does not act', () => {
  const lines = [':LOST - [0:0]', ':FOUND - [0:0]', '-A LOST -j MASQUERADE', '-A FOUND -j SNAT --to-source 10.0.0.1'];
  expect(rules({ iptables: nat(...lines) })).toEqual([]);
  expect(rules({ iptables: nat(...lines, '-A POSTROUTING -g FOUND') })).toEqual(['SNAT to 10.0.0.1']);
  expect(rules({ iptables: nat(...lines, '-A POSTROUTING -m comment --comment " -j LOST" -j ACCEPT') })).toEqual([]);
  const dormant = RULESET.replace('\tchain', '\tflags dormant\n\n\tchain');
  expect(rules({ nft: NFT, ruleset: dormant })).toEqual([]);
});

test('counter-in-comment: only the counter of a rule of nft is left out, and not a word of its comment', () => {
  const said = (text: string, expr: readonly Json[]) => {
    const rule = { family: 'ip', table: 'lab', chain: 'post', handle: 2, expr };
    const ruleset = RULESET.replace(/\t\tip saddr .*/, `\t\t${text} # handle 2`);
    return rules({ nft: [...NFT.slice(0, 2), { rule }], ruleset });
  };
  expect(said('counter masquerade comment "a counter b"', [{ counter: null }, { masquerade: null }])).toEqual([
    'masquerade comment "a counter b" (nft chain post)',
  ]);
  expect(said('counter name "c" masquerade', [{ counter: 'c' }, { masquerade: null }])).toEqual([
    'counter name "c" masquerade (nft chain post)',
  ]);
});

test('quoted-redirect: a redirect ends on the host itself, also one that has no few words', () => {
  const beyond = (...lines: readonly string[]) =>
    routingOf(netns('1', 'root netns', [], { firewall: { iptables: nat(...lines) } })).beyondHost;
  expect(beyond('-A PREROUTING -p tcp -m mark --mark 0x1 -j REDIRECT')).toBe(false);
  expect(beyond('-A PREROUTING -j REDIRECT', '-A POSTROUTING -j MASQUERADE')).toBe(true);
});

test('unknown-option: a rule that translates is said even when its options are not understood', () => {
  const rule = '-p tcp -j DNAT --to-destination 10.0.0.1 --brand-new 5';
  expect(rules({ iptables: nat(`-A POSTROUTING ${rule}`) })).toEqual([`nat POSTROUTING: ${rule}`]);
});

test('jump-without-its-condition: a rule is said with what leads to its chain', () => {
  const said = (...lines: string[]) => rules({ iptables: nat(':D - [0:0]', ...lines) });
  const dnat = '-A D -p tcp -m tcp --dport 85 -j DNAT --to-destination 10.77.0.5:80';
  const short = 'DNAT tcp port 85 to 10.77.0.5:80';
  expect(said('-A PREROUTING -j D', dnat)).toEqual([short]);
  expect(said('-A PREROUTING -s 1.2.3.4/32 ! -i br0 -j D', dnat)).toEqual([`${short} (if -s 1.2.3.4/32 ! -i br0)`]);
  expect(said(':OUTPUT ACCEPT', '-A PREROUTING -j D', '-A OUTPUT -j D', dnat)).toEqual([short]);
  expect(said(':OUTPUT ACCEPT', '-A PREROUTING -j D', '-A OUTPUT ! -d 127.0.0.0/8 -j D', dnat)).toEqual([
    `${short} (if in PREROUTING always, or in OUTPUT ! -d 127.0.0.0/8)`,
  ]);
  expect(said(':E -', '-A PREROUTING -i a -j E', '-A E -i b -g D', dnat)).toEqual([`${short} (if -i a and -i b)`]);
});

test('rule-behind-a-final-one: what no packet comes to is not shown as acting, exceptions are told', () => {
  const masquerade = '-A POSTROUTING -o eth0 -j MASQUERADE';
  const said = (...lines: string[]) => rules({ iptables: nat(...lines, masquerade) });
  expect(said('-A POSTROUTING -j ACCEPT')).toEqual([]);
  expect(said('-A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE')).toEqual(['masquerade 10.0.0.0/8', 'masquerade out eth0']);
  expect(said('-A POSTROUTING -d 224.0.0.0/4 -j RETURN')).toEqual([
    'masquerade out eth0 (but for what rules before it take)',
  ]);
  expect(said(':D -', '-A POSTROUTING -j RETURN', '-A POSTROUTING -j D', '-A D -j MASQUERADE')).toEqual([]);
});

test('forward-that-drops-all: by a rule as by its policy', () => {
  const said = (...lines: string[]) =>
    rules({
      iptables: `*filter\n:FORWARD ACCEPT [0:0]\n${lines.map((line) => `-A FORWARD ${line}`).join('\n')}\nCOMMIT`,
    });
  expect(said('-j DROP')).toEqual(['FORWARD drops everything']);
  expect(said('-i br0 -j ACCEPT', '-j REJECT --reject-with icmp-port-unreachable')).toEqual([
    'FORWARD rejects the rest',
  ]);
  expect(said('-i br0 -j DROP')).toEqual([]);
  expect(said('-j ACCEPT', '-j DROP')).toEqual([]);
});
