import { expect, test } from 'vitest';
import { parseEndReport } from '../../../src/kernel/protocol.ts';

test('parseReport: fields, jobs, a directory with newlines in its name, and traps', () => {
  expect(
    parseEndReport("3 - 1 - hBs 2,4,4 1 42\n10\n11\n\n/a\n\nb\x01trap -- 'x' EXIT\n\x01\x01trap -- 'd' DEBUG\n"),
  ).toEqual({
    exitCode: 3,
    interrupted: null,
    laneHeld: true,
    failed: { count: 2, lines: [4] },
    inputRead: true,
    refused: null,
    flags: 'hBs',
    traps: { exitAndReturn: "trap -- 'x' EXIT\n", error: '', debug: "trap -- 'd' DEBUG\n" },
    lastBackgroundPid: 42,
    jobs: [10, 11],
    cwd: '/a\n\nb',
  });
  expect(parseEndReport('0 130 0 netns hB 0 0 \n\n/\x01')).toMatchObject({
    interrupted: 130,
    refused: 'netns',
    lastBackgroundPid: null,
    traps: { exitAndReturn: '', error: '', debug: '' },
    jobs: [],
    cwd: '/',
  });
});
