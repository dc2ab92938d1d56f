import { ShellScanner } from '../notebook/shell-scan.ts';
import { commandsOf, type ShellWord } from '../notebook/shell-words.ts';

/** A simple command of a cell, as far as its text tells. */
export interface Step {
  /** The program by its bare name, and its arguments. Without quotes; expansions as written. */
  readonly argv: readonly string[];
  /** It runs in another network namespace than the shell: `ip netns exec`, `ip -n`, `nsenter`, `unshare`. */
  readonly elsewhere: boolean;
  /** The files that its output is redirected to. */
  readonly writes: readonly string[];
}

/** Text that calls itself through shells has no end. */
const MAX_DEPTH = 4;

/**
 * The commands in a text of shell, those behind sudo, env or `bash -c` included. It reads what is written, as a person
 * would: what a variable or a function holds is not known.
 */
export function stepsOf(text: string, depth = 0): Step[] {
  return codeLines(text).flatMap((line) => commandsWithWrites(line).flatMap((command) => unwrapped(command, depth)));
}

/** The lines that are code: no here-documents; what a `\` continues is one line. */
function codeLines(text: string): string[] {
  const scanner = new ShellScanner();
  const lines: string[] = [];
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    if (!scanner.inHereDocument) lines.push(line);
    scanner.feed(line);
  }
  return lines;
}

interface Written {
  readonly words: string[];
  readonly writes: string[];
}

/** `echo 1 >file 2` is the command `echo 1 2`, which writes to `file`. */
function commandsWithWrites(line: string): Written[] {
  const commands: Written[] = [];
  for (const words of commandsOf(line).filter(({ length }) => length > 0)) {
    const [first, ...rest] = textsOf(line, words);
    const operator = REDIRECTION.exec(line.slice(0, words[0]?.start))?.[1];
    const before = commands.at(-1);
    if (first === undefined) continue;
    if (!operator || !before) commands.push({ words: [first, ...rest], writes: [] });
    else {
      before.words.push(...rest);
      const isDescriptor = operator.endsWith('&') && /^(?:\d+|-)$/.test(first);
      if (operator.startsWith('>') && !isDescriptor) before.writes.push(first);
    }
  }
  return commands;
}

const REDIRECTION = /([<>][|&]?)\s*$/;

/** Without the number of a redirection: the 2 of `2>/dev/null`. */
function textsOf(line: string, words: readonly ShellWord[]): string[] {
  return words.filter(({ text, end }) => !(/^\d$/.test(text) && /[<>]/.test(line[end] ?? ''))).map(({ text }) => text);
}

/** What may stand before a command and changes nothing about it. */
const PREFIX = /^(?:\w+\+?=.*|time|!|do|then|else|elif|if|while|until|\{|command|builtin|exec|nohup|setsid|eval)$/s;
/** Options of sudo(8), env(1) and nice(1) that take a value. */
const WITH_VALUE = /^-[ughpCrtTDRnS]$/;

function unwrapped({ words, writes }: Written, depth: number): Step[] {
  const step = (argv: readonly string[], elsewhere: boolean): Step[] => {
    const [program = '', ...args] = argv;
    const name = program.split('/').at(-1) ?? '';
    return argv.length === 0 && writes.length === 0 ? [] : [{ argv: [name, ...args], elsewhere, writes }];
  };
  let rest: readonly string[] = words;
  let elsewhere = false;
  for (;;) {
    const [program = '', ...args] = rest;
    const name = program.split('/').at(-1) ?? '';
    if (rest.length > 0 && PREFIX.test(program)) rest = args;
    else if (name === 'sudo' || name === 'env' || name === 'nice') rest = afterOptions(args, name === 'sudo');
    else if (/^(?:ba|da|z|k)?sh$/.test(name) && args.some(isCommandOption) && depth < MAX_DEPTH) {
      const script = args[args.findIndex(isCommandOption) + 1] ?? '';
      return stepsOf(script, depth + 1).map((inner) => ({ ...inner, elsewhere: inner.elsewhere || elsewhere }));
    } else {
      const inner = inNetns(name, args);
      if (!inner) return step(rest, elsewhere);
      rest = inner;
      elsewhere = true;
    }
  }
}

/** `-c`, also among others as in `bash -ec`. */
const isCommandOption = (word: string) => /^-[a-z]*c$/.test(word);

function afterOptions(words: readonly string[], isSudo: boolean): readonly string[] {
  let at = 0;
  while (words[at]?.startsWith('-') || /^\w+=/.test(words[at] ?? '')) {
    const option = words[at] ?? '';
    // -n of sudo takes none; of nice it does.
    at += WITH_VALUE.test(option) && !(isSudo && /^-[nS]$/.test(option)) ? 2 : 1;
  }
  return words.slice(at);
}

/** The command that runs in another network namespace, or undefined. */
function inNetns(name: string, args: readonly string[]): readonly string[] | undefined {
  if (name === 'ip' || name === 'bridge' || name === 'tc') {
    const option = args.findIndex((word) => /^--?n(?:e|et|etn|etns)?$/.test(word));
    const before = args.slice(0, option);
    if (option >= 0 && before.every((word) => word.startsWith('-')))
      return [name, ...before, ...args.slice(option + 2)];
    const at = args.findIndex((word) => !word.startsWith('-'));
    if (name === 'ip' && /^netns?$/.test(args[at] ?? '') && args[at + 1] === 'exec') return args.slice(at + 3);
  }
  if ((name === 'nsenter' || name === 'unshare') && args.some((word) => /^(?:--net|-[a-zA-Z]*n)/.test(word))) {
    const separator = args.indexOf('--');
    const at = separator >= 0 ? separator + 1 : args.findIndex((word, index) => isOperand(word, args[index - 1]));
    return at < 0 ? undefined : args.slice(at);
  }
  return undefined;
}

/** Not an option, nor the value of `-t PID`. */
const isOperand = (word: string, before: string | undefined) => !word.startsWith('-') && !/^-[tSG]$/.test(before ?? '');
