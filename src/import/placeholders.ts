// Words in angle brackets that stand for values of the reader's own.

import { forOtherShells } from '../shell/for-other-shells.ts';
import { parseShell, walk } from '../shell/parse.ts';
import { shellWord } from '../shell/quote.ts';

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
export const findPlaceholder = (shellText: string): Placeholder | undefined =>
  findPlaceholders(shellText)[0] ?? placeholderWithin(shellText);

/** One in a text that a command gives to another shell: in `bash -c "echo <name>"` the quotes do not protect it. Its place is that of the command. */
function placeholderWithin(shellText: string, depth = 0): Placeholder | undefined {
  if (depth > MAX_DEPTH || !/<[^<>\n]*>/.test(shellText)) return undefined;
  for (const { start, texts } of forOtherShells(shellText)) {
    const [text] = texts.flatMap((inner) => findPlaceholders(inner)[0] ?? placeholderWithin(inner, depth + 1) ?? []);
    if (text) return { text: text.text, line: shellText.slice(0, start).split('\n').length, column: 1, offset: start };
  }
  return undefined;
}

/** Nobody writes text of shell in more texts of shell. */
const MAX_DEPTH = 4;

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

/** Values by the names of placeholders. */
export type PlaceholderValues = Readonly<Record<string, string>>;

/** What a placeholder is called, however it is written: `<Bridge Name>` and `<bridge_name>` are one. */
export const placeholderName = (text: string): string =>
  text
    .replace(/^<|>$/g, '')
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');

/** What can stand in quotes as it is. */
const PLAIN = /^[\w.:/@%+,-]+$/;

/**
 * The text with values in the places of its placeholders, each as one word of the shell. In quotes, where the name of a
 * value stands in brackets as well, only a plain value is put: what is left is a placeholder.
 */
export function filledIn(shellText: string, values: PlaceholderValues): string {
  const chosen = (text: string) =>
    Object.hasOwn(values, placeholderName(text)) ? values[placeholderName(text)] : undefined;
  let filled = '';
  let at = 0;
  for (const { text, offset } of findPlaceholders(shellText)) {
    const value = chosen(text);
    if (value === undefined) continue;
    filled += plainly(shellText.slice(at, offset), chosen) + shellWord(value);
    at = offset + text.length;
  }
  return filled + plainly(shellText.slice(at), chosen);
}

/** Between placeholders only quotes, comments and here-documents have brackets. */
function plainly(text: string, chosen: (text: string) => string | undefined): string {
  return text.replaceAll(BRACKETS, (bracketed) => {
    const value = chosen(bracketed);
    return value !== undefined && PLAIN.test(value) ? value : bracketed;
  });
}

/** Whatever stands in angle brackets. */
export const BRACKETS = /<[^<>\n]{1,80}>/g;

/** What stays in brackets, in quotes or a here-document, as its value is not plain. */
export function notFilledIn(shellText: string, values: PlaceholderValues): string[] {
  const isKept = (name: string) => Object.hasOwn(values, name) && !PLAIN.test(values[name] ?? '');
  if (!Object.keys(values).some(isKept)) return [];
  const found = filledIn(shellText, values)
    .split('\n')
    .flatMap((line) => [...line.matchAll(BRACKETS)].filter(({ index }) => !IN_COMMENT.test(line.slice(0, index))));
  return [...new Set(found.flatMap(([text]) => (isKept(placeholderName(text)) ? [text] : [])))];
}

const IN_COMMENT = /(?:^|\s)#[^'"]*$/;
