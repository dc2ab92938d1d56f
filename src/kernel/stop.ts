import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../hosts/host.ts';

/** What a stop is aimed at. */
export interface StopTarget {
  readonly host: Host;
  /** The session's shell: its pid and, as it leads one, its process group. */
  readonly shell: number;
  /** Children of the shell that are not the cell's: the relays, and jobs that earlier cells left. */
  readonly spared: readonly number[];
  /** Lets the shell go on that a cell has stopped (SIGSTOP). */
  resume(): Promise<void>;
  /** Ends the host: nothing on it can be signalled any more. */
  giveUp(): Promise<void>;
}

/**
 * SIGURG makes the shell skip the rest of the cell, SIGINT to the group ends what runs; see protocol.ts. Not at once: a
 * SIGINT that arrives while bash 5.2 runs a trap can crash it.
 */
const INTERRUPT = 'kill -s URG "$1"; sleep 0.02; kill -s INT -- "-$1"';

/** Only the shell: what runs in the foreground has had its SIGINT. */
const NUDGE = 'kill -s INT "$1"';

/** Signals the shell's descendants but for the spared ones and theirs, then the shell with SIGINT. */
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
kill -s INT "$shell"
`;

interface Step {
  /** Milliseconds after the step before. */
  readonly after: number;
  readonly argv: readonly string[];
}

/** How long a killed shell may take to be gone, in ms. */
const GIVE_UP_MS = 2000;

/** The escalation, as data: SIGINT, a nudge, SIGTERM, SIGKILL to what the cell started, at last the shell itself. */
export function stopSteps(shell: number, spared: readonly number[]): Step[] {
  const bash = (script: string, ...args: string[]) => ['bash', '--norc', '-c', script, 'stop', ...args];
  const pid = String(shell);
  const end = (signal: string) => bash(END_DESCENDANTS, signal, pid, ...spared.map(String));
  return [
    { after: 0, argv: bash(INTERRUPT, pid) },
    { after: 150, argv: bash(NUDGE, pid) },
    { after: 1850, argv: end('TERM') },
    { after: 2000, argv: end('KILL') },
    { after: 500, argv: end('KILL') },
    { after: 1000, argv: end('KILL') },
    { after: 2000, argv: bash('kill -s KILL "$1"', pid) },
  ];
}

/**
 * Ends what a session's shell is running, gently first. After each step `signalled` is called: a SIGINT may have cost the
 * shell the line it was reading. Stops as soon as `done` resolves.
 */
export async function stopCell(target: StopTarget, done: Promise<unknown>, signalled: () => void): Promise<void> {
  const over = new AbortController();
  done.then(() => over.abort());
  for (const step of stopSteps(target.shell, target.spared)) {
    await sleep(step.after, undefined, { signal: over.signal }).catch(() => undefined);
    if (over.signal.aborted) return;
    if (step.after > 0) await target.resume().catch(() => undefined);
    await target.host.run(step.argv).catch(() => undefined); // The host is gone: so is the cell, and `done` tells it.
    signalled();
  }
  await sleep(GIVE_UP_MS, undefined, { signal: over.signal }).catch(() => undefined);
  if (!over.signal.aborted) await target.giveUp();
}
