import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findPlaceholder } from '../../../src/import/placeholders.ts';
import { runnableText } from '../../../src/import/shell-text.ts';
import { findCandidates } from '../../../src/notebook/candidates.ts';
import { frontMatterLength } from '../../../src/notebook/front-matter.ts';
import { splitLines } from '../../../src/notebook/lines.ts';
import { type Dialect, type NotebookCell, parseNotebook } from '../../../src/notebook/notebook.ts';
import { printNotebook } from '../../../src/notebook/print.ts';
import fc, { rounds } from '../../fast-check.ts';
import { needs } from '../../needs.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** Parsed, handed over as JSON as an editor keeps it, and printed. */
function roundTrip(text: string, dialect: Dialect): string {
  const { cells, layout } = parseNotebook(encode(text), { dialect });
  return decode(printNotebook(JSON.parse(JSON.stringify({ cells, layout })), { dialect }));
}

/** Pieces of lines in which fences, lists, quotes, HTML and front matter meet. */
const piece = fc.constantFrom(
  ...['```', '````', '~~~', '```sh', '~~~ sh {expect=fail}', '```bash {netns=a', '``` a`b', '```console', '```python'],
  ...['- ', '* ', '-', '1. ', '2) ', '> ', '# h', 'a', 'b c', '---', '===', '<!--', '-->', '<div>', '<pre>', '</pre>'],
  ...['netlab: {}', 'é', '\u{1f310}', '\uFEFF', '\u2028', ' ', '  ', '   ', '    ', '\t', '', '', ''],
);
const line = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const eol = fc.oneof(
  { weight: 6, arbitrary: fc.constant('\n') },
  { weight: 3, arbitrary: fc.constant('\r\n') },
  { weight: 1, arbitrary: fc.constant('\r') },
);
const document = fc
  .tuple(fc.constantFrom('', '', '', '\uFEFF'), fc.array(fc.tuple(line, eol), { maxLength: 14 }), line)
  .map(([mark, lines, last]) => mark + lines.flat().join('') + last);
const dialect = fc.constantFrom<Dialect>('netlab', 'markdown');

describe('parsing and printing are exact inverses', () => {
  test('for random documents', () => {
    fc.assert(
      fc.property(document, dialect, (text, kind) => {
        expect(roundTrip(text, kind)).toBe(text);
      }),
      { numRuns: rounds(20_000) },
    );
  });

  test.each([
    ['fences', '```\n'],
    ['unclosed markers', '- '],
    ['quotes in quotes', '> '],
    ['tags', '<a b="'],
    ['comments', '<!--\n'],
    ['attributes', '```sh {a="'],
    ['front matter', '---\na: ['],
    ['blank lines', '\n'],
    ['blanks', ' \t'],
    ['a lab', '# A\n\n```sh {expect=fail}\nip link\n```\n\n'],
  ])('for a megabyte of %s', (_, unit) => {
    const text = unit.repeat(Math.ceil(1e6 / unit.length));
    expect(roundTrip(text, 'markdown') === text).toBe(true);
    expect(findPlaceholder(text)).toBeUndefined();
    expect(runnableText({ text, language: 'console' }).length).toBeLessThanOrEqual(text.length);
  });

  const shared = ['../shared/corpus/md', '../shared/lab'].filter((folder) => existsSync(folder));
  const files = shared.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const markdown = files.filter((file) => file.endsWith('.md'));
  needs(markdown.length > 0, 'tutorials in ../shared').describe('of tutorials of others', () => {
    test.each(markdown)('for %s', (file) => {
      const bytes = readFileSync(file);
      for (const kind of ['netlab', 'markdown'] as const) {
        const parsed = parseNotebook(bytes, { dialect: kind });
        expect(Buffer.from(printNotebook(parsed, { dialect: kind })).equals(bytes)).toBe(true);
      }
      expect(parseNotebook(bytes, { dialect: 'markdown' }).cells.some((cell) => cell.kind === 'code')).toBe(true);
    });
  });
});

type Edit =
  | { readonly kind: 'delete'; readonly at: number }
  | { readonly kind: 'retype'; readonly at: number; readonly text: string }
  | { readonly kind: 'insert'; readonly at: number; readonly cell: NotebookCell }
  | { readonly kind: 'move'; readonly at: number; readonly to: number };

/** Text of a cell as a person writes it; Markdown without fences of its own, which would become cells. */
const codeText = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));
const prose = fc.constantFrom(
  'a',
  '# h',
  '- x\n- y',
  '1. x',
  '> q',
  '<div>',
  '<!-- c',
  '<pre>',
  '```python\nx',
  '---\nb: 1',
);
const markdownText = fc.array(prose, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('\n\n'));
const newCell: fc.Arbitrary<NotebookCell> = fc.oneof(
  codeText.map((text) => ({ kind: 'code' as const, text, info: 'sh' })),
  markdownText.map((text) => ({ kind: 'markdown' as const, text, info: '' })),
);
const at = fc.nat(20);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('delete' as const), at }),
  fc.record({ kind: fc.constant('retype' as const), at, text: codeText }),
  fc.record({ kind: fc.constant('insert' as const), at, cell: newCell }),
  fc.record({ kind: fc.constant('move' as const), at, to: at }),
);

function apply(cells: readonly NotebookCell[], change: Edit): NotebookCell[] {
  const index = cells.length === 0 ? 0 : change.at % cells.length;
  const cell = cells[index];
  if (change.kind === 'insert') return cells.toSpliced(index, 0, change.cell);
  if (!cell) return [];
  if (change.kind === 'delete') return cells.toSpliced(index, 1);
  if (change.kind === 'retype') return cells.with(index, cell.kind === 'code' ? { ...cell, text: change.text } : cell);
  return cells.toSpliced(index, 1).toSpliced(change.to % cells.length, 0, cell);
}

const codeOf = (cells: readonly NotebookCell[]) =>
  cells.filter(({ kind }) => kind === 'code').map(({ text, info }) => ({ text: text.replace(/^\uFEFF/, ''), info }));

/** In a tutorial what a block says decides whether it is a cell: all the same it must be there, as a block. */
function blocksOf(text: string): string[] {
  const lines = splitLines(text.replace(/^\uFEFF/, ''));
  return findCandidates(lines, frontMatterLength(lines)).map((block) => block.text.replace(/^\uFEFF/, ''));
}
const inFile = (cells: readonly NotebookCell[]) =>
  codeOf(cells.filter(({ text, source }) => source?.index !== -1 || text !== source.text)).map(({ text }) => text);

const FENCE_IN_FRONT_MATTER: [string, Dialect, Edit[]] = [
  '---\n ```\n---\n',
  'markdown',
  [{ kind: 'insert', at: 0, cell: { kind: 'code', text: '', info: 'sh' } }],
];

describe('an edited notebook is read back as what it was', () => {
  test('every code cell, in order, with its text and attributes', () => {
    fc.assert(
      fc.property(document, dialect, fc.array(edit, { minLength: 1, maxLength: 4 }), (text, kind, edits) => {
        const { cells, layout } = parseNotebook(encode(text), { dialect: kind });
        const edited = edits.reduce<readonly NotebookCell[]>(apply, cells);
        const bytes = printNotebook({ cells: edited, layout }, { dialect: kind });
        if (kind === 'netlab') expect(codeOf(parseNotebook(bytes, { dialect: kind }).cells)).toEqual(codeOf(edited));
        else expect(blocksOf(decode(bytes))).toEqual(expect.arrayContaining(inFile(edited)));
      }),
      { numRuns: rounds(20_000), examples: [FENCE_IN_FRONT_MATTER] },
    );
  });
});
