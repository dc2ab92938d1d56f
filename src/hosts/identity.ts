/**
 * Which process a number means. The kernel gives the number of one that has ended to another, so what is signalled later is known by its
 * number and the time at which it began: field 22 of proc_pid_stat(5), in clock ticks since boot.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly began: string;
  /** Its session, as proc_pid_stat(5) numbers it. */
  readonly session: number;
}

/** Reads a line of proc_pid_stat(5); undefined when it is none. The name in parentheses may hold anything, so what counts is the last one. */
export function parseStat(line: string): ProcessIdentity | undefined {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [pid, session, began] = [Number.parseInt(line, 10), Number(fields[3]), fields[19]];
  return pid > 0 && began !== undefined ? { pid, session, began } : undefined;
}

/**
 * For sh, on one line. `began LINE` sets `began` from a line of proc_pid_stat(5); `same PID BEGAN` tells whether that process is there still.
 */
export const SAME = [
  'began() { set -- ${1##*) }; began=${20}; }',
  'same() { { read -r began <"/proc/$1/stat"; } 2>/dev/null && began "$began" && [ "$began" = "$2" ]; }',
].join('; ');

/**
 * For sh, after SAME. `ours PID BEGAN SESSION` tells whether the process group that PID led is there still: while it has members the kernel gives
 * its number to nobody, and all members are of one session (setpgid(2)).
 */
export const OURS = [
  'left() { for stat in /proc/[0-9]*/stat; do { read -r line <"$stat"; } 2>/dev/null || continue;',
  'set -- "$1" "$2" ${line##*) }; [ "$5 $6" != "$1 $2" ] || return 0; done; return 1; }',
  '\nours() { if [ -e "/proc/$1" ]; then same "$1" "$2"; else left "$1" "$3"; fi; }',
].join(' ');
