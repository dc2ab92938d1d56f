import { describe, expect, test } from 'vitest';
import { passingOf } from '../../../src/diagram/nat.ts';
import type { Firewall, Json, JsonObject } from '../../../src/topology/model.ts';

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
const NFT_LINE = 'ip saddr 10.2.0.0/24 oifname "eth0" masquerade (nft chain ip lab post)';
const nat = (...lines: readonly string[]) =>
  `*nat\n:PREROUTING ACCEPT\n:POSTROUTING ACCEPT\n${lines.join('\n')}\nCOMMIT`;
const IPTABLES = nat('-A POSTROUTING -s 10.1.0.0/24 -j MASQUERADE');

const rules = (firewall: Firewall) => passingOf(firewall).rules;

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
    'masquerade comment "a counter b" (nft chain ip lab post)',
  ]);
  expect(said('counter name "c" masquerade', [{ counter: 'c' }, { masquerade: null }])).toEqual([
    'counter name "c" masquerade (nft chain ip lab post)',
  ]);
});

test('quoted-redirect: a redirect ends on the host itself, also one that has no few words', () => {
  const beyond = (...lines: readonly string[]) => passingOf({ iptables: nat(...lines) }).beyondHost;
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
    'masquerade out eth0 (except what earlier rules take)',
  ]);
  expect(said(':D -', '-A POSTROUTING -j RETURN', '-A POSTROUTING -j D', '-A D -j MASQUERADE')).toEqual([]);
  const snat = '-A D -j SNAT --to-source 10.0.0.1';
  expect(said(':D -', snat, '-A POSTROUTING -d 224.0.0.0/4 -j RETURN', '-A POSTROUTING -o eth1 -j D')[1]).toBe(
    'SNAT to 10.0.0.1 (if -o eth1; except what earlier rules take)',
  );
  expect(said(':D -', snat, '-A POSTROUTING -o eth1 -g D', '-A POSTROUTING -o eth2 -g D')[1]).toBe(
    'SNAT to 10.0.0.1 (if in POSTROUTING -o eth1, or in POSTROUTING -o eth2)',
  );
});

test('taken-behind-a-jump: exceptions are told that are in a chain an earlier rule leads to', () => {
  const masquerade = '-A POSTROUTING -o eth0 -j MASQUERADE';
  const excepted = 'masquerade out eth0 (except what earlier rules take)';
  const said = (...lines: string[]) =>
    rules({ iptables: nat(':N -', ':M -', ...lines, masquerade) }).find((rule) => rule.includes('out eth0'));
  const jump = '-A POSTROUTING -s 10.0.0.0/8 -j N';
  expect(said(jump, '-A N -d 10.0.0.0/8 -j ACCEPT')).toBe(excepted);
  expect(said(jump, '-A N -j M', '-A M -p tcp -j MASQUERADE')).toBe(excepted);
  expect(said('-A POSTROUTING -s 10.0.0.0/8 -g N', '-A N -j LOG')).toBe(excepted);
  expect(said(jump, '-A N -d 10.0.0.0/8 -j RETURN', '-A N -j LOG')).toBe('masquerade out eth0');
  expect(said(jump, '-A N -j RETURN', '-A N -j ACCEPT')).toBe('masquerade out eth0');
  // No packet leaves by both.
  expect(said('-A POSTROUTING -o eth1 -j N', '-A N -j ACCEPT')).toBe('masquerade out eth0');
  expect(said('-A POSTROUTING -o eth1 -j RETURN')).toBe('masquerade out eth0');
  expect(said('-A POSTROUTING ! -o eth1 -j RETURN')).toBe(excepted);
});

test('forward-that-drops-all: by a rule as by its policy', () => {
  const said = (...lines: string[]) =>
    rules({
      iptables: `*filter\n:FORWARD ACCEPT [0:0]\n${lines.map((line) => `-A FORWARD ${line}`).join('\n')}\nCOMMIT`,
    });
  expect(said('-j DROP')).toEqual(['IPv4 FORWARD drops everything']);
  expect(said('-i br0 -j ACCEPT', '-j REJECT --reject-with icmp-port-unreachable')).toEqual([
    'IPv4 FORWARD rejects the rest',
  ]);
  expect(said('-i br0 -j DROP')).toEqual([]);
  expect(said('-j ACCEPT', '-j DROP')).toEqual([]);
});

test('drops-behind-a-jump: what the chains that every packet goes to leave of it is said', () => {
  const said = (policy: string, ...lines: string[]) =>
    rules({
      iptables: `*filter\n:FORWARD ${policy}\n:A -\n:B -\n${lines.map((line) => `-A ${line}`).join('\n')}\nCOMMIT`,
    });
  const everything = ['IPv4 FORWARD drops everything'];
  expect(said('ACCEPT', 'FORWARD -j A', 'A -j B', 'B -j DROP')).toEqual(everything);
  expect(said('ACCEPT', 'FORWARD -g A', 'A -j LOG', 'A -j DROP')).toEqual(everything);
  expect(said('ACCEPT', 'FORWARD -j A', 'A -i br0 -j ACCEPT', 'A -j DROP')).toEqual(['IPv4 FORWARD drops the rest']);
  expect(said('ACCEPT', 'FORWARD -i br0 -j A', 'A -j DROP')).toEqual([]);
  expect(said('ACCEPT', 'FORWARD -j A', 'A -j RETURN', 'A -j DROP')).toEqual([]);
  // Nothing is left for the policy.
  expect(said('DROP', 'FORWARD -j A', 'A -j ACCEPT')).toEqual([]);
  expect(said('DROP', 'FORWARD -g A', 'A -j LOG', 'FORWARD -j ACCEPT')).toEqual(['IPv4 FORWARD policy DROP']);
  // The kernel takes no circle; a text may have one.
  expect(said('DROP', 'FORWARD -j A', 'A -j B', 'B -j A')).toEqual(['IPv4 FORWARD policy DROP']);
});

test('dropped-beside-forward: chains before and behind it close the way as well', () => {
  const said = (table: string, chain: string) =>
    rules({ iptables: `*${table}\n:${chain} ACCEPT\n-A ${chain} -j DROP\nCOMMIT` });
  expect(said('raw', 'PREROUTING')).toEqual(['IPv4 raw PREROUTING drops everything']);
  expect(said('mangle', 'POSTROUTING')).toEqual(['IPv4 mangle POSTROUTING drops everything']);
  expect(said('raw', 'OUTPUT')).toEqual([]);
  const ingress = {
    family: 'netdev',
    table: 't',
    name: 'i',
    type: 'filter',
    hook: 'ingress',
    dev: ['ra', 'rb'],
    prio: 0,
  };
  expect(rules({ nft: [{ chain: { ...ingress, policy: 'drop' } }] })).toEqual(['netdev ingress on ra, rb policy drop']);
  const queue = '*filter\n:FORWARD ACCEPT\n-A FORWARD -j NFQUEUE --queue-num 9\nCOMMIT';
  expect(rules({ iptables: queue })).toEqual(['IPv4 FORWARD queues everything']);
  expect(said('filter', 'INPUT')).toEqual([]);
});

describe('vmap-without-its-key: a chain behind a verdict map of nft', () => {
  const jump = (target = 'j1') => ({ jump: { target } });
  const dnat = { dnat: { addr: '10.7.0.2' } };
  const chain = (name: string, more: object = {}) => ({ chain: { family: 'ip', table: 't', name, ...more } });
  /** What is said of a rule of j1, to which the rule `text` leads. */
  const said = (text: string, expr: readonly Json[], ...more: readonly JsonObject[]) => {
    const ruleset = [
      'table ip t { # handle 1',
      '\tchain j1 { # handle 1',
      '\t\tdnat to 10.7.0.2 # handle 7',
      '\t}',
      '\tchain c { # handle 2',
      '\t\ttype nat hook prerouting priority dstnat; policy accept;',
      `\t\t${text} # handle 8`,
      '\t}',
      '}',
    ].join('\n');
    const nft: JsonObject[] = [
      ...more,
      chain('j1'),
      chain('c', { type: 'nat', hook: 'prerouting', prio: -100, policy: 'accept' }),
      { rule: { family: 'ip', table: 't', chain: 'j1', handle: 7, expr: [dnat] } },
      { rule: { family: 'ip', table: 't', chain: 'c', handle: 8, expr } },
    ];
    return rules({ nft, ruleset }).map((line) => line.replace('dnat to 10.7.0.2 (nft chain ip t j1)', 'dnat'));
  };
  const vmap = (key: Json, ...set: readonly Json[]) => ({ vmap: { key, data: { set } } });
  const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
  const dport = { payload: { protocol: 'tcp', field: 'dport' } };

  test('is come to with the keys that lead there', () => {
    const l4proto = vmap({ meta: { key: 'l4proto' } }, ['tcp', jump()], ['udp', { return: null }]);
    expect(said('meta l4proto vmap { tcp : jump j1, udp : return }', [l4proto])).toEqual([
      'dnat (if meta l4proto tcp)',
    ]);
    const link = vmap({ meta: { key: 'iifname' } }, ['eth0', jump()], ['w*', { goto: { target: 'j1' } }]);
    expect(said('iifname vmap { "eth0" : jump j1, "w*" : goto j1 }', [link])).toEqual([
      'dnat (if iifname { "eth0", "w*" })',
    ]);
    const pair = { concat: ['10.3.0.2', { range: [80, 90] }] };
    expect(
      said('counter ip saddr . tcp dport vmap { 10.3.0.2 . 80-90 : goto j1 }', [
        { counter: null },
        vmap({ concat: [saddr, dport] }, [pair, { goto: { target: 'j1' } }]),
      ]),
    ).toEqual(['dnat (if ip saddr . tcp dport { 10.3.0.2 . 80-90 })']);
    const mark = vmap({ '&': [{ ct: { key: 'mark' } }, 255] }, [1, jump()]);
    expect(said('ct mark & 0x000000ff vmap { 0x00000001 : jump j1 }', [mark])).toEqual([
      'dnat (if ct mark & 0x000000ff == 1)',
    ]);
  });

  test('has the conditions before the map too, and what is in quotes is none', () => {
    const log = { log: { prefix: 'a vmap { b' } };
    expect(
      said('ip saddr 10.0.0.0/8 log prefix "a vmap { b" tcp dport vmap { 22 : jump j1 }', [
        match(saddr, { prefix: { addr: '10.0.0.0', len: 8 } }),
        log,
        vmap(dport, [22, jump()]),
      ]),
    ).toEqual(['dnat (if ip saddr 10.0.0.0/8 log prefix "a vmap { b" tcp dport 22)']);
  });

  test('many keys are cut, and counted', () => {
    const ports = [1, 2, 3, 4, 5, 6].map((port) => [port, jump()]);
    expect(said('tcp dport vmap { 1 : jump j1 }', [vmap(dport, ...ports)])).toEqual([
      'dnat (if tcp dport { 1, 2, 3, 4, … 2 more })',
    ]);
  });

  test('is come to with those of a map with a name', () => {
    const map = {
      map: {
        family: 'ip',
        table: 't',
        name: 'v',
        map: 'verdict',
        elem: [
          [22, jump()],
          [{ range: [80, 81] }, { accept: null }],
        ],
      },
    };
    const named = { vmap: { key: dport, data: '@v' } };
    expect(said('tcp dport vmap @v', [named], map)).toEqual(['dnat (if tcp dport 22)']);
    expect(said('tcp dport vmap @v', [named])).toEqual([]);
  });

  test('is quoted where it depends on more than keys', () => {
    const rest = 'tcp dport vmap { 22 : accept, * : jump j1 }';
    expect(said(rest, [vmap(dport, [22, { accept: null }], ['*', jump()])])).toEqual([`dnat (if ${rest})`]);
    const two = 'tcp dport vmap { 22 : jump j2 } ip saddr vmap { 10.0.0.1 : jump j1 }';
    expect(said(two, [vmap(dport, [22, jump('j2')]), vmap(saddr, ['10.0.0.1', jump()])])).toEqual([`dnat (if ${two})`]);
    const hash = 'jhash ip saddr mod 2 vmap { 0 : jump j1 }';
    expect(said(hash, [vmap({ jhash: { mod: 2, expr: saddr } }, [0, jump()])])).toEqual([`dnat (if ${hash})`]);
    const then = 'tcp dport vmap { 22 : accept } jump j1';
    expect(said(then, [vmap(dport, [22, { accept: null }]), jump()])).toEqual([`dnat (if ${then})`]);
  });
});

test('mixed-families: a policy and a rule say of which family they are', () => {
  const ip6tables = `*filter\n:FORWARD DROP [0:0]\nCOMMIT\n${nat('-A POSTROUTING -o eth0 -j MASQUERADE')}`;
  expect(rules({ ip6tables })).toEqual(['IPv6 FORWARD policy DROP', 'IPv6 masquerade out eth0']);
  const forward = (family: string) =>
    rules({ nft: [{ chain: { family, table: 't', name: 'f', type: 'filter', hook: 'forward', policy: 'drop' } }] });
  expect(['ip', 'ip6', 'inet', 'bridge', 'constructor'].flatMap(forward)).toEqual([
    'IPv4 forward policy drop',
    'IPv6 forward policy drop',
    'forward policy drop',
    'bridge forward policy drop',
    'constructor forward policy drop',
  ]);
});

test("dropped-hook: translation of the machine's own traffic is said to be that", () => {
  const dnat = '-p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.2:80';
  const short = 'DNAT tcp port 80 to 10.0.0.2:80';
  const said = (...lines: string[]) => rules({ iptables: nat(':OUTPUT ACCEPT', ':INPUT ACCEPT', ':D -', ...lines) });
  expect(said(`-A OUTPUT ${dnat}`)).toEqual([`${short} (only traffic from the machine itself)`]);
  expect(said('-A INPUT -j SNAT --to-source 10.0.0.1')).toEqual([
    'SNAT to 10.0.0.1 (only traffic to the machine itself)',
  ]);
  expect(said(`-A D ${dnat}`, '-A OUTPUT -o lo -j D')).toEqual([
    `${short} (if -o lo; only traffic from the machine itself)`,
  ]);
  expect(said(`-A D ${dnat}`, '-A OUTPUT -j D', '-A PREROUTING -j D')).toEqual([short]);
});

test('sets-without-elements: what a set holds is said beside the rule that asks it', () => {
  const said = (elem: readonly Json[]) => {
    const set = {
      set: { family: 'ip', table: 'lab', name: 's', type: 'ipv4_addr', ...(elem.length > 0 ? { elem } : {}) },
    };
    const expr = [match({ payload: { protocol: 'ip', field: 'saddr' } }, '@s'), { masquerade: null }];
    const rule = { family: 'ip', table: 'lab', chain: 'post', handle: 2, expr };
    const ruleset = RULESET.replace(/\t\tip saddr .*/, '\t\tip saddr @s masquerade # handle 2');
    return rules({ nft: [...NFT.slice(0, 2), set, { rule }], ruleset })[0]?.replace(/^.*\(@/, '(@');
  };
  const prefix = { prefix: { addr: '10.0.0.0', len: 8 } };
  expect(said([prefix, { range: ['192.168.1.1', '192.168.1.9'] }])).toBe('(@s: 10.0.0.0/8, 192.168.1.1-192.168.1.9)');
  expect(said([])).toBe('(@s: empty)');
  expect(said([{ elem: { val: '10.0.0.1', timeout: 5 } }, '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'])).toBe(
    '(@s: 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, … 1 more)',
  );
  expect(said([{ odd: 1 }])).toBe('ip saddr @s masquerade (nft chain ip lab post)');
});

test('log-then-drop: what is only noted or counted before goes through all the same', () => {
  const drop = {
    family: 'inet',
    table: 't',
    chain: 'f',
    expr: [{ log: { prefix: 'x' } }, { counter: null }, { drop: null }],
  };
  const nft = [
    { chain: { family: 'inet', table: 't', name: 'f', type: 'filter', hook: 'forward', policy: 'accept' } },
    { rule: drop },
  ];
  expect(rules({ nft })).toEqual(['forward drops everything']);
});
