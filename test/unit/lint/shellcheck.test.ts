import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readCell } from '../../../src/lint/read-cell.ts';
import { findingsIn, type RunProgram, shellcheckFindings } from '../../../src/lint/shellcheck.ts';
import { parseNotebook } from '../../../src/notebook/notebook.ts';
import { inWords } from '../../../src/words.ts';

const comment = {
  ...{ file: '-', line: 1, endLine: 1, column: 8, endColumn: 10, level: 'info', code: 2086, message: 'Double quote.' },
  fix: {
    replacements: [
      { line: 1, endLine: 1, column: 8, endColumn: 8, precedence: 7, insertionPoint: 'afterEnd', replacement: '"' },
      {
        line: 1,
        endLine: 1,
        column: 10,
        endColumn: 10,
        precedence: 7,
        insertionPoint: 'beforeStart',
        replacement: '"',
      },
    ],
  },
};
const json = (...comments: object[]) => JSON.stringify({ comments });

test('what it says is at its place, with its fix and its page', () => {
  const cell = readCell({ info: 'console', text: '😀\n$ echo 😀 $x\n😀' });
  const [finding] = findingsIn(json(comment), cell);
  expect(finding).toMatchObject({
    severity: 'information',
    source: { name: 'shellcheck', code: 'SC2086', page: 'https://www.shellcheck.net/wiki/SC2086' },
  });
  expect(cell.text.slice(finding?.start, finding?.end)).toBe('$x');
  expect(finding?.fixes[0]?.edits.map(({ start, end, with: text }) => [start, end, text])).toEqual([
    [finding?.start, finding?.start, '"'],
    [finding?.end, finding?.end, '"'],
  ]);
});

test('two replacements at one place are no fix of ours', () => {
  const [first] = comment.fix.replacements;
  const [finding] = findingsIn(
    json({ ...comment, fix: { replacements: [first, first] } }),
    readCell({ info: 'sh', text: 'true' }),
  );
  expect(finding?.fixes).toEqual([]);
});

test.each(['', '{"comments":[{', 'null', '{}'])('what is no answer of it says nothing: %j', (text) => {
  expect(findingsIn(text, readCell({ info: 'sh', text: 'true' }))).toEqual([]);
});

test('it is given the text by its input, and is asked in a directory of no notebook', async () => {
  const asked: unknown[] = [];
  const run: RunProgram = async (argv, options) => {
    asked.push(argv.slice(0, 3), options);
    return { stdout: Buffer.from(json()) };
  };
  expect(await shellcheckFindings({ info: 'console', text: '$ true -x\n1' }, run)).toEqual([]);
  expect(asked).toEqual([
    ['shellcheck', '--format=json1', '--shell=bash'],
    { input: 'true -x\n', timeoutMs: 5000, cwd: '/' },
  ]);
});

const isInstalled = (() => {
  try {
    return execFileSync('shellcheck', ['--version']).length > 0;
  } catch {
    return false;
  }
})();
const real: RunProgram = async ([program = '', ...args], { input, cwd }) => {
  try {
    return { stdout: execFileSync(program, args, { input, cwd }) };
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && error.stdout instanceof Uint8Array)
      return { stdout: error.stdout };
    throw error;
  }
};

const labs = new URL('../../../labs/', import.meta.url);
test.for(readdirSync(labs))(
  'no-false-alarm: ShellCheck finds nothing in %s',
  { timeout: 60_000 },
  async (name, context) => {
    if (!isInstalled) context.skip('ShellCheck is not installed');
    expect(await shellcheckFindings({ info: 'sh', text: 'echo $x' }, real)).toHaveLength(1);
    const { cells } = parseNotebook(readFileSync(new URL(name, labs)), { dialect: 'netlab' });
    for (const cell of cells.filter(({ kind }) => kind === 'code'))
      expect((await shellcheckFindings(cell, real)).map(({ what }) => inWords(what))).toEqual([]);
  },
);
