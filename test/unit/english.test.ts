import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { USAGE } from '../../src/cli/usage.ts';
import { GRAMMAR } from '../../src/language/data/grammar.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const PAGES = [
  'README.md',
  ...globSync(['docs/*.md', 'docs/reasons/*.md', 'media/walkthrough/*.md'], { cwd: root.pathname }),
].sort();

/**
 * What no native speaker writes, or not in this sense, and what they write. Where such a word is right, narrow its pattern
 * and say why.
 */
const GLOSSARY: readonly (readonly [pattern: RegExp, better: string])[] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\banew\b/i, 'again'],
  [/\bby (?:itself|themselves)\b/i, 'automatically, on its own'],
  [/\b(?:can(?:not)?|could(?: not)?|to) be had\b/i, 'is unavailable'],
  [/\b(?:go|goes|going|went|gone) on\b/i, 'continue, keep running'],
  [
    /\bbehind (?:an?|the|each|every|its|that|which) (?:last |next )?(?:cell|line|prompt|language|attribute|word)s?\b/i,
    'after',
  ],
  [/\b(?:stands?|standing|stood) (?:in|for|on|at|behind|below|against|under)\b/i, 'is in, means, is on'],
  [/\bfor ever\b/i, 'indefinitely'],
  [/\bover there\b/i, 'on that machine'],
  [/\bshall\b/i, 'should, must'],
  [/\b(?:told|tell|tells|telling)\b.* apart\b/i, 'distinguish'],
  [/\b(?:is|are|was|were|be|been) told\b/i, 'is reported'],
  [/\b(?:tell|tells|told) from\b|\btold before\b/i, 'distinguish from, know in advance'],
  [/\b(?:gives?|gave) (?:an? |that |this |its |the )?(?:exit )?status\b/i, 'exits with'],
  [/\bpaint(?:s|ed|er|ing)?\b/i, 'render'],
  [/\bdead line\b|\bline (?:that )?(?:breaks?|broke|drops?|is lost)\b/i, 'connection'],
  [/\bwhoever\b|(?:^|[.:;] )who\b(?![^.]*\?)/i, 'anyone who, the user who'],
  [/\b(?:no|not|never)\b[^.]*\bany more\b/i, 'no longer'],
  [/\bin words\b/i, 'as text, or nothing at all'],
  [/\bjoin(?:s|ed|ing)?\b.* again\b/i, 'reattach'],
  [/\btak(?:e|es|ing) the place of\b/i, 'replace'],
  [/\b(?:it|sudo|cells?|labs?|tree|row|server|that) wants?\b/i, 'need'],
  [/\bfor want of\b/i, 'because there is no'],
  [/\b(?:is|are) not to be\b/i, 'must not, cannot be'],
  [/\bby (?:SSH|Remote - SSH)\b/i, 'over SSH, with Remote - SSH'],
  [/\bmake(?:s|ing)? no sense\b|\bmakes sense\b/i, 'invalid'],
];

function* textsOfUsers(): Generator<readonly [where: string, text: string]> {
  for (const file of ['package.nls.json', 'l10n/bundle.l10n.json']) {
    const texts: Record<string, string> = JSON.parse(read(file));
    for (const text of Object.values(texts)) yield [file, text];
  }
  for (const file of globSync('snippets/*.json', { cwd: root.pathname })) {
    const snippets: Record<string, { readonly description: string }> = JSON.parse(read(file));
    for (const { description } of Object.values(snippets)) yield [file, description];
  }
  for (const [list, { entries }] of GRAMMAR)
    for (const entry of entries) for (const { says } of [entry, ...entry.values]) yield [list, says];
  for (const line of USAGE.split('\n')) yield ['USAGE', line];
  for (const page of PAGES) {
    const lines = withoutCode(read(page)).split('\n');
    for (const [index, line] of lines.entries()) yield [`${page}:${index + 1}`, line];
  }
}

/** A page with its code blanked out, on the same lines. A word that is code stays a word. */
function withoutCode(page: string): string {
  return page
    .replace(/^( *)(`{3,})[^`\n]*\n[\s\S]*?^\1\2$/gm, (block) => block.replace(/[^\n]+/g, ''))
    .replace(/(?<=\n\n)(?: {4}[^\n]*\n|\n)+/g, (block) => block.replace(/[^\n]+/g, ''))
    .replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, 'Code');
}

it('dialect: what users read has no word that only the authors use in that sense', () => {
  const texts = [...textsOfUsers()];
  expect(texts.length).toBeGreaterThan(1000);
  const found = texts.flatMap(([where, text]) =>
    GLOSSARY.filter(([pattern]) => pattern.test(text)).map(([, better]) => `${where}: ${better}: ${text.trim()}`),
  );
  expect(found).toEqual([]);
});

const MARKER = /^[\s>]*(?:[-*] |\d+\. )?/;
const isProse = (line: string) => /[^\s>]/.test(line) && !/^(?:#|\||!\[)/.test(line);

it.each(PAGES)('one-sentence-a-line: %s', (page) => {
  const lines = withoutCode(read(page)).split('\n');
  const wrong = lines.flatMap((line, index) => {
    if (!isProse(line)) return [];
    const text = line.replace(MARKER, '');
    const two = /(?<!\b(?:e\.g|i\.e|etc|vs))[.?!][)*"”]*\s+[[(*"“]*[A-Z]/.test(text);
    const next = lines[index + 1] ?? '';
    const continues = isProse(next) && !/^[\s>]*(?:[-*] |\d+\. )/.test(next);
    return two || (continues && !/[.:?!][)*"”]*$/.test(text)) ? [`${page}:${index + 1}: ${line}`] : [];
  });
  expect(wrong).toEqual([]);
});
