import { describe, expect, test } from 'vitest';
import { changeText } from '../../../src/topology/change-words.ts';
import { chainsOf, nativeObjects } from '../../../src/topology/firewall/chains.ts';
import { diffFirewall } from '../../../src/topology/firewall/diff.ts';
import { savedChains } from '../../../src/topology/firewall/iptables-rules.ts';
import { translates } from '../../../src/topology/firewall/model.ts';
import { chainTitle } from '../../../src/topology/firewall/words.ts';
import type { Firewall, JsonObject } from '../../../src/topology/model.ts';

const table = (name: string, family = 'ip') => ({ table: { family, name, handle: 1 } });
const chain = (of: string, name: string, policy = 'accept', family = 'ip') => ({
  chain: { family, table: of, name, policy },
});
const rule = (of: string, name: string, expr: JsonObject[], family = 'ip') => ({
  rule: { family, table: of, chain: name, handle: 4, expr },
});
const port = (right: JsonObject | number) => ({
  match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right },
});
const nftOnly = (firewall: Firewall) => chainsOf(firewall).filter(({ tool }) => tool === 'nft');
/** What iptables-save(8) prints for any table of that name, whatever it holds. */
const BUILT_IN = { nat: '*nat\n:INPUT ACCEPT\n:POSTROUTING ACCEPT\nCOMMIT', filter: '*filter\n:INPUT ACCEPT\nCOMMIT' };

const told = (before: Firewall, after: Firewall, details = false) =>
  diffFirewall(before, after)
    .filter(({ detail }) => detail === details)
    .map((one) => changeText(one));

const EMPTY = { nft: [], iptables: '', ip6tables: '' };
const POST = [table('nat'), chain('nat', 'post'), rule('nat', 'post', [{ masquerade: null }])];

describe('a table of nft that has the name of one of iptables', () => {
  test('hidden-nft-table: its chains are shown as what they are', () => {
    const ruleset = 'table ip nat { # handle 1\n\tchain post { # handle 1\n\t\tmasquerade # handle 4\n\t}\n}\n';
    const [post, ...others] = nftOnly({ nft: POST, ruleset, iptables: BUILT_IN.nat });
    expect(post).toMatchObject({ policy: 'accept', rules: [{ text: 'masquerade' }], reached: false });
    expect(post && [chainTitle(post), post.rules.map(translates), others]).toEqual(['ip nat post', [true], []]);
    const input = [table('filter', 'ip6'), chain('filter', 'input', 'drop', 'ip6')];
    expect(nativeObjects({ nft: input, ip6tables: BUILT_IN.filter })).toEqual(input);
    // ip6's is none of ip's.
    expect(nftOnly({ nft: input, iptables: BUILT_IN.filter }).map(chainTitle)).toEqual(['ip6 filter input']);
  });

  test('hidden-nft-table: what came is told, and not the chains that iptables makes up', () => {
    const ruleset = 'table ip nat { # handle 1\n\tchain post { # handle 1\n\t\tmasquerade # handle 4\n\t}\n}\n';
    const after = { ...EMPTY, nft: POST, ruleset, iptables: BUILT_IN.nat };
    expect(told(EMPTY, after)).toEqual([
      'added nft table ip nat',
      'added nft chain post of table ip nat',
      'added nft ip nat post masquerade',
    ]);
    expect(told(EMPTY, after, true)).toEqual([
      'added iptables -t nat chain INPUT with policy ACCEPT',
      'added iptables -t nat chain POSTROUTING with policy ACCEPT',
    ]);
  });

  test('is shared where iptables has chains of its own beside', () => {
    const own = [chain('nat', 'POSTROUTING'), rule('nat', 'POSTROUTING', [{ xt: { name: 'MASQUERADE' } }])];
    const iptables = '*nat\n:POSTROUTING ACCEPT\n-A POSTROUTING -j MASQUERADE\nCOMMIT';
    expect(nativeObjects({ nft: [...POST, ...own], iptables })).toEqual(POST.slice(1, 2));
    expect(told(EMPTY, { ...EMPTY, nft: [table('nat'), ...own], iptables })).toEqual([
      'added iptables -t nat -A POSTROUTING -j MASQUERADE',
    ]);
  });

  test('rule-with-set: a chain of which iptables drops a half is shown as nft has it', () => {
    const nft = [chain('filter', 'INPUT'), rule('filter', 'INPUT', [port({ set: [81, 82] }), { drop: null }])];
    const iptables = '*filter\n:INPUT ACCEPT\n-A INPUT -p tcp -j DROP\nCOMMIT';
    const ruleset =
      'table ip filter { # handle 1\n\tchain INPUT { # handle 1\n\t\ttcp dport { 81,\n\t\t\t82 } drop # handle 4\n\t}\n}\n';
    expect(chainsOf({ nft, ruleset, iptables }).map(({ rules }) => rules.map(({ text }) => text))).toEqual([
      ['tcp dport { 81, 82 } drop'],
    ]);
  });

  test('another-priority: built-in names with rules that iptables does not list', () => {
    const nft = [chain('filter', 'INPUT', 'drop'), rule('filter', 'INPUT', [port(81), { drop: null }])];
    expect(nftOnly({ nft, iptables: BUILT_IN.filter })).toHaveLength(1);
    expect(nftOnly({ nft: nft.slice(0, 1), iptables: BUILT_IN.filter })).toHaveLength(1);
  });
});

test('drowned-change: a policy that somebody sets is no detail, those that came with a table are', () => {
  const drop = { ...EMPTY, iptables: '*filter\n:INPUT DROP\n:FORWARD ACCEPT\nCOMMIT' };
  expect(told(EMPTY, drop)).toEqual(['added iptables -t filter chain INPUT with policy DROP']);
  expect(told(drop, { ...EMPTY, iptables: '*filter\n:INPUT ACCEPT\n:FORWARD ACCEPT\nCOMMIT' })).toEqual([
    'removed iptables -t filter chain INPUT with policy DROP',
    'added iptables -t filter chain INPUT with policy ACCEPT',
  ]);
});

test('legacy-beside-nft: the same chain twice is two chains', () => {
  const twice = '*nat\n:OUTPUT ACCEPT\n-A OUTPUT -j LOG\nCOMMIT\n*nat\n:OUTPUT ACCEPT\n-A OUTPUT -j RETURN\nCOMMIT';
  expect(savedChains(twice)).toEqual([
    { table: 'nat', name: 'OUTPUT', policy: 'ACCEPT', rules: ['-j LOG'] },
    { table: 'nat', name: 'OUTPUT', policy: 'ACCEPT', legacy: true, rules: ['-j RETURN'] },
  ]);
});
