import { expect, test } from 'vitest';
import {
  announcesFailure,
  announcesLack,
  isAsShown,
  isCleaning,
  isJustAsShown,
  isLack,
} from '../../../src/import/story.ts';

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
])('is what was printed: %j', (expected, printed) => expect(isAsShown(expected, printed)).toBe(true));

test.each([
  ['red', 'red\nblue'],
  ['red\nblue', 'red'],
  ['1', '0'],
  ['net.ipv4.ip_forward = 1', 'net.ipv4.ip_forward = 0'],
  [PING, PING.replace('0% packet loss', '100% packet loss')],
])('is something else: %j', (expected, printed) => expect(isAsShown(expected, printed)).toBe(false));

test.each([
  ['It fails, because there is no route:', '', ''],
  ['', 'As you see, it does not work yet.', ''],
  ['', '', 'ping: connect: Network is unreachable'],
  ['', '', '3 packets transmitted, 0 received, 100% packet loss'],
  ['아직은 통신이 되지 않습니다:', '', ''],
  ['まだ届かない:', '', ''],
])('announces a failure: %s%s%s', (before, after, expected) =>
  expect(announcesFailure(before, after, expected)).toBe(true),
);

test.each([
  ['Now it works:', '', ''],
  ['If it fails, look at the route:', '', ''],
  ['It fails:', '', '64 bytes from 10.0.0.2'],
  ['', '## When it fails', ''],
])('announces none: %s%s%s', (before, after, expected) =>
  expect(announcesFailure(before, after, expected)).toBe(false),
);

test('what cleans up, in some languages', () => {
  for (const heading of ['Cleanup', '⚠️ Clean up', 'Tear-down', 'Aufräumen', '실습 3: 정리', '後片付け', '清理'])
    expect([heading, isCleaning(heading)]).toEqual([heading, true]);
  expect(isCleaning('Create the bridge')).toBe(false);
});

test.each([
  'Cannot open network namespace "red": No such file or directory',
  'Cannot find device "veth0"',
  'sudo: brctl: command not found',
  'exec of "traceroute" failed: No such file or directory',
])('says that something is not there: %s', (printed) => expect(isLack(printed)).toBe(true));

test.each([
  ['The ping fails:', '', '', false],
  ['It fails, as the namespace does not exist yet:', '', '', true],
  ['It fails:', 'The device is gone.', '', true],
  ['It fails:', '', 'Cannot find device "veth0"', true],
  ['It fails, as nothing is there:', '', 'ping: connect: Network is unreachable', false],
])('announces that something is not there: %j %j %j %j', (before, after, expected, lack) =>
  expect(announcesLack(before, after, expected)).toBe(lack),
);

test('what is left out may hide why it failed', () => {
  expect(isJustAsShown('1c1\n< a', '1c1\n< a')).toBe(true);
  expect(isJustAsShown('1c1\n...', '1c1\ndiff: c: No such file or directory')).toBe(false);
  expect(isJustAsShown('', '')).toBe(false);
});
