import { expect, test } from 'vitest';
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

test.each(['%1', '%vim', '%+', 'echo\n%explian a b', '%'])('%j is the shell’s', (text) => {
  expect(magicsIn(text)).toBeUndefined();
});

test('shell beside a magic is said to be that', () => {
  expect(magicsIn('%explain a b\nip link')).toEqual({ kind: 'mixed', line: 2 });
});
