import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../hosts/host.ts';
import { type ProcessIdentity, withIdentity } from '../hosts/process-identity.ts';
import END_DESCENDANTS from './end-descendants.sh' with { type: 'text' };
import INTERRUPT from './interrupt.sh' with { type: 'text' };
import NUDGE from './interrupt-shell.sh' with { type: 'text' };

/** What a stop is aimed at. */
export interface StopTarget {
  readonly host: Host;
  /** The session's shell, which leads its process group. */
  readonly shell: ProcessIdentity;
  /** Children of the shell that are not the cell's: the relays, and jobs that earlier cells left. */
  readonly spared: readonly number[];
  /** Continues a shell that a cell has stopped (SIGSTOP). */
  resume(): Promise<void>;
  /** Ends the host: nothing on it can be signalled any more. */
  giveUp(): Promise<void>;
}

/** What interrupt.sh prints when a program has a say in what SIGINT does: its status is the cell's. */
export const HANDLED = 'handled';

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
  const bash = (script: string, ...args: (string | number)[]) => [
    ...['bash', '--norc', '-c', withIdentity(script), 'stop', String(pid), began],
    ...args.map(String),
  ];
  const end = (signal: string) => bash(END_DESCENDANTS, signal, ...spared);
  return [
    { after: 0, argv: bash(INTERRUPT, ...spared) },
    { after: 400, argv: bash(NUDGE, ...spared) },
    { after: 1600, argv: end('TERM') },
    { after: 2000, argv: end('KILL') },
    { after: 500, argv: end('KILL') },
    { after: 1000, argv: end('KILL') },
    { after: 2000, argv: bash('same "$1" "$2" && kill -s KILL "$1"') },
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
    // Without an answer the host is gone: so is the cell, and `done` reports that.
    const answer = await target.host.run(step.argv).catch(() => undefined);
    signalled(answer?.stdout.toString() ?? '');
  }
  await sleep(GIVE_UP_MS, undefined, { signal: over.signal }).catch(() => undefined);
  if (!over.signal.aborted) await target.giveUp();
}
