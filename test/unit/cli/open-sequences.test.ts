import { expect, test } from 'vitest';
import { OpenSequences } from '../../../src/cli/open-sequences.ts';

/** Whether it is open behind these pieces, and behind the same bytes one by one. */
function open(...pieces: string[]): boolean {
  const whole = new OpenSequences();
  const single = new OpenSequences();
  for (const piece of pieces) whole.push(Buffer.from(piece));
  for (const byte of Buffer.from(pieces.join(''))) single.push(Buffer.of(byte));
  expect(single.open).toBe(whole.open);
  return whole.open;
}

test.each([
  'plain\n',
  'Größe À\n',
  '\x1b[31mred\x1b[0m\n',
  '\x1b[01;34mdir\x1b[m',
  '\x1b[1;31mred\x1b[22;0m',
  '\x1b]0;title\x07text',
  '\x1b]8;;http://a\x1b\\a\x1b]8;;\x1b\\',
  '\x0eqqq\x0f',
  '\x1b(0qqq\x1b(B',
  '\x1b[2K\x1b[1A10%',
  '\x1b[31m\x1bc',
  '\x1b%G',
])('reset-when-nothing-is-open: %j leaves nothing open', (text) => {
  expect(open(text)).toBe(false);
});

test.each([
  '\x1b[31mred',
  '\x1b[0;1m',
  '\x1b[38;5;0m',
  '\x1b[48:5:0m',
  '\x1b',
  '\x1b[3',
  '\x1b]0;title',
  '\x1bP1',
  '\x0e',
  '\x1b(0',
  '\u009b31m',
])('%j does leave something open', (text) => {
  expect(open('before ', text)).toBe(true);
});

test('what has been closed is open no more', () => {
  const printed = new OpenSequences();
  printed.push(Buffer.from('\x1b]0;title'));
  printed.close();
  printed.push(Buffer.from('text'));
  expect(printed.open).toBe(false);
});
