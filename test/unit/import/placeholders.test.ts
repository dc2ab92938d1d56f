import { expect, test } from 'vitest';
import { filledIn, findPlaceholder, placeholderName } from '../../../src/import/placeholders.ts';

test('the same word has the same value everywhere, as one word of the shell', () => {
  const text = 'ip link add <Bridge Name> type bridge\nip addr add <address>/24 dev <bridge_name> # <bridge-name>';
  const values = { 'bridge-name': 'a b', address: '10.0.0.1' };
  expect(filledIn(text, values)).toBe(
    "ip link add 'a b' type bridge\nip addr add 10.0.0.1/24 dev 'a b' # <bridge-name>",
  );
  expect(placeholderName('<Bridge Name>')).toBe('bridge-name');
});

test('a value never becomes code', () => {
  for (const value of ['$(touch x)', '`id`', "a'b", 'a"b', 'x; y', 'x\ny', '-x', '<img src=x>'])
    expect(filledIn('echo <it> end', { it: value })).not.toMatch(/^echo (?:\$\(|`|x;|<)/);
});

test('in quotes only a plain value is put; what is left is a placeholder still', () => {
  const text = 'bash -c "echo nameserver <dns> > /tmp/x"';
  expect(filledIn(text, { dns: '192.0.2.1' })).toBe('bash -c "echo nameserver 192.0.2.1 > /tmp/x"');
  expect(findPlaceholder(filledIn(text, { dns: '$(id)' }))).toMatchObject({ text: '<dns>' });
});

test('prototype-member: a placeholder may be called like a member of all objects', () => {
  expect(filledIn('ping <constructor>', {})).toBe('ping <constructor>');
});
