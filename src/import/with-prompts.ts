// Blocks that show what was typed behind prompts.

import type { Said } from '../words.ts';
import { isRemark, likenessOf } from './command-line.ts';
import type { FenceSays } from './fence-languages.ts';
import { foreignIn } from './foreign-shells.ts';
import { type BlockLine, blockLines, saysHow } from './lines.ts';
import { isLikeCommand } from './mixed.ts';
import { PROGRAMS } from './programs.ts';
import { isUpperPrompt, promptOf } from './prompts.ts';
import { type Block, type Context, none, type Reading, shown } from './reading.ts';
import { comesAgain, comesOutput } from './text-before.ts';
import { type Entry, entriesOf, type Typed, typedBehindPrompts } from './transcript.ts';
import { type ImportCode, sayOfImport } from './words.ts';

/** A block with prompts, if they are a shell's. */
export function withPrompts(
  block: Block,
  says: FenceSays,
  lines: readonly string[],
  context: Context,
): Reading | undefined {
  const behind = typedBehindPrompts(lines, context.facts.isGlued, context.isInShell);
  const all = entriesOf(lines, behind);
  const { startedBy, open, unsure } = foreignIn(all, context.foreign);
  const [[first, shell] = []] = startedBy;
  const isAllAway = all.every((entry) => startedBy.has(entry) || entry.command.trim() === '');
  const isKept = unsure !== undefined || isAllAway;
  const typed = first && !isKept ? withoutEntries(behind, startedBy) : behind;
  const reading = ownReading(block, says, lines, context, behind, typed);
  if (!reading || (!first && !unsure)) return reading && (open ? { ...reading, foreign: open } : reading);
  const elsewhere = [...startedBy.keys()].flatMap(({ name }) => name ?? []);
  const line = (first?.from ?? unsure?.output ?? 0) + 1;
  const evidence = sayOfImport('other-shell', line, shown(shell ?? unsure?.command ?? ''));
  const isRun = reading.kind === 'transcript' || reading.kind === 'unclear';
  return {
    ...reading,
    ...(isKept && isRun ? { kind: 'unclear' } : {}),
    ...(reading.kind === 'transcript' || (isKept && isRun) ? { evidence } : {}),
    ...(open ? { foreign: open } : {}),
    elsewhere,
  };
}

/** What was typed, without what was typed elsewhere. */
const withoutEntries = (typed: Typed, entries: ReadonlyMap<Entry, string>): Typed => {
  const left = new Set(
    [...entries.keys()].flatMap(({ from, output }) => Array.from({ length: output - from }, (_, at) => from + at)),
  );
  return typed.map((from, at) => (left.has(at) ? -1 : from));
};

/** `behind`: all that stands behind prompts; `typed`: without what was typed elsewhere. */
function ownReading(
  block: Block,
  says: FenceSays,
  lines: readonly string[],
  context: Context,
  behind: Typed,
  typed: Typed,
): Reading | undefined {
  const { isRoots, assigned } = context.facts;
  const entries = entriesOf(lines, typed);
  const commands = entries.filter(({ command }) => command.trim() !== '');
  const [first] = commands;
  if (!first || !commands.some(({ command }) => likenessOf(command) !== 'no')) return undefined;
  const kinds = entries.map(({ from }) => promptOf(lines[from] ?? '')?.kind);
  if (kinds[0] === 'weak' && commands.every(({ prompt, command }) => prompt === '$' && assigned.has(wordOf(command))))
    return undefined;
  const isCode = says === 'code' || says === 'config';
  if (isCode && !(kinds.includes('sure') && commands.some(({ command }) => likenessOf(command) === 'sure')))
    return undefined;
  const isOther = (line: string, at: number) => (behind[at] ?? 0) < 0 && !isUpperPrompt(line, lines[at + 1]);
  const others = blockLines(lines.map((line, at) => (isOther(line, at) ? line : '')));
  // A bare # begins a comment where commands stand without it.
  const isBare = !kinds.includes('sure') && !kinds.includes('weak');
  if (isBare && says !== 'console') {
    if (others.some((line) => line.kind === 'command' || (says === 'shell' && !isRoots && isFirstMaybe(line, entries))))
      return undefined;
    if (likenessOf(first.command) !== 'sure' && !(isRoots && isMeant(first.command))) return undefined;
    if (isRemark(first.command)) return undefined;
  }
  const reading = { typed, entries };
  const host = hostOf(entries, context);
  const prompts = [...new Set(entries.map(({ prompt }) => prompt))].slice(0, 3).join(' ');
  if (repeats(commands, context, block)) return { ...none('output', sayOfImport('repeats-commands')), entries };
  const router = commands.find(({ name }) => name !== undefined && context.facts.routers.has(name));
  if (router) return none('other', sayOfImport('other-program', router.from + 1, shown(lines[router.from] ?? '')));
  if (commands.every(({ command }) => saysHow(command)))
    return none('other', sayOfImport('is-synopsis', shown(first.command)));
  const doubt = doubtOf(entries, commands, others) ?? doubtOfPlace(commands, host, context);
  if (doubt) return { kind: 'unclear', evidence: doubt, ...reading };
  const place = first.name !== undefined && isNetns(first.name, context) ? { place: first.name } : {};
  return { kind: 'transcript', evidence: sayOfImport('has-prompts', prompts), ...reading, ...place };
}

/** Whether a program is known, or its arguments look as if it were one. */
const isMeant = (command: string): boolean => isLikeCommand(command) || PROGRAMS.has(wordOf(command));

/** `$ip link` calls what is in a variable, where something is. */
const wordOf = (command: string): string => /^\w+(?=\s|$)/.exec(command)?.[0] ?? '';

/** Why it is not sure that the lines behind prompts, and only those, were typed. */
function doubtOf(
  entries: readonly Entry[],
  commands: readonly Entry[],
  others: readonly BlockLine[],
): Said<ImportCode> | undefined {
  const from = commands[0]?.from ?? 0;
  const isTold =
    commands.length > 1 && commands.every(({ prompt, command }) => prompt === '$' && likenessOf(command) === 'sure');
  const above = others.find(
    (line) => line.from < from && (line.kind === 'text' || line.kind === 'maybe') && !(isTold && isHeading(line.text)),
  );
  if (above) return sayOfImport('unknown-line', above.from + 1, shown(above.text));
  const short = commands.find(({ command }) => saysHow(command));
  if (short) return sayOfImport('unknown-line', short.from + 1, shown(short.command));
  const drawn = others.find(({ kind, text }) => kind === 'drawing' && TREE.test(text));
  if (drawn) return sayOfImport('is-drawing', drawn.from + 1, shown(drawn.text));
  // `$frob` beside `$ ip`: a program that is not known, with no blank before it.
  const glued = others.find(({ text }) => /^\s*\$[a-z][\w-]*(?:\s|$)/.test(text));
  if (glued && entries.some(({ prompt }) => prompt === '$'))
    return sayOfImport('unknown-line', glued.from + 1, shown(glued.text));
  const forgotten = others.find((line) => line.kind === 'command' && hasNoPrompt(line, entries));
  return forgotten && sayOfImport('forgotten-prompt', forgotten.from + 1, shown(forgotten.text));
}

/** Why it is not sure where they were typed. */
function doubtOfPlace(
  commands: readonly Entry[],
  host: string | undefined,
  context: Context,
): Said<ImportCode> | undefined {
  const isHere = (name: string) => isNetns(name, context) || (!context.elsewhere.has(name) && isOfHost(name));
  const isOfHost = (name: string) => name === host || HOST.test(name) || isOnlyHost(name, context);
  const elsewhere = commands.find(({ name }) => name !== undefined && !isHere(name))?.name;
  if (elsewhere !== undefined) return sayOfImport('other-place', elsewhere);
  const places = new Set(
    commands.map(({ name }) => (name !== undefined && isNetns(name, context) ? name : (host ?? '#'))),
  );
  return places.size > 1 ? sayOfImport('several-places', [...places]) : undefined;
}

/** What authors call the machine that they sit at. */
const HOST = /^(?:host|user|admin|linux|ubuntu|debian|fedora|centos|kali|lab|me|you)$/i;

/** It is made in a cell before, or by a file that cells run. */
const isNetns = (name: string, { netns, facts }: Context): boolean => netns.has(name) || facts.netns.has(name);

/** Whether it can be no other machine than that of the reader: the document knows no other, and all its commands are typed there. */
const isOnlyHost = (name: string, { facts, isUnprompted }: Context): boolean =>
  facts.named.size === 1 && facts.named.has(name) && !facts.isAnonymous && !isUnprompted;

/** Words of the author over a command behind its `$`: a heading, or a line that nobody types. */
const isHeading = (text: string): boolean => !isLikeCommand(text) || /[^ -~\t]|:\s*$/.test(text);

/** Whether a prompt has a user or a directory as well, be it in its upper line. */
const isWhole = (prompt: string, name: string): boolean =>
  prompt.includes('@') || /[: ][~/]/.test(prompt) || !prompt.includes(name);

/** What prompts call the host: the first name that is none of a network namespace. */
export const hostOf = (
  entries: readonly Entry[],
  { host, netns, elsewhere }: Pick<Context, 'host' | 'netns' | 'elsewhere'>,
): string | undefined =>
  host ??
  entries.find(
    ({ name, prompt }) => name !== undefined && isWhole(prompt, name) && !netns.has(name) && !elsewhere.has(name),
  )?.name;

/** What follows evident output is output as well. */
const isFirstMaybe = ({ kind, from }: BlockLine, entries: readonly Entry[]): boolean =>
  kind === 'maybe' && (from < (entries[0]?.from ?? 0) || entries.some(({ output }) => output === from));

/** What no program of a network prints: a tree, arrows of a drawing, numbers in circles. */
const TREE = /[\u2190-\u21ff\u2460-\u24ff\u2514\u251c]|\u20e3/;

/**
 * Whether a transcript only shows again what was typed before, now with its output. To look again harms nobody; one command alone may be
 * tried again.
 */
function repeats(commands: readonly Entry[], { typed }: Context, { before }: Block): boolean {
  if (!commands.every(({ command }) => typed.includes(command.trim())) || comesAgain(before)) return false;
  const changes = commands.filter(({ command }) => CHANGES.test(command)).length;
  return comesOutput(before) || changes > 1 || (changes > 0 && commands.length > 1);
}

const CHANGES =
  /\s(?:add|del|delete|set|append|replace|flush|create|run|start|-[ADIPX]|-w)\s|\b(?:mkdir|touch|modprobe|rm|cp|mv)\b|>/;

/** Whether a line between prompts reads as if its own had been forgotten: it changes something, and nothing would print it. */
function hasNoPrompt({ text, from }: BlockLine, entries: readonly Entry[]): boolean {
  if (!/^\s*(?:sudo|ip|brctl|iptables|sysctl|docker|kubectl)\s+\S+\s+\S/.test(text)) return false;
  const before = entries.findLast((entry) => entry.from < from);
  return (
    !before || !/^\s*(?:sudo\s+)?(?:cat|less|more|history|head|tail|vim?|man|\S+ --?h(?:elp)?\b)/.test(before.command)
  );
}
