import type { Said } from '../words.ts';
import { type CellAttributes, parseInfo } from './attributes.ts';
import { type Candidate, findCandidates } from './candidates.ts';
import { decodeUtf8 } from './decode.ts';
import { frontMatterLength, type NotebookSettings, readFrontMatter } from './front-matter.ts';
import { isBlank, joinLines, type Line, linesText, splitLines } from './lines.ts';
import { partsOfTutorial, type TutorialReading } from './tutorial.ts';

/** 'netlab': a .netlab file, whose fences say what they are. 'markdown': a .md file, which is read for what it says. */
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
  /** In a Markdown file, what the text of a code cell is. */
  readonly reading?: TutorialReading;
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

const NO_ATTRIBUTES: CellAttributes = parseInfo('').attributes;

/** Those of cells in a notebook. */
export const CODE_LANGUAGES: readonly string[] = ['sh', 'bash', 'shell', 'zsh', 'ash', 'console', 'netlab'];

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
    cellCount: cells.filter(({ source }) => source.index >= 0).length,
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

/** A part of a file that is a code cell. */
interface CodePart extends Candidate {
  readonly reading?: TutorialReading;
}

/** The code cells of a file: in a notebook by their languages, in a Markdown file by what they say as well. */
function codeParts(lines: readonly Line[], start: number, dialect: Dialect): CodePart[] {
  const candidates = findCandidates(lines, start);
  if (dialect === 'markdown') return partsOfTutorial(candidates, lines);
  return candidates.filter(({ form, info }) => form === 'fence' && CODE_LANGUAGES.includes(parseInfo(info).language));
}

/** The cells of a file, and the blank lines after the last one. */
function readCells(lines: readonly Line[], dialect: Dialect): { cells: ParsedCell[]; tail: readonly Line[] } {
  const cells: ParsedCell[] = [];
  /** Cells that have no lines of their own. */
  let offered = 0;
  /** The first line that belongs to no cell yet. */
  let from = 0;

  /** Makes a cell of the lines up to `to`, the blank ones before it apart. */
  const add = (kind: NotebookCell['kind'], at: number, to: number, part?: CodePart) => {
    const fenced = kind === 'frontMatter' || part?.form === 'fence';
    const closed = kind === 'frontMatter' || part?.closed === true;
    const body = lines.slice(fenced ? at + 1 : at, closed ? to - 1 : to);
    const shown = part?.text ?? linesText(body);
    const source: CellSource = {
      kind,
      index: cells.length - offered,
      before: joinLines(lines.slice(from, at)),
      open: fenced ? joinLines(lines.slice(at, at + 1)) : '',
      body: joinLines(body),
      close: closed ? joinLines(lines.slice(to - 1, to)) : '',
      ...(shown === linesText(body) ? {} : { text: shown }),
    };
    const info = part?.info ?? '';
    const { language, attributes } = parseInfo(info);
    const reading = part?.reading ? { reading: part.reading } : {};
    cells.push({ kind, text: shown, info, source, line: at + 1, language, attributes, ...reading });
    from = to;
  };

  /** Makes a cell of text that stays where it is, in the Markdown before it. */
  const offer = (part: CodePart) => {
    const line = part.at + 1;
    const { text } = part;
    const source: CellSource = { kind: 'code', index: -1, before: '', open: '', body: '', close: '', text };
    const reading = part.reading ? { reading: part.reading } : {};
    offered++;
    cells.push({ kind: 'code', text, info: '', source, line, language: '', attributes: NO_ATTRIBUTES, ...reading });
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
  if (start > 0) add('frontMatter', 0, start);
  for (const part of codeParts(lines, start, dialect)) {
    const isInPlace = part.form === 'fence' || part.form === 'indented';
    addMarkdown(isInPlace ? part.at : part.to);
    if (isInPlace) add('code', part.at, part.to, part);
    else offer(part);
  }
  addMarkdown(lines.length);
  return { cells, tail: lines.slice(from) };
}
