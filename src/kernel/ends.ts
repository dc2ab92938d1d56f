/** How runs end, in the words of run.ts, from what a session tells of them. */
import type { Host } from '../hosts/host.ts';
import type { BackgroundRun, CellRequest, RunEnd } from './run.ts';
import type { Session, SessionCell, SessionEnd } from './session.ts';

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
  const timer = setTimeout(() => timeout.abort(), startedAt + timeoutMs - Date.now());
  const end = toRunEnd(await run(AbortSignal.any([stop, timeout.signal])), cell);
  clearTimeout(timer);
  const timedOut = end.kind === 'interrupted' && !stop.aborted;
  return timedOut ? { kind: 'timeout', code: end.code, afterMs: timeoutMs } : end;
}

export async function inBackground(session: Session, cell: SessionCell): Promise<RunEnd> {
  const end = await session.startBackground(cell);
  return end.kind === 'started' ? started(end.background, cell.request) : toRunEnd(end, cell);
}

export function started(background: BackgroundRun, request: CellRequest, startedAt = Date.now()): RunEnd {
  const { timeoutMs } = request.attributes;
  if (timeoutMs !== undefined) {
    const timer = setTimeout(() => background.stop(), startedAt + timeoutMs - Date.now());
    background.ended.then(() => clearTimeout(timer));
  }
  return { kind: 'started', background };
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
      return {
        kind: 'refused',
        message: `cwd=: the directory ${cell.cwd ?? ''} does not exist, or may not be entered.`,
      };
  }
}

export async function hasNetns(host: Host, netns: string): Promise<boolean> {
  return (await host.run(['test', '-e', `/run/netns/${netns}`])).exitCode === 0;
}

export async function noSuchNetns(host: Host, netns: string): Promise<RunEnd> {
  const { stdout } = await host.run(['sh', '-c', 'cd /run/netns 2>/dev/null && ls -A']);
  const names = stdout.toString().split('\n').filter(Boolean);
  return {
    kind: 'refused',
    message: `netns=: there is no network namespace "${netns}" on ${host.label}.`,
    remedy:
      names.length > 0
        ? `There are: ${names.join(', ')}.`
        : 'There is none yet: run the cell that makes it first (ip netns add NAME).',
  };
}
