import { setTimeout as sleep } from 'node:timers/promises';
import { howToRun, type Part, type RunsOn } from '../import/runs-on.ts';
import { Awaited, KILLED, lookedAt } from './awaited.ts';
import { AwaitedJob } from './awaited-job.ts';
import { partsToRun } from './cell-text.ts';
import { failedCommands } from './expectation.ts';
import { type Ran, withinLimit } from './run-end.ts';
import type { BackgroundRun, CellRequest, FailedCommands, OutputSink } from './run-types.ts';
import type { SavedBackground } from './saved.ts';
import type { Session } from './session.ts';
import type { BackgroundStart, SessionCell, SessionEnd } from './session-cell.ts';
import { sayOfRun } from './words.ts';

/** How long what a capture has seen may take until it is printed. */
const CAPTURED_MS = 1000;
/** Of failed commands so many lines are named. */
const MAX_LINES = 10;

/** A cell that is run in parts, one of which runs until it is stopped. */
export interface PartsOptions {
  readonly session: Session;
  readonly request: CellRequest;
  readonly sink: OutputSink;
  readonly stop: AbortSignal;
  readonly parts: readonly Part[];
  readonly cellOf: (part: number) => SessionCell;
  /** Captures that parts before have started, which end with the cell. */
  readonly captures?: readonly BackgroundRun[];
}

/** A part that was running when we reattached. */
export interface AttendedPart {
  readonly part: number;
  readonly startedAt: number;
  readonly attend: (stop: AbortSignal) => Promise<SessionEnd>;
}

/**
 * What cells had in the background when we ended: as runs of their own; started by a part of a cell, to end with it, or to
 * serve those after it.
 */
export function apart(background: readonly SavedBackground[]) {
  const kindOf = ({ request, part }: SavedBackground) => {
    const parts = partsToRun(request);
    const found = part === undefined || part >= parts.length - 1 ? undefined : parts[part]?.runsOn;
    if (!found) return 'own';
    return 'withCell' in howToRun(found) ? 'capture' : 'server';
  };
  const of = (kind: ReturnType<typeof kindOf>) => background.filter((one) => kindOf(one) === kind);
  return { own: of('own'), captures: of('capture'), servers: of('server') };
}

/** Programs that ask again and again, and their status where nothing has answered. */
const ASKS = /^(?:ping[46]?|arping|fping|hping3)$/;
const UNANSWERED = 1;

type Failed = FailedCommands | 'unknown';

/** One run of such a cell. */
export class EndlessRun {
  readonly #options: PartsOptions;
  readonly #captures: BackgroundRun[];
  #failed: Failed = { count: 0, lines: [] };
  #inputRead = false;
  /** What comes later is late output. */
  #over = false;
  /** From when on the time limit of the cell counts, in which parts that have their own do not. */
  #countsFrom = Date.now();

  constructor(options: PartsOptions) {
    this.#options = options;
    this.#captures = [...(options.captures ?? [])];
  }

  /** Runs them in turn, up to the first after which a shell would not continue. */
  async toEnd(attended?: AttendedPart): Promise<Ran> {
    const { parts, sink, stop } = this.#options;
    this.#countsFrom = attended?.startedAt ?? this.#countsFrom;
    if (attended && attended.part > 0) sink.notice(sayOfRun('earlier-not-shown'));
    try {
      for (let at = attended?.part ?? 0; ; at++) {
        const ran = await this.#run(at, at === attended?.part ? attended : undefined);
        const isLast = at >= parts.length - 1;
        if (!isLast && stop.aborted) return { end: { kind: 'ended', code: 130, interrupted: true } };
        if (isLast || !continues(ran)) return this.#whole(ran, at);
      }
    } finally {
      await this.#endCaptures();
      this.#over = true;
    }
  }

  async #run(at: number, attended?: AttendedPart): Promise<Ran> {
    const { session, parts, request, sink, stop } = this.#options;
    const { runsOn: found, job } = parts[at] ?? {};
    const how = found && howToRun(found, request.attributes.timeoutMs);
    if (how && !attended) sink.notice(how.why);
    if (how && 'background' in how) return this.#inBackground(at, found, how.withCell === true);
    const awaited = job && new AwaitedJob(job, session);
    const cell = awaited ? awaited.look(this.#cell(at)) : this.#cell(at);
    const run = attended?.attend ?? ((stopped: AbortSignal) => session.run(cell, stopped));
    if (!how) {
      const ran = await withinLimit(run, cell, stop, this.#countsFrom);
      if (continues(ran)) await awaited?.untilReady(sink, stop);
      return this.#noted(ran);
    }
    const began = attended?.startedAt ?? Date.now();
    const { end, limit } = await withinLimit(run, withLimit(cell, how.timeoutMs), stop, began);
    this.#countsFrom += Date.now() - began;
    if (!limit) return this.#noted({ end });
    return this.#unanswered(end, found) ?? { end, limit: { ...limit, cut: false, meant: true } };
  }

  /** What got no reply has failed, as it would have with a count of its own. */
  #unanswered(end: BackgroundStart, { program, line }: RunsOn): Ran | undefined {
    if (end.kind !== 'ended' || end.code !== UNANSWERED || !ASKS.test(program) || this.#options.stop.aborted)
      return undefined;
    this.#options.sink.notice(sayOfRun('no-reply', program));
    const failed = { count: 1, lines: [line] };
    return this.#noted({ end: { kind: 'ended', code: end.code, interrupted: false, failed } });
  }

  async #inBackground(at: number, found: RunsOn, withCell: boolean): Promise<Ran> {
    const { session, sink, stop, parts } = this.#options;
    const awaited = new Awaited(found);
    const isLast = at === parts.length - 1;
    const cell = isLast ? this.#options.cellOf(at) : this.#cell(at);
    const start = await session.startBackground(lookedAt(cell, awaited));
    if (start.kind !== 'started') return { end: start };
    const { background } = start;
    const hasEnded = await awaited.hasEnded(background, sink, stop);
    if (isLast && !hasEnded) return { end: start };
    if (withCell) this.#captures.push(background);
    if (stop.aborted) await background.stop();
    const code = hasEnded ? ((await background.ended).code ?? KILLED) : 0;
    const failed = code === 0 ? { count: 0, lines: [] } : { count: 1, lines: [found.line] };
    return this.#noted({ end: { kind: 'ended', code, interrupted: false, failed } });
  }

  /** Remembers what the end of the last part would hide. */
  #noted(ran: Ran): Ran {
    const { end } = ran;
    if (end.kind !== 'ended') return ran;
    this.#failed = together(this.#failed, end.failed ?? 'unknown');
    this.#inputRead ||= end.inputRead === true;
    return ran;
  }

  /** The end of the cell. */
  #whole({ end, limit }: Ran, at: number): Ran {
    const isLast = at === this.#options.parts.length - 1;
    const failed = this.#failed;
    const some = failed !== 'unknown' && failed.count > 0 ? failed : undefined;
    if (end.kind === 'started') {
      if (some) this.#options.sink.notice(failedCommands(some));
      return { end };
    }
    // The parts before it have run, and are not run again in a new shell.
    if (end.kind === 'stale' && at > 0) return { end: { kind: 'not-begun' } };
    const whole = end.kind === 'ended' ? { ...end, failed, inputRead: this.#inputRead } : end;
    if (!limit) return { end: whole };
    if (limit.meant) return { end: whole, limit: { ...limit, ...(some ? { failed: some } : {}) } };
    return { end: whole, limit: { ...limit, cut: limit.cut || !isLast } };
  }

  /** What it leaves behind prints as the cell does, for as long as that runs. */
  #cell(at: number): SessionCell {
    const cell = this.#options.cellOf(at);
    const print: SessionCell['write'] = (stream, chunk) => (this.#over ? cell.late : cell.write)(stream, chunk);
    return { ...cell, write: print, late: print };
  }

  async #endCaptures(): Promise<void> {
    if (this.#captures.length === 0) return;
    if (!this.#options.stop.aborted) await sleep(CAPTURED_MS);
    await Promise.all(this.#captures.map((capture) => capture.stop()));
    await Promise.all(this.#captures.map(({ ended }) => ended));
  }
}

/** Whether a shell would run the next command after that. */
const continues = ({ end, limit }: Ran): boolean => end.kind === 'ended' && (!end.interrupted || limit?.meant === true);

const withLimit = (cell: SessionCell, timeoutMs: number): SessionCell => ({
  ...cell,
  request: { ...cell.request, attributes: { ...cell.request.attributes, timeoutMs } },
});

function together(one: Failed, other: Failed): Failed {
  if (one === 'unknown' || other === 'unknown') return 'unknown';
  const lines = [...new Set([...one.lines, ...other.lines])].slice(0, MAX_LINES);
  return { count: one.count + other.count, lines };
}
