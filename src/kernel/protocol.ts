/**
 * How the kernel talks to the shell of a session, over nothing but the shell's stdin, stdout and stderr.
 *
 * The shell is `bash -i` without a terminal: interactive, because only then does SIGINT abandon the whole of what is
 * being evaluated and leave the shell alive with its variables, functions and directory; reading a pipe, from which it
 * takes one byte at a time and so never eats what follows. A cell is two lines on that pipe:
 *
 *     \builtin eval $'…the cell…' </dev/null >/proc/self/fd/1 2>/proc/self/fd/2
 *
 *     { __netlab_end MARK; } 9>&2 2>/dev/null
 *
 * The second prints `NUL MARK report NUL NUL` on stdout and `NUL MARK NUL NUL` on stderr. MARK is random, made for one cell, and
 * is nowhere but in that pipe while the cell runs: no variable, no history, no environment holds it, so nothing that a
 * cell can print is mistaken for it. Another mark, printed as the first thing of the cell, proves that it was begun: a cell
 * before it may have redefined or closed what the shell needs. Reopening fd 1 and 2 makes bash save and restore its own, so `exec >file` in a cell
 * ends with the cell.
 */

import type { LanePipes } from './lane.ts';

/** What the shell reports at the end of a cell. */
export interface EndReport {
  readonly exitCode: number;
  /** The status of the command that a stop request interrupted, when one did. */
  readonly interrupted: number | null;
  /** Some process still holds this lane's stdout or stderr: the next cell needs another lane. */
  readonly laneHeld: boolean;
  /** Why the cell was not evaluated: its netns is not the session's any more, its directory cannot be entered, or its lane not be written to. */
  readonly refused: 'netns' | 'cwd' | 'lane' | null;
  /** `$-`: the shell's option flags. */
  readonly flags: string;
  /** `$!`, or null. */
  readonly lastBackgroundPid: number | null;
  /** The jobs that the shell knows (`jobs -p`). */
  readonly jobs: readonly number[];
  readonly cwd: string;
}

/**
 * Text as one bash word on one line, by ANSI-C quoting (bash(1), QUOTING). The one way by which data gets into a line
 * that the shell reads. NUL cannot be in a word and is refused.
 */
export function quoteWord(text: string): string {
  if (text.includes('\0')) throw new RangeError('a shell word cannot hold NUL');
  const escaped = text.replace(/[\\'\n\r\t]/g, (c) => ESCAPES[c] ?? c);
  return `$'${escaped}'`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * The relays keep stdout and stderr real pipes (Node and sshd give sockets, on which opening /dev/stdout fails with
 * ENXIO), and ignore the signals that are meant for the cell. 62 and 63 are the numbers bash gave the substitutions.
 */
const RELAYED_SHELL = [
  "exec bash --noprofile --norc --noediting -i > >(trap '' INT TERM HUP QUIT; exec cat)",
  "2> >(trap '' INT TERM HUP QUIT; exec cat >&2) 62>&- 63>&-",
].join(' ');

/** argv of the process that becomes the session's shell. */
export const SHELL_ARGV: readonly string[] = ['bash', '--noprofile', '--norc', '-c', RELAYED_SHELL];

/** Environment of the shell: no history, no prompts, no pagers, no log-out after idling. */
export const SHELL_ENV: Readonly<Record<string, string>> = {
  HISTFILE: '',
  TMOUT: '0',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  SYSTEMD_PAGER: '',
};

/**
 * What the shell is told once. `__netlab_end` looks whether a process other than the shell and its relays still has the
 * lane open (`-ef` compares the pipes by device and inode; no process is started for that); if no process was made since
 * the cell before, there is none (proc_loadavg(5): the last field is the pid made last).
 * A stop request is SIGURG to the shell, then SIGINT to its group. SIGURG, harmless where it is not trapped, makes the
 * shell leave its loops and skip every further command of the cell: after SIGINT alone it would go on behind a program
 * that handles SIGINT and exits by itself, as ping does.
 */
const DEFINITIONS = String.raw`
set +H +o history; PS1= PS2=
unset MAILCHECK HISTFILE
__netlab_int=- __netlab_refused=- __netlab_last_pid= __netlab_ending=
read -r __netlab_p <"/proc/$$/stat"
read -r __netlab_relays <"/proc/$$/task/$$/children"
__netlab_held() {
  __netlab_before=$__netlab_last_pid
  \builtin read -r __netlab_p __netlab_p __netlab_p __netlab_p __netlab_last_pid </proc/loadavg
  [[ $__netlab_before == "$__netlab_last_pid" ]] && \builtin return 1
  for __netlab_p in /proc/[0-9]*; do
    [[ $__netlab_p -ef /proc/$$ ]] && \builtin continue
    [[ $__netlab_p/fd/1 -ef /proc/$$/fd/1 || $__netlab_p/fd/2 -ef /proc/$$/fd/9 ||
      $__netlab_p/fd/2 -ef /proc/$$/fd/1 || $__netlab_p/fd/1 -ef /proc/$$/fd/9 ]] && \builtin return
  done
  \builtin return 1
}
__netlab_end() {
  __netlab_s=$? __netlab_flags=$- __netlab_hold=0 __netlab_ending=1
  \builtin set +fuxev
  PS1= PS2=; \builtin unset PROMPT_COMMAND
  __netlab_held && __netlab_hold=1
  \builtin printf '\0%s %s %s %s %s %s %s\n' "$1" "$__netlab_s" "$__netlab_int" "$__netlab_hold" "$__netlab_refused" "$__netlab_flags" "$!"
  \builtin jobs -p
  \builtin printf '\n%s\0\0' "$PWD"
  \builtin printf '\0%s\0\0' "$1" >&9
  __netlab_int=- __netlab_refused=- __netlab_ending=
  [[ $2 ]] && \builtin cd -- "$2"
  [[ $__netlab_flags == *f* ]] && \builtin set -f
  [[ $__netlab_flags == *u* ]] && \builtin set -u
  [[ $__netlab_flags == *e* ]] && \builtin set -e
  \builtin return 0
}
__netlab_go_on() {
  \builtin trap - DEBUG
  \builtin shopt -u extdebug
  \builtin set +T
}
__netlab_stop() {
  [[ $__netlab_ending ]] && \builtin return
  __netlab_int=$1
  \builtin shopt -s extdebug
  \builtin set -T
  \builtin trap '[[ $BASH_COMMAND == "__netlab_end "* ]] && __netlab_go_on || { \builtin break 9999; \builtin false; } 2>/dev/null' DEBUG
}
declare -rf __netlab_held __netlab_end __netlab_go_on __netlab_stop
trap '__netlab_stop $?' URG
`;

/** The lines that prepare a fresh shell. It answers `NUL MARK stat LF relay-pids NUL NUL` on stdout, `NUL MARK NUL NUL` on stderr. */
export function bootLines(mark: string): string {
  const hello = `builtin printf '\\0%s %s\\0\\0' ${mark} "$__netlab_p"$'\\n'"$__netlab_relays"; builtin printf '\\0%s\\0\\0' ${mark} >&2`;
  return `${DEFINITIONS.trim()}\n${hello}\n`;
}

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
  /** Which of `set -x` and `set -v` were on: off between cells, so that the kernel's own lines leave no trace. */
  readonly trace?: string;
}

/** The lines that run a cell and report its end. */
export function cellLines(cell: CellLines): string {
  const begin = `\\builtin printf '\\0%s\\0\\0' ${cell.beginMark}\n`;
  const trace = cell.trace ? `\\builtin set -${cell.trace}\n` : '';
  const body = `\\builtin eval ${quoteWord(`${begin}${trace}${cell.code}`)}`;
  const run = `${body} </dev/null >/proc/self/fd/1 2>/proc/self/fd/2`;
  return `${guarded(cell, run)}\n${endLine(cell.mark, cell.cwd?.leave)}`;
}

/**
 * The lines that start a cell in the background, in a process group of its own (`set -m`), with its output on a
 * lane. Its wrapper first says which process it is, as `NUL MARK stat NUL NUL`, see proc_pid_stat(5), and outlives SIGINT and
 * SIGTERM to tell the exit status as `NUL MARK status NUL NUL`.
 */
export function backgroundLines(
  cell: Omit<CellLines, 'beginMark' | 'move'>,
  ownMark: string,
  pipes: LanePipes,
): string {
  const body = `( \\builtin eval ${quoteWord(cell.code)} )`;
  const tell = (what: string) => `builtin printf '\\0%s %s\\0\\0' ${ownMark} "${what}"`;
  const born = `builtin read -r __netlab_p </proc/self/stat; ${tell('$__netlab_p')}`;
  const wrapper = `( set +m; trap : INT TERM HUP; ${born}; ${body}; ${tell('$?')} )`;
  // It is refused until it is started: bash abandons the line when it cannot fork.
  const start = `__netlab_refused=lane; { ${wrapper} & __netlab_refused=-; } </dev/null ${onto(pipes)} || \\builtin :`;
  return `set -m\n${guarded(cell, start)}\nset +m; disown 2>/dev/null\n${endLine(cell.mark, cell.cwd?.leave)}`;
}

function guarded(cell: Pick<CellLines, 'netnsFile' | 'cwd' | 'move'>, command: string): string {
  if (!cell.netnsFile && !cell.cwd && !cell.move) return command;
  const moved = cell.move ? `exec ${onto(cell.move)}` : ':';
  const inNetns = cell.netnsFile ? `[[ ${quoteWord(cell.netnsFile)} -ef /proc/$$/ns/net ]]` : ':';
  const inDirectory = cell.cwd ? `builtin cd -- ${quoteWord(cell.cwd.enter)} 2>/dev/null` : ':';
  return (
    `if ! ${moved}; then __netlab_refused=lane; elif ! ${inNetns}; then __netlab_refused=netns; ` +
    `elif ! ${inDirectory}; then __netlab_refused=cwd; else ${command}; fi`
  );
}

const onto = ({ out, err }: LanePipes): string => `>${quoteWord(out)} 2>${quoteWord(err)}`;

/**
 * The line that makes the shell report; also sent after a stop request, which may have cost the cell's own. The empty line
 * before it is needed: behind an `eval` of an unterminated quote bash 5.2 does not take `{` for a reserved word.
 */
export function endLine(mark: string, leave?: string): string {
  return `\n{ __netlab_end ${mark}${leave === undefined ? '' : ` ${quoteWord(leave)}`}; } 9>&2 2>/dev/null\n`;
}

/** Reads what `__netlab_end` printed behind the mark: a line of fields, a line a job, an empty line, the directory. */
export function parseReport(text: string): EndReport {
  const split = text.indexOf('\n\n');
  const [fields = '', ...jobs] = text.slice(0, split).split('\n');
  const [status, interrupted, held, refused, flags, lastPid] = fields.trim().split(' ');
  return {
    exitCode: Number(status),
    interrupted: interrupted === '-' ? null : Number(interrupted),
    laneHeld: held === '1',
    refused: refused === 'netns' || refused === 'cwd' || refused === 'lane' ? refused : null,
    flags: flags ?? '',
    lastBackgroundPid: lastPid ? Number(lastPid) : null,
    jobs: jobs.filter((line) => line !== '').map(Number),
    cwd: text.slice(split + 2),
  };
}
