import { expect, test } from 'vitest';
import { announcesFailure, announcesLack, isCleaning, isLack } from '../../../src/import/story.ts';

test.each([
  ['It fails, because there is no route:', '', ''],
  ['', 'As you see, it does not work yet.', ''],
  ['', '', 'ping: connect: Network is unreachable'],
  ['', '', '3 packets transmitted, 0 received, 100% packet loss'],
  ['아직은 통신이 되지 않습니다:', '', ''],
  ['まだ届かない:', '', ''],
  ["The ping doesn't work:", '', ''],
  ['It will not work: nothing answers.', '', ''],
  ['Without a route the ping fails:', '', ''],
])('announces a failure: %s%s%s', (before, after, expected) =>
  expect(announcesFailure(before, after, expected)).toBe(true),
);

test.each([
  ['Now it works:', '', ''],
  ['If it fails, look at the route:', '', ''],
  ['It fails:', '', '64 bytes from 10.0.0.2'],
  ['This will not fail:', '', ''],
  ['Make sure that it never fails:', '', ''],
  ['Now the ping does not fail:', '', ''],
  ["It doesn't fail any more:", '', ''],
  ['Without this the ping would fail:', '', ''],
  ['There are no errors:', '', ''],
  ['Both answer, with 0% packet loss:', '', ''],
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
