import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { entryOf, isSample, SAMPLE_FILES } from '../../../src/editor/gallery/sampleLabs.ts';
import { parseNotebook } from '../../../src/notebook/notebook.ts';
import { filled } from '../../../src/words.ts';

const labs = new URL('../../../labs/', import.meta.url);

test('the gallery has every lab that ships', () => {
  expect([...SAMPLE_FILES].sort()).toEqual(readdirSync(labs).filter((name) => name.endsWith('.netlab')));
  expect(isSample('constructor')).toBe(false);
});

test('says what a lab is called, teaches and takes, and what is done of it', () => {
  const text = readFileSync(new URL('container-networking.netlab', labs));
  const asked: string[] = [];
  const countDone = (tasks: readonly string[]) => asked.push(...tasks) - 1;
  const entry = entryOf('container-networking.netlab', text, countDone, filled);
  expect(entry.title).toBe('Container networking, by hand');
  expect(entry.description).toMatch(/^about \d+ minutes · 3 of 4 tasks done$/);
  expect(entry.detail).toContain('veth pairs');
  expect(asked).toContain('sleep reaches the internet');
});

test.each(SAMPLE_FILES)('the links of %s to other labs lead to labs, and its tasks have different names', (file) => {
  const { cells } = parseNotebook(readFileSync(new URL(file, labs)), { dialect: 'netlab' });
  const links = cells.flatMap(({ text }) => [...text.matchAll(/\]\(([^):]+)\)/g)].map(([, to = '']) => to));
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((to) => !isSample(to))).toEqual([]);
  const tasks = cells.flatMap(({ attributes }) => attributes.check ?? []);
  expect(new Set(tasks).size).toBe(tasks.length);
});
