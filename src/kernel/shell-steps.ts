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
  /** Its line opens a here-document, whose commands are steps as well where it reads them. */
  readonly document?: true;
}

/** Text that calls itself through shells has no end. */
const MAX_DEPTH = 4;
/** A name or an address is no longer; a longer value, put in many times, would have no end either. */
const MAX_VALUE = 256;
/** Nobody writes more programs before the one that is meant. */
const MAX_PREFIXES = 20;

/**
 * The commands in a text of shell, those behind sudo, env or `bash -c` included. It reads what is written, as a person
 * would: what a variable or a function holds is not known.
 */
export function stepsOf(text: string, depth = 0): Step[] {
  const lines = codeLines(text);
  const variables = assignments(lines.flatMap(({ code }) => commandsWithWrites(code)));
  const expand = (word: string) =>
    word.replace(/\$(?:(\w+)|\{(\w+)\})/g, (all, bare, braced) => variables.get(bare ?? braced) ?? all);
  return lines.flatMap(({ code, document }) => {
    const steps = commandsWithWrites(code).flatMap(({ words, writes }) =>
      unwrapped({ words: words.map(expand), writes: writes.map(expand) }, depth),
    );
    if (document.length === 0 || depth >= MAX_DEPTH) return steps;
    const reading = steps.map((step): Step => ({ ...step, document: true }));
    // It is read once for all that read it alike.
    const readers = new Map(reading.map((step) => [`${step.elsewhere} ${isBatch(step)} ${isShell(step)}`, step]));
    return [...reading, ...[...readers.values()].flatMap((step) => ofDocument(step, document, depth))];
  });
}

/** The commands of a here-document that a shell or `ip -batch -` reads. */
function ofDocument(reader: Step, document: readonly string[], depth: number): Step[] {
  if (!isBatch(reader) && !isShell(reader)) return [];
  const text = document.map((line) => (isBatch(reader) ? `ip ${line}` : line)).join('\n');
  return stepsOf(text, depth + 1).map((step) => ({ ...step, elsewhere: step.elsewhere || reader.elsewhere }));
}

/** Whether ip(8) reads its commands from a file. */
export const isBatch = ({ argv: [program, ...args] }: Step) =>
  program === 'ip' && args.some((word) => /^--?b(?:a|at|atc|atch)?$/.test(word));
const isShell = ({ argv: [program = ''] }: Step) => SHELL.test(program);

/** What variables hold that are given one literal value in the text, and no other. */
function assignments(commands: readonly Written[]): Map<string, string> {
  const values = new Map<string, string>();
  const unsure = new Set<string>();
  for (const { words } of commands) {
    const [first = '', second = ''] = words;
    if (/^(?:for|read|select)$/.test(first)) unsure.add(second);
    const pairs = /^(?:export|local|declare|readonly)$/.test(first) ? words.slice(1) : words;
    if (!pairs.every((word) => /^\w+=/.test(word))) continue;
    for (const pair of pairs) {
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(name.length + 1);
      const isLong = value.length > MAX_VALUE;
      if (isLong || /[$`]/.test(value) || (values.get(name) ?? value) !== value) unsure.add(name);
      values.set(name, value);
    }
  }
  for (const name of unsure) values.delete(name);
  return values;
}

const SHELL = /^(?:ba|da|z|k)?sh$/;

/** A line of code, and the here-documents that it opens. */
interface Line {
  readonly code: string;
  readonly document: string[];
}

/** `$((…))` without a command in it: a number. */
const ARITHMETIC = /\$\(\((?:[^()`$]|\$(?!\()|(?<!\$)\([^()`$]*\))*\)\)/g;

/** The lines that are code; what a `\` continues is one line. */
function codeLines(text: string): Line[] {
  const scanner = new ShellScanner();
  const lines: Line[] = [];
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    const inDocument = scanner.inHereDocument;
    scanner.feed(line);
    if (!inDocument) lines.push({ code: line.replace(ARITHMETIC, '0'), document: [] });
    else if (scanner.inHereDocument) lines.at(-1)?.document.push(line);
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
  let end = 0;
  for (const words of commandsOf(line).filter(({ length }) => length > 0)) {
    const [first, ...rest] = textsOf(line, words);
    const operator = REDIRECTION.exec(line.slice(end, words[0]?.start).trimEnd().slice(-2))?.[0];
    end = words.at(-1)?.end ?? end;
    const before = commands.at(-1);
    if (first === undefined) continue;
    if (!operator || !before) commands.push({ words: [first, ...rest], writes: [] });
    else {
      for (const word of rest) before.words.push(word);
      const isDescriptor = operator.endsWith('&') && /^(?:\d+|-)$/.test(first);
      if (operator.startsWith('>') && !isDescriptor) before.writes.push(first);
    }
  }
  return commands;
}

const REDIRECTION = /[<>][|&]?$/;

/** Without the number of a redirection: the 2 of `2>/dev/null`. */
function textsOf(line: string, words: readonly ShellWord[]): string[] {
  return words.filter(({ text, end }) => !(/^\d$/.test(text) && /[<>]/.test(line[end] ?? ''))).map(({ text }) => text);
}

/** What may stand before a command and changes nothing about it. */
const PREFIX = /^(?:\w+\+?=.*|time|!|do|then|else|elif|if|while|until|\{|command|builtin|exec|eval)$/s;

interface Wrapper {
  /** Its options that take a value as a word of its own. */
  readonly withValue: RegExp;
  /** Its own words before those of the command. */
  readonly operands?: number;
}

const NO_VALUE = /(?!)/;
/** Programs that run the command behind their options. */
const WRAPPERS = new Map<string, Wrapper>([
  ['sudo', { withValue: /^-[ughpCrtTDR]$/ }],
  ['doas', { withValue: /^-[uC]$/ }],
  ['env', { withValue: /^-[uCS]$/ }],
  ['nice', { withValue: /^-n$/ }],
  ['ionice', { withValue: /^-[cnpPu]$/ }],
  ['stdbuf', { withValue: /^-[ioe]$/ }],
  ['timeout', { withValue: /^-[sk]$/, operands: 1 }],
  ['flock', { withValue: /^-[wE]$/, operands: 1 }],
  ['chrt', { withValue: /^-[TPD]$/, operands: 1 }],
  ['taskset', { withValue: NO_VALUE, operands: 1 }],
  ['setsid', { withValue: NO_VALUE }],
  ['nohup', { withValue: NO_VALUE }],
  ['busybox', { withValue: NO_VALUE }],
  ['xtables-nft-multi', { withValue: NO_VALUE }],
  ['xtables-legacy-multi', { withValue: NO_VALUE }],
]);

function unwrapped({ words, writes }: Written, depth: number): Step[] {
  const step = (argv: readonly string[], elsewhere: boolean): Step[] => {
    const [program = '', ...args] = argv;
    const name = program.split('/').at(-1) ?? '';
    return argv.length === 0 && writes.length === 0 ? [] : [{ argv: [name, ...args], elsewhere, writes }];
  };
  let rest: readonly string[] = words;
  let elsewhere = false;
  for (let left = MAX_PREFIXES; ; left--) {
    const program = rest[0] ?? '';
    const args = rest.slice(1);
    const name = program.split('/').at(-1) ?? '';
    if (left === 0) return step(rest, elsewhere);
    if (rest.length > 0 && PREFIX.test(program)) rest = args;
    else if (WRAPPERS.has(name)) rest = afterWrapper(args, WRAPPERS.get(name));
    else if (name === 'xargs') rest = ofXargs(args);
    else if (SHELL.test(name) && args.some(isCommandOption) && depth < MAX_DEPTH) {
      const script = args[args.findIndex(isCommandOption) + 1] ?? '';
      return stepsOf(script, depth + 1).map((inner) => ({ ...inner, elsewhere: inner.elsewhere || elsewhere }));
    } else {
      const inner = inNetns(name, args);
      if (!inner) return step(rest, elsewhere);
      rest = inner;
      elsewhere = !(name === 'nsenter' && entersMachine(args));
    }
  }
}

/** In place of the arguments that xargs(1) adds. */
export const XARGS = '$(xargs)';

/** Its command, with what it adds: at the end, or in place of what `-I` names. */
function ofXargs(args: readonly string[]): readonly string[] {
  const command = afterOptions(args, /^-[IaEdLnPs]$/);
  const options = args.slice(0, args.length - command.length);
  const at = options.findIndex((word) => word.startsWith('-I'));
  const place = options[at]?.slice(2) || options[at + 1];
  return at < 0 || !place ? [...command, XARGS] : command.map((word) => word.replaceAll(place, XARGS));
}

/** Whether nsenter(1) enters the network namespace of process 1: the machine's own. */
const entersMachine = (args: readonly string[]) =>
  /(?:^| )(?:(?:-[a-zA-Z]*t|--target)[ =]?1|--net=\/proc\/1\/ns\/net|-n\/proc\/1\/ns\/net)(?: |$)/.test(
    args.join(' '),
  ) && !args.some((word) => /^(?:--net=|-n)(?!\/proc\/1\/)./.test(word));

/** `-c`, also among others as in `bash -ec`. */
const isCommandOption = (word: string) => /^-[a-z]*c$/.test(word);

function afterWrapper(words: readonly string[], wrapper: Wrapper | undefined): readonly string[] {
  return afterOptions(words, wrapper?.withValue ?? NO_VALUE).slice(wrapper?.operands ?? 0);
}

function afterOptions(words: readonly string[], withValue: RegExp): readonly string[] {
  let at = 0;
  while (words[at]?.startsWith('-') || /^\w+=/.test(words[at] ?? '')) at += withValue.test(words[at] ?? '') ? 2 : 1;
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
  if (
    (name === 'nsenter' || name === 'unshare') &&
    args.some((word) => /^(?:--net|-[a-zA-Z]*n|--all$|-a$)/.test(word))
  ) {
    const separator = args.indexOf('--');
    const at = separator >= 0 ? separator + 1 : args.findIndex((word, index) => isOperand(word, args[index - 1]));
    return at < 0 ? undefined : args.slice(at);
  }
  return undefined;
}

/** Not an option, nor the value of `-t PID`. */
const isOperand = (word: string, before: string | undefined) =>
  !word.startsWith('-') && !/^(?:-[tSG]|--target)$/.test(before ?? '');
