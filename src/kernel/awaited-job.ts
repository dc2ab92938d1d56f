import type { Endless } from '../import/endless-readers.ts';
import { Awaited, lookedAt } from './awaited.ts';
import { deferred } from './deferred.ts';
import { listenersOf } from './listeners.ts';
import type { BackgroundEnd, OutputSink } from './run-types.ts';
import type { Session } from './session.ts';
import type { SessionCell } from './session-cell.ts';

/** A server or a capture that a shell starts as a job: `python3 -m http.server &`. */
export class AwaitedJob {
  readonly #awaited: Awaited;
  readonly #session: Session;
  readonly #jobsBefore: ReadonlySet<number>;

  constructor(what: Endless, session: Session) {
    this.#awaited = new Awaited(what);
    this.#session = session;
    this.#jobsBefore = new Set(session.jobs);
  }

  /** The cell that starts it, looked at; the job prints on when that has ended. */
  look(cell: SessionCell): SessionCell {
    const { write } = lookedAt(cell, this.#awaited);
    return { ...cell, write, late: write };
  }

  /** Waits until what comes after it can count on it, or it has ended. */
  async untilReady(sink: OutputSink, stop: AbortSignal): Promise<void> {
    const { host, pid, jobs } = this.#session;
    const own = jobs.filter((job) => !this.#jobsBefore.has(job));
    if (own.length === 0) return;
    const ended = deferred<BackgroundEnd>();
    const listeners = async () => {
      const { exitCode } = await host.run(['sh', '-c', LIVES, 'lives', ...own.map(String)]);
      if (exitCode !== 0) ended.resolve({ code: null, stopped: false });
      return listenersOf(host, pid);
    };
    await this.#awaited.hasEnded({ ended: ended.promise, listeners: () => listeners().catch(() => []) }, sink, stop);
  }
}

/** Whether one of some processes has not ended, reaped or not. */
const LIVES = `for pid; do
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || continue
  case \${stat##*) } in [ZX]*) ;; *) exit 0 ;; esac
done
exit 1`;
