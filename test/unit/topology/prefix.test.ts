import { expect, test } from 'vitest';
import { ipText, isIn, isOf, networkOf, prefixText, readIp, readPrefix } from '../../../src/topology/prefix.ts';

const textOf = (text: string) => {
  const ip = readIp(text);
  return ip && ipText(ip);
};
const prefix = (text: string) => {
  const found = readPrefix(text);
  if (!found) throw new Error(`no prefix: ${text}`);
  return found;
};

test.each([
  ['10.0.0.7', '10.0.0.7'],
  ['255.255.255.255', '255.255.255.255'],
  ['0.0.0.0', '0.0.0.0'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['FD00:0:0:1:0:0:0:7', 'fd00:0:0:1::7'],
  // RFC 5952, 4.2.2 and 4.2.3: a single group stays, of two runs that are as long the first is shortened.
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:1:1', '2001::1:0:0:1:1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['10:0:0:1:2:3:4:5', '10::1:2:3:4:5'],
  ['0:0:1:0:0:0:0:10', '0:0:1::10'],
  ['::ffff:10.0.0.1', '::ffff:a00:1'],
  ['fe80::1%eth0', 'fe80::1'],
])('%s is an address', (text, printed) => {
  expect(textOf(text)).toBe(printed);
});

test.each([
  '',
  '10.0.0',
  '10.0.0.256',
  '10.0.0.1.2',
  '1:2:3',
  ':::',
  '1::2::3',
  'g::',
  '12345::',
  '1:2:3:4:5:6:7:8:9',
  'eth0',
])('"%s" is no address', (text) => {
  expect(readIp(text)).toBeUndefined();
});

test('a prefix holds the addresses with its first bits, of its family alone', () => {
  const holds = (ip: string, of: string) => isIn(prefix(ip), prefix(of));
  expect(holds('10.0.0.7', '10.0.0.0/24')).toBe(true);
  expect(holds('10.0.0.7', '10.0.0.200/24')).toBe(true);
  expect(holds('10.0.1.7', '10.0.0.0/24')).toBe(false);
  expect(holds('192.0.2.1', '0.0.0.0/0')).toBe(true);
  expect(holds('::1', '0.0.0.0/0')).toBe(false);
  expect(holds('10.0.0.128', '10.0.0.0/25')).toBe(false);
  expect(holds('fd00::1:0:0:0:1', 'fd00::/64')).toBe(false);
  expect(holds('fd00::1', 'fd00::/128')).toBe(false);
});

test.each(['10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', 'fd00::/129', 'default', '10.0.0.0/1.5'])(
  '%s is no prefix',
  (text) => {
    expect(readPrefix(text)).toBeUndefined();
  },
);

test('the network of an address', () => {
  expect(prefixText(prefix('10.0.0.7'), 24)).toBe('10.0.0.0/24');
  expect(prefixText(prefix('10.9.8.7'), 0)).toBe('0.0.0.0/0');
  expect(prefixText(prefix('fd00::1:2'), 64)).toBe('fd00::/64');
  expect(networkOf(prefix('10.0.0.7'), 32)).toBe(prefix('10.0.0.7').value);
});

test.each([
  ['loopback', '127.9.9.9', true],
  ['loopback', '::1', true],
  ['loopback', '::2', false],
  ['multicast', '239.1.2.3', true],
  ['multicast', 'ff02::1', true],
  ['linkLocal', 'febf::1', true],
  ['linkLocal', 'fec0::1', false],
  ['private', '172.31.0.1', true],
  ['private', '172.32.0.1', false],
  ['nobody', '0.1.2.3', true],
  ['nobody', '::', true],
] as const)('%s: %s', (block, ip, is) => {
  expect(isOf(block, prefix(ip))).toBe(is);
});
