/**
 * How the kernel talks to the shell of a session, over nothing but the shell's stdin, stdout and stderr.
 *
 * The shell is a bash that reads commands from a pipe, from which it takes one byte at a time and so never eats what follows.
 * It is not interactive: a cell means to it what a script does, with the line in its messages and an end at `${X:?}`. What
 * such a shell lacks, staying alive then and leaving everything at a stop, is in shell-side.sh. A cell is three lines:
 *
 *     { \__netlab_new; } </dev/null${__netlab_0[(LINENO=-1)+1]}
 *     { \builtin eval $'…the cell…' 60<&-; } <"$__netlab_in" >/proc/self/fd/1 2>/proc/self/fd/2
 *
 *     { __netlab_end MARK; } 9>&2 8>&1 >/dev/null 2>&1 || \builtin exit
 *
 * The first makes the cell begin with line 1: LINENO is what a command assigns to it only until that command has ended, but
 * expansions of a redirection that encloses commands are none. The last prints `NUL MARK report NUL NUL` on stdout and `NUL
 * MARK NUL NUL` on stderr. MARK is random, made for one cell, and is nowhere but in that pipe while the cell runs: no variable, no
 * history, no environment holds it, so nothing that a cell can print is mistaken for it. Another mark, printed as the first
 * thing of the cell, proves that it was begun: a cell before it may have redefined or closed what the shell needs. Reopening
 * fd 1 and 2 makes bash save and restore its own, so `exec >file` in a cell ends with the cell.
 *
 * Between cells the flags and traps of the cells are off, so that neither sees lines of ours: the report has them, and the
 * next cell begins by setting them again.
 */

import { randomBytes } from 'node:crypto';
import { parseShell } from '../shell/parse.ts';
import { shellWord } from '../shell/quote.ts';
import type { LanePipes } from './lane.ts';
import type { FailedCommands } from './run-types.ts';
import { DEFINITIONS, disarm, EXIT_TRAP, SPARED } from './shell-side.ts';

/** What a cell leaves to the next one of its shell, besides what the shell keeps on its own. */
export interface ShellState {
  /** `$?`. */
  readonly status: number;
  /** `$-`: the shell's option flags. */
  readonly flags: string;
  /** Commands that set the traps again. DEBUG is apart, since it would see the others, and ERR, since it sees failures. */
  readonly traps: { readonly exitAndReturn: string; readonly error: string; readonly debug: string };
}

export const FRESH: ShellState = { status: 0, flags: '', traps: { exitAndReturn: '', error: '', debug: '' } };

/** What the shell reports at the end of a cell. */
export interface EndReport {
  readonly exitCode: number;
  /** The status of the command that a stop request interrupted, when one did. */
  readonly interrupted: number | null;
  /** Some process still holds this lane's stdout or stderr: the next cell needs another lane. */
  readonly laneHeld: boolean;
  /** Why the cell was not evaluated: its netns is no longer the session's, its directory cannot be entered, or its lane not be written to. */
  readonly refused: 'netns' | 'cwd' | 'lane' | null;
  /** The commands of the cell that failed: see FailedCommands. */
  readonly failed: FailedCommands;
  /** Something has read the cell's standard input, in which there is nothing. */
  readonly inputRead: boolean;
  /** What cells of the shell that come later begin with. */
  readonly flags: ShellState['flags'];
  readonly traps: ShellState['traps'];
  /** `$!`, or null. */
  readonly lastBackgroundPid: number | null;
  /** Its children: the relays, and the jobs that cells left behind. */
  readonly jobs: readonly number[];
  readonly cwd: string;
}

/** A fresh mark: 96 random bits that no one else has seen. */
export const newMark = (): string => randomBytes(12).toString('hex');

/**
 * The file that is the standard input of cells (shell-side.sh), in memory and without a name. The shell holds it, and closes it
 * for what it runs. Where it cannot be made, /dev/null takes its place, and nobody knows whether it was read.
 */
const INPUT = [
  'set -C; __netlab_in=/dev/shm/netlab.$$.$RANDOM$RANDOM;',
  '{ : >"$__netlab_in" && { touch -ad@0 "$__netlab_in" && exec 60<"$__netlab_in"; rm "$__netlab_in"; }; } 2>/dev/null;',
].join(' ');

/**
 * The relays keep stdout and stderr real pipes (Node and sshd give sockets, on which opening /dev/stdout fails with
 * ENXIO), and ignore the signals that are meant for the cell. 62 and 63 are the numbers bash gave the substitutions.
 */
const RELAYED_SHELL = [
  INPUT,
  "exec bash --noprofile --norc > >(trap '' INT TERM HUP QUIT; exec cat 60<&-)",
  "2> >(trap '' INT TERM HUP QUIT; exec cat >&2 60<&-) 62>&- 63>&-",
].join(' ');

/** argv of the process that becomes the session's shell. */
export const SHELL_ARGV: readonly string[] = ['bash', '--noprofile', '--norc', '-c', RELAYED_SHELL];

/** What it says when it would take other processes for itself: in a PID namespace of its own with the /proc of another one. */
export const NO_PROC = 'netlab: /proc shows other processes';

/** UMASK [home]: to be stopped it must lead its process group, which it does not behind a program that waits for it. */
const INNER_SHELL = [
  `[[ /proc/self/ -ef /proc/$$/ ]] || { echo '${NO_PROC}' >&2; exit 126; };`,
  'read -r _ _ _ _ group _ </proc/$$/stat;',
  '[[ $group == "$$" ]] || exec setsid bash --noprofile --norc -c "$BASH_EXECUTION_STRING" bash "$@";',
  'umask "$1"; if [[ $2 ]]; then { (( EUID == 0 )) && cd ~root && HOME=$PWD; cd; } 2>/dev/null; unset OLDPWD; fi; set --;',
  RELAYED_SHELL,
].join(' ');

/** argv of the process that becomes a session's shell within another one. */
export const innerShellArgv = (umask: string, home: boolean): readonly string[] => [
  ...['bash', '--noprofile', '--norc', '-c', INNER_SHELL, 'bash', umask],
  ...(home ? ['home'] : []),
];

/** Environment of the shell: no history, no pagers, no log-out after idling. */
export const SHELL_ENV: Readonly<Record<string, string>> = {
  HISTFILE: '',
  TMOUT: '0',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  SYSTEMD_PAGER: '',
};

/** The lines that prepare a fresh shell. It answers `NUL MARK stat LF relay-pids NUL NUL` on stdout, `NUL MARK NUL NUL` on stderr. */
export function bootLines(mark: string): string {
  const hello = `builtin printf '\\0%s %s\\0\\0' ${mark} "$__netlab_stat"$'\\n'"$__netlab_relays"; builtin printf '\\0%s\\0\\0' ${mark} >&2`;
  return `${DEFINITIONS.trim()}\n${SET_EXIT_TRAP}\n__netlab_count\n${hello}\n`;
}

const SET_EXIT_TRAP = `\\builtin trap -- ${shellWord(EXIT_TRAP)} EXIT`;

export interface CellLines {
  readonly code: string;
  readonly mark: string;
  /** The namespace file the shell must still be in, '/run/netns/NAME'. */
  readonly netnsFile?: string;
  /** Directory for this cell alone, and the one to go back to. */
  readonly cwd?: { readonly enter: string; readonly leave: string };
  /** Printed, as `NUL MARK NUL NUL` on stdout, when the shell begins with the cell: the proof that it did. */
  readonly beginMark: string;
  /** The lane to which the shell moves first, for this cell and those that follow. */
  readonly move?: LanePipes | undefined;
  readonly state: ShellState;
  /** There may be traps: see `mayTrap`. */
  readonly traps: boolean;
}

/** The lines that run a cell and report its end. */
export function cellLines(cell: CellLines): string {
  const begin = `\\builtin printf '\\0%s\\0\\0' ${cell.beginMark}`;
  const body = `\\builtin eval ${shellWord(textOf(cell, begin))}`;
  // Apart, so that under a `ulimit -n` below 60 only its own restoration fails, and not that of the shell's input.
  const run = `{ ${body} 60<&-; } <"$__netlab_in" >/proc/self/fd/1 2>/proc/self/fd/2`;
  return `${etcLine(cell)}${FIRST_LINE}\n${guarded(cell, run)}\n${endLine(cell.mark, { leave: cell.cwd?.leave, traps: cell.traps })}`;
}

/** The next line is line 0: the user's first comes after one of ours. Short, since the shell reads byte by byte. */
const FIRST_LINE = '{ \\__netlab_new; } </dev/null${__netlab_0[(LINENO=-1)+1]}';

/** The text of a cell, after a line that makes the shell what the cell before has left, and before one that takes it back. */
function textOf({ code, state, traps }: Pick<CellLines, 'code' | 'state' | 'traps'>, begin: string): string {
  // An open quote or here-document would swallow it.
  const after = traps && parseShell(code).faults.length === 0 ? `\n{ ${disarm} } >/dev/null 2>&1 ${SPARED}` : '';
  const count = countsFailures(code, state) ? [] : ['\\builtin trap - ERR'];
  return `${[begin, ...count, ...restoring(state, traps)].join('; ')}\n${code}${after}`;
}

/** Whether the commands of a cell that fail are counted: that takes an ERR trap, which would be seen by traps of the cell's own. */
export const countsFailures = (code: string, { traps }: ShellState): boolean =>
  traps.error === '' && traps.debug === '' && !/\btrap\b/.test(code);

/** The flags that are off between cells; `set -e` would end the shell at the failure that the status reports. */
const FLAGS = /[efuvxTE]/g;

function restoring({ status, flags, traps }: ShellState, mayHaveChanged: boolean): string[] {
  const set = (flags.match(FLAGS) ?? []).join('');
  const { exitAndReturn, error, debug } = traps;
  const hasExit = /(?:^|\n)trap -- .* EXIT\n/s.test(exitAndReturn);
  return [
    ...(hasExit || !mayHaveChanged ? [] : [SET_EXIT_TRAP]),
    ...(exitAndReturn === '' ? [] : [`\\builtin eval ${shellWord(exitAndReturn)}`]),
    ...(status === 0 && set === '' && error === ''
      ? []
      : [`\\__netlab_begin ${set.includes('e') ? 0 : status} '${set}' ${shellWord(error)} 2>/dev/null`]),
    ...(debug === '' ? [] : [`\\builtin eval ${shellWord(debug)}`]),
  ];
}

/** Whether a text may set traps, here or in what it reads: looking for them costs a process at the end of each cell. */
export function mayTrap(code: string): boolean {
  return /\b(?:trap|source|eval|alias)\b|(?:^|[\s;&|(){}])\.\s/.test(code);
}

/**
 * The lines that start a cell in the background, in a process group of its own (`set -m`), with its output on a
 * lane. Its wrapper first says which process it is, as `NUL MARK stat NUL NUL`, see proc_pid_stat(5), and outlives SIGINT and
 * SIGTERM to report the exit status as `NUL MARK status NUL NUL`.
 */
export function backgroundLines(
  cell: Omit<CellLines, 'beginMark' | 'move'>,
  ownMark: string,
  pipes: LanePipes,
): string {
  const state = inSubshell(cell.state);
  const body = `( \\builtin eval ${shellWord(textOf({ ...cell, state, traps: false }, ':'))} )`;
  const tell = (what: string) => `builtin printf '\\0%s %s\\0\\0' ${ownMark} "${what}"`;
  const born = `builtin read -r __netlab_p </proc/self/stat; ${tell('$__netlab_p')}`;
  const wrapper = `( set +m; trap : INT TERM HUP; ${born}; ${body}; ${tell('$?')} )`;
  // It is refused until it is started: bash abandons the line when it cannot fork.
  const start = `__netlab_refused=lane; { ${wrapper} & __netlab_refused=-; } </dev/null 60<&- ${onto(pipes)} || \\builtin :`;
  const end = endLine(cell.mark, { leave: cell.cwd?.leave, traps: false });
  return `${etcLine(cell)}set -m\n${FIRST_LINE}\n${guarded(cell, start)}\nset +m; disown 2>/dev/null\n${end}`;
}

/** Which traps a subshell keeps (bash(1), COMMAND EXECUTION ENVIRONMENT, and `set -E` and `-T`): EXIT is its parent's alone. */
function inSubshell({ flags, traps, ...state }: ShellState): ShellState {
  const kept = {
    exitAndReturn: '',
    error: flags.includes('E') ? traps.error : '',
    debug: flags.includes('T') ? traps.debug : '',
  };
  return { ...state, flags, traps: kept };
}

function etcLine({ netnsFile }: Pick<CellLines, 'netnsFile'>): string {
  if (netnsFile === undefined) return '';
  return `__netlab_etc ${shellWord(netnsFile.replace('/run/', '/etc/'))} >/dev/null 2>&1\n`;
}

function guarded(cell: Pick<CellLines, 'netnsFile' | 'cwd' | 'move'>, command: string): string {
  if (!cell.netnsFile && !cell.cwd && !cell.move) return command;
  const moved = cell.move ? `{ exec ${onto(cell.move)} && __netlab_lane; }` : ':';
  const inNetns = cell.netnsFile ? `[[ ${shellWord(cell.netnsFile)} -ef /proc/$$/ns/net ]]` : ':';
  const inDirectory = cell.cwd ? `builtin cd -- ${shellWord(cell.cwd.enter)} 2>/dev/null` : ':';
  return (
    `if ! ${moved}; then __netlab_refused=lane; elif ! ${inNetns}; then __netlab_refused=netns; ` +
    `elif ! ${inDirectory}; then __netlab_refused=cwd; else ${command}; fi`
  );
}

const onto = ({ out, err }: LanePipes): string => `>${shellWord(out)} 2>${shellWord(err)}`;

/**
 * The line that makes the shell report; also sent after a stop request, which may have cost the cell's own. The empty line
 * before it is needed: after an `eval` of an unterminated quote bash 5.2 does not take `{` for a reserved word.
 * A shell that cannot open what it needs for that (`ulimit -n 3`) could never report any end, so it ends itself.
 */
export function endLine(mark: string, { leave, traps }: { leave: string | undefined; traps: boolean }): string {
  const end = `__netlab_end ${mark}${leave === undefined ? '' : ` ${shellWord(leave)}`};`;
  return `\n{ ${traps ? `${disarm} ` : ''}${end} } 9>&2 8>&1 >/dev/null 2>&1 ${traps ? SPARED : ''} || \\builtin exit\n`;
}

/** The same, sent again after a signal that may have cost the shell the first, or the way by which it is heard. */
export function endLineAgain(mark: string, how: Parameters<typeof endLine>[1]): string {
  const before = how.traps ? `{ ${disarm} } >/dev/null 2>&1 ${SPARED}\n` : '';
  return `\n${before}__netlab_back "\${__netlab_s:=$?}" || \\builtin :${endLine(mark, how)}`;
}

/** Reads what `__netlab_end` printed after the mark: a line of fields, a line a job, an empty line, the directory, the traps. */
export function parseEndReport(report: string): EndReport {
  const text = report.replaceAll('\x02', '\n');
  const split = text.indexOf('\n\n');
  const [fields = '', ...jobs] = text.slice(0, split).split('\n');
  const [status, interrupted, held, refused, flags, failed = '', read, lastPid] = fields.trim().split(' ');
  const [cwd = '', exitAndReturn = '', error = '', debug = ''] = text.slice(split + 2).split('\x01');
  return {
    exitCode: Number(status),
    interrupted: interrupted === '-' ? null : Number(interrupted),
    laneHeld: held === '1',
    refused: refused === 'netns' || refused === 'cwd' || refused === 'lane' ? refused : null,
    failed: parseFailed(failed),
    inputRead: read === '1',
    flags: flags ?? '',
    traps: { exitAndReturn, error: error.includes('__netlab_fail') ? '' : error, debug },
    lastBackgroundPid: lastPid ? Number(lastPid) : null,
    jobs: jobs.filter((line) => line !== '').map(Number),
    cwd,
  };
}

/** `COUNT[,LINE]…` */
function parseFailed(field: string): FailedCommands {
  const [count = 0, ...lines] = field.split(',').map(Number);
  return { count, lines: [...new Set(lines)] };
}
