/** How runs end, in the words of run.ts, from what a session tells of them. */
import { CannotStart, type Host } from '../hosts/host.ts';
import { printable } from '../printable.ts';
import { isOneCommand } from '../shell/commands.ts';
import LOOK from './look.sh' with { type: 'text' };
import type { BackgroundEnd, BackgroundRun, CellRequest, RunEnd } from './run.ts';
import type { Session } from './session.ts';
import type { SessionCell, SessionEnd } from './session-cell.ts';

/** The stop came first. */
export const NOT_STARTED: RunEnd = { kind: 'interrupted', code: null };
/** A restart has killed the shell, and so the cell. */
export const LEFT: RunEnd = { kind: 'interrupted', code: 128 + 9 };
/** The shell is in another netns than the one that has the name now. */
export const STALE: RunEnd = { kind: 'refused', message: '' };

/** Cells before this one have made the shell useless. */
export const BROKEN: RunEnd = {
  kind: 'refused',
  message: 'The shell did not run this cell: one before it has redefined or closed something that the shell needs.',
  remedy: 'Run it again: it gets a fresh shell.',
};

/** We ended between asking for the cell and giving it to the shell. */
export const NEVER_SENT: RunEnd = {
  kind: 'refused',
  message: 'This cell had not reached the shell when the window or the connection ended, and has not been run.',
  remedy: 'Run it again: the shell is as it was.',
};

/** Runs a cell, or follows one begun at `startedAt`, for as long as its `timeout=` allows. */
export async function inForeground(
  run: (stop: AbortSignal) => Promise<SessionEnd>,
  cell: SessionCell,
  stop: AbortSignal,
  startedAt = Date.now(),
): Promise<RunEnd> {
  const { timeoutMs } = cell.request.attributes;
  if (timeoutMs === undefined) return toRunEnd(await run(stop), cell);
  const timeout = new AbortController();
  let afterMs = 0;
  const disarm = atLimit(timeoutMs, startedAt, (ms) => {
    afterMs = ms;
    timeout.abort();
  });
  const end = toRunEnd(await run(AbortSignal.any([stop, timeout.signal])), cell);
  disarm();
  if (stop.aborted || !timeout.signal.aborted) return end;
  const limit = { afterMs, cut: !isOneCommand(cell.code) };
  if (end.kind === 'interrupted') return { kind: 'timeout', code: end.code, ...limit };
  return end.kind === 'shell-ended' && end.stopped ? { ...end, timedOut: limit } : end;
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

export async function inBackground(session: Session, cell: SessionCell): Promise<RunEnd> {
  const end = await session.startBackground(cell);
  return end.kind === 'started' ? started(end.background, cell.request) : toRunEnd(end, cell);
}

export function started(background: BackgroundRun, request: CellRequest, startedAt = Date.now()): RunEnd {
  const { timeoutMs } = request.attributes;
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
  return { pid: background.pid, ended, stop };
}

function toRunEnd(end: SessionEnd, cell: SessionCell): RunEnd {
  switch (end.kind) {
    case 'ended':
      return end.interrupted ? { kind: 'interrupted', code: end.code } : { kind: 'exit', code: end.code };
    case 'shell-ended':
      if (end.status.lost !== undefined) return { kind: 'connection-lost', reason: end.status.lost };
      return { kind: 'shell-ended', ...end.status, stopped: end.stopped };
    case 'not-begun':
      return BROKEN;
    case 'refused':
      if (end.why === 'netns') return STALE;
      if (end.why === 'lane') return withoutLane(end.said);
      return {
        kind: 'refused',
        message: `cwd=: the directory ${cell.cwd ?? ''} does not exist, or may not be entered.`,
      };
  }
}

/** The machine lacks what a pipe or a process takes. */
function withoutLane(said = ''): RunEnd {
  return {
    kind: 'refused',
    message: `This cell was not run, because there is no pipe or no process for it${said === '' ? '.' : `: ${said}`}`,
    remedy:
      'The shell is as it was. End what takes so many processes or open files, or raise its limit (ulimit -a), and run it again.',
  };
}

/** The host has no process for what a cell needs; it is kept for the next. */
export function notNow({ message }: CannotStart): RunEnd {
  return {
    kind: 'refused',
    message,
    remedy: 'The host is kept, with all that is on it. Run the cell again, or restart the host.',
  };
}

/** Why a cell cannot run in that netns: there is none of that name. Throws CannotStart when that cannot be known. */
export async function noSuchNetns(host: Host, netns: string): Promise<RunEnd | undefined> {
  const { stdout, stderr } = await host.run(['sh', '-c', LOOK, 'look', netns]);
  const [found, ...names] = stdout.toString().split('\0').slice(0, -1);
  if (names.pop() !== '.') {
    const said = printable(stderr.toString().trim());
    throw new CannotStart(`netns=: whether "${netns}" is there cannot be known. ${said}`.trim());
  }
  if (found === 'yes') return undefined;
  return {
    kind: 'refused',
    message: `netns=: there is no network namespace "${netns}" on ${host.label}.`,
    remedy:
      names.length > 0
        ? `There are: ${names.map(printable).join(', ')}.`
        : 'There is none yet: run the cell that makes it first (ip netns add NAME).',
  };
}
