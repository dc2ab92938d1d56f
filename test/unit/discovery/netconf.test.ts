import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNetconf } from '../../../src/discovery/netconf.ts';

type Order = 'LE' | 'BE';

const u16 = (order: Order, value: number) => {
  const bytes = Buffer.alloc(2);
  bytes[order === 'LE' ? 'writeUInt16LE' : 'writeUInt16BE'](value);
  return bytes;
};
const i32 = (order: Order, value: number) => {
  const bytes = Buffer.alloc(4);
  bytes[order === 'LE' ? 'writeInt32LE' : 'writeInt32BE'](value);
  return bytes;
};
const attribute = (order: Order, type: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  const padding = Buffer.alloc(-body.length & 3);
  return Buffer.concat([u16(order, body.length + 4), u16(order, type), body, padding]);
};
const message = (order: Order, type: number, header: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  const head = [i32(order, 16 + header + body.length), u16(order, type), Buffer.alloc(10)];
  return Buffer.concat([...head, Buffer.alloc(header), body]);
};

test.each(['LE', 'BE'] as const)('messages of a kernel that counts %s', (order) => {
  const all = message(order, 80, 4, attribute(order, 1, i32(order, -1)), attribute(order, 2, i32(order, 1)));
  all[16] = 2; // AF_INET
  const values = Array.from({ length: 33 }, (_, at) => i32(order, at === 7 ? 2 : 0));
  const link = message(
    order,
    16,
    16,
    attribute(order, 3, Buffer.from('eth0.7\0')),
    attribute(order, 26 | 0x8000, attribute(order, 2, attribute(order, 1, ...values))),
  );
  expect(readNetconf(Buffer.concat([all, link])).settings).toEqual({
    'net.ipv4.ip_forward': '1',
    'net.ipv4.conf.all.forwarding': '1',
    'net.ipv4.conf.eth0/7.accept_local': '0',
    'net.ipv4.conf.eth0/7.arp_ignore': '0',
    'net.ipv4.conf.eth0/7.forwarding': '0',
    'net.ipv4.conf.eth0/7.proxy_arp': '0',
    'net.ipv4.conf.eth0/7.route_localnet': '0',
    'net.ipv4.conf.eth0/7.rp_filter': '2',
  });
});

test('no bytes make it throw', () => {
  const word = fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 4, 8, 16, 20, 24, 80, 26, 3));
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const bytes = Buffer.concat(words.map((value) => u16('LE', value)));
      expect(typeof readNetconf(bytes)).toBe('object');
    }),
    { numRuns: 2000 },
  );
});
