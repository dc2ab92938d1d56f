import { parseShell, walk } from '../shell/parse.ts';
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

/** A word in angle brackets that stands for a value of the reader's own. */
export interface Placeholder {
  /** `<device>` */
  readonly text: string;
  /** Line of the text, from 1. */
  readonly line: number;
  /** Column in that line, from 1. */
  readonly column: number;
  /** Where it is in the text. */
  readonly offset: number;
}

/** The first of the placeholders of a text. */
export const findPlaceholder = (shellText: string): Placeholder | undefined => findPlaceholders(shellText)[0];

/**
 * Each `<placeholder>` that bash would take for redirections: `ip link set dev <device> up` reads a file
 * `device` and empties a file `up`. What is quoted, a comment, a here-document, arithmetic or a plain redirection
 * (`<in >out`, `<in>out`) is none.
 */
export function findPlaceholders(shellText: string): Placeholder[] {
  if (!shellText.includes('<')) return [];
  const redirections: number[] = [];
  walk(parseShell(shellText).tree, (node) => {
    if (node.type === 'Redirect' && node.operator === '<') redirections.push(shellText.indexOf('<', node.pos));
  });
  const lines = shellText.split('\n');
  let number = 0;
  let start = 0;
  return redirections
    .toSorted((a, b) => a - b)
    .flatMap((at) => {
      // The line that it is in.
      while (at > start + (lines[number]?.length ?? 0)) start += (lines[number++]?.length ?? 0) + 1;
      const text = placeholderAt(lines[number] ?? '', at - start);
      return text === undefined ? [] : [{ text, line: number + 1, column: at - start + 1, offset: at }];
    });
}

const BRACKETED = /<([^\s<>&()!='"`$\\;](?:[^<>&()'"`$\\;]{0,78}[^\s<>&()'"`$\\;])?)>/y;

function placeholderAt(line: string, at: number): string | undefined {
  BRACKETED.lastIndex = at;
  const match = BRACKETED.exec(line);
  if (!match) return undefined;
  const [text, inner = ''] = match;
  const isPath = /^(?:\/|~|\.\.?\/)/.test(inner);
  const isDescriptor = /\s\d$/.test(inner); // `<in 2>errors`
  return isPath || isDescriptor || namesFile(line.slice(at + text.length)) ? undefined : text;
}

/**
 * Whether what follows a `>` directly is the rest of a redirection: `<in>out`, `<in>>out`, `<in>/dev/null`.
 * A prefix length, a port or a suffix is not: `<address>/24`, `<host>:80`, `<name>-br`.
 */
function namesFile(rest: string): boolean {
  if (rest.startsWith('/')) return !/^\/\d{1,3}(?![\w./])/.test(rest);
  return /^(?:[\p{L}\p{N}_~$'"\\>&(]|\.\.?\/)/u.test(rest);
}
