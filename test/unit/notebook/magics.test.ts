import { expect, test } from 'vitest';
import { refusal } from '../../../src/kernel/cell-text.ts';
import { parseInfo } from '../../../src/notebook/attributes.ts';
import { magicsIn } from '../../../src/notebook/magics.ts';

test.each([
  ['%explian a b', 'explian', 'explain'],
  ['%Explain a b', 'Explain', 'explain'],
  ['%matirx', 'matirx', 'matrix'],
  ['# why?\n%wathc a b', 'wathc', 'watch'],
  ['%explain a b\n%explan b a', 'explan', 'explain'],
])('misspelt-magic: %j is not given to the shell', (text, word, meant) => {
  expect(magicsIn(text)).toMatchObject({ kind: 'misspelt', word, meant });
});

test('interactive-magic: a question needs no terminal', () => {
  const { attributes } = parseInfo('sh {interactive=true}');
  const refused = (code: string) => refusal({ code, language: 'sh', attributes })?.what.code;
  expect([refused('%explain a b'), refused('top')]).toEqual([undefined, 'needs-terminal']);
});

test.each(['%1', '%vim', '%+', 'echo\n%explian a b', '%'])('%j is the shell’s', (text) => {
  expect(magicsIn(text)).toBeUndefined();
});

test('shell beside a magic is said to be that', () => {
  expect(magicsIn('%explain a b\nip link')).toEqual({ kind: 'mixed', line: 2 });
});
