import { describe, expect, test } from 'vitest';
import { quotaHolds } from '../../../src/explain/known-parts.ts';
import { wordParts } from '../../../src/topology/firewall/nft-words.ts';

describe('a rule of ebtables in the words of nft', () => {
  test('ebtables-by-names-alone: has its conditions, in their order', () => {
    expect(wordParts('iifname "eth0" ether type ip ip saddr != 10.0.0.0/24 udp dport 53-54 counter drop')).toEqual([
      { kind: 'match', of: 'meta iifname', not: false, values: ['eth0'] },
      { kind: 'match', of: 'ether type', not: false, values: ['ip'] },
      { kind: 'match', of: 'ip saddr', not: true, values: [{ address: '10.0.0.0', length: 24 }] },
      { kind: 'match', of: 'udp dport', not: false, values: [{ from: 53, to: 54 }] },
      { kind: 'counter' },
      { kind: 'drop' },
    ]);
    expect(wordParts('counter meta mark set 0x5 continue')?.map(({ kind }) => kind)).toEqual([
      'counter',
      'set',
      'continue',
    ]);
  });

  test.each([
    'ether type arp xt match arp counter drop',
    'ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 counter drop',
    'counter meta mark set meta mark or 0x5 accept',
    'counter ether daddr set 2:0:0:0:0:9 accept',
    'ip saddr { 10.0.0.1, 10.0.0.2 } drop',
  ])('half-a-rule: %s is not read in part', (text) => {
    expect(wordParts(text)).toBeUndefined();
  });
});

test('quota-at-its-end: it holds until it is used up, and near that nobody knows', () => {
  const holds = (left: number, over: boolean) => quotaHolds({ kind: 'quota', left, over });
  expect([holds(10_000_000, false), holds(10_000_000, true)]).toEqual([true, false]);
  expect([holds(0, false), holds(-5, true)]).toEqual([false, true]);
  expect([holds(100, false), holds(100, true)]).toEqual(['maybe', 'maybe']);
});
