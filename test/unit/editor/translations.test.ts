import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const texts = (path: string): Record<string, string> => JSON.parse(read(path));
const glob = (pattern: string) => globSync(pattern, { cwd: root.pathname }).sort();

const languages = [
  ...new Set(
    [...glob('l10n/bundle.l10n.*.json'), ...glob('package.nls.*.json')].map((path) => path.split('.').at(-2) ?? ''),
  ),
];
const pages = glob('media/walkthrough/*.md').filter((path) => !path.includes('.nls.'));

/** What may be the same in any language: names, units, and what iproute2 prints. */
const NAMES = ['MAC', 'MTU', 'PID {0}', 'veth', 'ssh: {0}', 'nft {0} {1}', '{0} min', '{0} s', '{0} via {1}'];
/** Words that a language has in common with English, or takes from it. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  de: [
    ...['Details', 'in', 'in {0}', '{0} in {1}'],
    // Of networks.
    ...['Firewall', 'Host {0}', 'Link {0}', 'Notebook {0}'],
    // A link's state, as the kernel names it.
    ...['up', 'down', 'dormant', 'up, dormant'],
  ],
};

/** Nothing but values and what is between them. */
const hasNoWord = (text: string) => !/\p{Letter}/u.test(text.replace(/\{\d\}/g, ''));

const sorted = (found: Iterable<RegExpMatchArray>) => [...new Set([...found].map(([whole]) => whole))].sort();
const placeholders = (text: string) => sorted(text.matchAll(/\{\d\}/g));
/** What is typed, or done by a click: code and links. Blocks of code hold prose, too. */
const codeAndLinks = (text: string) =>
  sorted(text.replace(/^(`{3,})[\s\S]*?^\1$/gm, '').matchAll(/`[^`]+`|\]\([^)]+\)/g));

it('missing-translation: there is a language besides English', () => {
  expect(languages).toContain('de');
  expect(pages.length).toBeGreaterThan(3);
});

describe.each(languages)('missing-translation: %s', (language) => {
  const files = [
    ['l10n/bundle.l10n.json', `l10n/bundle.l10n.${language}.json`],
    ['package.nls.json', `package.nls.${language}.json`],
  ] as const;

  it.each(files)('has a text for each of %s, in its order', (english, translated) => {
    expect(Object.keys(texts(translated))).toEqual(Object.keys(texts(english)));
    const empty = Object.entries(texts(translated)).filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  it.each(files)('has the placeholders, the code and the links of %s', (english, translated) => {
    const translations = texts(translated);
    for (const [key, text] of Object.entries(texts(english))) {
      const translation = translations[key] ?? '';
      expect([key, placeholders(translation)]).toEqual([key, placeholders(text)]);
      expect([key, codeAndLinks(translation)]).toEqual([key, codeAndLinks(text)]);
    }
  });

  it.each(files)('leaves nothing of %s in English', (english, translated) => {
    const translations = texts(translated);
    const same = Object.entries(texts(english)).flatMap(([key, text]) => (translations[key] === text ? [text] : []));
    const allowed = [...NAMES, ...(SHARED[language] ?? [])];
    expect(same.filter((text) => !hasNoWord(text) && !allowed.includes(text))).toEqual([]);
  });

  it('names the command for the full output by its title', () => {
    const title = texts(`package.nls.${language}.json`)['command.openFullOutput'] ?? '';
    const naming = files.flatMap(([english, translated]) =>
      Object.entries(texts(english)).flatMap(([key, text]) =>
        text.includes('Open Full Output') ? [texts(translated)[key] ?? ''] : [],
      ),
    );
    expect(naming.length).toBeGreaterThan(2);
    expect(naming.filter((text) => !text.includes(title))).toEqual([]);
  });

  // The editor shows page.nls.LANGUAGE.md for page.md where it is there.
  it.each(pages)('has a page for %s, with its code', (page) => {
    const translated = page.replace(/\.md$/, `.nls.${language}.md`);
    expect(existsSync(new URL(translated, root))).toBe(true);
    expect(codeAndLinks(read(translated))).toEqual(codeAndLinks(read(page)));
  });
});
