import { setTimeout as sleep } from 'node:timers/promises';
import type { Endless } from '../import/endless-readers.ts';
import { runsOn, startedBy } from '../import/runs-on.ts';
import { deferred } from './deferred.ts';
import type { Ran } from './run-end.ts';
import type { BackgroundRun, OutputSink } from './run-types.ts';
import type { Session } from './session.ts';
import type { SessionCell } from './session-cell.ts';
import { sayOfRun } from './words.ts';

/** How long a server may take until it listens, in ms; its looks are at intervals that grow between these. */
const LISTENS_MS = 10_000;
const LOOK_MS = { first: 50, last: 500 };
/** How long a capture may take to say that it has begun. */
const CAPTURES_MS = 2000;
/** How long others may take that say nothing, such as `ip monitor`; what cannot run at all has ended by then. */
const SETTLES_MS = 300;

/** tcpdump(8), tshark(1) */
const CAPTURING = /(?:listening|Capturing) on/;
const SAYS = /^(?:tcpdump|tshark|dumpcap)$/;

type Awaitable = Pick<BackgroundRun, 'ended' | 'listeners'>;

/** Waits until what was started in the background does what others count on. */
export class Awaited {
  readonly #what: Endless | undefined;
  /** It is a job of what was started, which ends before it. */
  readonly #isJob: boolean;
  readonly #captures = deferred<undefined>();
  #said = '';

  constructor(what: Endless | undefined, isJob = false) {
    this.#what = what;
    this.#isJob = isJob;
  }

  /** Is given what it prints. */
  look(chunk: Buffer): void {
    if (this.#what?.kind !== 'capture') return;
    this.#said = `${this.#said}${chunk}`.slice(-1000);
    if (CAPTURING.test(this.#said)) this.#captures.resolve(undefined);
  }

  /** Whether it has ended on its own before that. A stop, and a limit in ms, end the waiting. */
  async hasEnded(background: Awaitable, sink: OutputSink, stop: AbortSignal, limitMs = LISTENS_MS): Promise<boolean> {
    if (!this.#what) return false;
    const over = new AbortController();
    let ended = false;
    void background.ended.then(({ stopped, lost, code }) => {
      if (this.#isJob && code === 0) return;
      ended = !stopped && lost === undefined;
      over.abort();
    });
    const signal = AbortSignal.any([stop, over.signal]);
    const { listens, kind, program } = this.#what;
    if (listens) await this.#untilItListens(background, sink, signal, Math.min(limitMs, LISTENS_MS));
    else {
      const isSaid = kind === 'capture' && SAYS.test(program);
      const waits = sleep(Math.min(limitMs, isSaid ? CAPTURES_MS : SETTLES_MS), undefined, { signal });
      await Promise.race([waits.catch(() => undefined), ...(isSaid ? [this.#captures.promise] : [])]);
    }
    return ended;
  }

  async #untilItListens(background: Awaitable, sink: OutputSink, signal: AbortSignal, limitMs: number) {
    const until = performance.now() + limitMs;
    let wait = LOOK_MS.first;
    while (!(await background.listeners()).some((one) => this.#isMeant(one))) {
      if (signal.aborted) return;
      if (performance.now() + wait > until) return sink.notice(sayOfRun('not-listening', limitMs / 1000));
      await sleep(wait, undefined, { signal }).catch(() => undefined);
      wait = Math.min(wait * 1.5, LOOK_MS.last);
    }
  }

  #isMeant({ port, udp }: { readonly port: number; readonly udp?: true }): boolean {
    return udp === this.#what?.udp && (this.#what?.port ?? port) === port;
  }
}

/** Starts a cell in the background. A server listens then, or has said that it does not; one that has ended is none. */
export async function startAwaited(
  session: Session,
  cell: SessionCell,
  sink: OutputSink,
  stop: AbortSignal,
): Promise<Ran> {
  const own = runsOn(cell.code);
  const awaited = new Awaited(own ?? startedBy(cell.code), !own);
  const start = await session.startBackground(lookedAt(cell, awaited));
  if (start.kind !== 'started') return { end: start };
  const { timeoutMs } = cell.request.attributes;
  if (!(await awaited.hasEnded(start.background, sink, stop, timeoutMs))) return { end: start };
  const { code } = await start.background.ended;
  return { end: { kind: 'ended', code: code ?? KILLED, interrupted: false } };
}

/** As shells say that SIGKILL ended it. */
export const KILLED = 137;

export const lookedAt = (cell: SessionCell, awaited: Awaited): SessionCell => ({
  ...cell,
  write: (stream, chunk) => {
    awaited.look(chunk);
    return cell.write(stream, chunk);
  },
});
