// Commands with what they printed, without prompts.

import { madeBy, NOTHING_MADE } from '../shell/made-names.ts';
import { type BlockLine, isSlashed } from './lines.ts';
import type { Reading } from './reading.ts';
import { entriesOf } from './transcript.ts';
import { sayOfImport } from './words.ts';

/** Whether a line is nothing but names that commands have made. */
export const isMade = (text: string, made: ReadonlySet<string>): boolean =>
  text
    .trim()
    .split(/\s+/)
    .every((word) => made.has(word.replace(/[:,]$|@.*$/g, '')));

/** A path or a name by itself, after a command that prints such. */
export const isListed = (text: string, before = ''): boolean =>
  /^\s*\S+\s*$/.test(text) && LISTS.test(before) && !/^\s*(?:exit|ls|ip|pwd|bash|sh)\s*$/.test(text);
const LISTS =
  /(?:^|[|;&(]|\s(?:sudo|exec \S+)(?=\s))\s*(?:sudo\s+)?(?:find|which|whereis|type|command|locate|ls|tree|dpkg|rpm|readlink|realpath|cat|grep|echo|compgen|basename|dirname)(?:\s|$)/;

/** What they print may itself be commands. */
const PRINTS_COMMANDS =
  /\b(?:less|more|history|help|man)\b|\b(?:cat|head|tail)\s+(?!-)(?!\/(?:proc|sys|etc)\/)|--help\b/;

/** A remark that what follows was printed. */
export const MARKS =
  /^\s*(?:#+|\/\/)\s*(?:(?:sample |expected )?outputs?|results?|prints|ausgabe|salida|sortie|вывод|결과|출력|结果|输出|出力)\s*[:：]?\s*$/i;

/** Commands with what they printed, each of which can be told from the other. */
export function mixed(
  lines: readonly string[],
  read: readonly BlockLine[],
  made: ReadonlySet<string>,
): Reading | undefined {
  const written = read.filter(({ kind }) => kind !== 'blank' && kind !== 'comment');
  const typed = lines.map(() => 0);
  for (const { kind, from, text } of read) if (kind === 'comment' && isSlashed(text)) typed[from] = -1;
  const marked = new Set(read.filter((_, index) => MARKS.test(read[index - 1]?.text ?? '')));
  const own = new Set(made);
  let last: BlockLine | undefined;
  let output: BlockLine | undefined;
  let inOutput = false;
  if (written.some(({ isOpen }) => isOpen)) return undefined;
  for (const [index, line] of written.entries()) {
    const isMarked = marked.has(line);
    if (isMarked && (line.kind === 'command' || !last)) return undefined;
    inOutput ||= isMarked;
    if (line.kind === 'command') {
      for (const name of namesMadeBy(line.text)) own.add(name);
      if (isListed(line.text, written[index - 1]?.text)) return undefined;
      if (inOutput && last && PRINTS_COMMANDS.test(last.text)) return undefined;
      last = line;
      inOutput = false;
      continue;
    }
    if (!last && line.kind !== 'output') return undefined;
    const isOutput = line.kind === 'output' || line.kind === 'text' || isMade(line.text, own) || inOutput;
    if (!isOutput || line.kind === 'drawing' || line.kind === 'prompt') return undefined;
    if (line.kind === 'synopsis' && !inOutput) return undefined;
    inOutput = true;
    output ??= line;
    for (let at = line.from; at < line.to; at++) typed[at] = -1;
  }
  if (!output || !last) return undefined;
  const evidence = sayOfImport('has-mixed', (written[0]?.from ?? 0) + 1, output.from + 1);
  return { kind: 'transcript', evidence, typed, entries: entriesOf(lines, typed) };
}

function namesMadeBy(command: string): readonly string[] {
  const { netns, links } = madeBy(command, NOTHING_MADE);
  return [...netns, ...links];
}

/** Words that only a command has: an option, a path, an assignment, a variable; and no `>` to a file, which a drawing may mean. */
export const isLikeCommand = (text: string): boolean =>
  /\s(?:-\w|--\w|\S*[/=$.\d])/.test(text) && !/(?<![\d&])>(?!\s*(?:\/dev\/|&))/.test(text);
