import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../hosts/host.ts';
import { type ProcessIdentity, SAME } from '../hosts/identity.ts';

/** What a stop is aimed at. */
export interface StopTarget {
  readonly host: Host;
  /** The session's shell, which leads its process group. */
  readonly shell: ProcessIdentity;
  /** Children of the shell that are not the cell's: the relays, and jobs that earlier cells left. */
  readonly spared: readonly number[];
  /** Lets the shell go on that a cell has stopped (SIGSTOP). */
  resume(): Promise<void>;
  /** Ends the host: nothing on it can be signalled any more. */
  giveUp(): Promise<void>;
}

/** What INTERRUPT prints when a program has a say in what SIGINT does: its status is the cell's. */
export const HANDLED = 'handled';

/**
 * SIGURG makes the shell skip the rest of the cell, SIGINT to the others of its group ends what runs; see shell-side.ts. Before
 * that it looks whether the shell waits for a program that catches SIGINT (SigCgt of proc_pid_status(5)), as ping does; what does
 * not would give 130 to a person at a terminal. Copies of the shell do not count: they may be programs that have not begun yet.
 */
const INTERRUPT = `
shell=$1; shift; spared=" $* "
mapfile -d '' -t own <"/proc/$shell/cmdline"
catches() {
  local key value child line
  for child in $(<"/proc/$1/task/$1/children"); do
    [[ $spared == *" $child "* ]] && continue
    mapfile -d '' -t line <"/proc/$child/cmdline"
    [[ "\${line[*]}" == "\${own[*]}" ]] || while read -r key value; do [[ $key == SigCgt: && $((0x\${value: -1} & 2)) != 0 ]] && return; done <"/proc/$child/status"
    catches "$child" && return
  done
  return 1
}
catches "$shell" 2>/dev/null && echo ${HANDLED}
kill -s URG "$shell"; sleep 0.02
for stat in /proc/[0-9]*/stat; do
  { read -r line <"$stat"; } 2>/dev/null || continue
  set -- \${line##*) }
  [[ $3 == "$shell" && \${line%% *} != "$shell" ]] && kill -s INT "\${line%% *}"
done 2>/dev/null
`;

/**
 * The shell alone, if it is in the cell still (which has /dev/null for input) and waits for nothing that it has started: a builtin
 * holds it, which opens a FIFO or a connection. It then ends, and begins again with all that it knew; see shell-side.ts.
 */
const NUDGE = `
shell=$1; shift; spared=" $* "
[[ /proc/$shell/fd/0 -ef /dev/null ]] || exit 0
for child in $(<"/proc/$shell/task/$shell/children"); do [[ $spared == *" $child "* ]] || exit 0; done
kill -s INT "$shell"
`;

/** Signals the shell's descendants but for the spared ones and theirs. */
const END_DESCENDANTS = `
sig=$1 shell=$2; shift 2
declare -A spared parent
for pid; do spared[$pid]=1; done
for stat in /proc/[0-9]*/stat; do
  { read -r line <"$stat"; } 2>/dev/null || continue
  rest=\${line##*) }; set -- $rest
  parent[\${line%% *}]=$2
done
for pid in "\${!parent[@]}"; do
  up=$pid
  while [[ -n $up && $up != "$shell" && -z \${spared[$up]} ]]; do up=\${parent[$up]}; done
  [[ $up == "$shell" && $pid != "$shell" ]] && kill -s "$sig" "$pid" 2>/dev/null
done
`;

interface Step {
  /** Milliseconds after the step before. */
  readonly after: number;
  readonly argv: readonly string[];
}

/** How long a killed shell may take to be gone, in ms. */
const GIVE_UP_MS = 2000;

/**
 * The escalation, as data: SIGINT, a nudge, SIGTERM, SIGKILL to what the cell started, at last the shell itself. Nothing is signalled when that
 * shell has ended meanwhile, for its number may be another's.
 */
export function stopSteps({ pid, began }: ProcessIdentity, spared: readonly number[]): Step[] {
  const bash = (script: string, ...args: (string | number)[]) => {
    const guarded = `${SAME}; same ${pid} ${began} || exit 0\n${script}`;
    return ['bash', '--norc', '-c', guarded, 'stop', ...args.map(String)];
  };
  const end = (signal: string) => bash(END_DESCENDANTS, signal, pid, ...spared);
  return [
    { after: 0, argv: bash(INTERRUPT, pid, ...spared) },
    { after: 400, argv: bash(NUDGE, pid, ...spared) },
    { after: 1600, argv: end('TERM') },
    { after: 2000, argv: end('KILL') },
    { after: 500, argv: end('KILL') },
    { after: 1000, argv: end('KILL') },
    { after: 2000, argv: bash('kill -s KILL "$1"', pid) },
  ];
}

/**
 * Ends what a session's shell is running, gently first. After each step `signalled` is called, with what the step printed: a
 * SIGINT may have cost the shell the line it was reading. Stops as soon as `done` resolves.
 */
export async function stopCell(
  target: StopTarget,
  done: Promise<unknown>,
  signalled: (said: string) => void,
): Promise<void> {
  const over = new AbortController();
  done.then(() => over.abort());
  for (const step of stopSteps(target.shell, target.spared)) {
    await sleep(step.after, undefined, { signal: over.signal }).catch(() => undefined);
    if (over.signal.aborted) return;
    if (step.after > 0) await target.resume().catch(() => undefined);
    // Without an answer the host is gone: so is the cell, and `done` tells it.
    const answer = await target.host.run(step.argv).catch(() => undefined);
    signalled(answer?.stdout.toString() ?? '');
  }
  await sleep(GIVE_UP_MS, undefined, { signal: over.signal }).catch(() => undefined);
  if (!over.signal.aborted) await target.giveUp();
}
