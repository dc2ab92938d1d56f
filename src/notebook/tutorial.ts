// Which parts of a Markdown file are code cells.

import { readDocument } from '../import/document.ts';
import { beginsWithCommand } from '../import/lines.ts';
import type { Block, Reading } from '../import/reading.ts';
import { announcesFailure, announcesLack, isCleaning } from '../import/story.ts';
import { type Terminal, terminalOf } from '../import/terminals.ts';
import { comesOutput } from '../import/text-before.ts';
import { printedIn } from '../import/transcript.ts';
import { sayOfImport } from '../import/words.ts';
import { madeBy, NOTHING_MADE } from '../shell/made-names.ts';
import { parseInfo } from './attributes.ts';
import type { Candidate } from './candidates.ts';
import { headingsOf } from './headings.ts';
import { isBlank, type Line } from './lines.ts';

/** What a tutorial says of a code cell. */
export interface TutorialReading extends Reading {
  /** What its commands print, as the tutorial shows it; '' where it does not. */
  readonly expected: string;
  /** The tutorial says that it fails. */
  readonly mayFail: boolean;
  /** What it says is that something is not there. */
  readonly mayLack: boolean;
  /** It takes away what was built, and nothing is built after it. */
  readonly cleansUp: boolean;
  /** Where it says that it is typed. */
  readonly terminal?: Terminal;
}

/** A part of a file that is a code cell, or may be one. */
interface Part extends Candidate {
  readonly reading: Reading;
}

export interface TutorialPart extends Candidate {
  readonly reading: TutorialReading;
}

/** What is run, or asked about; the rest stays Markdown. */
export function partsOfTutorial(candidates: readonly Candidate[], lines: readonly Line[]): TutorialPart[] {
  const parts = partsOf(candidates, lines);
  const lastMaking = parts.findLastIndex((part) => isRun(part) && makesNames(part));
  const cleaning = cleaningLines(candidates, lines);
  let terminal: Terminal | undefined;
  return parts.flatMap((part, index) => {
    terminal = isRightAfter(part, parts[index - 1], lines)
      ? terminal && typedOn(terminal)
      : terminalOf(textBefore(lines, part.at), part.text);
    if (!isCell(part)) return [];
    const expected = expectedOf(part, parts[index + 1], lines);
    const around = [textBefore(lines, part.at), textAfter(lines, part.to), expected] as const;
    const mayFail = announcesFailure(...around);
    const mayLack = mayFail && announcesLack(...around);
    const cleansUp = index > lastMaking && cleaning(part.at);
    const reading = { ...part.reading, expected, mayFail, mayLack, cleansUp, ...(terminal ? { terminal } : {}) };
    return [{ ...part, reading }];
  });
}

/** Whether nothing is said between two parts; what is shown of the output of the first says nothing. */
function isRightAfter(part: Part, before: Part | undefined, lines: readonly Line[]): boolean {
  if (before === undefined) return false;
  return part.reading.kind === 'output' || lines.slice(before.to, part.at).every(({ text }) => isBlank(text));
}

/** Where one goes on after that. */
const typedOn = (terminal: Terminal): Terminal => (terminal === 'new' ? 'other' : terminal);

/** Tells whether a line stands under a heading that speaks of cleaning up. */
function cleaningLines(candidates: readonly Candidate[], lines: readonly Line[]): (at: number) => boolean {
  const inBlock = new Set(
    candidates.filter(isBlock).flatMap(({ at, to }) => Array.from({ length: to - at }, (_, index) => at + index)),
  );
  let isUnder = false;
  const under = lines.map(({ text }, at) => {
    const isBefore = isUnder;
    const [heading] = text.startsWith('#') && !inBlock.has(at) ? headingsOf(text) : [];
    if (heading) isUnder = isCleaning(heading.text);
    return isBefore;
  });
  return (at) => under[at] ?? false;
}

const makesNames = ({ reading: { entries } }: Part): boolean =>
  /\bip\b.*\b(?:netns|link)\s+add\b|\baddbr\b/.test(entries.map(({ command }) => command).join('\n'));

/** What its own output shows, or the block of output that comes next. */
function expectedOf({ text, to, reading: { entries } }: Part, next: Part | undefined, lines: readonly Line[]): string {
  const texts = text.split('\n');
  const own = entries
    .flatMap((entry) => printedIn(texts, entry))
    .join('\n')
    .trim();
  if (own !== '' || next?.reading.kind !== 'output') return own;
  const between = lines.slice(to, next.at).filter((line) => !isBlank(line.text));
  const isNext = between.length <= MAX_TEXT && !between.some((line) => headingsOf(line.text).length > 0);
  const isShown = between.length === 0 || comesOutput(textBefore(lines, next.at));
  return isNext && isShown ? next.text.trim() : '';
}

function partsOf(candidates: readonly Candidate[], lines: readonly Line[]): Part[] {
  const blocks = readParts(candidates.filter(isBlock), lines);
  const typed = new Set<string>();
  const names = new Set<string>();
  const used = new Set<string>();
  let typedCount = 0;
  for (const { reading } of blocks.filter(isRun)) {
    const { netns, links } = madeBy(reading.entries.map(({ command }) => command).join('\n'), NOTHING_MADE);
    for (const name of [...netns, ...links]) names.add(name);
    for (const { command } of reading.entries) {
      typed.add(command.trim());
      for (const word of wordsOf(command)) used.add(word);
      typedCount++;
    }
  }
  const inText = readParts(candidates.filter(isInText), lines).filter(({ reading }) => reading.kind === 'commands');
  const count = inText.flatMap(({ form, text }) => (form === 'inline' ? text.split('\n') : [])).length;
  if (count === 0) return blocks;
  const isMain = count > typedCount;
  const isAsked = (part: Part) => isStep(part, lines) && !part.text.split('\n').every((line) => typed.has(line));
  const kept = new Set(inText.filter((part) => isMain || isAsked(part)).map(({ at }) => at));
  // Once more, because what is in the text makes names, too.
  return readParts(
    candidates.filter((one) => isBlock(one) || kept.has(one.at)),
    lines,
  ).map((part) =>
    isBlock(part) || (part.form === 'inline' && (isMain || isNeeded(part, names, used))) ? part : asked(part),
  );
}

/** Whether what comes later needs it: it changes something that the blocks have made, or makes something that they use. */
function isNeeded({ text }: Part, names: ReadonlySet<string>, used: ReadonlySet<string>): boolean {
  const { netns, links } = madeBy(text, NOTHING_MADE);
  const containers = [...text.matchAll(/\s--name[= ]([\w.-]+)/g)].map(([, name = '']) => name);
  if ([...netns, ...links, ...containers].some((name) => used.has(name))) return true;
  return text.split('\n').every((line) => CHANGES.test(line) && wordsOf(line).some((word) => names.has(word)));
}
const CHANGES = /\s(?:add|addif|add-port|append|set|attach)\s/;
const wordsOf = (command: string): string[] => command.split(/[\s@/:=]+/);

const isBlock = ({ form }: Candidate): boolean => form !== 'inline' && form !== 'plain';
const isInText = (candidate: Candidate): boolean => !isBlock(candidate);
const isRun = ({ reading: { kind } }: Part): boolean => kind === 'commands' || kind === 'transcript';

/** A block in a quote is a cell only if it is sure; one by its indent is a question only if it begins with a command. */
function isCell({ form, reading: { kind, entries } }: Part): boolean {
  if (kind !== 'unclear') return kind === 'commands' || kind === 'transcript';
  if (form === 'indented') return entries.some(({ command }) => beginsWithCommand(command));
  return form !== 'quoted';
}

/**
 * Whether code in the text is a step, and not just named: its paragraph or numbered item ends with it, without a full stop, or words lead
 * to it. An item with a bullet and code alone is one of a list of what there is.
 */
function isStep({ form, at, to }: Candidate, lines: readonly Line[]): boolean {
  const line = lines[at]?.text ?? '';
  const before = lines[at - 1]?.text ?? '';
  if (/^\s*[-*+]\s+`/.test(line)) return false;
  if (/^\s*(?:\d{1,9}[.)]|[-*+])\s/.test(line) || /[:：]\s*$/.test(before)) return form === 'inline';
  const isEnd = isBlank(lines[to]?.text ?? '') || /^\s{0,3}(?:`{3}|~{3})/.test(lines[to]?.text ?? '');
  return isEnd && (form === 'inline' ? !/`[.,;]\s*$/.test(lines[to - 1]?.text ?? '') : isBlank(before));
}

const asked = (part: Part): Part => ({
  ...part,
  reading: { ...part.reading, kind: 'unclear', evidence: sayOfImport('in-text') },
});

function readParts(candidates: readonly Candidate[], lines: readonly Line[]): Part[] {
  const blocks = candidates.map(({ at, text, info }): Block => {
    const { language } = parseInfo(info);
    return { text, language, info, before: textBefore(lines, at) };
  });
  return readDocument(blocks).flatMap((reading, index) => {
    const candidate = candidates[index];
    return candidate ? [{ ...candidate, reading }] : [];
  });
}

/** The last lines that say something before a line: a paragraph, and the heading over it. */
function textBefore(lines: readonly Line[], at: number): string {
  let to = at;
  while (to > 0 && isBlank(lines[to - 1]?.text ?? '')) to--;
  return lines
    .slice(Math.max(0, to - MAX_TEXT), to)
    .map(({ text }) => text)
    .join('\n');
}

/** The first lines that say something after a line. */
function textAfter(lines: readonly Line[], to: number): string {
  let from = to;
  while (from < lines.length && isBlank(lines[from]?.text ?? '')) from++;
  return lines
    .slice(from, from + MAX_TEXT)
    .map(({ text }) => text)
    .join('\n');
}

/** So many lines before a block may be about it. */
const MAX_TEXT = 3;
