import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shipped } from '../../scripts/lib/foreign.mjs';

const root = join(import.meta.dirname, '../..');

/** What a program makes of a text, in its own words. */
function said(argv: readonly [string, ...string[]], input: string): string {
  const { status, stdout, stderr } = spawnSync(argv[0], argv.slice(1), { input, encoding: 'utf8' });
  expect([status, stderr.replace('- syntax OK\n', '')]).toEqual([0, '']);
  return stdout;
}

/** As bash reads it: it prints a function anew, without its comments. */
const asRead: Readonly<Record<string, (text: string) => string>> = {
  sh: (text) => said(['bash', '-s'], `all() {\n${text}\n}\ndeclare -f all`),
  pl: (text) => said(['perl', '-MO=Deparse'], text),
};

test.each(globSync('src/**/*.{pl,sh}', { cwd: root }))('%s says the same without its comments', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const read = asRead[file.slice(-2)];
  expect(shipped(text).length).toBeLessThan(text.length);
  expect(read?.(shipped(text))).toBe(read?.(text));
});

test('a line of a text that looks like a comment would be noticed', () => {
  const text = "echo '\n# no comment\n'\n";
  expect(asRead['sh']?.(shipped(text))).not.toBe(asRead['sh']?.(text));
});
