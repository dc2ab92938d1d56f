import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { REASONS, type Reason } from '../../../src/explain/reasons.ts';
import { REASON_WORDS } from '../../../src/explain/words.ts';

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
  const quote = [...read(reason).matchAll(/^> (.*)$/gm)].map(([, line]) => line).join(' ');
  expect(quote).toMatch(patternOf(reason));
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

/** The words of a reason, with anything for their arguments. */
function patternOf(reason: Reason): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(
    `^${REASON_WORDS[reason]
      .split(/\{\d\}/)
      .map(literal)
      .join('.+')}$`,
  );
}
