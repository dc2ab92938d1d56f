import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseReport, quoteWord } from '../../../src/kernel/protocol.ts';

test('quoteWord: bash reads back the very text, and never runs it', () => {
  const texts = fc.sample(
    fc
      .string({
        unit: fc.oneof(
          fc.constantFrom(...'\\\'"$`\n\r\t !*~%{}()<>|&;#'),
          fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
        ),
      })
      .filter((text) => !text.includes('\0') && Buffer.from(text).toString() === text),
    300,
  );
  const script = texts.map((text) => `printf '%s\\0' ${quoteWord(text)}`).join('\n');
  const read = execFileSync('bash', ['--norc'], { input: script, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  expect(read.toString().split('\0').slice(0, -1)).toEqual(texts);
});

test('quoteWord: one line, and no NUL', () => {
  expect(quoteWord('a\nb')).toBe("$'a\\nb'");
  expect(() => quoteWord('a\0b')).toThrow(RangeError);
});

test('parseReport: fields, jobs, a directory with newlines in its name, and traps', () => {
  expect(parseReport("3 - 1 - hBs 42\n10\n11\n\n/a\n\nb\x01trap -- 'x' EXIT\n\x01\x01trap -- 'd' DEBUG\n")).toEqual({
    exitCode: 3,
    interrupted: null,
    laneHeld: true,
    refused: null,
    flags: 'hBs',
    traps: { exitAndReturn: "trap -- 'x' EXIT\n", error: '', debug: "trap -- 'd' DEBUG\n" },
    lastBackgroundPid: 42,
    jobs: [10, 11],
    cwd: '/a\n\nb',
  });
  expect(parseReport('0 130 0 netns hB \n\n/\x01')).toMatchObject({
    interrupted: 130,
    refused: 'netns',
    lastBackgroundPid: null,
    traps: { exitAndReturn: '', error: '', debug: '' },
    jobs: [],
    cwd: '/',
  });
});
