// What a block of a tutorial is: commands, a transcript, output, a drawing, a file, or something that a person must decide.

import type { Said } from '../words.ts';
import { likenessOf } from './command-line.ts';
import { type FenceSays, fenceSays } from './fence-languages.ts';
import { type BlockLine, blockLines, isAbbreviated } from './lines.ts';
import { promptOf, showsPrompt } from './prompts.ts';
import {
  comesFile,
  comesOutput,
  comesScript,
  editsFile,
  isFileEdited,
  lastSentence,
  namesCommand,
  saysOutput,
} from './text-before.ts';
import { type Entry, entriesOf, type Typed, typedBehindPrompts } from './transcript.ts';
import { type ImportCode, sayOfImport } from './words.ts';

export type BlockKind = 'commands' | 'transcript' | 'output' | 'file' | 'drawing' | 'other' | 'unclear';

export interface Block {
  readonly text: string;
  /** The first word of its fence, in lower case; '' where it has none. */
  readonly language: string;
  readonly info: string;
  /** The text right before it, as far as it is about it. */
  readonly before: string;
}

/** What is known from the blocks before. */
export interface Context {
  /** Names of network namespaces and links that commands have made. */
  readonly made: ReadonlySet<string>;
  /** Names of network namespaces that commands have made. */
  readonly netns: ReadonlySet<string>;
  /** What prompts have called the host itself. */
  readonly host: string | undefined;
  /** What was typed in the last block that has commands. */
  readonly typed: readonly string[];
}

export interface Reading {
  readonly kind: BlockKind;
  /** Why. */
  readonly evidence: Said<ImportCode>;
  /** Of commands and transcripts, and of what may be one: what is run if it is one. */
  readonly typed: Typed;
  readonly entries: readonly Entry[];
  /** The network namespace that all its prompts name. */
  readonly place?: string;
}

/** Nobody wrote a longer one by hand, and reading it takes long. */
const MAX_LINES = 5000;

export function readBlock(block: Block, context: Context): Reading {
  const says = fenceSays(block.language, block.info);
  const lines = block.text.split('\n');
  if (says === 'dialect') return none('other', sayOfImport('fence-says', block.info));
  if (lines.length > MAX_LINES) return question(lines, sayOfImport('too-long', lines.length));
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  if (indent === 0 || indent === Number.POSITIVE_INFINITY)
    return withPrompts(block, says, lines, context) ?? withoutPrompts(block, says, lines, context);
  const dedented = lines.map((line) => line.slice(indent));
  const reading = withPrompts(block, says, dedented, context);
  // What is typed behind no prompt keeps its blanks: here-documents have them.
  if (!reading) return withoutPrompts(block, says, dedented, context);
  const typed = reading.typed.map((from, at) => (from < 0 ? from : Math.min(from + indent, lines[at]?.length ?? 0)));
  return { ...reading, typed };
}

const none = (kind: BlockKind, evidence: Said<ImportCode>): Reading => ({ kind, evidence, typed: [], entries: [] });

const shown = (line: string): string => JSON.stringify(line.trim().slice(0, 60));

/** A block with prompts, if they are a shell's. */
function withPrompts(block: Block, says: FenceSays, lines: readonly string[], context: Context): Reading | undefined {
  const typed = typedBehindPrompts(lines);
  const entries = entriesOf(lines, typed);
  const commands = entries.filter(({ command }) => command.trim() !== '');
  const [first] = commands;
  if (!first || !commands.some(({ command }) => likenessOf(command) !== 'no')) return undefined;
  const kinds = entries.map(({ from }) => promptOf(lines[from] ?? '')?.kind);
  const isCode = says === 'code' || says === 'config';
  if (isCode && !(kinds.includes('sure') && commands.some(({ command }) => likenessOf(command) === 'sure')))
    return undefined;
  const others = blockLines(lines.map((line, at) => ((typed[at] ?? 0) < 0 ? line : '')));
  // A bare # begins a comment where commands stand without it.
  const isBare = !kinds.includes('sure') && !kinds.includes('weak');
  if (isBare && says !== 'console') {
    if (others.some((line) => line.kind === 'command' || (says === 'shell' && isFirstMaybe(line, entries))))
      return undefined;
    if (likenessOf(first.command) !== 'sure') return undefined;
  }
  const reading = { typed, entries };
  const host = hostOf(entries, context);
  const prompts = [...new Set(entries.map(({ prompt }) => prompt))].slice(0, 3).join(' ');
  if (repeats(commands, context, block)) return { ...none('output', sayOfImport('repeats-commands')), entries };
  const doubt = doubtOf(entries, commands, others) ?? doubtOfPlace(commands, host, context);
  if (doubt) return { kind: 'unclear', evidence: doubt, ...reading };
  const place = first.name !== undefined && context.netns.has(first.name) ? { place: first.name } : {};
  return { kind: 'transcript', evidence: sayOfImport('has-prompts', prompts), ...reading, ...place };
}

/** Why it is not sure that the lines behind prompts, and only those, were typed. */
function doubtOf(
  entries: readonly Entry[],
  commands: readonly Entry[],
  others: readonly BlockLine[],
): Said<ImportCode> | undefined {
  const from = commands[0]?.from ?? 0;
  const above = others.find((line) => line.from < from && (line.kind === 'text' || line.kind === 'maybe'));
  if (above) return sayOfImport('unknown-line', above.from + 1, shown(above.text));
  const short = commands.find(({ command }) => isAbbreviated(command));
  if (short) return sayOfImport('unknown-line', short.from + 1, shown(short.command));
  const drawn = others.find(({ kind, text }) => kind === 'drawing' && TREE.test(text));
  if (drawn) return sayOfImport('is-drawing', drawn.from + 1, shown(drawn.text));
  const forgotten = others.find((line) => line.kind === 'command' && hasNoPrompt(line, entries));
  return forgotten && sayOfImport('forgotten-prompt', forgotten.from + 1, shown(forgotten.text));
}

/** Why it is not sure where they were typed. */
function doubtOfPlace(
  commands: readonly Entry[],
  host: string | undefined,
  { netns }: Context,
): Said<ImportCode> | undefined {
  const elsewhere = commands.find(({ name }) => name !== undefined && !netns.has(name) && name !== host)?.name;
  if (elsewhere !== undefined) return sayOfImport('other-place', elsewhere);
  const places = new Set(commands.map(({ name }) => (name !== undefined && netns.has(name) ? name : (host ?? '#'))));
  return places.size > 1 ? sayOfImport('several-places', [...places]) : undefined;
}

/** What prompts call the host: the first name that is none of a network namespace. */
export const hostOf = (
  entries: readonly Entry[],
  { host, netns }: Pick<Context, 'host' | 'netns'>,
): string | undefined =>
  host ?? entries.find(({ name, prompt }) => name !== undefined && prompt.includes('@') && !netns.has(name))?.name;

/** What follows evident output is output as well. */
const isFirstMaybe = ({ kind, from }: BlockLine, entries: readonly Entry[]): boolean =>
  kind === 'maybe' && (from < (entries[0]?.from ?? 0) || entries.some(({ output }) => output === from));

/** What no program of a network prints: a tree, arrows of a drawing, numbers in circles. */
const TREE = /[\u2190-\u21ff\u2460-\u24ff\u2514\u251c]|\u20e3/;

/** Whether a transcript only shows again what was typed before, now with its output. To look again harms nobody. */
function repeats(commands: readonly Entry[], { typed }: Context, { before }: Block): boolean {
  if (!commands.every(({ command }) => typed.includes(command.trim()))) return false;
  return comesOutput(before) || commands.some(({ command }) => CHANGES.test(command));
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

/** A line of a file that shells read, or programs that read such files. */
const SETTING = /^\s*[A-Z][A-Z0-9_]*=\S*\s*$/;

/** Whether nothing but another block stands before it. */
const isRightAfter = ({ before }: Block): boolean =>
  /^\s*(?:`{3,}|~{3,})\s*$/.test(before.trimEnd().split('\n').at(-1) ?? '');

function withoutPrompts(block: Block, says: FenceSays, lines: readonly string[], context: Context): Reading {
  if (says === 'code') return none('other', sayOfImport('fence-says', block.language));
  if (says === 'config') return none('file', sayOfImport('fence-says', block.language));
  const read = blockLines(lines);
  const is = (kind: BlockLine['kind']) => read.filter((line) => line.kind === kind);
  const written = read.filter(({ kind }) => kind !== 'blank' && kind !== 'comment');
  const [command] = is('command');
  const [other] = is('prompt').filter(({ text }) => showsPrompt(text));
  if (other && other === written[0])
    return none('other', sayOfImport('other-program', other.from + 1, shown(other.text)));
  if (says === 'printed') return none('output', sayOfImport('fence-says', block.language));
  if (says === 'console' && written.length > 0) return question(lines, sayOfImport('no-known-prompt'));
  const script = /^#!.*/.exec(block.text.trimStart())?.[0];
  if (script !== undefined && comesScript(block.before)) return none('file', sayOfImport('is-script', shown(script)));
  if (script !== undefined && written.length > 0) return question(lines, sayOfImport('is-script', shown(script)));
  const edited = editsFile(context.typed.at(-1) ?? '');
  if (edited !== undefined && isRightAfter(block)) return none('file', sayOfImport('text-before', shown(edited)));
  if (!command) return withoutCommand(block, says, lines, written, context);
  const said = lastSentence(block.before);
  if (says !== 'shell' && comesFile(block.before)) {
    const isSettings = written.every(({ text }) => SETTING.test(text));
    if (isSettings || written.some(({ kind }) => kind !== 'command'))
      return none('file', sayOfImport('text-before', shown(said)));
    if (isFileEdited(block.before)) return question(lines, sayOfImport('text-before', shown(said)));
  }
  return withCommands(block, says, lines, written, context);
}

/** A block of which all lines are run, or would be if a person says so. */
function whole(kind: 'commands' | 'unclear', lines: readonly string[], evidence: Said<ImportCode>): Reading {
  const typed = lines.map(() => 0);
  return { kind, evidence, typed, entries: entriesOf(lines, typed) };
}

const question = (lines: readonly string[], evidence: Said<ImportCode>): Reading => whole('unclear', lines, evidence);

/** No line of it is surely a command. */
function withoutCommand(
  block: Block,
  says: FenceSays,
  lines: readonly string[],
  written: readonly BlockLine[],
  { made }: Context,
): Reading {
  const [output] = written.filter(({ kind }) => kind === 'output');
  const [drawing] = written.filter(({ kind }) => kind === 'drawing');
  const before = lastSentence(block.before);
  if (written.length === 0) {
    const kind = says === 'shell' ? 'commands' : 'output';
    return { ...none(kind, sayOfImport('no-command')), typed: kind === 'commands' ? lines.map(() => 0) : [] };
  }
  if (drawing) return none('drawing', sayOfImport('is-drawing', drawing.from + 1, shown(drawing.text)));
  if (comesFile(block.before) && !comesOutput(block.before))
    return none('file', sayOfImport('text-before', shown(before)));
  if (output) return none('output', sayOfImport('is-output', output.from + 1, shown(output.text)));
  if (comesOutput(block.before)) return none('output', sayOfImport('text-before', shown(before)));
  if (written.every(({ text }) => isMade(text, made))) return none('output', sayOfImport('names-made'));
  if (says !== 'shell') return none('output', sayOfImport('no-command'));
  const strange = written.find(({ kind }) => kind !== 'maybe');
  if (!strange && written.every(({ text }) => isLikeCommand(text)))
    return whole('commands', lines, sayOfImport('fence-says', block.language));
  const line = strange ?? written[0];
  return question(lines, sayOfImport('unknown-line', (line?.from ?? 0) + 1, shown(line?.text ?? '')));
}

const isMade = (text: string, made: ReadonlySet<string>): boolean =>
  text
    .trim()
    .split(/\s+/)
    .every((word) => made.has(word.replace(/[:,]$|@.*$/g, '')));

/** Words that only a command has: an option, a path, an assignment, a variable; and no `>` to a file, which a drawing may mean. */
const isLikeCommand = (text: string): boolean =>
  /\s(?:-\w|--\w|\S*[/=$.\d])/.test(text) && !/(?<![\d&])>(?!\s*(?:\/dev\/|&))/.test(text);

/** A path or a name by itself, after a command that prints such. */
const isListed = (text: string, before = ''): boolean =>
  /^\s*\S+\s*$/.test(text) && LISTS.test(before) && !/^\s*(?:exit|ls|ip|pwd|bash|sh)\s*$/.test(text);
const LISTS =
  /(?:^|\s)(?:find|which|whereis|type|command|locate|ls|tree|dpkg|rpm|readlink|realpath|cat|grep|echo|compgen|basename|dirname)(?:\s|$)/;

/** At least one line is surely a command. */
function withCommands(
  block: Block,
  says: FenceSays,
  lines: readonly string[],
  written: readonly BlockLine[],
  { made }: Context,
): Reading {
  const isCommand = (line: BlockLine, index: number) =>
    line.kind === 'command'
      ? !isListed(line.text, written[index - 1]?.text)
      : says === 'shell' && line.kind === 'maybe' && isLikeCommand(line.text) && !isMade(line.text, made);
  const wrong = written.find((line, index) => !isCommand(line, index));
  const said = lastSentence(block.before);
  const isShown = says !== 'shell' && saysOutput(block.before) && !namesCommand(block.before);
  if (!wrong) {
    if (says !== 'shell' && written.length > 1 && written.every(({ text }) => SETTING.test(text)))
      return question(lines, sayOfImport('every-setting'));
    if (isShown && !written.every(({ text }) => /^\s*(?:sudo|ip|\.\/)\s/.test(text)))
      return question(lines, sayOfImport('text-before', shown(said)));
    if (says === 'text') return question(lines, sayOfImport('fence-says', block.language));
    return whole('commands', lines, sayOfImport('every-line'));
  }
  if (written[0]?.kind === 'drawing' || written.filter(({ kind }) => kind === 'drawing').length * 2 > written.length)
    return none('drawing', sayOfImport('is-drawing', wrong.from + 1, shown(wrong.text)));
  if (written[0] === wrong && wrong.kind === 'output' && isShown)
    return none('output', sayOfImport('is-output', wrong.from + 1, shown(wrong.text)));
  const beginsWithOutput = written[0] === wrong;
  const told = beginsWithOutput && says !== 'shell' ? undefined : mixed(lines, written, made);
  return told ?? question(lines, sayOfImport('unknown-line', wrong.from + 1, shown(wrong.text)));
}

/** What they print may itself be commands. */
const PRINTS_COMMANDS =
  /\b(?:less|more|history|help|man)\b|\b(?:cat|head|tail)\s+(?!-)(?!\/(?:proc|sys|etc)\/)|--help\b/;

/** Commands with what they printed, each of which can be told from the other. */
function mixed(
  lines: readonly string[],
  written: readonly BlockLine[],
  made: ReadonlySet<string>,
): Reading | undefined {
  const typed = lines.map(() => 0);
  let last: BlockLine | undefined;
  let output: BlockLine | undefined;
  let inOutput = false;
  for (const [index, line] of written.entries()) {
    if (line.kind === 'command') {
      if (isListed(line.text, written[index - 1]?.text)) return undefined;
      if (inOutput && last && PRINTS_COMMANDS.test(last.text)) return undefined;
      last = line;
      inOutput = false;
      continue;
    }
    if (!last && line.kind !== 'output') return undefined;
    const isOutput = line.kind === 'output' || line.kind === 'text' || isMade(line.text, made) || inOutput;
    if (!isOutput || line.kind === 'drawing' || line.kind === 'prompt') return undefined;
    inOutput = true;
    output ??= line;
    for (let at = line.from; at < line.to; at++) typed[at] = -1;
  }
  if (!output || !last) return undefined;
  const evidence = sayOfImport('has-mixed', (written[0]?.from ?? 0) + 1, output.from + 1);
  return { kind: 'transcript', evidence, typed, entries: entriesOf(lines, typed) };
}
