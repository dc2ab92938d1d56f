import { expect, test } from 'vitest';
import { readNetconf } from '../../../src/discovery/netconf.ts';
import fc from '../../fast-check.ts';

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
    'net.ipv4.conf.eth0/7.arp_announce': '0',
    'net.ipv4.conf.eth0/7.arp_filter': '0',
    'net.ipv4.conf.eth0/7.arp_ignore': '0',
    'net.ipv4.conf.eth0/7.forwarding': '0',
    'net.ipv4.conf.eth0/7.ignore_routes_with_linkdown': '0',
    'net.ipv4.conf.eth0/7.log_martians': '0',
    'net.ipv4.conf.eth0/7.proxy_arp': '0',
    'net.ipv4.conf.eth0/7.proxy_arp_pvlan': '0',
    'net.ipv4.conf.eth0/7.route_localnet': '0',
    'net.ipv4.conf.eth0/7.rp_filter': '2',
    'net.ipv4.conf.eth0/7.send_redirects': '0',
    'net.ipv4.conf.eth0/7.src_valid_mark': '0',
  });
});

/** A struct inet_diag_msg. */
function diag(
  order: Order,
  [family, state]: [number, number],
  port: number,
  local: number[],
  index: number,
  only?: 0 | 1,
) {
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(port);
  const source = Buffer.concat([Buffer.from(local), Buffer.alloc(16)]).subarray(0, 16);
  const id = [ports, source, Buffer.alloc(16), i32(order, index), Buffer.alloc(8)];
  const body = [Buffer.from([family, state, 0, 0]), ...id, Buffer.alloc(20)];
  const attributes =
    only === undefined ? [] : [attribute(order, 9, Buffer.alloc(5)), attribute(order, 11, Buffer.from([only]))];
  return message(order, 20, 0, ...body, ...attributes);
}

test.each(['LE', 'BE'] as const)('sockets as a kernel that counts %s lists them', (order) => {
  const link = Buffer.concat([message(order, 16, 16, attribute(order, 3, Buffer.from('eth0\0')))]);
  link.writeUInt8(7, order === 'LE' ? 20 : 23);
  const any = Array.from({ length: 16 }, () => 0);
  const all = [
    link,
    diag(order, [10, 10], 80, any, 0, 0),
    diag(order, [10, 10], 81, any, 7, 1),
    diag(order, [2, 7], 53, [127, 0, 0, 1], 9),
    diag(order, [2, 7], 0, [0, 0, 0, 0], 0),
    diag(order, [2, 1], 90, [10, 0, 0, 1], 0),
  ];
  expect(readNetconf(Buffer.concat(all)).sockets).toEqual([
    { netid: 'tcp', state: 'LISTEN', local: '::', port: 80, v6only: false },
    { netid: 'tcp', state: 'LISTEN', local: '::', port: 81, dev: 'eth0', v6only: true },
    { netid: 'udp', state: 'UNCONN', local: '127.0.0.1', port: 53, dev: 'if9' },
  ]);
});

test('no bytes make it throw', () => {
  const word = fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 4, 8, 16, 20, 24, 80, 88, 26, 3));
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const bytes = Buffer.concat(words.map((value) => u16('LE', value)));
      expect(typeof readNetconf(bytes)).toBe('object');
    }),
    { numRuns: 2000 },
  );
});
