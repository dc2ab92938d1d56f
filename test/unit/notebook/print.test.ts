import { describe, expect, test } from 'vitest';
import { type Dialect, type NotebookCell, parseNotebook } from '../../../src/notebook/notebook.ts';
import { printNotebook } from '../../../src/notebook/print.ts';

const parse = (text: string, dialect: Dialect = 'netlab') => parseNotebook(new TextEncoder().encode(text), { dialect });

/** The file after an edit of its cells. */
function edited(text: string, edit: (cells: NotebookCell[]) => NotebookCell[], dialect: Dialect = 'netlab'): string {
  const { cells, layout } = parse(text, dialect);
  const bytes = printNotebook({ cells: edit([...cells]), layout }, { dialect });
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

const retype = (index: number, text: string) => (cells: NotebookCell[]) =>
  cells.map((cell, at) => (at === index ? { ...cell, text } : cell));
const code = (text: string): NotebookCell => ({ kind: 'code', text, info: 'sh' });
const markdown = (text: string): NotebookCell => ({ kind: 'markdown', text, info: '' });

const LAB = '# A\n\n```sh {name=x}\nip link\n```\ntext\n\n\n~~~~bash\nip addr\n~~~~\n';

describe('an edit changes only the lines of its cell', () => {
  test('in the text of a code cell', () => {
    expect(edited(LAB, retype(1, 'ip route\nip rule'))).toBe(LAB.replace('ip link', 'ip route\nip rule'));
    expect(edited(LAB, retype(3, ''))).toBe(LAB.replace('ip addr\n', ''));
  });

  test('in Markdown', () => {
    expect(edited(LAB, retype(2, 'other\ntext'))).toBe(LAB.replace('text', 'other\ntext'));
  });

  test('in the attributes', () => {
    const change = (cells: NotebookCell[]) =>
      cells.with(1, { ...code('ip link'), source: cells[1]?.source ?? never() });
    expect(edited(LAB, change)).toBe(LAB.replace('sh {name=x}', 'sh'));
  });

  test('deleted', () => {
    expect(edited(LAB, (cells) => cells.toSpliced(2, 1))).toBe(LAB.replace('text\n\n\n', '\n\n'));
    expect(edited('a\n```sh\nx\n```\nb\n', (cells) => cells.toSpliced(1, 1))).toBe('a\n\nb\n');
    expect(edited(LAB, () => [])).toBe('');
  });

  test('inserted', () => {
    expect(edited(LAB, (cells) => cells.toSpliced(1, 0, code('id')))).toBe(
      LAB.replace('\n```sh {', '\n```sh\nid\n```\n\n```sh {'),
    );
    expect(edited('a', (cells) => [...cells, code('id')])).toBe('a\n\n```sh\nid\n```');
    expect(edited('a\n\n', (cells) => [...cells, code('id')])).toBe('a\n\n```sh\nid\n```\n');
    expect(edited('', () => [markdown('# New'), code('id')])).toBe('# New\n\n```sh\nid\n```\n');
  });

  test('moved', () => {
    expect(edited('a\n\n```sh\nx\n```\n', (cells) => cells.toReversed())).toBe('```sh\nx\n```\n\na\n');
  });

  test('with the line endings, indent and fence of its neighbourhood', () => {
    const text = '\uFEFFa\r\n\r\n  ~~~sh\r\n  x\r\n  ~~~';
    expect(edited(text, retype(1, 'y\n\nz'))).toBe(text.replace('  x', '  y\r\n\r\n  z'));
    expect(edited(text, (cells) => cells.toSpliced(1, 0, code('id')))).toBe(
      text.replace('  ~~~sh', '```sh\r\nid\r\n```\r\n\r\n  ~~~sh'),
    );
    expect(edited(text, (cells) => cells.map((cell) => ({ ...cell, text: cell.text.replaceAll('\n', '\r\n') })))).toBe(
      text,
    );
  });

  test('in a list, whose indent it keeps', () => {
    const text = '1. a\n\n    ```sh\n    x\n    ```\n2. b\n';
    expect(edited(text, retype(1, 'y\nz'))).toBe(text.replace('    x', '    y\n    z'));
    // Without its list, an indent of four would make it no fence.
    expect(edited(text, (cells) => cells.slice(1))).toBe('```sh\nx\n```\n\n2. b\n'.replace('\n\n2', '\n2'));
  });
});

describe('what is printed is read as the same cells', () => {
  test('a fence grows where the text holds one as long', () => {
    expect(edited(LAB, retype(1, '```\n````'))).toBe(
      LAB.replace(/```sh.*\nip link\n```/, '`````sh {name=x}\n```\n````\n`````'),
    );
  });

  test('a fence that was never closed is closed when something follows', () => {
    expect(edited('```sh\nx', (cells) => [...cells, markdown('b')])).toBe('```sh\nx\n```\n\nb');
  });

  test.each([
    ['a fence', '```python\nx', '```'],
    ['a comment', '<!-- x', '-->'],
    ['a pre', '<pre>', '</pre>'],
  ])('%s left open in Markdown does not swallow the cells behind it', (_, open, close) => {
    expect(edited(LAB, retype(2, open))).toBe(LAB.replace('text\n\n\n', `${open}\n${close}\n\n\n`));
  });

  test('Markdown cells side by side become one, and blank ones none', () => {
    expect(edited('a\n', (cells) => [markdown(' \n'), ...cells, markdown('b')])).toBe('a\n\nb\n');
    expect(parse('a\n\nb\n').cells.length).toBe(1);
  });

  test('a fence typed into Markdown becomes the cell that it is', () => {
    const text = edited('a\n', retype(0, 'a\n\n```sh\nid\n```'));
    expect(parse(text).cells.map(({ kind }) => kind)).toEqual(['markdown', 'code']);
  });

  test('a list ends before an indented block that would become its code', () => {
    const text = edited('', () => [markdown('- a'), markdown('    ```sh\n    rm -rf x\n    ```')]);
    expect(text).toContain('<!-- -->');
    expect(parse(text).cells.some(({ kind }) => kind === 'code')).toBe(false);
  });

  test('a rule at the start does not become front matter', () => {
    const text = edited('a\n', retype(0, '---\nb: 1\n---'));
    expect(parse(text).cells).toMatchObject([{ kind: 'markdown', text: '---\nb: 1\n---' }]);
  });

  test('an info string with a backtick gets a fence of tildes, and one of two lines becomes one line', () => {
    const cell: NotebookCell = { kind: 'code', text: 'id', info: 'sh {name="`a`"}\nx' };
    expect(edited('', () => [cell])).toBe('~~~sh {name="`a`"} x\nid\n~~~\n');
  });

  test('a code cell without an info string gets one where it needs one', () => {
    const cell: NotebookCell = { kind: 'code', text: 'id', info: '' };
    expect(edited('', () => [cell])).toBe('```sh\nid\n```\n');
    expect(edited('', () => [cell], 'markdown')).toBe('```\nid\n```\n');
  });

  test('code that the editor has made Markdown is Markdown, and the other way round', () => {
    const swap = (cells: NotebookCell[]) =>
      cells.map(
        (cell): NotebookCell =>
          cell.kind === 'code' ? { ...cell, kind: 'markdown', info: '' } : { ...cell, kind: 'code', info: 'sh' },
      );
    expect(edited('a\n\n```sh\nx\n```\n', swap)).toBe('```sh\na\n```\n\nx\n');
  });
});

describe('front matter', () => {
  const text = '---\nnetlab:\n  host: local # here\n---\n\n# A\n';

  test('keeps its lines, and changes where it is edited', () => {
    expect(edited(text, retype(1, '# B'))).toBe(text.replace('# A', '# B'));
    expect(edited(text, retype(0, 'netlab: {}'))).toBe('---\nnetlab: {}\n---\n\n# A\n');
  });

  test('stays in front', () => {
    expect(edited(text, (cells) => cells.toReversed())).toBe(text);
  });

  test('is there once; another one is shown as YAML', () => {
    expect(edited(text, (cells) => [...cells, { kind: 'frontMatter', text: 'a: 1', info: '' }])).toBe(
      `${text}\n\`\`\`yaml\na: 1\n\`\`\`\n`,
    );
  });
});

test('a U+FEFF that the editor has dropped stays in the file', () => {
  const text = '\uFEFF\uFEFF# A\n\n```sh\n\uFEFFx\n```\n';
  const drop = (cells: NotebookCell[]) => cells.map((cell) => ({ ...cell, text: cell.text.replace(/^\uFEFF/, '') }));
  expect(edited(text, drop)).toBe(text);
});

function never(): never {
  throw new Error('the cell has no source');
}
