import { type Typed, typedBehindPrompts } from './transcript.ts';

interface CellText {
  readonly text: string;
  readonly language: string;
  /** What of it was typed, where that is known. */
  readonly typed?: Typed | undefined;
}

const typedIn = ({ text, language, typed }: CellText): Typed | undefined =>
  typed ?? (language === 'console' ? typedBehindPrompts(text.split('\n')) : undefined);

/** What the shell is given of a cell: its text, and where there is output in it, as in a `console` cell, only what was typed. */
export function runnableText(cell: CellText): string {
  const typed = typedIn(cell);
  if (!typed) return cell.text;
  const lines = cell.text.split('\n');
  return typed.flatMap((from, index) => (from < 0 ? [] : [lines[index]?.slice(from)])).join('\n');
}

/** For each offset of what the shell is given, the one in the text of the cell. */
export function offsetsInCell(cell: CellText): (offset: number) => number {
  const { text } = cell;
  const typed = typedIn(cell);
  if (!typed) return (offset) => offset;
  let given = 0;
  let start = 0;
  const lines = text.split('\n');
  const shown = typed.flatMap((from, index) => {
    const length = (lines[index]?.length ?? 0) + 1;
    start += length;
    if (from < 0) return [];
    given += length - from;
    return [{ given: given - length + from, start: start - length + from, length: length - from - 1 }];
  });
  return (offset) => {
    let low = 0;
    for (let high = shown.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((shown[middle]?.given ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const line = shown[low];
    return line ? line.start + Math.min(offset - line.given, line.length) : text.length;
  };
}

/** The same in its place: blanks are where the rest is. */
export function runnableInPlace(cell: CellText): string {
  const typed = typedIn(cell);
  if (!typed) return cell.text;
  const lines = cell.text.split('\n');
  const blanks = (line: string, from: number) => ' '.repeat(from) + line.slice(from);
  return typed
    .map((from, index) => blanks(lines[index] ?? '', from < 0 ? (lines[index]?.length ?? 0) : from))
    .join('\n');
}
