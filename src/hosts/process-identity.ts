import IDENTITY from './process-identity.sh' with { type: 'text' };

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

/** A script that may ask for that, by `began`, `same` and `ours` of process-identity.sh. */
export const withIdentity = (script: string): string => `${IDENTITY}\n${script}`;
