import { setTimeout as sleep } from 'node:timers/promises';
import type { Host, Keep, RemoteProcess } from '../hosts/host.ts';
import { type Deferred, deferred } from './deferred.ts';
import { Lane, type LaneReceiver, openSpareLane } from './lane.ts';
import type { BackgroundEnd, BackgroundRun } from './run.ts';
import type { SavedBackground, SavedLane } from './saved.ts';
import type { SessionCell } from './session.ts';

/** A lane made ready for a background cell that is about to be started on it. */
export interface BackgroundLane {
  readonly mark: string;
  readonly fifos: { readonly out: string; readonly err: string };
  /** What to come back to it by. */
  readonly kept: SavedLane | undefined;
  /** The cell runs, as the process group of that pid. */
  started(pid: number): BackgroundRun;
  /** It could not be started. */
  abandon(): void;
}

/** After each signal, how long to wait before the next. */
const STOP: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 2000],
  ['SIGTERM', 2000],
  ['SIGKILL', 2000],
];

/** What its command left in its group: without job control a shell makes those ignore SIGINT. */
const END_GROUP = 'kill -s TERM -- "$1" && sleep 0.2 && kill -s KILL -- "$1"';

/** Opens the lane on which a background cell prints, and on which its wrapper tells the exit status. */
export async function startBackground(host: Host, cell: SessionCell, mark: string): Promise<BackgroundLane> {
  const status = deferred<number | null>();
  const { lane, fifos, process } = await openSpareLane(host, receiver(cell, status));
  lane.expect(mark);
  const { kept, position: from } = lane;
  return {
    mark,
    fifos,
    kept: kept && { id: kept.id, from },
    started: (pid) => backgroundRun(host, pid, status, lane, process),
    abandon: () => void process.signal('SIGKILL'),
  };
}

/** Comes back to a background cell that went on without us. */
export function joinBackground(host: Host, keep: Keep, saved: SavedBackground, cell: SessionCell): BackgroundRun {
  const status = deferred<number | null>();
  const process = keep.join(saved.lane.id, saved.lane.from);
  const lane = new Lane(process, receiver(cell, status));
  lane.expect(saved.mark);
  return backgroundRun(host, saved.pid, status, lane, process);
}

function receiver(cell: SessionCell, status: Deferred<number | null>): LaneReceiver {
  return {
    data: (stream, chunk) => cell.write(stream, chunk),
    frame: (_stream, _mark, body) => status.resolve(Number(body)),
  };
}

function backgroundRun(
  host: Host,
  pid: number,
  status: Deferred<number | null>,
  { drained }: Lane,
  { exited }: RemoteProcess,
): BackgroundRun {
  let stopped = false;
  // No status came: a signal ended the wrapper too, or the connection is lost.
  drained.then(() => status.resolve(null));
  const ended = status.promise.then(async (code): Promise<BackgroundEnd> => {
    await Promise.race([drained, sleep(200)]); // The last of stderr; a job that it left may hold the lane for ever.
    const lost = code === null ? (await exited).lost : undefined;
    return { code, stopped, ...(lost === undefined ? {} : { lost }) };
  });
  const stop = async () => {
    stopped = true;
    const over = new AbortController();
    ended.then(() => over.abort());
    for (const [signal, wait] of STOP) {
      // The shell's own kill: procps's takes a small negative number for a signal, even behind `--`.
      await host.run(['sh', '-c', 'kill -s "$1" -- "-$2"', 'sh', signal.slice(3), `${pid}`]).catch(() => undefined);
      await sleep(wait, undefined, { signal: over.signal }).catch(() => undefined);
      if (over.signal.aborted) break;
    }
    await host.run(['sh', '-c', END_GROUP, 'stop', `-${pid}`]).catch(() => undefined);
  };
  return { pid, ended, stop };
}
