import type { ShellWord, SimpleCommand } from '../shell/commands.ts';
import { functionsIn } from '../shell/functions.ts';
import { innermost } from '../shell/innermost.ts';
import { parseShell } from '../shell/parse.ts';
import type { Finding } from './finding.ts';
import { CHANGING, LOOKING, SUCCESSORS } from './old-command-forms.ts';
import type { ReadCell } from './read-cell.ts';
import { sayOfLint } from './words.ts';

/** Commands of old tools, and what does the same today. A tool without arguments only looks, and lessons compare both. */
export function oldCommandFindings(cell: ReadCell): Finding[] {
  const old = cell.commands.filter(({ words }) => isOld(words[innermost(words)]?.text ?? ''));
  if (old.length === 0) return [];
  const own = new Set(functionsIn(parseShell(cell.shell).tree).map(({ name }) => name.value));
  return old.flatMap((command) => {
    const { words } = command;
    const at = innermost(words);
    const [program, ...args] = words.slice(at);
    if (!program || own.has(program.text) || args.every(({ text }) => ASKS_FOR_HELP.test(text))) return [];
    return findingOf(cell, command, at);
  });
}

const isOld = (word: string) => Object.hasOwn(SUCCESSORS, nameOf(word));
const nameOf = (program: string) => program.slice(program.lastIndexOf('/') + 1);
const ASKS_FOR_HELP = /^(?:-h|-V|--help|--version)$/;

function findingOf({ shell, offsetInCell, language }: ReadCell, command: SimpleCommand, at: number): Finding[] {
  const words = command.words.slice(at);
  const [program = { text: '', start: 0, end: 0 }] = words;
  const name = nameOf(program.text);
  const start = command.words[0]?.start ?? 0;
  const end = words.at(-1)?.end ?? start;
  const span = { part: 'text', start: offsetInCell(program.start), end: offsetInCell(end) } as const;
  const today = translated(name, words.slice(1), shell);
  const what = sayOfLint('old-command', name, today?.commands.join(' && ') ?? SUCCESSORS[name] ?? '');
  const base = { ...span, what, severity: 'information', isOld: true } as const;
  if (!today || !isReplaceable(today, command, end, shell)) return [{ ...base, fixes: [] }];
  // What runs it, such as sudo, runs each of the new ones.
  const before = shell.slice(start, program.start);
  const indent = /[ \t]*$/.exec(shell.slice(Math.max(0, start - NEAR), start))?.[0] ?? '';
  const text = today.commands.join(`${language === 'console' ? ' && ' : `\n${indent}`}${before}`);
  const fix = { what: sayOfLint('replace-command', today.commands.join(' && ')), edits: [{ ...span, with: text }] };
  return [{ ...base, fixes: [fix] }];
}

/** What would be written today for the commands of an old program in a cell. */
export function todayFor(cell: ReadCell, program: string): readonly Translated[] {
  return cell.commands.flatMap(({ words }) => {
    const at = innermost(words);
    const name = words[at];
    const today = name && nameOf(name.text) === program && translated(program, words.slice(at + 1), cell.shell);
    if (!today) return [];
    const before = cell.shell.slice(words[0]?.start, name.start).replaceAll(/\s+/g, ' ');
    return [{ ...today, commands: today.commands.map((command) => `${before}${command}`) }];
  });
}

export interface Translated {
  readonly commands: readonly string[];
  /** Its output is another one. */
  readonly looks: boolean;
}

/** So much of a text is around a command: what is farther away means nothing for it. */
const NEAR = 200;

/** Whether nothing around a command makes the new one mean something else. */
function isReplaceable({ commands, looks }: Translated, command: SimpleCommand, end: number, shell: string): boolean {
  const { start, redirections } = command;
  if (redirections.some(({ pos }) => pos < end)) return false;
  const before = (start < NEAR ? '\n' : '') + shell.slice(Math.max(0, start - NEAR), start);
  const after = shell.slice(end, end + NEAR);
  // Two commands are two lines, so that the status of each counts as that of one did.
  if (commands.length > 1) return /(?<!\\|\||&&)\n[ \t]*$/.test(before) && /^[ \t]*(?:#.*)?(?:\n|$)/.test(after);
  if (!looks) return true;
  return (
    redirections.length === 0 &&
    /(?:\n|;|&&|\|\||\b(?:do|then|else)\b|\{)[ \t]*$/.test(before) &&
    /^[ \t]*(?:$|\n|;|&|\|\||#)/.test(after)
  );
}

function translated(program: string, args: readonly ShellWord[], shell: string): Translated | undefined {
  for (const form of FORMS) {
    const values = form.program === program ? match(form.words, args, shell) : undefined;
    if (values) return { commands: form.today.map((command) => filled(command, values)), looks: form.looks };
  }
  return undefined;
}

interface Form {
  readonly program: string;
  readonly words: readonly string[];
  readonly today: readonly string[];
  readonly looks: boolean;
}

const formsOf = (table: string, looks: boolean): Form[] =>
  table
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [old = '', today = ''] = line.split(' => ');
      const [program = '', ...words] = old.split(' ');
      return { program, words, today: today.split(' ; '), looks };
    });

const FORMS: readonly Form[] = [...formsOf(CHANGING, false), ...formsOf(LOOKING, true)];

/** What stands for a word in the new command: as it is written, with its quotes; and of a mask its length. */
type Filling = ReadonlyMap<string, string>;

function match(words: readonly string[], args: readonly ShellWord[], shell: string): Filling | undefined {
  const values = new Map<string, string>();
  let at = 0;
  for (const word of words) {
    const arg = args[at];
    const [, name, kind = 'word'] = /^\{(\w+)(?::(\w+))?\}$/.exec(word) ?? [];
    if (name === undefined) {
      if (arg?.text === word.replace(/\?$/, '')) at++;
      else if (!word.endsWith('?')) return undefined;
    } else {
      if (!arg || !KINDS[kind]?.(arg.text) || (name === 'dev' && arg.text.includes(':'))) return undefined;
      values.set(name, shell.slice(arg.start, arg.end));
      if (kind === 'mask') values.set(`${name}:length`, `${lengthOf(arg.text)}`);
      at++;
    }
  }
  // `ifconfig $args`: several words, for all we know.
  const isOpen = args.length === 1 && shell[args[0]?.start ?? 0] === '$';
  return at === args.length && !isOpen ? values : undefined;
}

const KINDS: Readonly<Record<string, (text: string) => boolean>> = {
  word: (text) => !text.startsWith('-') && !KEYWORDS.test(text),
  cidr: (text) => /\/\w/.test(text) && !text.startsWith('-'),
  mask: (text) => lengthOf(text) !== undefined,
  flags: (text) => /^-[46tulxanpoe]+$/.test(text),
};
/** Words of the old tools that are no value, where one may be. */
const KEYWORDS =
  /^(?:up|down|gw|dev|netmask|metric|mss|window|irtt|reject|mod|dyn|reinstate|inet6?|default|add|del|mtu|hw|broadcast|pointopoint|promisc|arp|allmulti|multicast|dstaddr|tunnel|txqueuelen|pub|temp)$/;

/** 255.255.255.0 → 24 */
function lengthOf(mask: string): number | undefined {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(mask)) return undefined;
  const bits = mask.split('.').map((part) => Number(part).toString(2).padStart(8, '0'));
  const [, ones] = /^(1*)0*$/.exec(bits.join('')) ?? [];
  return bits.every(({ length }) => length === 8) ? ones?.length : undefined;
}

const filled = (command: string, values: Filling) =>
  command.replace(/\{([\w:]+)\}/g, (_, name: string) => values.get(name) ?? '');
