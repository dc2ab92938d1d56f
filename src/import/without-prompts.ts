// Blocks that show no prompt: commands, output, drawings, files.

import { isProse, likenessOf } from './command-line.ts';
import type { FenceSays } from './fence-languages.ts';
import { type BlockLine, blockLines, isSlashed } from './lines.ts';
import { isLikeCommand, isListed, isMade, MARKS, mixed } from './mixed.ts';
import { showsPrompt } from './prompts.ts';
import { allBut, type Block, type Context, none, question, type Reading, shown, whole } from './reading.ts';
import { areSettings, isScripted, isSetting } from './settings.ts';
import { isAbbreviated, programOf } from './synopsis.ts';
import {
  asksToRun,
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

/** It opens a file that no shell reads. */
const EDITS_SETTINGS =
  /(?:\.(?:conf|ya?ml|json|ini|cfg|toml|network|netdev|service)|\/etc\/(?:hosts|resolv|hostname|fstab)\S*)$/;

/** Words in columns. */
const isTable = (line?: BlockLine): boolean => /^\S+(?: \S+)* {2,}\S+(?: \S+)* {2,}\S/.test(line?.text ?? '');

/** Whether the author writes commands without prompts in fences of that language, and has no prompts at all. */
const isHabit = ({ language }: Block, { facts }: Context): boolean =>
  !facts.hasPrompts && (facts.unprompted.get(language) ?? 0) >= HABIT;
const HABIT = 3;

/** How a text of Python, C or Go begins. */
const OTHER_LANGUAGE =
  /^(?:import [\w.]+(?: as \w+)?\s*$|from [\w.]+ import \S|#include\s*[<"]|package \w+;?\s*$|(?:static\s+)?(?:int|void|char|struct)\s+\*?\w+\s*[({]|func \w+\(|def \w+\(.*\):\s*$)/;

/** In a fence of another language it is a value. */
const isStatus = ({ kind, text }: BlockLine): boolean => kind === 'maybe' && /^\s*(?:true|false)\s*$/.test(text);

const writtenOf = (read: readonly BlockLine[]) => read.filter(({ kind }) => kind !== 'blank' && kind !== 'comment');

export function withoutPrompts(block: Block, says: FenceSays, lines: readonly string[], context: Context): Reading {
  if (says === 'code') return none('other', sayOfImport('fence-says', block.language));
  if (says === 'config') return none('file', sayOfImport('fence-says', block.language));
  const read = blockLines(lines).map((line) =>
    says === 'shell' && isStatus(line) ? { ...line, kind: 'command' as const } : line,
  );
  const is = (kind: BlockLine['kind']) => read.filter((line) => line.kind === kind);
  const written = writtenOf(read);
  const [command] = is('command');
  const [other] = is('prompt').filter(({ text }) => showsPrompt(text));
  // Whatever shell has that prompt: a command stands behind it.
  const behind = /^\s*[^\s=][^\s=]{0,80}(?: [~/]\S{0,80})? ?[#$%]\s+(\S.*)$/.exec(other?.text ?? '')?.[1] ?? '';
  if (other && other === written[0] && likenessOf(behind) === 'sure')
    return question(lines, sayOfImport('unknown-line', other.from + 1, shown(other.text)));
  if (other && other === written[0])
    return none('other', sayOfImport('other-program', other.from + 1, shown(other.text)));
  if (says === 'printed') return none('output', sayOfImport('fence-says', block.language));
  if (says === 'console' && written.length > 0 && !isHabit(block, context)) {
    const [first] = written;
    const isPrinted = first?.kind === 'output' || first?.kind === 'text' || isTable(first) || comesOutput(block.before);
    if (first && is('command').length === 0 && isPrinted)
      return none('output', sayOfImport('is-output', first.from + 1, shown(first.text)));
    if (written.every(({ text }) => isMade(text, context.made))) return none('output', sayOfImport('names-made'));
    return question(lines, sayOfImport('no-known-prompt'));
  }
  const [foreign] = read.filter(({ kind }) => kind !== 'blank');
  if (foreign && OTHER_LANGUAGE.test(foreign.text))
    return none('other', sayOfImport('other-language', foreign.from + 1, shown(foreign.text)));
  const script = /^#!.*/.exec(block.text.trimStart())?.[0];
  if (script !== undefined && (comesScript(block.before) || isScripted(block.text) || context.facts.runsScript))
    return none('file', sayOfImport('is-script', shown(script)));
  if (script !== undefined && written.length > 0) return question(lines, sayOfImport('is-script', shown(script)));
  const edited = editsFile(context.lastTyped ?? '');
  if (edited !== undefined && isRightAfter(block) && !written.some(({ text }) => editsFile(text.trim()))) {
    // In a fence of shell it may just as well be what is typed next.
    const isTyped = says === 'shell' && written.every(({ kind }) => kind === 'command');
    if (!isTyped) return none('file', sayOfImport('text-before', shown(edited)));
    if (!EDITS_SETTINGS.test(edited)) return question(lines, sayOfImport('text-before', shown(edited)));
  }
  const isOne = written.length === 1 && !/^\s*\w+=/.test(written[0]?.text ?? '') && !comesFile(block.before);
  if (!isOne && areSettings(written, context.facts) && written[0])
    return none('file', sayOfImport('is-settings', shown(written[0].text)));
  if (!command) return withoutCommand(block, says, lines, written, context);
  const said = lastSentence(block.before);
  if (says !== 'shell' && comesFile(block.before)) {
    const isSettings = written.every(({ text }) => isSetting(text));
    if (isSettings || written.some(({ kind }) => kind !== 'command'))
      return none('file', sayOfImport('text-before', shown(said)));
    if (isFileEdited(block.before)) return question(lines, sayOfImport('text-before', shown(said)));
  }
  return withCommands(block, says, lines, read, context);
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
  const isFormed = written.every(
    ({ kind, text }) => kind === 'maybe' && (isCall(text) || context.programs.has(programOf(text))),
  );
  const isUsual = says !== 'shell' && (context.facts.unprompted.get(block.language) ?? 0) >= HABIT;
  if (isFormed && isUsual && written.every(({ text }) => isMeant(text, context)))
    return whole('commands', lines, sayOfImport('every-line'));
  if (written.every(({ text }) => isMade(text, made))) return none('output', sayOfImport('names-made'));
  if (says !== 'shell') return none('output', sayOfImport('no-command'));
  if (written.every(({ kind, text }) => kind === 'text' && (isProse(text) || !isLikeCommand(text))))
    return none('output', sayOfImport('no-command'));
  const strange = written.find(({ kind }) => kind !== 'maybe');
  if (!strange && written.every(({ text }) => isMeant(text, context)))
    return whole('commands', lines, sayOfImport('fence-says', block.language));
  if (!strange && asksToRun(block.before) && written.every(({ text }) => isPlainCall(text) && !isMade(text, made)))
    return whole('commands', lines, sayOfImport('text-before', shown(before)));
  const line = strange ?? written[0];
  return question(lines, sayOfImport('unknown-line', (line?.from ?? 0) + 1, shown(line?.text ?? '')));
}

/** The remark before what is right, where another is before what is wrong. */
function wrongBeforeRight(read: readonly BlockLine[]): BlockLine | undefined {
  const remarks = read.filter(({ kind }) => kind === 'comment');
  const wrong = remarks.find(({ text }) => /^\W*(?:❌|✗|✘|✖|wrong\b|bad\b|incorrect\b)/iu.test(text));
  return wrong && remarks.find(({ text }) => /^[#/\s]*(?:✅|✓|✔|right\b|good\b|correct\b)/iu.test(text));
}

/** What stands between two ways to do the same. */
const isOr = (text: string): boolean =>
  /^\s*(?:={1,3}|or|alternatively|oder|ou|o bien|или|либо|或者?|または|もしくは|또는|혹은)\s*[:：,]?\s*$/i.test(text);

/** Words of the author over commands: `On the host:`. */
const isLabel = (text: string): boolean => /^\s*\p{L}[\p{L}\p{N} ./()-]{0,40}[:：]\s*$/u.test(text);

/** A line that says for which system the commands after it are. */
const systemNamed = (written: readonly BlockLine[]): BlockLine | undefined =>
  written.find(
    ({ text }, index) =>
      written[index + 1]?.kind === 'command' &&
      /^\s*(?:for |on |в |на )?(?:debian|ubuntu|mint|red ?hat|rhel|centos|rocky|alma|fedora|suse|opensuse|arch|gentoo|alpine|mac ?os|windows|freebsd)[\w /.,+-]{0,40}[:：]\s*$/i.test(
        text,
      ),
  );

/** A program, perhaps a word for what it does, and an option: nothing that a program prints looks so. */
const isCall = (text: string): boolean =>
  /^\s*(?:sudo\s+)?[a-z][\w.+-]*(?:\s+[a-z][a-z-]*){0,2}\s+--?[a-zA-Z][\w-]*(?:[\s=]|$)/.test(text) && !isProse(text);
/** A program with a few words. */
const isPlainCall = (text: string): boolean =>
  /^\s*(?:sudo\s+)?[a-z][\w.+-]*(?:\s+[\w./:@=$+-]+){1,6}\s*$/.test(text) && !isProse(text);

/** At least one line is surely a command. */
function withCommands(
  block: Block,
  says: FenceSays,
  lines: readonly string[],
  read: readonly BlockLine[],
  context: Context,
): Reading {
  const { made } = context;
  const written = writtenOf(read);
  const sourced = written.findIndex(({ text }) => /^\s*(?:source|\.)\s+\S/.test(text));
  const isFunction = ({ text }: BlockLine, index: number) =>
    sourced >= 0 && index > sourced && /^\s*[a-z_][\w-]*(?:\s+[\w.:/-]+)*\s*(?:#.*)?$/.test(text);
  const isCommand = (line: BlockLine, index: number) =>
    line.kind === 'command'
      ? !isListed(line.text, written[index - 1]?.text)
      : says === 'shell' &&
        line.kind === 'maybe' &&
        !line.isOpen &&
        (isMeant(line.text, context) || isFunction(line, index));
  const wrong = written.find((line, index) => !isCommand(line, index));
  const said = lastSentence(block.before);
  const isShown = says !== 'shell' && saysOutput(block.before) && !namesCommand(block.before);
  if (!wrong) {
    if (isShown && !written.every(({ text }) => /^\s*(?:sudo|ip|\.\/)\s/.test(text)))
      return question(lines, sayOfImport('text-before', shown(said)));
    if (says === 'text' && !isHabit(block, context)) return question(lines, sayOfImport('fence-says', block.language));
    const contrast = wrongBeforeRight(read);
    if (contrast) return none('other', sayOfImport('has-alternatives', contrast.from + 1, shown(contrast.text)));
    const marked = read.find(({ kind }, index) => kind === 'command' && MARKS.test(read[index - 1]?.text ?? ''));
    if (marked) return question(lines, sayOfImport('unknown-line', marked.from + 1, shown(marked.text)));
    const slashed = read.filter(({ kind, text }) => kind === 'comment' && isSlashed(text));
    return slashed.length > 0 ? allBut(slashed, lines) : whole('commands', lines, sayOfImport('every-line'));
  }
  const alternative = written.find(({ text }, index) => index > 0 && index < written.length - 1 && isOr(text));
  const between = alternative ?? systemNamed(written);
  if (between) return none('other', sayOfImport('has-alternatives', between.from + 1, shown(between.text)));
  const isPart = (line: BlockLine) => line.kind === 'synopsis' && isAbbreviated(line.text.replace(/\\\n/g, ' '));
  const [part] = written.filter(isPart);
  if (part && written.every((line) => line.kind === 'command' || isPart(line)))
    return none('other', sayOfImport('is-synopsis', shown(part.text)));
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
  const label = written.find(({ text }, index) => isLabel(text) && written[index + 1]?.kind === 'command');
  if (label) return question(lines, sayOfImport('unknown-line', label.from + 1, shown(label.text)));
  const told = beginsWithOutput && says !== 'shell' ? undefined : mixed(lines, read, made);
  return told ?? question(lines, sayOfImport('unknown-line', wrong.from + 1, shown(wrong.text)));
}

/** Whether a line of a fence of shell is a command though its program is not known. What begins with the name of a link is a list of them. */
const isMeant = (text: string, { made, programs }: Context): boolean =>
  (isLikeCommand(text) || programs.has(programOf(text))) &&
  !made.has(programOf(text.replace(/^(\s*[\w.-]+)[:@]\S*/, '$1'))) &&
  !isMade(text, made);
