import type { Said } from '../words.ts';
import { type CellAttributes, parseInfo } from './attributes.ts';
import { type BlockState, DOCUMENT_START, readLine } from './blocks.ts';
import { decodeUtf8 } from './decode.ts';
import { frontMatterLength, type NotebookSettings, readFrontMatter } from './front-matter.ts';
import { isBlank, joinLines, type Line, linesText, splitLines } from './lines.ts';

/** 'netlab': a .netlab file. 'markdown': a .md file, where a fence without an info string is a code cell too. */
export type Dialect = 'netlab' | 'markdown';

/** What is in the file for a cell, to the byte. Plain data; an editor keeps it with the cell and gives it back. */
export interface CellSource {
  readonly kind: NotebookCell['kind'];
  /** Its place among the cells of the file. */
  readonly index: number;
  /** The blank lines before it. */
  readonly before: string;
  /** The line that opens a fence or front matter; '' for Markdown. */
  readonly open: string;
  readonly body: string;
  /** The line that closes it; '' for Markdown and for a fence that is never closed. */
  readonly close: string;
  /** What the cell showed, where that is not simply the body: an indented fence. */
  readonly text?: string;
}

export interface NotebookCell {
  readonly kind: 'markdown' | 'code' | 'frontMatter';
  /** What an editor shows, with LF line endings. */
  readonly text: string;
  /** The info string of a code cell's fence; '' for other cells. */
  readonly info: string;
  /** Absent for a cell that has not been in the file yet. */
  readonly source?: CellSource;
}

/** A code cell's info string read; see parseInfo. */
export interface ParsedCell extends NotebookCell {
  readonly source: CellSource;
  /** The line of the file on which it begins, from 1. */
  readonly line: number;
  readonly language: string;
  readonly attributes: CellAttributes;
}

/** What belongs to the file and to no cell. Plain data, as CellSource. */
export interface FileLayout {
  readonly byteOrderMark: boolean;
  /** The first line ending of the file: what new lines get. */
  readonly eol: string;
  readonly cellCount: number;
  /** The blank lines after the last cell. */
  readonly tail: string;
  readonly finalNewline: boolean;
}

export interface FileProblem {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly what: Said;
  /** 'error': the cell, or for front matter the notebook, must not be run. */
  readonly severity: 'warning' | 'error';
}

export interface NotebookFile {
  readonly cells: readonly ParsedCell[];
  readonly layout: FileLayout;
  readonly settings: NotebookSettings;
  readonly problems: readonly FileProblem[];
}

const CODE_LANGUAGES: readonly string[] = ['sh', 'bash', 'shell', 'console', 'netlab'];

/** Whether a fence with this language is a code cell. */
function isCodeLanguage(language: string, dialect: Dialect): boolean {
  return CODE_LANGUAGES.includes(language) || (language === '' && dialect === 'markdown');
}

/** What a cell showed when it was read. */
export function sourceText({ text, body }: CellSource): string {
  return text ?? linesText(splitLines(body));
}

/**
 * Reads a notebook. `printNotebook` of what it returns gives the same bytes again.
 * Throws NotebookFormatError for bytes that cannot be kept: invalid UTF-8, and NUL.
 */
export function parseNotebook(bytes: Uint8Array, { dialect }: { readonly dialect: Dialect }): NotebookFile {
  const { text, byteOrderMark } = decodeUtf8(bytes);
  const lines = splitLines(text);
  const { cells, tail } = readCells(lines, dialect);
  const frontMatter = cells[0]?.kind === 'frontMatter' ? readFrontMatter(cells[0].text) : undefined;
  const settings = frontMatter?.settings ?? {};
  const layout: FileLayout = {
    byteOrderMark,
    eol: lines[0]?.eol || '\n',
    cellCount: cells.length,
    tail: joinLines(tail),
    finalNewline: lines.at(-1)?.eol !== '',
  };
  const problems: FileProblem[] = [];
  if (settings.invalid) problems.push({ line: 1, what: settings.invalid, severity: 'error' });
  for (const { line, what } of frontMatter?.warnings ?? []) {
    problems.push({ line: line + 1, what, severity: 'warning' });
  }
  for (const cell of cells) problems.push(...infoProblems(cell));
  return { cells, layout, settings, problems };
}

function infoProblems({ kind, info, line, attributes }: ParsedCell): FileProblem[] {
  if (kind !== 'code') return [];
  const problems: FileProblem[] = parseInfo(info).warnings.map((what) => ({ line, what, severity: 'warning' }));
  if (attributes.invalid) problems.push({ line, what: attributes.invalid, severity: 'error' });
  return problems;
}

/** The cells of a file, and the blank lines after the last one. */
function readCells(lines: readonly Line[], dialect: Dialect): { cells: ParsedCell[]; tail: readonly Line[] } {
  const cells: ParsedCell[] = [];
  /** The first line that belongs to no cell yet. */
  let from = 0;

  /** Makes a cell of the lines up to `to`, the blank ones before it apart. */
  const add = (kind: NotebookCell['kind'], at: number, to: number, info = '', closed = false, text?: string) => {
    const fenced = kind !== 'markdown';
    const body = lines.slice(fenced ? at + 1 : at, closed ? to - 1 : to);
    const shown = text ?? linesText(body);
    const source: CellSource = {
      kind,
      index: cells.length,
      before: joinLines(lines.slice(from, at)),
      open: fenced ? joinLines(lines.slice(at, at + 1)) : '',
      body: joinLines(body),
      close: closed ? joinLines(lines.slice(to - 1, to)) : '',
      ...(shown === linesText(body) ? {} : { text: shown }),
    };
    const { language, attributes } = parseInfo(info);
    cells.push({ kind, text: shown, info, source, line: at + 1, language, attributes });
    from = to;
  };

  /** Makes a Markdown cell of what is between two fences, if anything does. */
  const addMarkdown = (to: number) => {
    const blank = (at: number) => isBlank(lines[at]?.text ?? '');
    let first = from;
    let end = to;
    while (first < end && blank(first)) first++;
    while (end > first && blank(end - 1)) end--;
    if (first < end) add('markdown', first, end);
  };

  const start = frontMatterLength(lines);
  if (start > 0) add('frontMatter', 0, start, '', true);
  let state: BlockState = DOCUMENT_START;
  let open: { at: number; info: string; text: string[] } | undefined;
  for (let at = start; at < lines.length; at++) {
    const step = readLine(state, lines[at]?.text ?? '');
    state = step.state;
    const { role } = step;
    if (open && role.kind === 'fence-text') open.text.push(role.text);
    else if (open) {
      // The end of the list item around it ends a fence as well, and that line belongs to what follows.
      const closed = role.kind === 'fence-close';
      add('code', open.at, closed ? at + 1 : at, open.info, closed, open.text.join('\n'));
      open = undefined;
    }
    if (role.kind === 'fence-open' && role.alone && isCodeLanguage(parseInfo(role.info).language, dialect)) {
      addMarkdown(at);
      open = { at, info: role.info, text: [] };
    }
  }
  if (open) add('code', open.at, lines.length, open.info, false, open.text.join('\n'));
  addMarkdown(lines.length);
  return { cells, tail: lines.slice(from) };
}
