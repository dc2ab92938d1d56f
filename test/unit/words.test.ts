import { expect, test } from 'vitest';
import { TERMINAL_WORDS } from '../../src/cli/words.ts';
import { READER_WORDS } from '../../src/discovery/words.ts';
import { EDITOR_WORDS } from '../../src/editor/words.ts';
import { RISK_WORDS } from '../../src/guard/words.ts';
import { SSH_WORDS } from '../../src/hosts/ssh/words.ts';
import { HOST_WORDS } from '../../src/hosts/words.ts';
import { SHELL_WORDS } from '../../src/kernel/shell-words.ts';
import { inWords, sayFrom } from '../../src/words.ts';

test('placeholder-without-argument: each placeholder of a text gets one, and there are no others', () => {
  const say = sayFrom({ pair: '{1} before {0}', none: 'nothing' } as const);
  expect(inWords(say('pair', 'a', say('none')))).toBe('nothing before a');
  // @ts-expect-error One is missing.
  expect(inWords(say('pair', 'a'))).toBe(' before a');
  // @ts-expect-error One has no place.
  expect(inWords(say('none', 'a'))).toBe('nothing');
});

test('placeholder-without-argument: those of each text are counted from 0, without a gap', () => {
  const tables = [TERMINAL_WORDS, READER_WORDS, EDITOR_WORDS, RISK_WORDS, SSH_WORDS, HOST_WORDS, SHELL_WORDS];
  for (const text of tables.flatMap((table) => Object.values(table))) {
    const numbers = new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, number]) => Number(number)));
    expect([...numbers].sort(), text).toEqual([...numbers.keys()].map((_, index) => index));
  }
});
