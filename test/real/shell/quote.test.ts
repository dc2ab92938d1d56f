import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../../src/shell/quote.ts';
import fc from '../../fast-check.ts';

/** What bash makes of one word. */
const asBash = (word: string) => execFileSync('bash', ['-c', `printf %s ${word}`]);

it('bash reads each word as the text it stands for', () => {
  const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 15 }), 300).filter((text) => !text.includes('\0'));
  const script = texts.map((text) => `printf '%s\\0' ${shellWord(text)}`).join('\n');
  const read = execFileSync('bash', ['-c', script]).toString().split('\0').slice(0, -1);
  expect(read).toEqual(texts);
});

it('a byte that is not UTF-8 comes out as it went in, whatever stands behind it', () => {
  expect([...asBash(shellWord('a\udcffab'))]).toEqual([0x61, 0xff, 0x61, 0x62]);
});
