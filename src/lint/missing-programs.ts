import { isKnownProgram, PACKAGES, packageOf } from '../hosts/packages.ts';
import { commandsOf } from '../shell/commands.ts';
import { functionsIn } from '../shell/functions.ts';
import { innermost, onlyAsks } from '../shell/innermost.ts';
import { parseShell } from '../shell/parse.ts';
import { NOTHING_KNOWN, stepsOf } from '../shell/steps.ts';
import { runBy } from '../shell/wrappers.ts';
import type { Text } from '../words.ts';
import type { Finding, Span } from './finding.ts';
import type { ReadCell } from './read-cell.ts';
import { sayOfLint } from './words.ts';

/** A cell that installs something may install just that. */
const INSTALLS = /\b(?:apt|apt-get|dnf|yum|apk|pacman|zypper)\b[^\n]*\s(?:install|add|-S\w*)\s/;

/** A program that a cell runs and that has a package of its own. */
export interface ProgramUsed extends Span {
  readonly program: string;
}

/** The first use of each. */
export function programsUsed(cell: ReadCell): ProgramUsed[] {
  const own = new Set(functionsIn(parseShell(cell.shell).tree).map(({ name }) => name.value));
  const first = new Map<string, ProgramUsed>();
  for (const { words } of cell.commands) {
    const word = words[innermost(words)];
    if (!word || !isKnownProgram(word.text) || own.has(word.text) || first.has(word.text)) continue;
    const [start, end] = [cell.offsetInCell(word.start), cell.offsetInCell(word.end)];
    first.set(word.text, { program: word.text, part: 'text', start, end });
  }
  return [...first.values()];
}

/** Those of them that a host does not have, unless a text before has installed something. */
export function missingPrograms(
  used: readonly ProgramUsed[],
  missing: ReadonlySet<string>,
  host: Text,
  before: readonly string[],
): Finding[] {
  if (before.some((text) => INSTALLS.test(text))) return [];
  return used
    .filter(({ program }) => missing.has(program))
    .map(({ program, ...span }) => {
      const from = packageOf(program);
      const what =
        from === undefined
          ? sayOfLint('not-in-debian', program, host)
          : sayOfLint('not-installed', program, host, from);
      return { ...span, what, severity: 'warning', fixes: [], ...(from === undefined ? {} : { installs: from }) };
    });
}

/** The programs that texts of one shell run and that have a package: those that run others, such as sudo, and what these run. */
export function programsRun(texts: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  let known = NOTHING_KNOWN;
  for (const text of texts) {
    known = stepsOf(text, known).known;
    addPrograms(text, found, 0);
  }
  const own = (program: string) => known.functions.has(program) || known.aliases.has(program);
  return new Set([...found].filter((program) => isKnownProgram(program) && !own(program)));
}

/** The programs of the packages that texts install with apt(8): the author needs them, whatever else runs them. */
export const programsInstalled = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) =>
    commandsOf(text).commands.flatMap(({ words }) => {
      const [program, ...args] = words.slice(innermost(words)).map((word) => word.text);
      const isInstalling = /^(?:apt|apt-get|aptitude)$/.test(program ?? '') && args.includes('install');
      return isInstalling ? args.flatMap((name) => (Object.hasOwn(PACKAGES, name) ? (PACKAGES[name] ?? []) : [])) : [];
    }),
  );

/** Text in text in text, and programs that run programs, have an end. */
const MAX_DEPTH = 10;

function addPrograms(text: string, found: Set<string>, depth: number): void {
  if (depth > MAX_DEPTH) return;
  for (const { fields } of commandsOf(text).commands) addProgram(fields.map((field) => field.text));

  function addProgram([path = '', ...args]: readonly string[], left = MAX_DEPTH): void {
    const program = path.slice(path.lastIndexOf('/') + 1);
    // One beside the text is the reader's own.
    if (!/^\.\.?\//.test(path)) found.add(program);
    if (left === 0 || onlyAsks(program, args)) return;
    for (const inner of runBy(program, args)) {
      if (inner === 'unread') continue;
      if ('text' in inner) addPrograms(inner.text, found, depth + 1);
      else addProgram(inner.words, left - 1);
    }
  }
}
