import { expect, test } from 'vitest';
import { prefixOf } from '../../../src/shell/started-shell.ts';

/** What leads to a shell of ours, for the words before the shell as bash has expanded them. */
const prefix = (words: string, isRoot = true) => {
  const found = prefixOf(words === '' ? [] : words.split(' '), isRoot);
  return found && `${found.argv.join(' ')}${found.home ? ' (home)' : ''}`;
};

test.each([
  ['', ''],
  ['sudo', 'sudo'],
  ['sudo -E ip netns exec blue', 'sudo -E ip netns exec blue'],
  ['exec ip netns exec blue', 'ip netns exec blue'],
  ['nsenter -t 5 -n', 'nsenter -t 5 -n'],
  ['unshare -rn', 'unshare -rn'],
  ['sudo -s', 'sudo'],
  ['sudo -i', 'sudo -H (home)'],
  ['sudo -iu bob', 'sudo -H -u bob (home)'],
  ['sudo su', 'sudo'],
  ['sudo su -', 'sudo (home)'],
  ['ip netns exec blue su - root', 'ip netns exec blue (home)'],
  ['su bob', 'su -s /bin/sh -c exec "$0" "$@" -- bob'],
  ['su -l bob', 'su - -s /bin/sh -c exec "$0" "$@" -- bob'],
])('%s → %s', (words, expected) => {
  expect(prefix(words)).toBe(expected);
});

test('who is not root becomes root by su alone', () => {
  expect(prefix('su', false)).toBe('su -s /bin/sh -c exec "$0" "$@" -- root');
});

test('what is no prefix of a shell is none', () => {
  expect(prefix('cat file')).toBeUndefined();
  expect(prefix('ip link')).toBeUndefined();
});
