import type { CellText, Edit, Finding, Fix } from './finding.ts';
import { type ReadCell, readCell } from './read-cell.ts';
import { sayOfLint } from './words.ts';

/** Runs a program of the user's machine; rejects where there is none. */
export type RunProgram = (
  argv: readonly string[],
  options: { readonly input: string; readonly timeoutMs: number; readonly cwd: string },
) => Promise<{ readonly stdout: Uint8Array }>;

/** What ShellCheck says of scripts and not of cells, which share one shell and are run by a reader (its wiki explains each). */
const EXCLUDED = `
SC1090 SC1091 a file that is sourced is not there to be read
SC2016        \${x} in single quotes is for the shell of another namespace
SC2034        a variable is used by cells below
SC2103 SC2164 a cd that fails need not end the shell
SC2119 SC2120 a function is called by cells below, with arguments
SC2148        a cell has no shebang
SC2153 SC2154 a variable is set by cells above
SC2188        > file empties a file
SC2317 SC2329 a function is called by cells below
`;

const ARGV = [
  'shellcheck',
  '--format=json1',
  '--shell=bash',
  `--exclude=${[...EXCLUDED.matchAll(/^(?:SC\d+ +)+/gm)].flatMap(([codes]) => codes.trim().split(/ +/)).join(',')}`,
  '-',
];
const TIME_LIMIT_MS = 5000;

/** What ShellCheck finds in a cell that would be run. Rejects where it cannot be started. */
export async function shellcheckFindings(cell: CellText, run: RunProgram): Promise<Finding[]> {
  const read = readCell(cell);
  if (read.shell.trim() === '') return [];
  // Not where the notebook is: a file there could tell it what to do.
  const { stdout } = await run(ARGV, { input: `${read.shell}\n`, timeoutMs: TIME_LIMIT_MS, cwd: '/' });
  return findingsIn(new TextDecoder().decode(stdout), read);
}

/** A range as it gives it: lines and columns from 1, in characters. */
interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Comment extends Range {
  readonly level: string;
  readonly code: number;
  readonly message: string;
  readonly fix?: { readonly replacements: readonly (Range & { readonly replacement: string })[] } | null;
}

/** The findings in the JSON that it prints; none where that is something else, or cut off. */
export function findingsIn(json: string, read: ReadCell): Finding[] {
  try {
    // Safe: as ShellCheck/Formatter/JSON1.hs writes it; what is missing would throw below, and is caught.
    const { comments } = JSON.parse(json) as { comments: readonly Comment[] };
    return comments.map((comment) => findingOf(comment, read));
  } catch {
    return [];
  }
}

function findingOf(comment: Comment, read: ReadCell): Finding {
  const { level, code: number, message, fix } = comment;
  const code = `SC${number}`;
  return {
    what: sayOfLint('as-it-came', message),
    ...spanOf(comment, read),
    severity: level === 'error' || level === 'warning' ? 'warning' : 'information',
    fixes: fix ? fixOf(code, fix.replacements, read) : [],
    source: { name: 'shellcheck', code, page: `https://www.shellcheck.net/wiki/${code}` },
  };
}

function fixOf(
  code: string,
  replacements: readonly (Range & { readonly replacement: string })[],
  read: ReadCell,
): Fix[] {
  const edits = replacements
    .map((each): Edit => ({ ...spanOf(each, read), with: each.replacement }))
    .sort((a, b) => a.start - b.start);
  // Two at one place have an order, which only ShellCheck knows.
  const isClear = edits.every(({ start }, i) => i === 0 || start > (edits[i - 1]?.start ?? 0));
  return isClear && edits.length > 0 ? [{ what: sayOfLint('fix-of-shellcheck', code), edits }] : [];
}

function spanOf({ line, column, endLine, endColumn }: Range, { shell, offsetInCell }: ReadCell) {
  const start = offsetOf(shell, line, column);
  const end = Math.max(start, offsetOf(shell, endLine, endColumn));
  return { part: 'text', start: offsetInCell(start), end: offsetInCell(end) } as const;
}

function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  const characters = [...(lines[line - 1] ?? '')].slice(0, column - 1);
  return Math.min(text.length, before + characters.join('').length);
}
