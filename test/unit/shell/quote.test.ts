import { expect, it } from 'vitest';
import { posixWord, shellCommand, shellWord } from '../../../src/shell/quote.ts';

it.each([
  ['sleep', 'sleep'],
  ['-x', '-x'],
  ['192.168.52.1/24', '192.168.52.1/24'],
  ['', "''"],
  ['a b', "'a b'"],
  ['$(id)', "'$(id)'"],
  ["it's", "'it'\\''s'"],
  ['~', "'~'"],
  ['a=b', "'a=b'"],
  ['!!', "'!!'"],
  ['{a,b}', "'{a,b}'"],
  ['<img src=x>', "'<img src=x>'"],
  ['🦊', "'🦊'"],
  ["a\nb'\\", "$'a\\nb\\'\\\\'"],
  ['\udcff', "$'\\xff'"],
  ['a\u202eb', "$'a\\xe2\\x80\\xaeb'"],
])('%j is the word %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

it('joins words to a command, and refuses NUL', () => {
  expect(shellCommand(['ip', '-n', 'a b', 'link', 'del', 'dev', '-x'])).toBe("ip -n 'a b' link del dev -x");
  expect(() => shellWord('a\0')).toThrow(RangeError);
  expect(() => posixWord('a\0')).toThrow(RangeError);
});
