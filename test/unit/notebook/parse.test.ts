import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { findPlaceholder } from '../../../src/import/placeholders.ts';
import { runnableText } from '../../../src/import/shell-text.ts';
import { NotebookFormatError } from '../../../src/notebook/decode.ts';
import { type Dialect, type FileProblem, parseNotebook } from '../../../src/notebook/notebook.ts';
import { printNotebook } from '../../../src/notebook/print.ts';
import { inWords } from '../../../src/words.ts';

const shown = ({ severity, line, what }: FileProblem) => `${severity}, line ${line}: ${inWords(what)}`;

function parse(text: string, dialect: Dialect = 'netlab') {
  return parseNotebook(new TextEncoder().encode(text), { dialect });
}

/** Kind and text of each cell, code marked by its language. */
const cellsOf = (text: string, dialect?: Dialect) =>
  parse(text, dialect).cells.map(({ kind, language, text: shown }) => [kind === 'code' ? language : kind, shown]);

describe('the cells of a notebook', () => {
  test('are its shell fences, and the Markdown between them without the blank lines around it', () => {
    const text = '# Lab\n\nText.\n\n```sh\nip link\nip addr\n```\n\n```bash\n```\n\n\nEnd.\n';
    expect(cellsOf(text)).toEqual([
      ['markdown', '# Lab\n\nText.'],
      ['sh', 'ip link\nip addr'],
      ['bash', ''],
      ['markdown', 'End.'],
    ]);
    expect(parse(text).cells.map(({ line }) => line)).toEqual([1, 5, 10, 14]);
  });

  test.each(['sh', 'bash', 'shell', 'console', 'netlab', 'SH', 'Bash {name=x}'])('%s makes a code cell', (info) => {
    expect(parse(`~~~ ${info}\nx\n~~~`).cells.map(({ kind }) => kind)).toEqual(['code']);
  });

  test.each(['python', 'text', 'yaml', 'shellscript', 'sh,no_run', 'bsah'])('%s makes none', (info) => {
    expect(parse(`\`\`\`${info}\nx\n\`\`\``).cells.map(({ kind }) => kind)).toEqual(['markdown']);
  });

  test('a fence without an info string is code in Markdown only', () => {
    expect(cellsOf('```\nip link\n```', 'markdown')).toEqual([['', 'ip link']]);
    expect(cellsOf('```\nip link\n```', 'netlab')).toEqual([['markdown', '```\nip link\n```']]);
  });

  test('a longer fence holds shorter ones', () => {
    expect(cellsOf('````sh\ncat <<E\n```\nE\n````\n')).toEqual([['sh', 'cat <<E\n```\nE']]);
    expect(cellsOf('````text\n```sh\nx\n```\n````\n')[0]?.[0]).toBe('markdown');
  });

  test('a fence that is never closed runs to the end', () => {
    expect(cellsOf('a\n```sh\nx\n\n')).toEqual([
      ['markdown', 'a'],
      ['sh', 'x\n'],
    ]);
  });

  test('a fence in a list is a cell without its indent; one in a quote or on the line of a list marker is not', () => {
    expect(cellsOf('1. First:\n\n    ```sh\n    ip link\n      x\n    ```\n2. Second')).toEqual([
      ['markdown', '1. First:'],
      ['sh', 'ip link\n  x'],
      ['markdown', '2. Second'],
    ]);
    expect(cellsOf('> ```sh\n> x\n> ```')[0]?.[0]).toBe('markdown');
    expect(cellsOf('- ```sh\n  x\n  ```')[0]?.[0]).toBe('markdown');
  });

  test('what is commented out stays so', () => {
    expect(cellsOf('<!--\n```sh\nrm -rf /\n```\n-->').map(([kind]) => kind)).toEqual(['markdown']);
  });

  test('show LF where the file has CRLF or CR, and no byte order mark', () => {
    expect(cellsOf('\uFEFFa\r\nb\r\r```sh\r\nx\ry\r\n```')).toEqual([
      ['markdown', 'a\nb'],
      ['sh', 'x\ny'],
    ]);
  });

  test('of an empty file are none', () => {
    expect(cellsOf('')).toEqual([]);
    expect(cellsOf('\n \n')).toEqual([]);
  });
});

describe('front matter', () => {
  test('is the first cell, and holds the settings', () => {
    const { cells, settings, problems } = parse('---\ntitle: x\nnetlab: { host: local, internet: none }\n---\n# A\n');
    expect(cells.map(({ kind }) => kind)).toEqual(['frontMatter', 'markdown']);
    expect(settings).toEqual({ host: 'local', internet: 'none' });
    expect(problems).toEqual([]);
  });

  test('has unknown keys under netlab shown, with their line', () => {
    const { settings, problems } = parse('---\nnetlab:\n  uplink: ens3\n  speed: 3\n---\n');
    expect(settings).toEqual({ uplink: 'ens3' });
    expect(problems.map(shown)).toEqual(['warning, line 4: unknown setting netlab: speed']);
  });

  test.each([
    ['netlab: { internet: yes please }', 'internet must be simulated, real or none'],
    ['netlab: { uplink: "a b" }', 'uplink must be the name of a network interface'],
    ['netlab: { uplink: interface-name-16 }', 'uplink must be the name of a network interface'],
    ['netlab: { host: [1] }', 'host must be the name of a host'],
    ['netlab: sandbox', 'must contain settings'],
    ['netlab: { uplink: lo }', 'and not lo'],
    ['netlab: { host: ', 'is not YAML: line 2: '],
    [`netlab: { host: ${'x'.repeat(70_000)} }`, 'is longer than'],
  ])('%s must not be run with a default instead', (text, reason) => {
    const { settings, problems } = parse(`---\n${text}\n---\n`);
    expect(inWords(settings.invalid ?? '')).toContain(reason);
    expect(problems).toMatchObject([{ line: 1, severity: 'error' }]);
  });

  test.each([
    ['a rule with a blank line behind it', '---\n\nText\n\n---\n'],
    ['not at the start', 'a\n\n---\nb: 1\n---\n'],
    ['never closed', '---\nnetlab: { host: local }\n'],
    ['a fence before its end', '---\n```sh\nx\n```\n---\n'],
  ])('is not: %s', (_, text) => {
    const { cells, settings } = parse(text);
    expect(cells.some(({ kind }) => kind === 'frontMatter')).toBe(false);
    expect(settings).toEqual({});
  });
});

test('problems of attributes come with their line', () => {
  expect(parse('# A\n\n```sh {expect=maybe colour=red}\nx\n```\n').problems.map(shown)).toEqual([
    'warning, line 3: unknown attribute colour',
    'error, line 3: expect=maybe must be ok, all, fail, timeout, or an exit status from 0 to 255',
  ]);
});

describe('what cannot be kept byte for byte is refused', () => {
  test.each([
    ['a byte that is no UTF-8', [0x61, 0x0a, 0x62, 0xff, 0x0a], 2, 3, 'not valid UTF-8'],
    ['a character cut at the end', [0x61, 0xe2, 0x82], 1, 1, 'not valid UTF-8'],
    ['an overlong form', [0xc0, 0xaf], 1, 0, 'not valid UTF-8'],
    ['a surrogate', [0x0d, 0x0a, 0xed, 0xa0, 0x80], 2, 2, 'not valid UTF-8'],
    ['NUL', [0x61, 0x0d, 0x00], 2, 2, 'a NUL byte'],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 1, 0, 'UTF-16'],
  ])('%s', (_, bytes, line, offset, problem) => {
    const read = () => parseNotebook(Uint8Array.from(bytes), { dialect: 'netlab' });
    expect(read).toThrow(NotebookFormatError);
    expect(read).toThrow(problem);
    try {
      read();
    } catch (error) {
      expect(error).toMatchObject({ line, offset });
    }
  });
});

describe('what MkDocs puts around text', () => {
  const around = (title: string) => `${title}\n    Text.\n\n    \`\`\`sh\n    ip a\n      x\n    \`\`\`\n\nEnd.\n`;

  test.each(['!!! note', '??? tip "In short"', '???+ example', '=== "Host"', '!!! warning inline end "x"'])(
    '%s: a fence four columns in is a fence',
    (title) => {
      for (const dialect of ['markdown', 'netlab'] as const)
        expect(cellsOf(around(title), dialect)).toEqual([
          ['markdown', `${title}\n    Text.`],
          ['sh', 'ip a\n  x'],
          ['markdown', 'End.'],
        ]);
    },
  );

  test('tabs stand in notes', () => {
    const text = '!!! note\n\n    === "A"\n\n        ```sh\n        ip a\n        ```\n';
    expect(cellsOf(text, 'markdown')[1]).toEqual(['sh', 'ip a']);
  });

  test.each(['!!!', '!!! Stop! Now', 'Look !!! note', '===', '??? "x'])('%s is text', (title) => {
    expect(cellsOf(around(title), 'netlab').some(([kind]) => kind === 'sh')).toBe(false);
  });

  test('a cell that was changed keeps its place in it', () => {
    const { cells, layout } = parse(around('!!! note'), 'markdown');
    const changed = cells.map((cell) => (cell.kind === 'code' ? { ...cell, text: 'ip route\nid' } : cell));
    const bytes = printNotebook({ cells: changed, layout }, { dialect: 'markdown' });
    expect(new TextDecoder().decode(bytes)).toBe(
      '!!! note\n    Text.\n\n    ```sh\n    ip route\n    id\n    ```\n\nEnd.\n',
    );
  });
});

describe('code in the text of a document that has blocks', () => {
  const offered = (text: string) =>
    parse(`${text}\n\n\`\`\`sh\nip netns add red\nip netns add blue\n\`\`\`\n`, 'markdown')
      .cells.filter(({ reading }) => reading?.kind === 'unclear')
      .map(({ text }) => text);

  test.each([
    ['alone in its paragraph', 'Text.\n\n`ip link show`\n'],
    ['at the end of a paragraph', 'Look at\n`ip link show`\n'],
    ['in a numbered item', '1. `ip link show`'],
    ['after words that lead to it', '- look: `ip link show`'],
    ['after a line that leads to it', '2. Look:\n`ip link show`\n3. Next'],
  ])('%s is asked about', (_, text) => expect(offered(text)).toEqual(['ip link show']));

  const ran = (text: string, block: string) =>
    parse(`${text}\n\n\`\`\`sh\n${block}\n\`\`\`\n`, 'markdown')
      .cells.filter(({ reading }) => reading?.kind === 'commands')
      .map(({ text }) => text);

  test('is run where the blocks need it', () => {
    const block = 'ip netns add red\ndocker exec web ip a\nip link';
    expect(ran('Then:\n`ip -n red link set lo up`\n', block)).toEqual(['ip -n red link set lo up', block]);
    expect(ran('## First\n`docker run -d --name=web nginx`', block)).toEqual(['docker run -d --name=web nginx', block]);
    expect(ran('Then:\n`ip -n green link set lo up`\n', block)).toEqual([block]);
    expect(ran('You may\n`ip -n red link set lo up`.\n', block)).toEqual([block]);
  });

  test.each([
    ['in a list of commands', '- `ip link show`\n- `ip route show`'],
    ['at the end of a sentence', 'You see it by\n`ip link show`.\n'],
    ['in a sentence', 'With\n`ip link show`\nyou see it.\n'],
  ])('%s is named only', (_, text) => expect(offered(text)).toEqual([]));
});

test('the labs have no problems, and nothing in them is taken for a placeholder', () => {
  const labs = readdirSync('labs').filter((name) => name.endsWith('.netlab'));
  expect(labs.length).toBeGreaterThanOrEqual(2);
  for (const lab of labs) {
    const { cells, problems } = parseNotebook(readFileSync(`labs/${lab}`), { dialect: 'netlab' });
    expect(problems).toEqual([]);
    for (const cell of cells) expect(findPlaceholder(runnableText(cell))).toBeUndefined();
  }
});

const TUTORIALS = '../shared/corpus/md';
describe('tutorials of other people', () => {
  beforeEach((context) => {
    if (!existsSync(TUTORIALS)) context.skip('they are not beside the checkout (../shared/corpus)');
  });
  const cellsOfFile = (path: string) => parseNotebook(readFileSync(path), { dialect: 'markdown' }).cells;
  const code = (path: string) => cellsOfFile(path).filter(({ kind }) => kind === 'code');

  test('give the code cells that a reader expects', () => {
    expect(code(`${TUTORIALS}/02-ratul-two-custom-ns.md`).map(({ text }) => text.split('\n')[0])).toContain(
      'sudo ip link add veth1 type veth peer name veth2',
    );
    const inLists = code(`${TUTORIALS}/31-sfeeser-vxlan.md`);
    expect(inLists.map(({ line, text }) => [line, text.split('\n').length])).toEqual([
      ...[
        [10, 2],
        [15, 2],
        [20, 2],
        [25, 2],
        [30, 2],
        [35, 2],
        [40, 10],
        [53, 4],
        [60, 2],
        [65, 1],
      ],
      ...[
        [70, 15],
        [90, 15],
        [111, 1],
      ],
    ]);
    expect(code('../shared/lab/tutorial.md').length).toBe(30);
  });

  test('hold nothing that is taken for a placeholder', () => {
    for (const name of readdirSync(TUTORIALS)) {
      for (const cell of code(`${TUTORIALS}/${name}`)) {
        expect([name, findPlaceholder(runnableText(cell))]).toEqual([name, undefined]);
      }
    }
  });
});

test('a block by its indent that would be a question in a fence is one, and does not vanish', () => {
  const cellsOf = (text: string) =>
    parseNotebook(new TextEncoder().encode(text), { dialect: 'markdown' })
      .cells.filter(({ kind }) => kind === 'code')
      .map(({ reading }) => reading?.kind);
  expect(cellsOf('Do:\n\n    far# ip link set lo up\n    near# ip rule\n')).toEqual(['unclear']);
  expect(cellsOf('Do:\n\n    ip link set lo up\n    wg-thing there\n    br7 is there\n')).toEqual(['unclear']);
  expect(cellsOf('It is:\n\n    something that\n    runs far\n')).toEqual([]);
});
