import { expect, it } from 'vitest';
import { overwriteLines } from '../../../src/editor/carriageReturn.ts';

it.each([
  ['plain\ntext\n', 'plain\ntext\n'],
  ['10%\r20%\r100%\n', '100%\n'],
  ['long line\rshort\n', 'shortline\n'],
  ['dos\r\nlines\r\n', 'dos\nlines\n'],
  ['one\rtwo\nthree\rfour', 'two\nfoure'],
  ['10%\r', '10%\r'],
  ['10%\r20%\r', '20%\r'],
  ['\r\r\n', '\n'],
  ['\u001b[32m10%\u001b[0m\r\u001b[32m9%\u001b[0m\n', '\u001b[32m9%\u001b[0m\n'],
  ['long line\r\u001b[Kshort\n', '\u001b[Kshort\n'],
])('%j is shown as %j', (text, shown) => {
  expect(overwriteLines(text)).toBe(shown);
});

it('takes a line that is written over 100,000 times', () => {
  const text = Array.from({ length: 100_000 }, (_, i) => `${i}`).join('\r');
  expect(overwriteLines(text)).toBe('99999');
});
