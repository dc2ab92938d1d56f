import { describe, expect, it } from 'vitest';
import { printable, printableJson, printableText } from '../../src/printable.ts';
import fc from '../fast-check.ts';

const NASTY = [
  '\x1b[31m',
  '\x1b]52;c;cm0=\x07',
  '\x9b2J',
  '\r',
  '\b',
  '\x00',
  '\x7f',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\u2028',
  '\u3164',
  '\udcff',
  '\ud800',
  '\u{e0041}',
];

describe('printable', () => {
  it('foreign-text-on-a-terminal: nothing that a terminal acts on, and nothing unseen, is left', () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary' })))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, (foreign) => {
        expect(printable(foreign)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(printableText(foreign).replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(printable(printable(foreign))).toBe(printable(foreign));
      }),
    );
  });

  it('shows what was there', () => {
    expect(printable(NASTY.join(' '))).toBe(
      '\\x1b[31m \\x1b]52;c;cm0=\\x07 \\x9b2J \\x0d \\x08 \\x00 \\x7f \\u{202e} \\u{2066} \\u{200b} \\u{feff} \\u{2028} \\u{3164} \\xff \\u{d800} \\u{e0041}',
    );
    expect(printable('a\tb\nc')).toBe('a\\tb\\nc');
    expect(printableText('a\tb\r\nc\rd\x1b')).toBe('a\tb\nc\\x0dd\\x1b');
  });

  it('leaves what people write', () => {
    for (const text of ['é\u{1f310} $(id) -x', '⚠️ a b', '<img src=x>', '日本語']) expect(printable(text)).toBe(text);
  });
});

describe('printableJson', () => {
  it('is the same value, in text without anything unseen', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary' }))), (texts) => {
        const value = { texts };
        const json = printableJson(value, 2);
        expect(JSON.parse(json)).toEqual(value);
        expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
