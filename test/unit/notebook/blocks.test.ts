import { Parser } from 'commonmark';
import { describe, expect, test } from 'vitest';
import { type BlockState, DOCUMENT_START, readLine } from '../../../src/notebook/blocks.ts';
import fc, { rounds } from '../../fast-check.ts';

/** The fenced code of a text as this project sees it: info string and code. */
function fences(text: string): [info: string, code: string][] {
  const found: [string, string[]][] = [];
  let state: BlockState = DOCUMENT_START;
  for (const line of text.split('\n')) {
    const step = readLine(state, line);
    if (step.role.kind === 'fence-open') found.push([step.role.info, []]);
    if (step.role.kind === 'fence-text') found.at(-1)?.[1].push(step.role.text);
    state = step.state;
  }
  return found.map(([info, lines]) => [info, lines.join('\n')]);
}

/** The same as the reference implementation of CommonMark sees it. */
function referenceFences(text: string): [info: string, code: string][] {
  const found: [string, string][] = [];
  const walker = new Parser().parse(text).walker();
  for (let step = walker.next(); step; step = walker.next()) {
    // The type definitions leave out _isFenced, by which the reference itself tells fenced from indented code.
    const isFenced = Reflect.get(step.node, '_isFenced') === true;
    if (step.entering && step.node.type === 'code_block' && isFenced) {
      found.push([step.node.info ?? '', step.node.literal ?? '']);
    }
  }
  return found;
}

/** Blanks inside otherwise blank lines differ between implementations of the specification, so they do not count. */
const comparable = (found: [string, string][]) =>
  found.map(([info, code]) => [info, code.replace(/^[ \t]+$/gm, '').replace(/\n+$/, '')]);

const piece = fc.constantFrom(
  ...[
    '```',
    '````',
    '~~~',
    '```sh',
    '~~~ sh {a=b}',
    '``` a`b',
    '- ',
    '* ',
    '-',
    '1. ',
    '2) ',
    '10. ',
    '> ',
    '>',
    '# h',
  ],
  ...['a', 'b c', '---', '===', '***', '<!--', '-->', '<div>', '<pre>', '</pre>', '<b>', '<?', '?>', '<!D', '|'],
  ...[' ', '  ', '   ', '    ', '\t', '', '', ''],
);
const line = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
const document = fc.array(line, { maxLength: 14 }).map((lines) => lines.join('\n'));

describe('fences are found where the reference implementation of CommonMark finds them', () => {
  test.each([
    ['in a list, and not after it', '1. a\n\n    ```sh\n    x\n    ```\n\nb\n\n    ```sh\n    y\n    ```'],
    ['ended by the end of a list item', '- a\n  ```sh\n  x\nb\n```sh\ny\n```'],
    ['on the line of a list marker', '- ```sh\n  x\n  ```\n```sh\ny\n```'],
    ['in a quote', '> ```sh\n> x\n\n```sh\ny\n```'],
    ['in a comment', '<!--\n```sh\nx\n```\n-->\n```sh\ny\n```'],
    ['in an HTML block', '<details>\n```sh\nx\n```\n\n```sh\ny\n```'],
    ['longer around shorter', '````sh\n```\nx\n```\n````'],
    ['never closed', 'a\n~~~sh\nx\n```\n'],
    ['tabs', '-\ta\n\n\t```sh\n\t\tx\n\t```'],
  ])('%s', (_, text) => {
    expect(comparable(fences(text))).toEqual(comparable(referenceFences(text)));
  });

  test('in random documents', () => {
    fc.assert(
      fc.property(document, (text) => {
        expect(comparable(fences(text))).toEqual(comparable(referenceFences(text)));
      }),
      { numRuns: rounds(5000) },
    );
  });
});
