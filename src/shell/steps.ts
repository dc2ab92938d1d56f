import { commandsOf, type SimpleCommand } from './commands.ts';
import { ipCommand } from './ip.ts';
import type { Fault, Redirection } from './parse.ts';
import { knownVariables } from './variables.ts';
import { textOf, type Variables } from './words.ts';
import { commandRunBy, SHELL, textRunBy } from './wrappers.ts';

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
/** Nobody writes more programs before the one that is meant. */
const MAX_PREFIXES = 20;

/** What a text of shell runs. */
export interface Steps {
  /** In the order in which they begin, those behind sudo, env or `bash -c` included. */
  readonly steps: readonly Step[];
  /** What could not be read: anything may stand there. */
  readonly faults: readonly Fault[];
}

/**
 * The commands in a text of shell. It reads what is written, as a person would: what a function or a variable holds is
 * not known, but for a variable that the text gives one literal value.
 */
export function stepsOf(text: string, depth = 0): Steps {
  const variables = knownVariables(text);
  const { commands, faults } = commandsOf(text, variables);
  const all = commands.map((command) => ofCommand(command, variables, depth));
  return { steps: all.flatMap(({ steps }) => steps), faults: [...faults, ...all.flatMap((each) => each.faults)] };
}

const steps = (...all: readonly Step[]): Steps => ({ steps: all, faults: [] });

function ofCommand({ fields, redirections }: SimpleCommand, variables: Variables, depth: number): Steps {
  const writes = redirections.flatMap((redirection) => fileWritten(redirection, variables));
  const words = fields.map(({ text }) => text);
  const own = unwrapped(words, writes, depth);
  const documents = redirections.flatMap((redirection) => documentOf(redirection, variables));
  if (documents.length === 0 || depth >= MAX_DEPTH) return own;
  const reading = own.steps.map((step): Step => ({ ...step, document: true }));
  const read = reading.flatMap((step) => documents.map((document) => ofDocument(step, document, depth)));
  return {
    steps: [...reading, ...read.flatMap((each) => each.steps)],
    faults: [...own.faults, ...read.flatMap((each) => each.faults)],
  };
}

/** The file that a redirection writes. */
function fileWritten(redirection: Redirection, variables: Variables): string[] {
  if (redirection.type !== 'Redirect' || !redirection.target || !redirection.operator.includes('>')) return [];
  const file = textOf(redirection.target, variables);
  const isDescriptor = redirection.operator === '>&' && /^(?:\d+-?|-)$/.test(file);
  return isDescriptor ? [] : [file];
}

/** What a redirection gives to the command as its input, where it is written here. */
function documentOf(redirection: Redirection, variables: Variables): string[] {
  if (redirection.type === 'HereDoc') return [redirection.body.text];
  return redirection.type === 'HereString' && redirection.target ? [textOf(redirection.target, variables)] : [];
}

/** The commands of a here-document that a shell or `ip -batch -` reads. */
function ofDocument(reader: Step, document: string, depth: number): Steps {
  if (!isBatch(reader) && !isShell(reader)) return steps();
  const text = isBatch(reader) ? document.replaceAll(/^(?=.)/gm, 'ip ') : document;
  return within(stepsOf(text, depth + 1), reader.elsewhere);
}

/** All of them elsewhere, if what runs them is. */
const within = ({ steps: inner, faults }: Steps, elsewhere: boolean): Steps => ({
  steps: inner.map((step) => ({ ...step, elsewhere: step.elsewhere || elsewhere })),
  faults,
});

/** Whether ip(8) reads its commands from a file. */
export const isBatch = ({ argv: [program, ...args] }: Step): boolean =>
  program === 'ip' && ipCommand(args).options.has('-batch');
const isShell = ({ argv: [program = ''] }: Step) => SHELL.test(program);

function unwrapped(words: readonly string[], writes: readonly string[], depth: number): Steps {
  let rest = words;
  let elsewhere = false;
  for (let left = MAX_PREFIXES; left > 0; left--) {
    const [program = '', ...args] = rest;
    const name = program.split('/').at(-1) ?? '';
    const text = depth < MAX_DEPTH ? textRunBy(name, args) : undefined;
    if (text !== undefined) return within(stepsOf(text, depth + 1), elsewhere);
    const inner = commandRunBy(name, args);
    if (!inner) break;
    rest = inner.words;
    elsewhere = inner.elsewhere ?? elsewhere;
  }
  const [program = '', ...args] = rest;
  if (rest.length === 0 && writes.length === 0) return steps();
  return steps({ argv: [program.split('/').at(-1) ?? '', ...args], elsewhere, writes });
}
