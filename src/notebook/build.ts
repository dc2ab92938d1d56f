// The lines of one cell, for printing: those that its source has where they still say the same, else new ones.

import { isBlank, isSameText, splitLines, toLf, trimBlankLines, trimBlanks } from './lines.ts';
import { type CellSource, type Dialect, type FileLayout, type NotebookCell, sourceText } from './notebook.ts';

/** The lines of a cell, each with its line ending; only a file's last line may lack one. */
export interface Piece {
  readonly kind: NotebookCell['kind'];
  readonly open: string;
  readonly body: string;
  readonly close: string;
  /** Where the cell came from, if it was in the file before. */
  readonly source: CellSource | undefined;
  /** Whether the lines are the source's to the byte. */
  readonly kept: boolean;
}

export function buildFrontMatter(cell: NotebookCell, layout: FileLayout): Piece {
  const source = ownSource(cell);
  const text = trimBlankLines(toLf(cell.text));
  const kept = source !== undefined && text === trimBlankLines(sourceText(source));
  const rule = `---${eolOf(source, layout)}`;
  const body = kept ? source.body : bodyLines(text, '', eolOf(source, layout));
  return { kind: cell.kind, open: source?.open ?? rule, body, close: source?.close ?? rule, source, kept };
}

/** Blank lines at its ends are no part of a Markdown cell; one that has nothing else has an empty body. */
export function buildMarkdown(cell: NotebookCell, layout: FileLayout): Piece {
  const source = ownSource(cell);
  const given = toLf(cell.text);
  const text = trimBlankLines(given);
  const kept = source !== undefined && [given, text].some((candidate) => isSameText(candidate, sourceText(source)));
  const body = kept ? source.body : bodyLines(text, '', eolOf(source, layout));
  return { kind: cell.kind, open: '', body, close: '', source, kept };
}

/** Keeps the source's fence, which grows where the new text holds one as long as it. */
export function buildCode(cell: NotebookCell, layout: FileLayout, dialect: Dialect): Piece {
  const source = ownSource(cell);
  if (!source) return buildPlainCode(cell, layout, dialect);
  const eol = eolOf(source, layout);
  const text = toLf(cell.text);
  if (source.open === '') {
    // It is an indented block, or stays in the text before it, for as long as it is what it was.
    const kept = cell.info === '' && isSameText(text, sourceText(source));
    return kept ? { ...source, source, kept } : buildPlainCode(cell, layout, dialect);
  }
  const fence = readFence(source.open);
  const sameInfo = cell.info === fence.info;
  const sameBody = isSameText(text, sourceText(source));
  const marker = sameInfo ? fence.marker : markerFor(cell.info, fence.marker);
  const length = sameBody ? fence.length : Math.max(fence.length, neededLength(marker, text));
  const sameFence = marker === fence.marker && length === fence.length;
  if (sameInfo && sameBody && sameFence) return { ...source, source, kept: true };
  const run = fence.indent + marker.repeat(length);
  return {
    kind: 'code',
    open: sameInfo && sameFence ? endLine(source.open, eol) : run + fence.gap + cleanInfo(cell.info, dialect) + eol,
    body: sameBody ? endLine(source.body, eol) : bodyLines(text, fence.indent, eol),
    close: sameFence && source.close !== '' ? source.close : run + eol,
    source,
    kept: false,
  };
}

/** A fence as a new cell gets it: no indent, three backticks or as many as it takes. */
export function buildPlainCode(cell: NotebookCell, layout: FileLayout, dialect: Dialect): Piece {
  const source = ownSource(cell);
  const eol = eolOf(source, layout);
  const text = toLf(cell.text);
  const marker = markerFor(cell.info, '`');
  const run = marker.repeat(neededLength(marker, text));
  const info = cell.info === '' && source?.open === '' ? 'sh' : cell.info;
  const open = run + cleanInfo(info, dialect) + eol;
  return { kind: 'code', open, body: bodyLines(text, '', eol), close: run + eol, source, kept: false };
}

/** The line that closes the fence which `open` opens. */
export function closingFence(open: string): string {
  const { indent, marker, length } = readFence(open);
  return indent + marker.repeat(length);
}

/** The lines with an ending after the last one; nothing stays nothing. */
export function endLine(lines: string, eol: string): string {
  return lines === '' || /[\r\n]$/.test(lines) ? lines : lines + eol;
}

/** A source counts only for the kind of cell that it is from: an editor may have turned code into Markdown. */
function ownSource(cell: NotebookCell): CellSource | undefined {
  return cell.source?.kind === cell.kind ? cell.source : undefined;
}

function eolOf(source: CellSource | undefined, layout: FileLayout): string {
  return splitLines(source?.open || source?.body || '')[0]?.eol || layout.eol;
}

function bodyLines(text: string, indent: string, eol: string): string {
  if (text === '') return '';
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line) + eol)
    .join('');
}

interface Fence {
  readonly indent: string;
  readonly marker: string;
  readonly length: number;
  /** Blanks between the fence and its info string. */
  readonly gap: string;
  readonly info: string;
}

function readFence(open: string): Fence {
  const line = splitLines(open)[0]?.text ?? '';
  const [all = '', indent = '', run = '```', gap = ''] = /^([ \t]*)(`{3,}|~{3,})([ \t]*)/.exec(line) ?? [];
  return { indent, marker: run[0] ?? '`', length: run.length, gap, info: trimBlanks(line.slice(all.length)) };
}

/** A fence of backticks takes no info string with a backtick (CommonMark §4.5). */
function markerFor(info: string, preferred: string): string {
  return info.includes('`') ? '~' : preferred;
}

/** How long a fence must be so that no line of the text closes it. */
function neededLength(marker: string, text: string): number {
  let longest = 2;
  for (const line of text.split('\n')) {
    const run = line.replace(/^[ \t]+/, '');
    let length = 0;
    while (run[length] === marker) length++;
    if (length > longest && isBlank(run.slice(length))) longest = length;
  }
  return longest + 1;
}

function cleanInfo(info: string, dialect: Dialect): string {
  const clean = trimBlanks(info.replace(/[\r\n]+/g, ' '));
  if (clean === '') return dialect === 'markdown' ? '' : 'sh';
  return clean.startsWith('~') ? ` ${clean}` : clean;
}
