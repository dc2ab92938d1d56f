import { expect, test } from 'vitest';
import { inOrder, readSs } from '../../../src/discovery/sockets.ts';
import type { Socket } from '../../../src/topology/model.ts';

const PRINTED = `udp UNCONN 0      0                 0.0.0.0:53 0.0.0.0:*
udp UNCONN 0      0      [::ffff:127.0.0.1]:55       *:*
udp UNCONN 0      0                 [::]%lo:57    [::]:*
udp UNCONN 0      0      [fe80::1]%eth0.5-x:546    [::]:*
tcp LISTEN 0      128          127.0.0.1%lo:84 0.0.0.0:*
tcp LISTEN 0      128                     *:81       *:*
tcp ESTAB  0      0               127.0.0.1:82 127.0.0.1:9
Failed to open cgroup2 by ID
`;

test('what ss prints, each socket in the same words as the kernel has them', () => {
  const tcp = { netid: 'tcp', state: 'LISTEN' } as const;
  const udp = { netid: 'udp', state: 'UNCONN' } as const;
  expect(readSs(PRINTED)).toEqual([
    { ...tcp, local: '::', port: 81, v6only: false },
    { ...tcp, local: '127.0.0.1', port: 84, dev: 'lo' },
    { ...udp, local: '0.0.0.0', port: 53 },
    { ...udp, local: '::ffff:127.0.0.1', port: 55 },
    { ...udp, local: '::', port: 57, dev: 'lo', v6only: true },
    { ...udp, local: 'fe80::1', port: 546, dev: 'eth0.5-x' },
  ]);
});

test('several sockets for the same are one, and their order is not that of the kernel', () => {
  const at = (port: number): Socket => ({ netid: 'tcp', state: 'LISTEN', local: '0.0.0.0', port });
  expect(inOrder([at(80), at(9), at(80)])).toEqual([at(9), at(80)]);
});
