import { parseShell, type SyntaxNode, walk } from './parse.ts';

/** A line of a text of shell. */
export interface ShellLine {
  /** A command may begin with it: it is no part of a word, a here-document or a test, and does not continue the line before. */
  readonly begins: boolean;
  /** With dots for what is quoted, and blanks for a comment; empty for text of a here-document. */
  readonly bare: string;
}

const QUOTING = new Set<SyntaxNode['type']>([
  'SingleQuoted',
  'DoubleQuoted',
  'AnsiCQuoted',
  'LocaleString',
  'ParameterExpansion',
  'ArithmeticExpansion',
  'ArithmeticCommand',
  'TestCommand',
]);
/** What may be on several lines that are no commands of their own. */
const HOLDING = new Set<SyntaxNode['type']>([...QUOTING, 'Word', 'HereDocBody', 'Subshell', 'ArrayValue']);

/** The lines of a text, as far as they can be read: it need not be shell. */
export function linesOf(text: string): ShellLine[] {
  const { tree } = parseShell(text);
  const marks = new Marks(text);
  walk(tree, (node) => {
    if (node.type === 'HereDoc') marks.document(node.body.pos, node.closing?.end ?? text.length);
    if (QUOTING.has(node.type) || (node.type === 'CommandExpansion' && text[node.pos] === '`'))
      marks.fill(node.pos, node.end, '.');
    if (HOLDING.has(node.type)) marks.hold(node.pos, node.end);
    if (node.type === 'Word') marks.word(node.pos, node.end);
  });
  return marks.lines();
}

class Marks {
  readonly #text: string;
  readonly #bare: string[];
  /** By offset: inside of something that holds several lines together. */
  readonly #held: Uint8Array;
  readonly #isWord: Uint8Array;
  readonly #isDocument: Uint8Array;

  constructor(text: string) {
    this.#text = text;
    this.#bare = text.split('');
    this.#held = new Uint8Array(text.length + 1);
    this.#isWord = new Uint8Array(text.length + 1);
    this.#isDocument = new Uint8Array(text.length + 1);
  }

  fill(from: number, to: number, mark: string): void {
    for (let at = from; at < to; at++) if (this.#bare[at] !== '\n') this.#bare[at] = mark;
  }

  hold(from: number, to: number): void {
    this.#held.fill(1, from + 1, to);
  }

  word(from: number, to: number): void {
    this.#isWord.fill(1, from, to);
    for (let at = from; at < to; at++) if (this.#bare[at] === '\\') this.fill(at, Math.min(++at + 1, to), '.');
  }

  document(from: number, to: number): void {
    this.#isDocument.fill(1, from, to);
  }

  lines(): ShellLine[] {
    let at = 0;
    let joined = false;
    return this.#text.split('\n').map((line) => {
      const start = at;
      at += line.length + 1;
      if (this.#isDocument[start] || (line === '' && this.#isDocument[start - 1] && this.#held[start]))
        return { begins: false, bare: '' };
      this.#blankComment(start, line);
      const bare = this.#bare.slice(start, start + line.length).join('');
      const begins = !joined && !this.#held[start];
      joined = /(?:\||&&)[ \t]*$/.test(bare.slice(-80)) || /(?<!\\)(?:\\\\)*\\$/.test(line.slice(-80));
      return { begins, bare };
    });
  }

  /** What begins with a `#` outside of all words. */
  #blankComment(start: number, line: string): void {
    const length = [...line.matchAll(/#/g)].map(({ index }) => index).find((column) => !this.#isWord[start + column]);
    if (length !== undefined) this.fill(start + length, start + line.length, ' ');
  }
}
