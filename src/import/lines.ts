// The lines of a block without prompts: which read as commands, and which do not.

import { linesOf } from '../shell/lines.ts';
import { likenessOf } from './command-line.ts';
import { signOf } from './signs.ts';
import { PLACEHOLDER, Typing } from './transcript.ts';

/** A command with the lines that continue it, or one other line. */
export interface BlockLine {
  /** 'maybe': a command of a program that is not known, or something else. 'text': surely no command, of no known kind. */
  readonly kind: 'blank' | 'comment' | 'command' | 'maybe' | 'output' | 'drawing' | 'prompt' | 'text';
  /** From 0. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export function blockLines(lines: readonly string[]): BlockLine[] {
  const read: BlockLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const kind = kindOf(line);
    const to = kind === 'command' || kind === 'maybe' ? endOfCommand(lines, at) : at + 1;
    // What never ends was no command: an apostrophe in a sentence.
    const ended = to ?? at + 1;
    read.push({ kind: to === undefined ? 'text' : kind, from: at, to: ended, text: lines.slice(at, ended).join('\n') });
    at = ended;
  }
  return read;
}

/** By so much of a line it is known what it is. */
const MAX_LENGTH = 1000;

/** How a command is written, not what is typed: `iptables [-t table] …`. */
const ABBREVIATED = /\S.*\s(?:\[(?!\s|\w-\w\]|\[)|(?:\.\.\.|…)(?:\s|$))/;

export const isAbbreviated = (bare: string): boolean => ABBREVIATED.test(bare);

function kindOf(line: string): BlockLine['kind'] {
  const text = line.slice(0, MAX_LENGTH);
  if (text.trim() === '') return 'blank';
  if (/^\s*#/.test(text)) return 'comment';
  const likeness = likenessOf(text);
  const bare = (linesOf(text)[0]?.bare ?? '').replaceAll(PLACEHOLDER, 'X');
  const sign = signOf(text, bare);
  if (sign === undefined && isAbbreviated(bare)) return 'text';
  if (sign === undefined) return likeness === 'sure' ? 'command' : likeness === 'maybe' ? 'maybe' : 'text';
  // An arrow behind a command may be a remark, or a redirection.
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
