/** How runs end, in the words of run.ts, from what a session reports. */
import { CannotStart, type Host, type HostError } from '../hosts/host.ts';
import { withOutput } from '../hosts/words.ts';
import { isOneCommand } from '../shell/commands.ts';
import type { Argument } from '../words.ts';
import LOOK from './find-netns.sh' with { type: 'text' };
import type { BackgroundEnd, BackgroundRun, CellRequest, Refusal, RunEnd, TimeLimit } from './run-types.ts';
import type { BackgroundStart, SessionCell, SessionEnd } from './session-cell.ts';
import { sayOfRun } from './words.ts';

/** The stop came first. */
export const NOT_STARTED: RunEnd = { kind: 'interrupted', code: null };
/** A restart has killed the shell, and so the cell. */
export const LEFT: RunEnd = { kind: 'interrupted', code: 128 + 9 };

/** Cells before this one have made the shell useless. */
export const NOT_BEGUN: Refusal = {
  kind: 'refused',
  what: sayOfRun('not-begun'),
  remedy: sayOfRun('run-for-new-shell'),
};

/** We ended between asking for the cell and giving it to the shell. */
export const NEVER_SENT: Refusal = {
  kind: 'refused',
  what: sayOfRun('never-sent'),
  remedy: sayOfRun('run-in-same-shell'),
};

/** How a cell ended in its shell, and the time limit that stopped it, if one did. */
export interface Ran {
  readonly end: BackgroundStart;
  readonly limit?: TimeLimit;
}

/** Runs a cell, or follows one begun at `startedAt`, for as long as its `timeout=` allows. */
export async function withinLimit(
  run: (stop: AbortSignal) => Promise<SessionEnd>,
  { request, code }: SessionCell,
  stop: AbortSignal,
  startedAt = Date.now(),
): Promise<Ran> {
  const { timeoutMs } = request.attributes;
  if (timeoutMs === undefined) return { end: await run(stop) };
  const timeout = new AbortController();
  let afterMs = 0;
  const disarm = atLimit(timeoutMs, startedAt, (ms) => {
    afterMs = ms;
    timeout.abort();
  });
  const end = await run(AbortSignal.any([stop, timeout.signal]));
  disarm();
  if (stop.aborted || !timeout.signal.aborted) return { end };
  return { end, limit: { afterMs, cut: !isOneCommand(code) } };
}

/** How long what has ended without us may take to say so, before its time limit counts. */
const REPLAY_MS = 1000;

/** Calls back when the time is over, with how long it took: more than the limit if we were away. Returns what prevents it. */
function atLimit(timeoutMs: number, startedAt: number, over: (afterMs: number) => void): () => void {
  // Begun by another process of ours it may lie in the future, by a clock that has been set since.
  const left = timeoutMs - Math.max(0, Date.now() - startedAt);
  const afterMs = left < 0 ? Math.round((timeoutMs - left) / 1000) * 1000 : timeoutMs;
  const timer = setTimeout(() => over(afterMs), left < 0 ? REPLAY_MS : left);
  return () => clearTimeout(timer);
}

export function started(background: BackgroundRun, request: CellRequest, startedAt = Date.now()): RunEnd {
  // The limit of one that says nothing of the background itself is for what is waited for.
  const timeoutMs = request.unattended ? undefined : request.attributes.timeoutMs;
  return {
    kind: 'started',
    background: timeoutMs === undefined ? background : limited(background, timeoutMs, startedAt),
  };
}

/** It is stopped when its time is over, unless it has ended or been stopped before. */
function limited(background: BackgroundRun, timeoutMs: number, startedAt: number): BackgroundRun {
  let stopped = false;
  let timedOutAfterMs: number | undefined;
  const disarm = atLimit(timeoutMs, startedAt, (afterMs) => {
    if (!stopped) timedOutAfterMs = afterMs;
    void background.stop();
  });
  const ended = background.ended.then((end): BackgroundEnd => {
    disarm();
    return timedOutAfterMs === undefined ? end : { ...end, timedOutAfterMs };
  });
  const stop = () => {
    stopped = true;
    return background.stop();
  };
  return { ...background, ended, stop };
}

/** The end of a run whose shell is of further use, or has ended. */
export function toRunEnd(
  end: Exclude<BackgroundStart, { kind: 'not-begun' | 'stale' }>,
  { request, cwd }: SessionCell,
  limit?: TimeLimit,
): RunEnd {
  switch (end.kind) {
    case 'started':
      return started(end.background, request);
    case 'ended':
      if (!end.interrupted) return { kind: 'exit', code: end.code, ...failedBeforeLast(end) };
      return limit ? { kind: 'timeout', code: end.code, ...limit } : { kind: 'interrupted', code: end.code };
    case 'shell-ended': {
      if (end.status.lost !== undefined) return { kind: 'connection-lost', reason: end.status.lost };
      const ended = { kind: 'shell-ended', ...end.status, stopped: end.stopped } as const;
      return limit && end.stopped ? { ...ended, timedOut: limit } : ended;
    }
    case 'refused':
      if (end.why === 'shell') return { ...end.problem, kind: 'refused' };
      if (end.why === 'lane') return withoutLane(end.said);
      return { kind: 'refused', what: sayOfRun('no-directory', cwd ?? '') };
  }
}

/** A status of 0 is that of the last command, and tells nothing of those before it. */
function failedBeforeLast({ code, failed }: Extract<SessionEnd, { kind: 'ended' }>) {
  if (code !== 0 || !failed) return {};
  return failed === 'unknown' || failed.count > 0 ? { failed } : {};
}

/** The machine lacks what a pipe or a process takes. */
const withoutLane = (said: Argument = ''): Refusal => ({
  kind: 'refused',
  what: said === '' ? sayOfRun('no-lane') : sayOfRun('no-lane-because', said),
  remedy: sayOfRun('raise-limit'),
});

/** Its host is unavailable. */
export const withoutHost = ({ what, remedy }: HostError): Refusal => ({ kind: 'refused', what, remedy });

/** The host has no process for what a cell needs; it is kept for the next. */
export const notNow = (error: CannotStart): Refusal => ({ ...withoutHost(error), remedy: sayOfRun('host-kept') });

/** Its netns was deleted and made again while a new shell was started in it. */
export const replaced = (netns = ''): Refusal => ({
  kind: 'refused',
  what: sayOfRun('netns-replaced', netns),
  remedy: sayOfRun('run-again'),
});

/** Why a cell cannot run in that netns: there is none of that name. Throws CannotStart when that cannot be known. */
export async function noSuchNetns(host: Host, netns: string): Promise<Refusal | undefined> {
  const { stdout, stderr } = await host.run(['sh', '-c', LOOK, 'look', netns]);
  const [found, ...names] = stdout.toString().split('\0').slice(0, -1);
  if (names.pop() !== '.') throw new CannotStart(withOutput(sayOfRun('netns-unknown', netns), stderr.toString()));
  if (found === 'yes') return undefined;
  return {
    kind: 'refused',
    what: sayOfRun('no-netns', netns, host.label),
    remedy: names.length > 0 ? sayOfRun('known-netns', names) : sayOfRun('no-netns-yet'),
  };
}
