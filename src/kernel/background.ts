import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../hosts/host.ts';
import { deferred } from './deferred.ts';
import { openSpareLane } from './lane.ts';
import type { BackgroundRun } from './run.ts';
import type { SessionCell } from './session.ts';

/** A lane made ready for a background cell that is about to be started on it. */
export interface BackgroundLane {
  readonly mark: string;
  readonly fifos: { readonly out: string; readonly err: string };
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
  const ended = deferred<number | null>();
  const { lane, fifos, process } = await openSpareLane(host, {
    data: (stream, chunk) => cell.write(stream, chunk),
    frame: (_stream, _mark, body) => ended.resolve(Number(body)),
  });
  lane.expect(mark);
  // No status came: a signal ended the wrapper too.
  lane.drained.then(() => ended.resolve(null));
  return {
    mark,
    fifos,
    started: (pid) => backgroundRun(host, pid, ended.promise, lane.drained),
    abandon: () => void process.signal('SIGKILL'),
  };
}

function backgroundRun(host: Host, pid: number, status: Promise<number | null>, drained: Promise<void>): BackgroundRun {
  let stopped = false;
  const ended = status.then(async (code) => {
    await Promise.race([drained, sleep(200)]); // The last of stderr; a job that it left may hold the lane for ever.
    return { code, stopped };
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
