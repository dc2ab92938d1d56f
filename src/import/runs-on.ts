// What does not end on its own, and what is done about it where nobody is there to stop it.

import { simpleCommand } from '../shell/commands.ts';
import { NO_VARIABLES } from '../shell/fields.ts';
import { looseOptions } from '../shell/getopt.ts';
import { type Command, parseShell, type Statement, type SyntaxNode, walk } from '../shell/parse.ts';
import { runBy } from '../shell/wrappers.ts';
import type { Said } from '../words.ts';
import { endlessProgram, mayRunOn } from './endless-programs.ts';
import type { Endless } from './endless-readers.ts';
import { sayRunsOn } from './words.ts';

/** A command in the foreground that runs until it is stopped. */
export interface RunsOn extends Endless {
  /** Line of the text, from 1. */
  readonly line: number;
  /** It is in the last statement of the text. */
  readonly last: boolean;
}

/** The first command of a text that would keep the shell waiting until somebody stops it. */
export function runsOn(shellText: string): RunsOn | undefined {
  return partsOf(shellText).find((part) => part.runsOn)?.runsOn;
}

/** The first server or the like that a text starts, in the foreground or as a job. */
export function startedBy(shellText: string): Endless | undefined {
  const { tree } = parseShell(shellText);
  return best(tree.commands.flatMap((statement) => ofNode(statement, { ...TOP, jobs: true })));
}

/** A limit that is long enough to see what it does. */
const LIMIT_MS = 5000;

/** What is done about it; the reason is for the reader. */
export type HowToRun = { readonly why: Said } & (
  | { readonly background: true /** Stopped with the cell. */; readonly withCell?: true }
  | { readonly timeoutMs: number }
);

/** `limitMs`: how long it may run if it gets a limit. */
export function howToRun(found: RunsOn, limitMs = LIMIT_MS): HowToRun {
  const { kind, program, screen, last } = found;
  const holds = program === 'sleep infinity';
  if (screen || (kind === 'endless' && !holds)) {
    const timeoutMs = Math.min(limitMs, LIMIT_MS);
    return { timeoutMs, why: sayRunsOn('to-limit', program, timeoutMs / 1000) };
  }
  if (last) return { background: true, why: sayRunsOn('to-background', program) };
  if (kind === 'capture') return { background: true, withCell: true, why: sayRunsOn('while-the-rest', program) };
  return { background: true, why: sayRunsOn('beside-the-rest', program) };
}

/** A part of a text, which is run before the next one. */
export interface Part {
  /** On the lines that it has in the whole. */
  readonly text: string;
  /** What in it runs on; it is one statement then. */
  readonly runsOn?: RunsOn;
  /** A server or the like that it starts as a job: what comes after it may count on that. It is one statement then. */
  readonly job?: Endless;
}

/** Whether there is a reason to run a text in these parts. */
export const isForParts = (parts: readonly Part[]): boolean => parts.some(({ runsOn, job }) => runsOn ?? job);

/** Nobody lets so many programs wait in one cell. */
const MAX_PARTS = 100;

/**
 * A text taken apart at its statements that run on, and at its jobs that others wait for. Run in turn by one shell, the parts do what the whole does: it is one part
 * where that cannot be said.
 */
export function partsOf(shellText: string): readonly Part[] {
  const whole: readonly Part[] = [{ text: shellText }];
  if (!mayRunOn(shellText)) return whole;
  const { tree, faults } = parseShell(shellText);
  if (faults.length > 0) return whole;
  const parts: Part[] = [];
  let from = 0;
  let isOwn = false;
  const add = (to: number, own: Omit<Part, 'text'> = {}) => {
    const lines = shellText.slice(0, from).replaceAll(/[^\n]/g, '');
    if (to > from) parts.push({ text: lines + shellText.slice(from, to), ...own });
    from = to;
  };
  for (const [index, statement] of tree.commands.entries()) {
    const job = statement.background ? awaitedJob(statement) : undefined;
    const found = best(ofNode(statement, TOP));
    if (!found && !job) {
      isOwn = false;
      continue;
    }
    const next = tree.commands[index + 1];
    if (parts.length > MAX_PARTS) return whole;
    // What is before the first statement are comments.
    if (index > 0 && !isOwn) add(statement.pos);
    isOwn = true;
    if (!found) {
      add(next?.pos ?? shellText.length, job && { job });
      continue;
    }
    const line = shellText.slice(0, statement.pos).split('\n').length + linesBefore(shellText, statement, found.at);
    const { at: _, ...own } = found;
    add(next?.pos ?? shellText.length, { runsOn: { ...own, line, last: !next } });
  }
  if (parts.length === 0) return whole;
  add(shellText.length);
  if (parts.length === 1) return parts;
  // A here-document that begins in one of them is in the next.
  return parts.every(({ text }) => parseShell(text).faults.length === 0) ? parts : whole;
}

/** What a job is that says when it is ready. */
function awaitedJob(statement: Statement): Endless | undefined {
  const found = best(ofNode(statement, { ...TOP, jobs: true }));
  if (!found?.listens && found?.kind !== 'capture') return undefined;
  const { at: _, ...job } = found;
  return job;
}

const linesBefore = (text: string, { pos }: Statement, at: number) => text.slice(pos, at).split('\n').length - 1;

type Found = Endless & { readonly at: number };

interface Within {
  /** In how many texts. */
  readonly depth: number;
  /** What is sent to the background counts as well. */
  readonly jobs: boolean;
  /** Where it is in the outermost text, if this is not that. */
  readonly at?: number;
}

const TOP: Within = { depth: 0, jobs: false };
const MAX_DEPTH = 8;

/** Of what is in one statement: what others may need comes first. */
function best(found: readonly Found[]): Found | undefined {
  const first = (kind: Endless['kind']) => found.find((one) => one.kind === kind);
  return first('server') ?? first('capture') ?? first('endless');
}

/** What runs on in a node, in the order of the text. What is in functions, coprocesses and substitutions is none. */
function ofNode(node: SyntaxNode | undefined, within: Within): Found[] {
  const ofAll = (nodes: readonly (SyntaxNode | undefined)[]) => nodes.flatMap((one) => ofNode(one, within));
  switch (node?.type) {
    case 'Statement':
      return node.background && !within.jobs ? [] : ofNode(node.command, within);
    case 'Script':
    case 'CompoundList':
    case 'AndOr':
      return ofAll(node.commands);
    case 'Pipeline': {
      // After the last command that may leave its input unread.
      const from = Math.max(
        0,
        node.commands.findLastIndex((command, at) => at > 0 && !readsAll(command)),
      );
      return node.commands
        .slice(from)
        .flatMap((command, at, all) =>
          ofNode(command, within).filter(({ program }) => program !== 'yes' || at === all.length - 1),
        );
    }
    case 'Redirected':
      return ofNode(node.command, within);
    case 'If':
      return ofAll([node.clause, node.then, ...node.elif.flatMap((elif) => [elif.clause, elif.then]), node.else]);
    case 'While':
    case 'ArithmeticFor':
      return [...ofLoop(node, within), ...ofAll([node.type === 'While' ? node.clause : undefined, node.body])];
    case 'For':
    case 'Subshell':
    case 'BraceGroup':
      return ofNode(node.body, within);
    case 'Case':
      return ofAll(node.items.map(({ body }) => body));
    case 'Command':
      return ofWords(argvOf(node), { ...within, at: within.at ?? node.pos });
    default:
      return [];
  }
}

const argvOf = (command: Command): string[] => simpleCommand(command, NO_VARIABLES).fields.map(({ text }) => text);

/** A loop without an end, and without a way out. */
function ofLoop(node: Extract<SyntaxNode, { type: 'While' | 'ArithmeticFor' }>, within: Within): Found[] {
  const program = node.type === 'While' ? endlessClause(node.kind, node.clause) : node.test ? undefined : 'for ((;;))';
  if (program === undefined || leaves(node.body)) return [];
  return [{ kind: 'endless', program, at: within.at ?? node.pos }];
}

function endlessClause(kind: 'while' | 'until', { commands }: { commands: readonly Statement[] }): string | undefined {
  const [statement, ...more] = commands;
  if (statement?.command.type !== 'Command' || more.length > 0) return undefined;
  const clause = argvOf(statement.command).join(' ');
  const isEndless = kind === 'while' ? /^(?:true|:|sleep [\d.]+[smhd]?|\[ 1 \])$/ : /^false$/;
  return isEndless.test(clause) ? `${kind} ${clause}` : undefined;
}

function leaves(body: SyntaxNode): boolean {
  let found = false;
  walk(body, (node) => {
    if (node.type === 'Command') found ||= /^(?:break|return|exit|exec|kill)$/.test(node.name?.value ?? '');
  });
  return found;
}

/** Whether it reads its input to the end: another one ends what writes to it. */
function readsAll(node: SyntaxNode): boolean {
  if (node.type === 'Redirected') return readsAll(node.command);
  if (node.type === 'While') return !leaves(node.body);
  if (node.type !== 'Command') return false;
  const [program = '', ...args] = argvOf(node);
  if (/^(?:stdbuf|unbuffer)$/.test(program))
    return runBy(program, args).some((inner) => typeof inner === 'object' && 'words' in inner && filters(inner.words));
  return filters([program, ...args]);
}

function filters([program = '', ...args]: readonly string[]): boolean {
  if (/^(?:cat|tee|cut|tr|sort|uniq|wc|ts|nl|column|less|more|xxd|hexdump|od|jq|rev|logger)$/.test(program))
    return true;
  if (/^[ef]?grep$/.test(program)) {
    const { options } = looseOptions(args, 'e f m A B C max-count');
    return !['m', 'q', 'l', 'L', 'max-count', 'quiet', 'silent'].some((name) => options.has(name));
  }
  if (program === 'sed') return !args.some((word) => /(?:^|[\s;{}\d$/])[qQ]\d*(?:$|[\s;}])/.test(word));
  return /^[gm]?awk$/.test(program) && !args.some((word) => /\bexit\b/.test(word));
}

/** Whether the command that follows a program ends with it, is not waited for, or is not run now. */
function endsInner(program: string, args: readonly string[]): boolean {
  const { options } = looseOptions(args.slice(0, args.findIndex((word) => /^[^-]/.test(word)) >>> 0));
  const has = (...names: string[]) => names.some((name) => options.has(name));
  switch (program) {
    case 'sudo':
      return has('b', 'background', 'l', 'list', 'v', 'validate');
    case 'setsid':
      return has('f', 'fork');
    case 'command':
      return has('v', 'V');
    case 'start-stop-daemon':
      return args.some((word) => /^(?:-\w*b\w*|--background)$/.test(word));
    case 'systemd-run':
      return !args.some((word) => /^(?:--scope|--wait|--pty|--pipe|-t|-P)$/.test(word));
    default:
      return /^(?:timeout|find|xargs|parallel|trap|mapfile|readarray|compgen|complete)$/.test(program);
  }
}

function ofWords([path = '', ...args]: readonly string[], within: Within): Found[] {
  if (within.depth > MAX_DEPTH) return [];
  const program = path.split('/').at(-1) ?? '';
  const own = endlessProgram(program, args);
  if (own) return [{ ...own, at: within.at ?? 0 }];
  if (endsInner(program, args)) return [];
  const inner = { ...within, depth: within.depth + 1 };
  if (program === 'npx') return ofWords(args.slice(args.findIndex((word) => !word.startsWith('-')) >>> 0), inner);
  return runBy(program, args).flatMap((one) => {
    if (one === 'unread') return [];
    return 'text' in one ? ofNode(parseShell(one.text).tree, inner) : ofWords(one.words, inner);
  });
}
