import { describe, expect, test } from 'vitest';
import { chainsOf } from '../../../src/topology/firewall/chains.ts';
import type { Part } from '../../../src/topology/firewall/model.ts';
import { ruleLine } from '../../../src/topology/firewall/words.ts';
import type { JsonObject } from '../../../src/topology/model.ts';
import { needs } from '../../needs.ts';
import { fixtures, readFixture } from './fixtures.ts';
import { iptablesWords } from './iptables-words.ts';

const saved = (rules: readonly string[], chains: readonly string[] = [], table = 'filter') =>
  `*${table}\n:INPUT ACCEPT\n${chains.map((name) => `:${name} -\n`).join('')}${rules.map((rule) => `-A INPUT ${rule}\n`).join('')}COMMIT`;
const input = (...rules: readonly string[]) => chainsOf({ iptables: saved(rules, ['MINE']) })[0]?.rules ?? [];
const parts = (rule: string) => input(rule)[0]?.parts;
const match = (of: string, value: unknown, more: object = {}) => ({
  kind: 'match',
  of,
  not: false,
  values: [value],
  ...more,
});

describe('a rule of iptables', () => {
  test('has all its conditions, with what is negated', () => {
    expect(parts('! -s 10.0.0.0/8 -i eth+ -p tcp -m tcp --dport 1:5 -m conntrack --ctstate NEW -j ACCEPT')).toEqual([
      match('ip saddr', { address: '10.0.0.0', length: 8 }, { not: true }),
      match('meta iifname', { startsWith: 'eth' }),
      match('meta l4proto', 'tcp'),
      match('tcp dport', { from: 1, to: 5 }),
      match('ct state', 'new'),
      { kind: 'accept' },
    ]);
    expect(parts('-m addrtype ! --dst-type LOCAL --limit-iface-in -g MINE')).toEqual([
      match('fib daddr . iif type', 'local', { not: true }),
      { kind: 'goto', chain: 'MINE' },
    ]);
    expect(parts('-m set ! --match-set blocked src,dst -j MINE')).toEqual([
      match('ipset src,dst', { set: 'blocked' }, { not: true }),
      { kind: 'jump', chain: 'MINE' },
    ]);
  });

  test('dropped-matches: what is not understood stays, in its own words', () => {
    const recent = '-m recent --rcheck --seconds 5 --name x --rsource';
    expect(parts(`-s 10.0.0.1/32 ${recent} -j DROP`)).toEqual([
      match('ip saddr', { address: '10.0.0.1', length: 32 }),
      { kind: 'xt', name: 'recent', text: recent },
      { kind: 'drop' },
    ]);
    for (const odd of [
      '-m conntrack --ctstate NEW --brand-new 5',
      '-m tcp --dport http',
      '-m tcp --dport 80 81',
      '-m limit --limit 5/min --limit 6/min',
      '-m limit ! --limit 5/min',
      '-m statistic --mode random --probability 0.5 --every 2',
      '-m comment --comment a b',
      '-m mark --mark 1/',
      '-m constructor',
      '-m __proto__ --x 1',
      '-m tcp --toString 1',
    ])
      expect(parts(`-p tcp ${odd} -j DROP`), odd).toEqual([
        match('meta l4proto', 'tcp'),
        { kind: 'xt', name: odd.split(' ')[1], text: odd },
        { kind: 'drop' },
      ]);
    expect(parts('-i x y -j DROP')).toEqual([{ kind: 'other', text: '-i x y' }, { kind: 'drop' }]);
    expect(parts('-j TCPMSS --clamp-mss-to-pmtu')).toEqual([
      { kind: 'xt', name: 'TCPMSS', text: '-j TCPMSS --clamp-mss-to-pmtu' },
    ]);
  });

  test('hostile-comment: what stands in a value begins no option, no rule and no jump', () => {
    expect(input('-m comment --comment -j -j DROP')).toMatchObject([{ comments: ['-j'], parts: [{ kind: 'drop' }] }]);
    expect(input('-i -j -j DROP')[0]?.parts).toEqual([match('meta iifname', '-j'), { kind: 'drop' }]);
    expect(input(`-m comment --comment "it\\'s \\"q\\" \\\\ -j MINE" -j DROP`)).toMatchObject([
      { comments: [`it's "q" \\ -j MINE`], parts: [{ kind: 'drop' }] },
    ]);
    const chains = chainsOf({
      iptables: saved(['-m comment --comment "a\n-A INPUT -j MINE\n:OUTPUT DROP" -j DROP', '-j ACCEPT'], ['MINE']),
    });
    expect(chains.map(({ name, policy, reached }) => [name, policy, reached])).toEqual([
      ['INPUT', 'accept', true],
      ['MINE', undefined, false],
    ]);
    expect(chains[0]?.rules.map((rule) => rule.parts)).toEqual([[{ kind: 'drop' }], [{ kind: 'accept' }]]);
  });

  test('quotes that nothing closes do not take long', () => {
    const rule = `-m comment --comment ${'"a '.repeat(30_000)}-j DROP`;
    expect(input(rule, '-j ACCEPT')).toHaveLength(2);
  });

  test('a chain with a quote in its name is jumped to', () => {
    const chains = chainsOf({ iptables: saved(['-j a"b', '-j DROP'], ['a"b', '"c']) });
    expect(chains.map(({ name, reached }) => [name, reached])).toEqual([
      ['INPUT', true],
      ['a"b', true],
      ['"c', false],
    ]);
    expect(chains[0]?.rules).toHaveLength(2);
  });
});

describe('a rule of nft', () => {
  const nft = (...expr: readonly JsonObject[]) => [
    { table: { family: 'ip', name: 'filter' } },
    { chain: { family: 'ip', table: 'filter', name: 'INPUT', hook: 'input', prio: 0, policy: 'accept' } },
    { chain: { family: 'ip', table: 'filter', name: 'MINE' } },
    { rule: { family: 'ip', table: 'filter', chain: 'INPUT', handle: 4, expr } },
  ];
  const ruleset = (text: string) =>
    `table ip filter { # handle 1\n\tchain INPUT { # handle 1\n\t\t${text} # handle 4\n\t}\n}`;
  const saddr = { match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: '@bad' } };

  test('rule-with-set: what iptables leaves out of a rule is said by nft', () => {
    const firewall = {
      nft: nft(saddr, { drop: null }),
      ruleset: ruleset('ip saddr @bad drop'),
      iptables: saved(['-j DROP']),
    };
    expect(chainsOf(firewall)[0]?.rules.map(({ tool, text }) => [tool, text])).toEqual([['nft', 'ip saddr @bad drop']]);
  });

  test('what a newer iptables tells nft in its own words is still said by iptables', () => {
    const mark = { match: { op: '==', left: { '&': [{ meta: { key: 'mark' } }, 255] }, right: 1 } };
    const iptables = saved(['-m mark --mark 0x1/0xff -j MASQUERADE']);
    const [chain] = chainsOf({ nft: nft(mark, { masquerade: null }), ruleset: ruleset('x'), iptables });
    expect(chain?.rules.map((rule) => ruleLine(chain, rule))).toEqual([
      'iptables -t filter -A INPUT -m mark --mark 0x1/0xff -j MASQUERADE',
    ]);
  });

  test('unreached-by-map: a verdict map with a name leads to a chain', () => {
    const vmap = { vmap: { key: { payload: { protocol: 'tcp', field: 'dport' } }, data: '@ports' } };
    const elem = [[22, { jump: { target: 'MINE' } }]];
    const ports = { map: { family: 'ip', table: 'filter', name: 'ports', map: 'verdict', elem } };
    const mine = (firewall: readonly JsonObject[]) => chainsOf({ nft: firewall }).find(({ name }) => name === 'MINE');
    expect(mine(nft(vmap))?.reached).toBe(false);
    expect(mine([...nft(vmap), ports])?.reached).toBe(true);
  });

  test('a link whose name begins with an at sign is no set', () => {
    const asked = (right: string): Part[] => {
      const link = { match: { op: '==', left: { meta: { key: 'iifname' } }, right } };
      const set = { set: { family: 'ip', table: 'filter', name: 'bad', type: 'ifname', elem: ['eth0', 'veth*'] } };
      return [...(chainsOf({ nft: [...nft(link), set] })[0]?.rules[0]?.parts ?? [])];
    };
    expect(asked('@eth0')).toEqual([match('meta iifname', '@eth0')]);
    expect(asked('@bad')).toEqual([match('meta iifname', { set: 'bad', elements: ['eth0', { startsWith: 'veth' }] })]);
    expect(asked('x\\*')).toEqual([match('meta iifname', 'x*')]);
  });

  test('what is no JSON of nft is kept as it is', () => {
    for (const odd of [
      { match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr', more: 1 } }, right: 1 } },
      { match: { op: '~', left: { meta: { key: 'mark' } }, right: 1 } },
      { match: { op: '<', left: { meta: { key: 'mark' } }, right: 'x' } },
      { match: { op: '==', left: { constructor: {} }, right: 1 } },
      { vmap: { key: { meta: { key: 'mark' } }, data: '@gone', more: 1 } },
      { limit: 'by-name' },
      { constructor: null },
      { a: 1, b: 2 },
    ])
      expect(chainsOf({ nft: nft(odd) })[0]?.rules[0]?.parts).toEqual([{ kind: 'other', text: JSON.stringify(odd) }]);
  });
});

const recorded = fixtures();
if (recorded.length === 0) console.warn('SKIPPED: no recorded networks beside the checkout (../shared/corpus)');

needs(recorded.length > 0, 'recorded rules').describe('rules that real tutorials left', () => {
  test.each(recorded)('%s: nothing of a rule is dropped', (name) => {
    for (const { firewall } of readFixture(name).topology.netns) {
      const statements = (firewall.nft ?? []).flatMap(({ rule }) =>
        typeof rule === 'object' && rule !== null && 'expr' in rule && Array.isArray(rule['expr'])
          ? [rule['expr'].length]
          : [],
      );
      const native = chainsOf({ nft: firewall.nft ?? [] }).flatMap(({ rules }) => rules);
      expect(native.map(({ parts }) => parts.length).toSorted()).toEqual(statements.toSorted());
      const again = chainsOf({ iptables: firewall.iptables ?? '' }).flatMap((chain) =>
        chain.rules.map((rule) => `-A ${chain.name} ${iptablesWords(rule)}`),
      );
      // `-p tcp -m tcp`: a match that asks for nothing.
      const lines = (firewall.iptables ?? '').split('\n').filter((line) => line.startsWith('-A '));
      expect(again).toEqual(lines.map((line) => line.replace(/ -m tcp(?= -j)/, '')));
      // With both at hand, no rule is there twice, and iptables has the word.
      const both = chainsOf(firewall).flatMap((chain) => chain.rules.map((rule) => rule.tool));
      expect(both).toEqual(lines.map(() => 'iptables'));
    }
  });
});

test('device-of-chain: of which links a chain is, on the way in and out, one or several', () => {
  // nft 1.0.6 has no word of them in its JSON; 1.1 quotes each.
  const chain = (name: string, hook: string) => [
    '\tchain NAME { # handle 1'.replace('NAME', name),
    `\t\ttype filter hook ${hook}; policy accept;`,
    '\t}',
  ];
  const ruleset = (family: string, lines: readonly string[]) => [`table ${family} d { # handle 1`, ...lines, '}'];
  const text = [
    ...ruleset('netdev', [
      ...chain('one', 'ingress device "lo" priority filter'),
      ...chain('many', 'ingress devices = { eth0, lo, v.1 } priority filter + 5'),
      ...chain('out', 'egress device "eth0" priority filter - 10'),
      ...chain('outs', 'egress devices = { v{x,y}, wild1 } priority -500'),
      ...chain('quoted', 'egress devices = { "eth0", "lo" } priority filter'),
    ]),
    ...ruleset('inet', chain('in', 'ingress device "eth0" priority filter')),
  ];
  const chains = text.flatMap((line, at): JsonObject[] => {
    const [, name] = /^\tchain (\S+)/.exec(line) ?? [];
    const [, hook] = /hook (\S+)/.exec(text[at + 1] ?? '') ?? [];
    const family = name === 'in' ? 'inet' : 'netdev';
    return name && hook ? [{ chain: { family, table: 'd', name, handle: 1, type: 'filter', hook, prio: 0 } }] : [];
  });
  const read = chainsOf({ nft: chains, ruleset: text.join('\n') });
  expect(Object.fromEntries(read.map(({ name, hook }) => [name, [hook?.name, ...(hook?.devices ?? [])]]))).toEqual({
    one: ['ingress', 'lo'],
    many: ['ingress', 'eth0', 'lo', 'v.1'],
    out: ['egress', 'eth0'],
    outs: ['egress', 'v{x,y}', 'wild1'],
    quoted: ['egress', 'eth0', 'lo'],
    in: ['ingress', 'eth0'],
  });
});
