// The lines of a block without prompts: which read as commands, and which do not.

import { linesOf } from '../shell/lines.ts';
import { likenessOf } from './command-line.ts';
import { signOf } from './signs.ts';
import { isSynopsis } from './synopsis.ts';
import { PLACEHOLDER, Typing } from './transcript.ts';

/** A command with the lines that continue it, or one other line. */
export interface BlockLine {
  /**
   * 'maybe': a command of a program that is not known, or something else. 'synopsis': how a command is written. 'text': surely
   * no command, of no known kind.
   */
  readonly kind: 'blank' | 'comment' | 'command' | 'maybe' | 'output' | 'drawing' | 'prompt' | 'synopsis' | 'text';
  /** From 0. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Surely a command, of which the end is missing: a loop without its `done`. */
  readonly isOpen?: true;
}

export function blockLines(lines: readonly string[]): BlockLine[] {
  const read: BlockLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const kind = beginsJson(lines, at) ? 'output' : kindOf(line);
    const to = kind === 'command' || kind === 'maybe' ? endOfCommand(lines, at) : at + 1;
    // What never ends was no command: an apostrophe in a sentence.
    const ended = to ?? at + 1;
    const text = lines.slice(at, ended).join('\n');
    const isShort = kind === 'command' && ended > at + 1 && /\\\n/.test(text) && saysHow(text);
    const isOpen = to === undefined && kind === 'command';
    const lineKind = isOpen ? 'maybe' : to === undefined ? 'text' : isShort ? 'synopsis' : kind;
    read.push({ kind: lineKind, from: at, to: ended, text, ...(isOpen ? { isOpen } : {}) });
    at = ended;
  }
  return read;
}

/** Whether the first line of a text that says something is surely a command. */
export const beginsWithCommand = (text: string): boolean =>
  blockLines(text.split('\n')).find(({ kind }) => kind !== 'blank' && kind !== 'comment')?.kind === 'command';

/** `{` or `[` of JSON, which the shell would take for the beginning of something else: what is in it says so. */
function beginsJson(lines: readonly string[], at: number): boolean {
  if (!/^\s*(?:[{[]\s*)+$/.test(lines[at] ?? '')) return false;
  const next = lines.slice(at + 1, at + MAX_OPEN).find((line) => !/^\s*(?:[{[]\s*)*$/.test(line));
  return next !== undefined && /^\s*(?:"[^"]*"\s*[:,]|"[^"]*"\s*$|[\]}]|'?\w+'?\s*:\s)/.test(next);
}

/** JSON does not open more before it says something. */
const MAX_OPEN = 10;

/** By so much of a line it is known what it is. */
const MAX_LENGTH = 1000;

/** A line without what is quoted, and with a word for each placeholder. */
const bareOf = (text: string): string => (linesOf(text)[0]?.bare ?? '').replaceAll(PLACEHOLDER, 'X');

/** Whether something behind a prompt says how a command is written, and not what is typed. */
export const saysHow = (command: string): boolean => {
  const line = command.replace(/\\\n/g, ' ').slice(0, MAX_LENGTH);
  return isSynopsis(line, bareOf(line));
};

/** A remark as other languages have it, which the shell would run. */
export const isSlashed = (text: string): boolean => /^\s*\/\/(?:\s|$)/.test(text);

function kindOf(line: string): BlockLine['kind'] {
  const text = line.slice(0, MAX_LENGTH);
  if (text.trim() === '') return 'blank';
  if (/^\s*#/.test(text) || isSlashed(text)) return 'comment';
  const likeness = likenessOf(text);
  const bare = bareOf(text);
  const sign = signOf(text, bare);
  if (sign === undefined && isSynopsis(text, bare)) return 'synopsis';
  if (sign === undefined) return likeness === 'sure' ? 'command' : likeness === 'maybe' ? 'maybe' : 'text';
  // An arrow behind a command may be a remark, or a redirection.
  if (sign === 'drawing' && /^\s*\[/.test(text)) return sign;
  return likeness === 'sure' && sign !== 'prompt' ? 'maybe' : sign;
}

/** The line after the last one of a command that begins with a line; undefined if the shell would wait for ever. */
function endOfCommand(lines: readonly string[], from: number): number | undefined {
  const typing = new Typing();
  for (let at = from; at < lines.length; at++) {
    typing.add(lines[at] ?? '');
    if (!typing.waits) return at + 1;
  }
  return undefined;
}
