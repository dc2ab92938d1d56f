import { expect, test } from 'vitest';
import { failsAsShown, isAsShown, isJustAsShown } from '../../../src/import/as-shown.ts';

const PING =
  '64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=0.05 ms\n1 packets transmitted, 1 received, 0% packet loss, time 0ms';

test.each([
  ['red', 'red'],
  ['red\nblue', 'blue\nred'],
  [PING, PING.replace('0.05', '0.11').replace('time 0ms', 'time 12ms')],
  [
    '7: br0: <UP> mtu 1500\n    link/ether 02:00:00:00:00:01',
    '12: br0: <UP> mtu 1500\n    link/ether 0a:1b:00:00:00:09',
  ],
  ['default via 192.0.2.1', 'default via 192.0.2.1 dev eth0'],
  ['red\n...', 'red\nblue'],
  ['red (id: 0)', 'red (id: 3)'],
  ['inet6 fe80::1c2/64 scope link', 'inet6 fe80::ab:1/64 scope link'],
  ['[1] 4242', '[1] 17'],
  [
    '  PID TTY          TIME CMD\n 4711 pts/0    00:00:00 bash',
    '  PID TTY          TIME CMD\n 12 pts/3    00:00:07 bash',
  ],
  [
    '   12   840 MASQUERADE  all  --  *  br0  10.0.0.0/24  anywhere',
    '    0     0 MASQUERADE  all  --  *  br0  10.0.0.0/24  anywhere',
  ],
  [':FORWARD ACCEPT [12:840]', ':FORWARD ACCEPT [0:0]'],
  ['counter packets 3 bytes 252 masquerade', 'counter packets 0 bytes 0 masquerade'],
  ['-rw-r--r-- 1 root root 612 Jan  4 10:11 notes', '-rw-r--r-- 1 root root 5 Nov 27 09:00 notes'],
  ['Date: Mon, 04 Jan 2021 10:11:12 GMT', 'Date: Fri, 27 Nov 2026 09:00:00 GMT'],
  [
    '10:11:12.131415 IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 7, seq 1, length 64',
    '09:00:00.000001 IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 9, seq 1, length 64',
  ],
  ['rtt min/avg/max/mdev = 0.030/0.050/0.070/0.010 ms', 'rtt min/avg/max/mdev = 0.031/0.052/0.073/0.014 ms'],
  ['valid_lft 86012sec preferred_lft 86012sec', 'valid_lft 12sec preferred_lft 12sec'],
])('is what was printed: %j', (expected, printed) => expect(isAsShown(expected, printed)).toBe(true));

test.each([
  ['red', 'red\nblue'],
  ['red\nblue', 'red'],
  ['1', '0'],
  ['net.ipv4.ip_forward = 1', 'net.ipv4.ip_forward = 0'],
  ['7: br0: <UP> mtu 1500', '7: br0: <UP> mtu 9000'],
  ['DNAT tcp dpt:80 to:10.0.0.2:80', 'DNAT tcp dpt:22 to:10.0.0.2:80'],
  ['tcp dport 80 accept', 'tcp dport 22 accept'],
  ['inet 10.0.0.1/24 scope global br0', 'inet 10.0.0.1/16 scope global br0'],
  ['10.0.0.0/24 dev br0', '10.0.1.0/24 dev br0'],
  ['vlan protocol 802.1Q id 10 <REORDER_HDR>', 'vlan protocol 802.1Q id 20 <REORDER_HDR>'],
  ['veth0 10 PVID Egress Untagged', 'veth0 20 PVID Egress Untagged'],
  ['vxlan id 42 dstport 4789', 'vxlan id 43 dstport 4789'],
  ['HTTP/1.1 200 OK', 'HTTP/1.1 500 Internal Server Error'],
  ['HTTP/1.0 200', 'HTTP/1.0 500'],
  ['inet6 2001:db8::1/64 scope global', 'inet6 2001:db8::2/64 scope global'],
  ['qdisc netem 8001: root limit 1000 delay 100.0ms', 'qdisc netem 8001: root limit 1000 delay 10.0ms'],
  ['from 10.0.0.1 lookup 100', 'from 10.0.0.1 lookup 200'],
  ['default via 10.0.0.1 metric 100', 'default via 10.0.0.1 metric 50'],
  [PING, PING.replace('0% packet loss', '100% packet loss')],
])('lying-same: is something else: %j', (expected, printed) => expect(isAsShown(expected, printed)).toBe(false));

test('what is left out may hide why it failed', () => {
  expect(isJustAsShown('1c1\n< a', '1c1\n< a')).toBe(true);
  expect(isJustAsShown('1c1\n...', '1c1\ndiff: c: No such file or directory')).toBe(false);
  expect(isJustAsShown('', '')).toBe(false);
});

test.each([
  ['3 packets transmitted, 0 received, 100% packet loss', 'ping: connect: Network is unreachable', false],
  ['3 packets transmitted, 0 received, 100% packet loss', '1 packets transmitted, 0 received, 100% packet loss', true],
  [
    'From 10.0.0.1 icmp_seq=1 Destination Host Unreachable',
    '1 packets transmitted, 0 received, 100% packet loss',
    true,
  ],
  ['RTNETLINK answers: File exists', 'RTNETLINK answers: Operation not permitted', false],
  ['RTNETLINK answers: Network is unreachable', 'Error: Nexthop has invalid gateway.', true],
  ['connect: Network is unreachable', 'ping: connect: Network is unreachable', true],
  ['Connection refused', 'curl: (6) Could not resolve host: red', false],
])('lying-failure: shown as %j, and failed with %j: %j', (expected, printed, is) =>
  expect(failsAsShown(expected, printed)).toBe(is),
);
