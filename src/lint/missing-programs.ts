import { PACKAGES, packageOf } from '../hosts/packages.ts';
import { functionsIn } from '../shell/functions.ts';
import { parseShell } from '../shell/parse.ts';
import type { Text } from '../words.ts';
import { innermost } from './command-words.ts';
import type { Finding, Span } from './finding.ts';
import type { ReadCell } from './read-cell.ts';
import { sayOfLint } from './words.ts';

const KNOWN = new Set(Object.values(PACKAGES).flat());
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
    if (!word || !KNOWN.has(word.text) || own.has(word.text) || first.has(word.text)) continue;
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
    .map(({ program, ...span }) => ({
      ...span,
      what: sayOfLint('not-installed', program, host, packageOf(program)),
      severity: 'warning',
      fixes: [],
      installs: packageOf(program),
    }));
}

/** The argv that prints which of some programs a host does not have, a line each. */
export const askForPrograms = (programs: readonly string[]): readonly string[] => [
  ...['sh', '-c', 'for program; do command -v "$program" >/dev/null 2>&1 || printf "%s\\n" "$program"; done', 'sh'],
  ...programs,
];
