import { expect, test } from 'vitest';
import { parseListeners } from '../../../src/kernel/listeners.ts';

test('reads the addresses of listening sockets, each port once, the lowest first', () => {
  const text = [
    '12 tcp 0100007F:1F90',
    '12 tcp6 00000000000000000000000000000000:0050',
    '13 tcp 0500A8C0:0016',
    '13 tcp6 00000000000000000000000001000000:01BB',
    '14 tcp 00000000:1F90',
    '15 udp 00000000:1F90',
    '15 udp6 00000000000000000000000000000000:1F90',
    '14 tcp6 B80D0120000000000000000001000000:2328',
  ].join('\n');
  expect(parseListeners(text)).toEqual([
    { pid: 13, address: '192.168.0.5', port: 22 },
    { pid: 12, address: '127.0.0.1', port: 80 },
    { pid: 13, address: '0000:0000:0000:0000:0000:0000:0000:0001', port: 443 },
    { pid: 12, address: '127.0.0.1', port: 8080 },
    { pid: 15, address: '127.0.0.1', port: 8080, udp: true },
    { pid: 14, address: '2001:0db8:0000:0000:0000:0000:0000:0001', port: 9000 },
  ]);
});

test('what is no such line is no listener', () => {
  expect(parseListeners('')).toEqual([]);
  expect(parseListeners('12 raw 0100007F:1F90\nx tcp 0100007F:1F90\n12 tcp 01:1F90\nsh: no such file\n')).toEqual([]);
});
