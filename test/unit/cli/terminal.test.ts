import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { promptOf } from '../../../src/cli/ask.ts';

const SRC = fileURLToPath(new URL('../../../src/', import.meta.url));

/** The files below a folder of src in which something is written that only one file may write. */
function writers(folder: string, words: RegExp): string[] {
  return readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && words.test(readFileSync(join(SRC, folder, name), 'utf8')))
    .sort();
}

test('foreign-text-on-a-terminal: one file writes to the terminal, one asks there, one shows and logs in the editor', () => {
  expect(writers('cli', /std(out|err)\.write|console\.|(stream|target)\.write/)).toEqual(['write.ts']);
  expect(writers('cli', /'\.\/write\.ts'/)).toEqual(['terminal.ts']);
  expect(writers('cli', /writeSync\(/)).toEqual(['ask.ts']);
  const shown = /show(Error|Warning|Information)Message|setStatusBarMessage|\{ log: true \}/;
  expect(writers('editor', shown)).toEqual(['messages.ts']);
  expect(readFileSync(join(SRC, 'extension.ts'), 'utf8')).not.toMatch(shown);
});

test('two-colons: a prompt of a server that ends as one gets no colon of ours', () => {
  expect(['Code: ', 'Code:', 'Token?', 'Password of ann@lab'].map(promptOf)).toEqual([
    'Code: ',
    'Code: ',
    'Token? ',
    'Password of ann@lab: ',
  ]);
});
