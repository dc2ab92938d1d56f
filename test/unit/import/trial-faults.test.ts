import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../src/import/document.ts';
import type { BlockKind, Reading } from '../../../src/import/reading.ts';

interface Written {
  readonly text: string;
  readonly language?: string;
  readonly info?: string;
  readonly before?: string;
}

const read = (...blocks: readonly (string | Written)[]): Reading[] =>
  readDocument(
    blocks.map((block) => {
      const { text, language = '', info = language, before = '' } = typeof block === 'string' ? { text: block } : block;
      return { text, language, info, before };
    }),
  );

const bash = (text: string, before = ''): Written => ({ text, language: 'bash', before });
const kindsIn = (...blocks: readonly (string | Written)[]): BlockKind[] => read(...blocks).map(({ kind }) => kind);
const typedIn = (...blocks: readonly (string | Written)[]): string[][] =>
  read(...blocks).map(({ kind, entries }) =>
    kind === 'commands' || kind === 'transcript' ? entries.map(({ command }) => command.trim()) : [],
  );

test('a line of `ip -br addr` over a prompt is not its upper line, which would name a machine', () => {
  const [first, second] = ['eth0@if4         UP             10.9.0.2/24', 'p7@if2           UP             fe80::7/64'];
  expect(kindsIn(`$ ip -br addr\n${first}\n$ ip -br addr\n${first}\n${second}\n$ ip link`)).toEqual(['transcript']);
  expect(typedIn('me@box ~/net\n$ ip link\n1: lo: <LOOPBACK>\nme@box in ~\n$ ip rule')).toEqual([
    ['ip link', 'ip rule'],
  ]);
});

describe('commands that were taken for something else', () => {
  test('a name `a` makes no sentence', () => {
    expect(kindsIn(bash('ip netns add a; ip netns exec a id'), '$ ip link add a type dummy; ip link del a')).toEqual([
      'commands',
      'transcript',
    ]);
    expect(kindsIn(bash('ip netns add a; ip link set a up; ip -n a link'))).toEqual(['commands']);
    expect(kindsIn({ text: 'route is a tool of the past.' })).toEqual(['output']);
  });

  test('in round brackets, behind a `!`, as arithmetic', () => {
    expect(kindsIn(bash('ip link show lo\n(cd /srv && pwd)\n! ping -c1 10.0.0.9\n((n += 1))\necho $n'))).toEqual([
      'commands',
    ]);
    expect(kindsIn(bash('ip link show lo\n"ls" -l\necho there'))).not.toContain('transcript');
  });

  test('a loop without its end is no output', () => {
    expect(kindsIn(bash('ip netns add teal\nfor n in 1 2; do\n  echo $n'))).toEqual(['unclear']);
  });

  test('two commands in a line', () => {
    expect(kindsIn(bash('ip a; ip r'), bash('ip route; ip netns list'))).toEqual(['commands', 'commands']);
  });
});
