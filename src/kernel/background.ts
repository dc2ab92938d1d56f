import { setTimeout as sleep } from 'node:timers/promises';
import type { Durability, Host, RemoteProcess } from '../hosts/host.ts';
import { type ProcessIdentity, parseStat, withIdentity } from '../hosts/process-identity.ts';
import { type Deferred, deferred } from './deferred.ts';
import { Lane, type LanePipes, type LaneReceiver, openSpareLane } from './lane.ts';
import { connectTo, listenersOf, whyUnreachable } from './listeners.ts';
import type { BackgroundEnd, BackgroundRun } from './run-types.ts';
import type { SavedBackground, SavedLane } from './saved.ts';
import type { SessionCell } from './session-cell.ts';

/** A lane made ready for a background cell that is about to be started on it. */
export interface BackgroundLane {
  readonly mark: string;
  readonly pipes: LanePipes;
  /** What to reattach to it by. */
  readonly saved: SavedLane | undefined;
  /** Which process it runs as, which leads its group; undefined when it could not say so. */
  readonly identity: Promise<ProcessIdentity | undefined>;
  /** The cell runs. */
  started(identity: ProcessIdentity): BackgroundRun;
  /** The shell has opened its pipes, or never will. */
  opened(): void;
  /** It could not be started. */
  abandon(): void;
}

/** After each signal, how long to wait before the next. */
const STOP: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 2000],
  ['SIGTERM', 2000],
  ['SIGKILL', 2000],
];

/** PID BEGAN SESSION SIGNAL. The shell's own kill: procps's takes a small negative number for a signal, even after `--`. */
const SIGNAL_GROUP = withIdentity('ours "$1" "$2" "$3" && kill -s "$4" -- "-$1"');

/** Opens the lane on which a background cell prints, and on which its wrapper reports the exit status. */
export async function startBackground(host: Host, cell: SessionCell, mark: string): Promise<BackgroundLane> {
  const told = newTold();
  const { lane, pipes, process } = await openSpareLane(host, receiver(cell, told));
  expectBoth(lane, mark);
  const { handle, position: from } = lane;
  return {
    mark,
    pipes,
    saved: handle && { id: handle.id, from },
    identity: Promise.race([told.identity.promise, lane.drained.then(() => undefined)]),
    started: (identity) => backgroundRun(host, identity, told, lane, process),
    opened: () => void process.stdin.end(),
    abandon: () => void process.signal('SIGKILL'),
  };
}

/** Reattaches to a background cell that kept running without us. */
export function reattachBackground(
  host: Host,
  durable: Durability,
  saved: SavedBackground,
  cell: SessionCell,
): BackgroundRun {
  const told = newTold();
  const process = durable.reattach(saved.lane.id, saved.lane.from);
  process.stdin.end();
  const lane = new Lane(process, receiver(cell, told));
  expectBoth(lane, saved.mark);
  return backgroundRun(host, saved.identity, told, lane, process);
}

/** What its wrapper reports. */
interface Told {
  readonly identity: Deferred<ProcessIdentity>;
  readonly status: Deferred<number | null>;
}

const newTold = (): Told => ({ identity: deferred(), status: deferred() });

/** Its wrapper reports twice; see protocol.ts. */
function expectBoth(lane: Lane, mark: string): void {
  lane.expect(mark);
  lane.expect(mark);
}

function receiver(cell: SessionCell, told: Told): LaneReceiver {
  return {
    data: (stream, chunk) => cell.write(stream, chunk),
    frame: (_stream, _mark, body) => {
      const identity = parseStat(body);
      if (identity) told.identity.resolve(identity);
      else told.status.resolve(Number(body));
    },
  };
}

function backgroundRun(
  host: Host,
  { pid, began, session }: ProcessIdentity,
  { status }: Told,
  { drained }: Lane,
  { exited }: RemoteProcess,
): BackgroundRun {
  let stopped = false;
  let over = false;
  // No status came: a signal ended the wrapper too, or the connection is lost.
  drained.then(() => status.resolve(null));
  const ended = status.promise.then(async (code): Promise<BackgroundEnd> => {
    await Promise.race([drained, sleep(200)]); // The last of stderr; a job that it left may hold the lane indefinitely.
    over = true;
    const lost = code === null ? (await exited).lost : undefined;
    return { code, stopped, ...(lost === undefined ? {} : { lost }) };
  });
  const signalGroup = (signal: NodeJS.Signals) =>
    host
      .run(['sh', '-c', SIGNAL_GROUP, 'stop', `${pid}`, began, `${session}`, signal.slice(3)])
      .then(({ exitCode }) => exitCode === 0)
      .catch(() => false);
  const stop = async () => {
    if (over) return;
    stopped = true;
    const done = new AbortController();
    ended.then(() => done.abort());
    for (const [signal, wait] of STOP) {
      await signalGroup(signal);
      await sleep(wait, undefined, { signal: done.signal }).catch(() => undefined);
      if (done.signal.aborted) break;
    }
    // What its command left in its group: without job control a shell makes those ignore SIGINT.
    if (!(await signalGroup('SIGTERM'))) return;
    await sleep(200);
    await signalGroup('SIGKILL');
  };
  return {
    pid,
    ended,
    stop,
    listeners: () => listenersOf(host, pid).catch(() => []),
    connect: (listener) => connectTo(host, listener),
    whyUnreachable: (listener) => whyUnreachable(host, listener),
  };
}
