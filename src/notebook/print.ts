import { type BlockState, DOCUMENT_START, readLine } from './blocks.ts';
import {
  buildCode,
  buildFrontMatter,
  buildMarkdown,
  buildPlainCode,
  closingFence,
  endLine,
  type Piece,
} from './build.ts';
import { frontMatterLength } from './front-matter.ts';
import { isBlank, isSameText, splitLines, toLf } from './lines.ts';
import type { Dialect, FileLayout, NotebookCell } from './notebook.ts';

const NEW_FILE: FileLayout = { byteOrderMark: false, eol: '\n', cellCount: 0, tail: '', finalNewline: true };

/**
 * The bytes of a notebook. Cells that still show what their `source` says keep its lines to the byte; edited, moved
 * and new cells change only their own. `parseNotebook` then reads the same cells, except that neighbouring Markdown
 * cells become one, blank ones none, and a fence typed into a Markdown cell becomes what that fence is
 * (docs/notebook-format.md).
 */
export function printNotebook(
  { cells, layout = NEW_FILE }: { readonly cells: readonly NotebookCell[]; readonly layout?: FileLayout },
  { dialect }: { readonly dialect: Dialect },
): Uint8Array {
  const printer = new Printer(layout);
  const frontMatter = cells.find((cell) => cell.kind === 'frontMatter');
  if (frontMatter) printer.addFrontMatter(buildFrontMatter(frontMatter, layout));
  for (const cell of cells) {
    if (cell === frontMatter) continue;
    if (cell.kind === 'markdown') printer.addMarkdown(buildMarkdown(cell, layout));
    else {
      // There is room for one front matter; another one is shown as the YAML it is.
      const code: NotebookCell = cell.kind === 'code' ? cell : { kind: 'code', text: cell.text, info: 'yaml' };
      printer.addCode(buildCode(code, layout, dialect), buildPlainCode(code, layout, dialect), toLf(code.text));
    }
  }
  return new TextEncoder().encode((layout.byteOrderMark ? '\uFEFF' : '') + printer.end());
}

/** Puts pieces one after the other, so that CommonMark reads each as the cell that it is. */
class Printer {
  private readonly layout: FileLayout;
  private readonly parts: string[] = [];
  /** What is open where the parts end. */
  private state: BlockState = DOCUMENT_START;
  private first: Piece | undefined;
  private last: Piece | undefined;

  constructor(layout: FileLayout) {
    this.layout = layout;
  }

  addFrontMatter(piece: Piece): void {
    this.parts.push(piece.open, piece.body, piece.close);
    this.first = piece;
    this.last = piece;
  }

  addMarkdown(piece: Piece): void {
    if (piece.body === '') return;
    const isWhereItWas = this.separate(piece);
    // What is an indented block on its own must not become the code of a list item before it: a comment ends the list.
    const isInList = !isWhereItWas && this.state.containers.length > 0;
    if (isInList && !readsAlike(this.state, piece.body)) this.write(`<!-- -->${this.layout.eol.repeat(2)}`);
    this.add(piece);
  }

  /** `plain` is the same cell without indent, for where `piece` would not be read as one cell with this text. */
  addCode(piece: Piece, plain: Piece, text: string): void {
    const isInText = piece.kept && piece.open === '' && piece.body === '';
    if (isInText) return;
    this.separate(piece);
    const isAlike = piece.open === '' ? isIndented(this.state, piece.body) : readsAs(this.state, piece, text);
    this.add(isAlike ? piece : plain);
  }

  /** The printed text. */
  end(): string {
    const { last, layout, parts } = this;
    const wasLast = last ? last.source?.index === layout.cellCount - 1 : layout.cellCount === 0;
    if (wasLast && layout.tail !== '') this.write(layout.tail);
    if (last && !wasLast) this.closeCode();
    const text = parts.join('');
    // A Markdown cell must not become front matter for its horizontal rule, nor lose U+FEFF as a byte order mark.
    const isRule = this.first?.kind === 'markdown' && text.startsWith('---') && frontMatterLength(splitLines(text)) > 0;
    const isTaken = isRule || (text.startsWith('\uFEFF') && !layout.byteOrderMark);
    const guarded = isTaken ? layout.eol + text : text;
    return layout.finalNewline ? endLine(guarded, layout.eol) : guarded.replace(/(?:\r\n|\n|\r)$/, '');
  }

  /** Writes what must be between the last piece and this one; whether both are as they were in the file. */
  private separate(piece: Piece): boolean {
    const { source } = piece;
    const { last } = this;
    if (!last) {
      if (source?.index === 0) this.write(source.before);
      return true;
    }
    const isNext = source !== undefined && source.index - 1 === last.source?.index;
    if (isNext && last.kept && piece.kept && !this.swallows(source.before + piece.open + piece.body)) {
      this.write(source.before);
      return true;
    }
    this.closeCode();
    this.closeMarkdown();
    const before = source?.before ?? '';
    const needsBlank = !isNext || this.state.leaf.kind === 'html';
    this.write(before === '' && needsBlank ? this.layout.eol : before);
    return false;
  }

  /** Whether an open fence would take these lines for its own. */
  private swallows(lines: string): boolean {
    if (this.state.leaf.kind !== 'fence') return false;
    const { role } = readLine(this.state, splitLines(lines)[0]?.text ?? '');
    return role.kind === 'fence-text' || role.kind === 'fence-close';
  }

  /** A fence that only the end of the file closed gets its closing line, now that something follows. */
  private closeCode(): void {
    const { last } = this;
    if (last?.kind === 'code' && last.close === '') this.write(closingFence(last.open) + this.layout.eol);
  }

  /** What a Markdown cell leaves open (a fence, a comment) must not swallow the cells after it. */
  private closeMarkdown(): void {
    const { containers, leaf } = this.state;
    if (containers.length > 0) return; // ends on its own, with its list or quote
    if (leaf.kind === 'fence') this.write(leaf.marker.repeat(leaf.length) + this.layout.eol);
    if (leaf.kind === 'html' && leaf.block.closer) this.write(leaf.block.closer + this.layout.eol);
  }

  private add(piece: Piece): void {
    this.write(piece.open + piece.body + piece.close);
    this.first ??= piece;
    this.last = piece;
  }

  private write(lines: string): void {
    if (lines === '') return;
    const end = this.parts.at(-1);
    if (end !== undefined) this.parts[this.parts.length - 1] = endLine(end, this.layout.eol);
    // A lone CR and an LF after it would be one line ending.
    this.parts.push(end?.endsWith('\r') && lines.startsWith('\n') ? `\r${lines}` : lines);
    this.state = readLines(this.state, lines);
  }
}

function readLines(state: BlockState, lines: string): BlockState {
  return splitLines(lines).reduce((before, line) => readLine(before, line.text).state, state);
}

/** Whether these lines open their fences where they do when nothing is before them. */
function readsAlike(state: BlockState, lines: string): boolean {
  let here = state;
  let alone = DOCUMENT_START;
  return splitLines(lines).every(({ text }) => {
    const step = readLine(here, text);
    const reference = readLine(alone, text);
    here = step.state;
    alone = reference.state;
    return (step.role.kind === 'fence-open') === (reference.role.kind === 'fence-open');
  });
}

/** Whether lines that begin in this state are code by their indent. */
function isIndented(state: BlockState, lines: string): boolean {
  let after = state;
  return splitLines(lines).every(({ text }) => {
    const step = readLine(after, text);
    after = step.state;
    return step.role.kind === 'indented' || isBlank(text);
  });
}

/** Whether a piece that begins in this state is one fence with just this text. */
function readsAs(state: BlockState, piece: Piece, text: string): boolean {
  const [open, ...rest] = splitLines(piece.open + piece.body + piece.close);
  const opened = readLine(state, open?.text ?? '');
  if (opened.role.kind !== 'fence-open' || !opened.role.alone) return false;
  const read: string[] = [];
  let after = opened.state;
  for (const [index, line] of rest.entries()) {
    const step = readLine(after, line.text);
    after = step.state;
    if (step.role.kind === 'fence-text') read.push(step.role.text);
    else if (step.role.kind !== 'fence-close' || index !== rest.length - 1 || piece.close === '') return false;
  }
  return (piece.close === '' || after.leaf.kind === 'none') && isSameText(text, read.join('\n'));
}
