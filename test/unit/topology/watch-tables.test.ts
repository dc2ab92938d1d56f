import { expect, test } from 'vitest';
import { withoutWatchTables, withoutWatchText } from '../../../src/topology/watch-tables.ts';

const OURS = 'netlab-watch-4026531836-28909-5366415';

test('the tables that watch has for a moment are not told of; one that is merely named alike is', () => {
  const kept = [
    { table: { family: 'inet', name: 'netlab-watch-mine' } },
    { chain: { family: 'inet', table: 'fw', name: OURS } },
    { rule: { family: 'inet', table: 'fw', chain: OURS, handle: 1 } },
  ];
  const ours = [
    { table: { family: 'inet', name: OURS } },
    { chain: { family: 'inet', table: OURS, name: 'output' } },
    { rule: { family: 'bridge', table: OURS, chain: 'prerouting', handle: 2 } },
  ];
  expect(withoutWatchTables([...ours, ...kept])).toEqual(kept);
});

test('nor in the words of nft', () => {
  const fw = 'table inet fw { # handle 1\n\tchain f { # handle 1\n\t\tdrop # handle 2\n\t}\n}';
  const ours = (family: string) =>
    `table ${family} ${OURS} { # handle 7\n\tchain prerouting { # handle 1\n\t\ttype filter hook prerouting priority -400; policy accept;\n\t\tmeta nftrace set 1 # handle 3\n\t}\n}`;
  expect(withoutWatchText([ours('inet'), fw, ours('bridge')].join('\n'))).toBe(fw);
  expect(withoutWatchText(ours('inet'))).toBe('');
  expect(withoutWatchText(fw)).toBe(fw);
});
