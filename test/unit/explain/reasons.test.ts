import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { MANNERS, type Manner, REASONS, type Reason } from '../../../src/explain/reasons.ts';
import { MANNER_WORDS, REASON_WORDS } from '../../../src/explain/words.ts';

const root = new URL('../../../', import.meta.url);
const read = (name: string) => readFileSync(new URL(`docs/reasons/${name}.md`, root), 'utf8');

const HEADINGS = [
  'What the kernel does',
  'How to see it',
  'How to fix it',
  'What ping and curl say',
  'Source',
] as const;

it('no page is without a reason', () => {
  const pages = globSync('docs/reasons/*.md', { cwd: root.pathname }).map((path) => basename(path, '.md'));
  expect(pages.filter((name) => name !== 'README').sort()).toEqual([...REASONS].sort());
});

it.each(REASONS)('%s: its page has the headings of all, and something beneath each', (reason) => {
  const [title = '', ...sections] = read(reason).split(/^## /m);
  expect(title).toMatch(/^# [A-Z].*[^.]\n\n> /);
  expect(sections.map((text) => text.split('\n')[0])).toEqual(HEADINGS);
  for (const text of sections) expect(text.split('\n').slice(1).join('').length, text).toBeGreaterThan(10);
});

it.each(REASONS)('%s: its page quotes the sentence that an explanation prints', (reason) => {
  const [quote = '', ...others] = quotesOf(reason);
  expect(quote).toMatch(patternOf(REASON_WORDS[reason]));
  // And what may be said in its place.
  const manners = MANNERS_OF.filter(([, of]) => of === reason).map(([manner]) => patternOf(MANNER_WORDS[manner]));
  for (const other of others) expect(manners.some((pattern) => pattern.test(other))).toBe(true);
  expect(others.length > 0).toBe(manners.length > 0);
});

it.each(REASONS)('%s: the index has its title', (reason) => {
  const [title = ''] = read(reason).split('\n');
  expect(read('README')).toContain(`| [${reason}](${reason}.md) | ${title.replace('# ', '')} |`);
});

it('a link of a page leads to a page', () => {
  const wrong = [...REASONS, 'README'].flatMap((name) =>
    [...read(name).matchAll(/\]\(([a-z-]+)\.md\)/g)].flatMap(([, to = '']) =>
      REASONS.some((reason) => reason === to) ? [] : [`${name}: ${to}`],
    ),
  );
  expect(wrong).toEqual([]);
});

const MANNERS_OF = Object.entries(MANNERS) as [Manner, Reason][]; // as Object.entries() forgets

/** The quotations of a page, each in one line. */
const quotesOf = (reason: Reason): string[] =>
  [...read(reason).matchAll(/(?:^> .*\n)+/gm)].map(([text]) => text.replace(/^> /gm, '').trim().replaceAll('\n', ' '));

/** A sentence, with anything for its arguments. */
function patternOf(words: string): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(
    `^${words
      .split(/\{\d\}/)
      .map(literal)
      .join('.+')}$`,
  );
}
