// Which lines of a text are meant for a shell that a line before them has started.

import { type SimpleCommand, simpleCommand } from '../shell/commands.ts';
import { NO_VARIABLES } from '../shell/fields.ts';
import { parseShell, type Statement, walk } from '../shell/parse.ts';
import { netnsOf, prefixOf, programOf, type StartedShell, startedShell } from '../shell/started-shell.ts';
import { mayStartShell } from './may-start-shell.ts';
import type { Terminal } from './terminals.ts';

/** A shell that a command has started: what is typed next is for it, until it is left. Plain data. */
export interface InnerShell {
  /** The command, as it is typed: `sudo ip netns exec blue bash`. */
  readonly command: string;
  /** The network namespace that it names. */
  readonly netns?: string;
  /** What else is in its line: for the shell outside, after this one. */
  readonly after?: string;
  /** It was typed in a terminal beside the first. */
  readonly terminal?: 'other';
}

/** Commands for one shell, one after another. */
export interface Part {
  /** Without those that start and leave shells. Empty lines before it keep its lines where they were. Empty if it has no command. */
  readonly text: string;
  /** The shells around it, the outermost first. */
  readonly within: readonly InnerShell[];
  /** The innermost of them is started before, by the command in that line, from 1. */
  readonly enters?: number;
  /** The innermost of them is left after, by this command: `exit 3`. */
  readonly leaves?: string;
}

export interface Parts {
  readonly parts: readonly Part[];
  /** The shells that are open at its end. */
  readonly within: readonly InnerShell[];
}

const MAY_LEAVE = /\b(?:exit|logout)\b/;

/** The parts of a text for each of the shells in turn. `within`: those that are open at its beginning; `terminal`: where it is typed. */
export function splitByShell(text: string, within: readonly InnerShell[], terminal?: Terminal): Parts {
  const whole = { parts: [{ text, within }], within };
  if (!mayStartShell(text) && !(within.length > 0 && MAY_LEAVE.test(text))) return whole;
  const { tree, faults } = parseShell(text);
  if (faults.length > 0) return whole;
  const documents: number[] = [];
  walk(tree, (node) => {
    if (node.type === 'HereDoc') documents.push(node.pos);
  });
  const splitter = new Splitter(text, within, terminal);
  for (const [index, statement] of tree.commands.entries()) {
    const line = lineAround(text, statement, tree.commands.slice(index + 1));
    // The text of a here-document is in the lines behind.
    if (!documents.some((at) => at >= line.start && at < line.end)) splitter.add(statement, line.end);
  }
  return splitter.end();
}

/** Whether a shell of the reader's own is open after a command that is typed at one. */
export const startsShell = (command: string): boolean => splitByShell(command, []).within.length > 0;

/** A command that leaves the shell that it is typed at. */
export const LEAVES = /^\s*(?:exit|logout)\b/;

/** A text, and where the lesson says that it is typed. */
export interface TypedText {
  readonly text: string;
  readonly terminal?: Terminal | undefined;
}

/** Where a text is typed. */
export interface InTerminal {
  /** The shells that are open there, the outermost first. */
  readonly within: readonly InnerShell[];
  /** Undefined: in the first. */
  readonly terminal?: 'other';
  /** Those that are open in the first terminal, if it is typed in another. */
  readonly beside: readonly InnerShell[];
}

/**
 * The terminal of a text that follows others, with the shells that they have left open there. A text of which nothing is said is for the
 * first one, unless another has been left within a shell.
 */
export function inTerminal({ terminal }: Pick<TypedText, 'terminal'>, before: readonly TypedText[]): InTerminal {
  let first: readonly InnerShell[] = [];
  let other: readonly InnerShell[] = [];
  let isOther = false;
  const move = (to: Terminal | undefined) => {
    if (to === 'new') other = [];
    isOther = to === undefined ? isOther && other.length > 0 : to !== 'first';
  };
  for (const one of before) {
    move(one.terminal);
    if (isOther) other = splitByShell(one.text, other, 'other').within;
    else first = splitByShell(one.text, first).within;
  }
  move(terminal);
  return isOther ? { within: other, terminal: 'other', beside: first } : { within: first, beside: [] };
}

/** The network namespace in which what comes after a text is typed, if a shell that is open there names one. */
export const netnsAfter = (text: string, within: readonly InnerShell[]): string | undefined =>
  splitByShell(text, within).within.findLast(({ netns }) => netns !== undefined)?.netns;

/** One text that does the same for who reads only what is written: each shell is given its lines as a here-document. */
export function asOneText(text: string, within: readonly InnerShell[]): string {
  const { parts } = splitByShell(text, within);
  if (parts.every((part) => part.within.length === 0)) return text;
  return parts.map((part) => part.within.toReversed().reduce(wrapped, part.text)).join('\n');
}

function wrapped(text: string, { command }: InnerShell): string {
  // No line of the text is that long.
  const end = 'E'.repeat(text.length + 1);
  return `${command} <<'${end}'\n${text}\n${end}`;
}

/** The lines in which a statement is, with all that begins in the last of them. */
function lineAround(text: string, { pos, end }: Statement, next: readonly Statement[]): { start: number; end: number } {
  let last = end;
  for (const each of next) {
    if (text.slice(last, each.pos).includes('\n')) break;
    last = each.end;
  }
  const newline = text.indexOf('\n', last);
  return { start: text.lastIndexOf('\n', pos - 1) + 1, end: newline < 0 ? text.length : newline };
}

class Splitter {
  readonly #text: string;
  readonly #parts: Part[] = [];
  #within: readonly InnerShell[];
  /** Where the text of the present part begins. */
  #from = 0;
  /** What it begins with: the rest of the line that started the shell before. */
  #first = '';
  #hasCommand = false;
  #enters: number | undefined;
  readonly #terminal: Pick<InnerShell, 'terminal'>;

  constructor(text: string, within: readonly InnerShell[], terminal: Terminal = 'first') {
    this.#text = text;
    this.#within = within;
    this.#terminal = terminal === 'first' ? {} : { terminal: 'other' };
  }

  /** `lineEnd`: of the last line of all that begins in the line of the statement. */
  add(statement: Statement, lineEnd: number): void {
    if (statement.pos < this.#from) return;
    const shell = innerShellOf(statement, this.#text, lineEnd);
    const leaves = this.#within.length > 0 ? leavingOf(statement, this.#text) : undefined;
    if (shell) {
      this.#flush(statement.pos, lineEnd);
      this.#within = [...this.#within, { ...shell, ...this.#terminal }];
      this.#enters = this.#lineOf(statement.pos);
    } else if (leaves !== undefined) {
      // What stands behind it in its line, bash never reads.
      const { after = '' } = this.#within.at(-1) ?? {};
      this.#flush(statement.pos, lineEnd, leaves);
      this.#within = this.#within.slice(0, -1);
      this.#first = after;
      this.#hasCommand = after !== '';
    } else this.#hasCommand = true;
  }

  end(): Parts {
    this.#flush(this.#text.length, this.#text.length);
    if (this.#parts.length === 0) this.#parts.push({ text: this.#text, within: this.#within });
    return { parts: this.#parts, within: this.#within };
  }

  #flush(to: number, next: number, leaves?: string): void {
    const own = `${'\n'.repeat(this.#lineOf(this.#from) - 1)}${this.#first}${this.#text.slice(this.#from, to)}`;
    if (this.#hasCommand || this.#enters !== undefined || leaves !== undefined)
      this.#parts.push({
        text: this.#hasCommand ? own : '',
        within: this.#within,
        ...(this.#enters === undefined ? {} : { enters: this.#enters }),
        ...(leaves === undefined ? {} : { leaves }),
      });
    this.#from = next;
    this.#first = '';
    this.#hasCommand = false;
    this.#enters = undefined;
  }

  /** From 1. */
  #lineOf(at: number): number {
    return this.#text.slice(0, at).split('\n').length;
  }
}

/** A simple command by itself, neither in the background nor with its streams elsewhere; each of its words is one field. */
interface PlainCommand extends SimpleCommand {
  readonly argv: readonly string[];
  /** How many of its words are assignments before the program. */
  readonly assigned: number;
}

function plainCommand({ command, background }: Statement): PlainCommand | undefined {
  if (background || command.type !== 'Command' || command.redirects.length > 0) return undefined;
  const simple = simpleCommand(command, NO_VARIABLES);
  const assigned = command.prefix.length;
  if (simple.words.length !== assigned + simple.fields.length) return undefined;
  return { ...simple, argv: simple.fields.map(({ text }) => text), assigned };
}

function innerShellOf(statement: Statement, text: string, lineEnd: number): InnerShell | undefined {
  const command = plainCommand(statement);
  const started = command && startedShell(command.argv);
  if (!started) return undefined;
  const netns = netnsOf(command.argv, started);
  const isSure = netns !== undefined && command.fields.some((field) => field.sure && field.text.endsWith(netns));
  const after = text.slice(statement.end, lineEnd).replace(/^[\s;]*/, '');
  return {
    command: text.slice(command.start, command.end),
    ...(isSure ? { netns } : {}),
    ...(after === '' || after.startsWith('#') ? {} : { after }),
  };
}

/** The command by which bash is left: `logout` is the same. */
function leavingOf(statement: Statement, text: string): string | undefined {
  const [program, ...more] = plainCommand(statement)?.words ?? [];
  if (!program || !/^(?:exit|logout)$/.test(program.text)) return undefined;
  return ['exit', ...more.map(({ start, end }) => text.slice(start, end))].join(' ');
}

/** The command of an inner shell, taken apart. */
export interface Entering {
  /** What is before the program: assignments. */
  readonly before: string;
  /** The programs that lead to the shell, with their arguments; empty for a mere `bash`. */
  readonly words: string;
  /** It means the same whenever it is run: the shell may be started again, where that is needed. */
  readonly isRepeatable: boolean;
}

/** Undefined: it starts no shell. */
export function enteringOf({ command: text }: InnerShell): Entering | undefined {
  const [statement] = parseShell(text).tree.commands;
  const command = statement && plainCommand(statement);
  const started = command && startedShell(command.argv);
  if (!started) return undefined;
  const { words, assigned, fields, argv, end } = command;
  const from = words[assigned]?.start ?? 0;
  return {
    before: text.slice(0, from),
    words: text.slice(from, words[assigned + started.shell]?.start ?? end),
    isRepeatable: assigned === 0 && fields.every(({ sure }) => sure) && repeats(argv, started),
  };
}

/** What leads to a shell that may be started at any time; undefined where it is another one each time. */
export function fixedPrefix(shell: InnerShell): readonly string[] | undefined {
  const [statement] = parseShell(shell.command).tree.commands;
  const argv = enteringOf(shell)?.isRepeatable && statement ? plainCommand(statement)?.argv : undefined;
  return argv && prefixOf(argv.slice(0, startedShell(argv)?.shell), true)?.argv;
}

const REPEATS = /^(?:sudo|doas|su|env|exec|command|ip|nice|ionice)$/;

function repeats(argv: readonly string[], started: StartedShell): boolean {
  return started.programs.every((at) => {
    const program = programOf(argv[at] ?? '');
    return REPEATS.test(program) || (program === 'nsenter' && netnsOf(argv, { ...started, programs: [at] }));
  });
}
