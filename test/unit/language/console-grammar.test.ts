import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { promptOf, SHELL_PROMPT } from '../../../src/import/prompts.ts';

interface Grammar {
  readonly patterns: readonly { readonly begin?: string }[];
  readonly repository: { readonly command: { readonly begin: string } };
}

const file = new URL('../../../media/netlab-console.tmLanguage.json', import.meta.url);
const { patterns, repository }: Grammar = JSON.parse(readFileSync(file, 'utf8'));
/** Where a first command begins, and where each does. */
const BEGINS = [patterns[0]?.begin ?? '', repository.command.begin];

/** Whether it is run, and whether both places of the grammar colour it. */
const readings = (line: string) => ({
  isRun: promptOf(line)?.kind === 'sure',
  isColoured: BEGINS.map((begin) => new RegExp(begin, 'u').test(line)),
});

test.each([
  '$ ip link',
  '$> ip link',
  'root@webapp:~# ip link',
  '[root@webapp ~]# ip link',
  '(venv) lea@web:~$ ip link',
  '/ # ip link',
  'bash-5.2$ ip link',
  '-bash-4.2# ip link',
  '~]# ip link',
  '~/lab$ ip link',
  '[12:33:01] root@h:~# ip link',
  '12:33 $ ip link',
  '❯ ip link',
  '└─# ip link',
])('prompt-not-coloured: %j', (line) => expect(readings(line)).toEqual({ isRun: true, isColoured: [true, true] }));

test.each(['# ip link', 'ip link', '12:33:01 IP 10.0.0.1 > 10.0.0.2', '~ is home', '[12:33:01] started'])(
  'output-coloured-as-command: %j',
  (line) => expect(readings(line)).toEqual({ isRun: false, isColoured: [false, false] }),
);

test('the grammar has the pattern of the prompts, without a # alone', () => {
  const own = SHELL_PROMPT.source.replace('|(?<bare>#)', '').slice(1);
  expect(BEGINS).toEqual([`^(?=${own})`, `^(${own})`]);
});
