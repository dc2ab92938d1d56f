import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { askForPrograms } from '../../../src/hosts/packages.ts';
import { missingNames, type NamesThere, namesUsed } from '../../../src/lint/missing-names.ts';
import { missingPrograms, programsUsed } from '../../../src/lint/missing-programs.ts';
import { readCell } from '../../../src/lint/read-cell.ts';
import { parseNotebook } from '../../../src/notebook/notebook.ts';
import { type Made, madeBy, NOTHING_MADE } from '../../../src/shell/made-names.ts';
import { inWords } from '../../../src/words.ts';

const THERE: NamesThere = { netns: new Set(['blue']), links: new Set(['eth0', 'veth-blue']) };

const madeByAll = (texts: readonly string[]): Made => texts.reduce((made, text) => madeBy(text, made), NOTHING_MADE);

function missing(text: string, above: readonly string[] = [], info = 'sh', there = THERE): string[] {
  const cell = readCell({ info, text });
  const made = madeByAll([...above, cell.shell]);
  return missingNames(namesUsed(cell, there), there, made).map(
    ({ part, start, end, fixes }) =>
      `${cell[part].slice(start, end)}${fixes.map(({ edits }) => ` → ${edits[0]?.with}`).join('')}`,
  );
}

test.each<[text: string, missing: string[], above?: string[], info?: string]>([
  ['ip netns exec blu ip link', ['blu → blue']],
  ['ip -n green link set eth0 up', ['green']],
  ['ip link set dev eht0 up; ip addr add 10.0.0.1/24 dev eth0', ['eht0 → eth0']],
  ['tcpdump -i veth-bleu', ['veth-bleu → veth-blue']],
  ['ip link set eth0 master br0', ['br0']],
  ['true', ['gren → green'], ['ip netns add green'], 'sh {netns=gren}'],
  ['$ ip link\n1: lo\n$ ip link set et0 up', ['et0 → eth0'], [], 'console'],
  // They are made above, in a loop, by a function, under another name, in the same cell.
  ['ip netns exec green true', [], ['ip netns add green']],
  ['ip netns exec ns2 true', [], ['for i in 1 2; do ip netns add ns$i; done']],
  ['ip netns exec ns9 true', ['ns9 → ns1'], ['for i in 1 2; do ip netns add ns$i; done']],
  ['ip link set web up', [], ['make() { ip link add "$1" type bridge; }', 'make web']],
  ['ip link set a0 up; ip link set b0 up', [], ['ip link add a0 type veth peer name b0']],
  ['ip link set eth0.10 up', [], ['ip link add link eth0 name eth0.10 type vlan id 10']],
  ['ip link set lan up', [], ['ip link set eth0 name lan']],
  ['ip link add br0 type bridge\nip link set br0 up', []],
  // Not known what is there.
  ['ip netns exec green true', [], ['ip netns add "$NAME"']],
  ['ip netns exec green true', [], ['./setup.sh']],
  ['ip netns exec green true', [], ['docker network create green']],
  ['ip link set dummy0 up', [], ['sudo modprobe dummy']],
  ['ip link set "$x" up; ip link set eth{1,2} up; ip netns exec $(name) true', []],
  // No names, or none that must be there.
  ['ip link show up; ip link set dev eth0 netns 1; ip addr show scope global; ip link show type bridge', []],
  ['tcpdump -i any; ping -I 10.0.0.1 10.0.0.2; ip link set lo up', []],
  ['ip netns del green; ip link delete br0', []],
  ['iptables -A FORWARD -i br0 -j ACCEPT', []],
  ['ip netns exec green true', [], [], 'sh {expect=fail}'],
])('%s', (text, names, above = [], info = 'sh') => {
  expect(missing(text, above, info)).toEqual(names);
});

const labs = new URL('../../../labs/', import.meta.url);
const cellsOf = (name: string) =>
  parseNotebook(readFileSync(new URL(name, labs)), { dialect: 'netlab' }).cells.filter(({ kind }) => kind === 'code');

test.each(readdirSync(labs))('no-false-alarm: %s names nothing that is not there or made above', (name) => {
  const fresh: NamesThere = { netns: new Set(), links: new Set(['lo', 'eth0']) };
  let made = NOTHING_MADE;
  for (const cell of cellsOf(name)) {
    const read = readCell(cell);
    made = madeBy(read.shell, made);
    expect(missingNames(namesUsed(read, fresh), fresh, made).map(({ what }) => inWords(what))).toEqual([]);
  }
  // Else it would be no test.
  expect(made.netns.size).toBeGreaterThan(0);
});

test('a program that the host does not have, at its first use, behind what runs it', () => {
  const text = 'which jq\nsudo tcpdump -i eth0\nip netns exec blue tcpdump\n./tcpdump; curl() { :; }; curl x';
  const used = programsUsed(readCell({ info: 'sh', text }));
  expect(used.map(({ program, start, end }) => [program, text.slice(start, end), start])).toEqual([
    ['tcpdump', 'tcpdump', 14],
  ]);
  const found = missingPrograms(used, new Set(['tcpdump']), 'Sandbox', []);
  expect(found.map(({ what, installs }) => [inWords(what), installs])).toEqual([
    ['tcpdump is not installed on Sandbox. The Debian package tcpdump has it.', 'tcpdump'],
  ]);
  expect(missingPrograms(used, new Set(), 'Sandbox', [])).toEqual([]);
  expect(missingPrograms(used, new Set(['tcpdump']), 'Sandbox', ['sudo apt-get -y install tcpdump'])).toEqual([]);
});

test('a host is asked by words of their own which programs it lacks', () => {
  const [program = '', ...args] = askForPrograms(['sh', 'no-such-program', '$(id)', '-x']);
  expect(execFileSync(program, args, { encoding: 'utf8' })).toBe('no-such-program\n$(id)\n-x\n');
});
