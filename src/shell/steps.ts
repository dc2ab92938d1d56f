import { commandsOf, type SimpleCommand } from './commands.ts';
import { textOf, type Variables } from './fields.ts';
import { ipCommand } from './ip.ts';
import { nftArguments } from './nft.ts';
import type { Fault, Redirection } from './parse.ts';
import { shellCommand } from './quote.ts';
import { knownVariables } from './variables.ts';
import { readsInput, runBy } from './wrappers.ts';

/** A simple command of a cell, as far as its text shows. */
export interface Step {
  /** The program by its bare name, and its arguments. Without quotes; expansions as written. */
  readonly argv: readonly string[];
  /** In another network namespace than the shell (true: `ip netns exec`), or in the machine's own (false: `nsenter -t 1 -n`). Absent: there. */
  readonly elsewhere?: boolean;
  /** Files to which the shell redirects output; then there is no program. */
  readonly writes?: readonly string[];
  /** Its line opens a here-document, whose commands are steps as well where it reads them. */
  readonly document?: true;
}

/** Text that calls itself through shells has no end. */
const MAX_DEPTH = 4;
/** The values of variables, put in again and again, have no end either. */
const MAX_TEXT = 100_000;
/** Nobody writes more programs before the one that is meant. */
const MAX_PREFIXES = 20;

/** What a text of shell runs. */
export interface Steps {
  /** In the order in which they begin, those after sudo, env or `bash -c` included. */
  readonly steps: readonly Step[];
  /** What could not be read: anything may be there. */
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
const fault = (message: string): Steps => ({ steps: [], faults: [{ message, at: 0 }] });
const together = (all: readonly Steps[]): Steps => ({
  steps: all.flatMap((each) => each.steps),
  faults: all.flatMap((each) => each.faults),
});

function ofCommand({ fields, redirections }: SimpleCommand, variables: Variables, depth: number): Steps {
  const writes = redirections.flatMap((redirection) => fileWritten(redirection, variables));
  const own = unwrapped(
    fields.map(({ text }) => text),
    depth,
    MAX_PREFIXES,
  );
  // The shell itself opens them, before the command may go elsewhere.
  const opened = writes.length > 0 ? steps({ argv: [], writes }) : steps();
  const documents = redirections.flatMap((redirection) => documentOf(redirection, variables));
  if (documents.length === 0) return together([own, opened]);
  const reading = own.steps.map((step): Step => ({ ...step, document: true }));
  const read = reading.flatMap((step) => documents.map((document) => ofDocument(step, document, depth)));
  return together([{ ...own, steps: reading }, ...read, opened]);
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

/** The commands of a here-document that a shell, `ip -batch -`, `nft -f -` or `iptables-restore -n` reads. */
function ofDocument(reader: Step, document: string, depth: number): Steps {
  const [program = '', ...args] = reader.argv;
  if (program === 'nft') {
    const { checks, file } = nftArguments(args) ?? {};
    return within(file === '-' && !checks ? steps({ argv: [program, '--', document] }) : steps(), reader.elsewhere);
  }
  if (restoresMore(reader))
    return ofText(commandsOfRestored(program.replace('-restore', ''), document), depth, reader.elsewhere);
  if (!isBatch(reader) && !readsInput(program, args)) return steps();
  return ofText(isBatch(reader) ? document.replaceAll(/^(?=.)/gm, 'ip ') : document, depth, reader.elsewhere);
}

/** What a text runs that a command runs. `elsewhere`: where that command runs. */
function ofText(text: string, depth: number, elsewhere?: boolean): Steps {
  if (depth >= MAX_DEPTH || text.length > MAX_TEXT) return fault('nested too deeply');
  return within(stepsOf(text, depth + 1), elsewhere);
}

/** Where what runs them does, if they do not say otherwise. */
function within({ steps: inner, faults }: Steps, elsewhere: boolean | undefined): Steps {
  if (elsewhere === undefined) return { steps: inner, faults };
  return { steps: inner.map((step) => ({ elsewhere, ...step })), faults };
}

/** Whether ip(8) reads its commands from a file. */
export const isBatch = ({ argv: [program, ...args] }: Step): boolean =>
  program === 'ip' && ipCommand(args).options.has('-batch');

/** Whether iptables-restore(8) reads rules that it adds to those that are there. */
export const restoresMore = ({ argv: [program = '', ...args] }: Step): boolean =>
  /^ip6?tables(?:-legacy|-nft)?-restore$/.test(program) &&
  args.some((word) => /^(?:-[a-zA-Z]*n|--no)/.test(word)) &&
  !args.some((word) => /^(?:-[a-zA-Z]*t|--te)/.test(word));

/** The same as commands of iptables(8): a line is `*TABLE`, `:CHAIN POLICY [0:0]`, or the arguments of one. */
function commandsOfRestored(program: string, document: string): string {
  let table = 'filter';
  return document
    .split('\n')
    .map((line) => {
      table = /^\*(\S+)/.exec(line)?.[1] ?? table;
      const [, chain, policy] = /^:(\S+) (\w+)/.exec(line) ?? [];
      if (chain !== undefined) return `${program} -t ${table} -P ${chain} ${policy}`;
      return /^(?:\[[\d:]+\] *)?-/.test(line) ? `${program} -t ${table} ${line.replace(/^\[[\d:]+\]/, '')}` : '';
    })
    .join('\n');
}

/** Words that come before a command, or do not: `${NETNS:+ip netns exec "$NETNS"}`. */
const OPTIONAL = /^\$\{\w+:?\+([^}]*)\}$/;

/** What a command runs: itself, or what follows it. */
function unwrapped([path = '', ...args]: readonly string[], depth: number, left: number): Steps {
  if (path === '' && args.length === 0) return steps();
  const [, optional] = OPTIONAL.exec(path) ?? [];
  if (optional !== undefined)
    return together([unwrapped(args, depth, left), ofText(`${optional} ${shellCommand(args)}`, depth)]);
  const program = path.split('/').at(-1) ?? '';
  const inner = runBy(program, args);
  if (inner.length === 0) return steps({ argv: [program, ...args] });
  if (left === 0) return fault('too many programs before the one that is meant');
  const all = inner.map((each): Steps => {
    if (each === 'unread') return fault(`an option of ${program}`);
    if ('text' in each) return ofText(each.text, depth);
    return within(unwrapped(each.words, depth, left - 1), each.elsewhere);
  });
  return together(all);
}
