import { expect, test } from 'vitest';
import { HostError } from '../../../src/hosts/host.ts';
import { parseHop, splitDestination } from '../../../src/hosts/ssh/destination.ts';
import { matchesPattern, matchesPatternList } from '../../../src/hosts/ssh/patterns.ts';
import { loginShellCommand } from '../../../src/hosts/ssh/quote.ts';

test.each([
  ['lab', { host: 'lab' }],
  ['ann@lab', { user: 'ann', host: 'lab' }],
  ['ann@dom@lab:2222', { user: 'ann@dom', host: 'lab', port: 2222 }],
  ['[2001:db8::1]:22', { host: '2001:db8::1', port: 22 }],
  ['2001:db8::1', { host: '2001:db8::1' }],
  ['ssh://ann@lab:22/', { user: 'ann', host: 'lab', port: 22 }],
])('a hop %s', (text, hop) => {
  expect(parseHop(text)).toEqual(hop);
});

test.each(['', '-oX', 'a b', '$(id)', '`id`', "'", 'a\nb', '@lab', '-l@lab', 'a;b'])('%j is no destination', (host) => {
  expect(() => splitDestination({ host })).toThrow(HostError);
});

test('what is given beside a destination counts', () => {
  expect(splitDestination({ host: 'ssh://ann@lab:22', user: 'bob' })).toEqual({ host: 'lab', user: 'bob', port: 22 });
});

test('patterns know * and ? and nothing else', () => {
  expect(matchesPattern('a.*', 'a.b.c')).toBe(true);
  expect(matchesPattern('a.*', 'axb')).toBe(false);
  expect(matchesPattern('[ab]', 'a')).toBe(false);
  expect(matchesPattern('?', 'ab')).toBe(false);
  expect(matchesPatternList(['!a', '*'], 'a')).toBe(false);
  expect(matchesPatternList(['*', '!a'], 'b')).toBe(true);
  expect(matchesPatternList(['!a'], 'b')).toBe(false);
});

test('what no login shell would touch goes as it is, all else as numbers', () => {
  expect(loginShellCommand(['sh', '-c', 'read -r x&&eval "$x"'])).toBe(`exec 'sh' '-c' 'read -r x&&eval "$x"'`);
  const command = loginShellCommand(['printf', "it's!\n\\"]);
  expect(command).toMatch(/^exec 'sh' '-c' '[^'!\\\n]+' 'netlab' '[\w./:=,@%+ \\-]+'$/);
});
