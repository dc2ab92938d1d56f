import { expect, test } from 'vitest';
import { lanOf } from '../../../src/hosts/sandbox/lan.ts';

test.each<[address: string | undefined, gateway: string | undefined, expected: string | undefined]>([
  [undefined, undefined, '203.0.113.2/24 203.0.113.1/24 203.0.113.0/24'],
  ['192.168.1.50/24', undefined, '192.168.1.50/24 192.168.1.1/24 192.168.1.0/24'],
  ['192.168.1.1/24', undefined, '192.168.1.1/24 192.168.1.2/24 192.168.1.0/24'],
  ['10.20.30.40/12', '10.31.255.254', '10.20.30.40/12 10.31.255.254/12 10.16.0.0/12'],
  ['223.255.255.5/30', undefined, '223.255.255.5/30 223.255.255.6/30 223.255.255.4/30'],
  ['192.168.1.0/24', undefined, undefined],
  ['192.168.1.255/24', undefined, undefined],
  ['192.168.1.50/24', '192.168.2.1', undefined],
  ['192.168.1.50/24', '192.168.1.50', undefined],
  ['192.168.1.50/24', '192.168.1.255', undefined],
  ['192.168.1.50/24', 'x', undefined],
  ['192.168.1.50/31', undefined, undefined],
  ['192.168.1.50/7', undefined, undefined],
  ['192.168.1.50', undefined, undefined],
  ['300.1.1.1/24', undefined, undefined],
  ['127.0.0.5/8', undefined, undefined],
  ['0.0.0.5/8', undefined, undefined],
  ['224.0.0.5/8', undefined, undefined],
  ['192.168.1.50/24\nlink del lo', undefined, undefined],
])('%s via %s', (address, gateway, expected) => {
  const lan = lanOf(address, gateway);
  expect(lan && `${lan.address} ${lan.gateway} ${lan.network}`).toBe(expected);
});

test('what is reserved stays so, but for the network itself', () => {
  expect(lanOf('192.168.1.50/24')?.reserved).toContain('192.168.0.0/16');
  expect(lanOf('192.168.1.50/16')?.reserved).not.toContain('192.168.0.0/16');
  expect(lanOf('192.0.0.77/8')?.reserved.filter((prefix) => prefix.startsWith('192.'))).toEqual([]);
  expect(lanOf()?.reserved).toHaveLength(10);
});
