import { describe, expect, it } from 'vitest';
import { TerminalLine } from '../../../../src/editor/output/terminalLine.ts';

/** What is shown at the end of pieces. */
function shown(pieces: readonly string[]): string {
  const terminal = new TerminalLine();
  let [text, line] = ['', ''];
  for (const piece of pieces) {
    const update = terminal.add(piece);
    text += update.finished;
    line = update.line;
  }
  return text + line;
}

describe('progress', () => {
  it.each([
    ['plain\ntext\n', 'plain\ntext\n'],
    ['10%\r20%\r100%\n', '100%\n'],
    ['\r10%\r20%', '20%'],
    ['long line\rshort\n', 'shortline\n'],
    ['dos\r\nlines\r\n', 'dos\nlines\n'],
    ['one\rtwo\nthree\rfour', 'two\nfoure'],
    ['10%\r', '10%'],
    ['\r\r\n', '\n'],
    ['abc\b\bX', 'aXc'],
    ['long line\r\x1b[Kshort\n', 'short\n'],
    ['long line\x1b[2K\rshort\n', 'short\n'],
    ['\x1b[32m10%\x1b[0m\r\x1b[32m9%\x1b[0m\n', '\x1b[0;32m9%%\x1b[0m\n'],
    ['$&\r$1', '$1'],
    ['\x1b]0;a title\x07x \x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\\n', 'x link\n'],
    ['\x1b(Bbell\x07\n\x1b]0;no end\nx\n', 'bell\n\x1b]0;no end\nx\n'],
  ])('%j is shown as %j', (text, expected) => {
    expect(shown([text])).toBe(expected);
    expect(shown([...text])).toBe(expected);
  });

  it('keeps sequences that it does not know, and text without any as it is', () => {
    for (const text of ['\x1b[31mred\x1b[0m \x1b[4mline\x1b[24m\n', '\x1b[Aup', 'a\tb \x1b[']) {
      expect(shown([text]).trimEnd()).toBe((text.endsWith('[') ? text.slice(0, -2) : text).trimEnd());
    }
  });

  it('takes a line that is written over 100,000 times, and one of a megabyte', () => {
    expect(shown([Array.from({ length: 100_000 }, (_, at) => `${at}`).join('\r')])).toBe('99999');
    expect(shown(['\r'.repeat(200_000), 'x\x1b[999999999Cy\n']).length).toBeLessThan(2000);
    const long = 'x'.repeat(1 << 20);
    expect(shown([long, long, '\n'])).toBe(`${long}${long}\n`);
  });
});

const TOKEN = new RegExp(`${'\x1b'}\\[([0-9;]*)([A-Za-z])|.`, 'gs');

/** A small terminal: what each column shows, with its rendition. */
function terminal(text: string): string[] {
  const lines: string[][] = [[]];
  let [column, style] = [0, ''];
  for (const [all, parameters = '', end] of text.matchAll(TOKEN)) {
    const line = lines.at(-1) ?? [];
    if (end === 'm') style = /^0?$/.test(parameters) ? '' : parameters.replace(/^0;/, '');
    else if (end === 'K' && parameters === '1') for (let at = 0; at <= column && at < line.length; at++) line[at] = ' ';
    else if (end === 'K') line.length = Math.min(line.length, parameters === '2' ? 0 : column);
    else if (all === '\r') column = 0;
    else if (all === '\b') column = Math.max(0, column - 1);
    else if (all === '\n') {
      lines.push([]);
      column = 0;
    } else {
      while (line.length < column) line.push(' ');
      line[column++] = style === '' ? all : `[${style}]${all}`;
    }
  }
  return lines.map((line) => line.join(''));
}

it('carriage-return-first: any text in any pieces looks as in a terminal', () => {
  const parts = [
    '\r',
    '\r',
    '\n',
    '\r\n',
    '\b',
    '\x1b[K',
    '\x1b[1K',
    '\x1b[2K',
    '\x1b[31m',
    '\x1b[0m',
    '\x1b[m',
    '\x1b[1m',
  ];
  for (let seed = 1; seed <= 3000; seed++) {
    let state = seed * 2654435761;
    const below = (limit: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    let reset = true;
    const text = Array.from({ length: 1 + below(30) }, () => {
      const part = below(2) === 0 ? (parts[below(parts.length)] ?? '') : 'abcdefgh'.slice(0, 1 + below(8));
      // The small terminal knows one rendition at a time.
      if (/\[[13]\d?m/.test(part) && !reset) return '\x1b[0m';
      reset = /\[0?m/.test(part) ? true : /\[[13]1?m/.test(part) ? false : reset;
      return part;
    }).join('');
    const pieces: string[] = [];
    for (let at = 0; at < text.length; ) {
      const length = 1 + below(6);
      pieces.push(text.slice(at, at + length));
      at += length;
    }
    const [line, ...before] = terminal(shown(pieces)).reverse();
    // At its end a carriage return that has come may still be part of a line end.
    expect([...before.reverse(), line], `seed ${seed}: ${JSON.stringify(pieces)}`).toEqual(terminal(text));
  }
});
