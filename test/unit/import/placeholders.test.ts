import { expect, test } from 'vitest';
import { filledIn, findPlaceholder, notFilledIn, placeholderName } from '../../../src/import/placeholders.ts';

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

test.each([
  'bash <<EOF\nip link set <card> up\nEOF',
  "sudo sh -s <<'END'\nip link set <card> up\nEND",
  'sudo ip netns exec red bash <<< "ip link set <card> up"',
  'echo "ip link set <card> up" | sudo sh',
  'cat <<EOF | sudo bash\nip link set <card> up\nEOF',
  "ssh lab 'ip link set <card> up'",
  "docker exec web sh -c 'ip link set <card> up'",
  `sudo bash -c "sh -c 'ip link set <card> up'"`,
])('in-other-shell: a placeholder empties files there as well: %j', (text) =>
  expect(findPlaceholder(text)).toMatchObject({ text: '<card>', line: 1 }),
);

test.each([
  'cat <<EOF\nserver <address> up\nEOF',
  'echo "usage: x <card> y" | tee usage',
  "grep '<card> up' page.html",
  'bash <<EOF\nsort <in >out\nEOF',
])('in-other-shell: what no shell reads is none: %j', (text) => expect(findPlaceholder(text)).toBeUndefined());

test('silent-value: what a value is not put into is said', () => {
  const text = 'ip link add <bridge name> type bridge # <bridge name>\necho "<Bridge Name> is made"';
  expect(notFilledIn(text, { 'bridge-name': '$(id)' })).toEqual(['<Bridge Name>']);
  expect(notFilledIn(text, { 'bridge-name': 'br7' })).toEqual([]);
  expect(notFilledIn('echo <bridge name>', { 'bridge-name': '$(id)' })).toEqual([]);
});
