import { splitLines } from '../notebook/lines.ts';
import type { ParsedCell } from '../notebook/notebook.ts';
import type { CellText } from './finding.ts';

/** A place in a file: line and column from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The place of an offset in a cell's text. */
export function placeIn(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

/** Where in its file something of a cell is. */
export function placeInFile({ source, text, info, line }: ParsedCell, part: keyof CellText, offset: number): Place {
  const open = splitLines(source.open)[0]?.text ?? '';
  if (part === 'info') return { line: line - 1, column: open.trimEnd().length - info.length + offset };
  const place = placeIn(text, offset);
  // What has no fence begins with its own line.
  const first = source.open === '' ? line - 1 : line;
  const shown = text.split('\n')[place.line] ?? '';
  const written = splitLines(source.body)[place.line]?.text ?? '';
  // A fence that is indented, in a list for instance, has its text behind the same blanks.
  return { line: first + place.line, column: Math.max(0, written.length - shown.length) + place.column };
}

/** What a text of several lines is in a cell whose lines are indented. */
export function indented(text: string, cell: ParsedCell): string {
  const [indent = ''] = /^[ \t]*/.exec(splitLines(cell.source.open)[0]?.text ?? '') ?? [];
  return text.replaceAll('\n', `\n${indent}`);
}
