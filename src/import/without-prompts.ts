// Blocks that show no prompt: commands, output, drawings, files.

import { isProse } from './command-line.ts';
import type { FenceSays } from './fence-languages.ts';
import { type BlockLine, blockLines } from './lines.ts';
import { isLikeCommand, isListed, isMade, mixed } from './mixed.ts';
import { showsPrompt } from './prompts.ts';
import { type Block, type BlockKind, type Context, none, question, type Reading, shown, whole } from './reading.ts';
import { areSettings, isScripted, isSetting } from './settings.ts';
import { programOf } from './synopsis.ts';
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
import { sayOfImport } from './words.ts';

/** Whether nothing but another block stands before it. */
const isRightAfter = ({ before }: Block): boolean =>
  /^\s*(?:`{3,}|~{3,})\s*$/.test(before.trimEnd().split('\n').at(-1) ?? '');

export function withoutPrompts(block: Block, says: FenceSays, lines: readonly string[], context: Context): Reading {
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
  if (script !== undefined && (comesScript(block.before) || isScripted(block.text) || context.facts.runsScript))
    return none('file', sayOfImport('is-script', shown(script)));
  if (script !== undefined && written.length > 0) return question(lines, sayOfImport('is-script', shown(script)));
  const edited = editsFile(context.typed.at(-1) ?? '');
  if (edited !== undefined && isRightAfter(block)) return none('file', sayOfImport('text-before', shown(edited)));
  if ((written.length > 1 || comesFile(block.before)) && areSettings(written, context.facts) && written[0])
    return none('file', sayOfImport('is-settings', shown(written[0].text)));
  if (!command) return withoutCommand(block, says, lines, written, context);
  const said = lastSentence(block.before);
  if (says !== 'shell' && comesFile(block.before)) {
    const isSettings = written.every(({ text }) => isSetting(text));
    if (isSettings || written.some(({ kind }) => kind !== 'command'))
      return none('file', sayOfImport('text-before', shown(said)));
    if (isFileEdited(block.before)) return question(lines, sayOfImport('text-before', shown(said)));
  }
  return withCommands(block, says, lines, written, context);
}

/** No line of it is surely a command. */
function withoutCommand(
  block: Block,
  says: FenceSays,
  lines: readonly string[],
  written: readonly BlockLine[],
  context: Context,
): Reading {
  const { made } = context;
  const [output] = written.filter(({ kind }) => kind === 'output');
  const [drawing] = written.filter(({ kind }) => kind === 'drawing');
  const before = lastSentence(block.before);
  if (written.length === 0) return none('other', sayOfImport('only-comments'));
  if (drawing) return none('drawing', sayOfImport('is-drawing', drawing.from + 1, shown(drawing.text)));
  const [synopsis] = written.filter(({ kind }) => kind === 'synopsis');
  if (synopsis) return none('other', sayOfImport('is-synopsis', shown(synopsis.text)));
  if (comesFile(block.before) && !comesOutput(block.before))
    return none('file', sayOfImport('text-before', shown(before)));
  if (output) return none('output', sayOfImport('is-output', output.from + 1, shown(output.text)));
  if (comesOutput(block.before)) return none('output', sayOfImport('text-before', shown(before)));
  if (written.every(({ text }) => isMade(text, made))) return none('output', sayOfImport('names-made'));
  if (says !== 'shell') return none('output', sayOfImport('no-command'));
  if (written.every(({ kind, text }) => kind === 'text' && (isProse(text) || !isLikeCommand(text))))
    return none('output', sayOfImport('no-command'));
  const strange = written.find(({ kind }) => kind !== 'maybe');
  if (!strange && written.every(({ text }) => isMeant(text, context)))
    return whole('commands', lines, sayOfImport('fence-says', block.language));
  const line = strange ?? written[0];
  return question(lines, sayOfImport('unknown-line', (line?.from ?? 0) + 1, shown(line?.text ?? '')));
}

/** At least one line is surely a command. */
function withCommands(
  block: Block,
  says: FenceSays,
  lines: readonly string[],
  written: readonly BlockLine[],
  context: Context,
): Reading {
  const { made } = context;
  const sourced = written.findIndex(({ text }) => /^\s*(?:source|\.)\s+\S/.test(text));
  const isFunction = ({ text }: BlockLine, index: number) =>
    sourced >= 0 && index > sourced && /^\s*[a-z_][\w-]*(?:\s+[\w.:/-]+)*\s*(?:#.*)?$/.test(text);
  const isCommand = (line: BlockLine, index: number) =>
    line.kind === 'command'
      ? !isListed(line.text, written[index - 1]?.text)
      : says === 'shell' && line.kind === 'maybe' && (isMeant(line.text, context) || isFunction(line, index));
  const wrong = written.find((line, index) => !isCommand(line, index));
  const said = lastSentence(block.before);
  const isShown = says !== 'shell' && saysOutput(block.before) && !namesCommand(block.before);
  if (!wrong) {
    if (isShown && !written.every(({ text }) => /^\s*(?:sudo|ip|\.\/)\s/.test(text)))
      return question(lines, sayOfImport('text-before', shown(said)));
    if (says === 'text') return question(lines, sayOfImport('fence-says', block.language));
    return whole('commands', lines, sayOfImport('every-line'));
  }
  if (written[0]?.kind === 'drawing' || written.filter(({ kind }) => kind === 'drawing').length * 2 > written.length)
    return none('drawing', sayOfImport('is-drawing', wrong.from + 1, shown(wrong.text)));
  const synopses = written.filter(({ kind }) => kind === 'synopsis');
  if (synopses.length * 2 > written.length)
    return none('other', sayOfImport('is-synopsis', shown(synopses[0]?.text ?? '')));
  const usage = written[0] === wrong ? written.find(({ text }) => /^\s*usage:/i.test(text)) : undefined;
  if (usage) return none('output', sayOfImport('is-output', usage.from + 1, shown(usage.text)));
  if (written[0] === wrong && wrong.kind === 'output' && isShown)
    return none('output', sayOfImport('is-output', wrong.from + 1, shown(wrong.text)));
  const beginsWithOutput = written[0] === wrong;
  const told = beginsWithOutput && says !== 'shell' ? undefined : mixed(lines, written, made);
  return told ?? question(lines, sayOfImport('unknown-line', wrong.from + 1, shown(wrong.text)));
}

/** Whether a line of a fence of shell is a command though its program is not known. What begins with the name of a link is a list of them. */
const isMeant = (text: string, { made, programs }: Context): boolean =>
  (isLikeCommand(text) || programs.has(programOf(text))) &&
  !made.has(programOf(text.replace(/^(\s*[\w.-]+)[:@]\S*/, '$1'))) &&
  !isMade(text, made);
