import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { risksOf } from '../../../src/guard/risks-of-text.ts';
import { parseNotebook } from '../../../src/notebook/notebook.ts';

const labs = new URL('../../../labs/', import.meta.url);

test.each(readdirSync(labs))('no-false-question: all of %s can be read', (name) => {
  const { cells } = parseNotebook(readFileSync(new URL(name, labs)), { dialect: 'netlab' });
  const texts = cells.filter(({ kind }) => kind === 'code').map(({ text }) => text);
  expect(texts.length).toBeGreaterThan(5);
  const codes = texts.flatMap((text) => risksOf(text).map(({ code }) => code));
  expect(codes.filter((code) => /^(?:unread|unknown|unseen)/.test(code))).toEqual([]);
});
