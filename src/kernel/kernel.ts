import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { formatBytes } from '../bytes.ts';
import { type Host, HostError, toHostError } from '../hosts/host.ts';
import { NEVER } from '../hosts/unless-aborted.ts';
import { type Magic, magicsIn } from '../notebook/magics.ts';
import { answeredInTime } from './answered.ts';
import { startAwaited } from './awaited.ts';
import { partsToRun, refusal, remarkOnValues, shellText } from './cell-text.ts';
import { deferred } from './deferred.ts';
import { type AttendedPart, apart, EndlessRun } from './endless-parts.ts';
import { judge, judgeCell } from './expectation.ts';
import { type Onlooker, WatchedRun } from './onlooker.ts';
import { type OpenHost, OpenHosts } from './open-hosts.ts';
import {
  LEFT,
  NEVER_SENT,
  NOT_BEGUN,
  NOT_STARTED,
  type Ran,
  replaced,
  started,
  toRunEnd,
  withinLimit,
} from './run-end.ts';
import type { BackgroundRun, CellRequest, Guard, OutputSink, OutputStream, RunEnd, RunResult } from './run-types.ts';
import type { SavedBackground, SavedHost, SavedKernel, SavedSession } from './saved.ts';
import { Session } from './session.ts';
import type { SessionCell } from './session-cell.ts';
import { attendParts, runParts } from './shell-parts.ts';
import type { Slot } from './slot.ts';
import { Slots } from './slots.ts';
import { sayOfRun } from './words.ts';

export interface KernelOptions {
  /** The notebook's directory: the first working directory, and what `cwd=` is relative to. */
  readonly directory: string;
  /** The id of the host for cells that name none. */
  readonly defaultHost: string;
  readonly openHost: OpenHost;
  /** The id of the host that a cell names. Default: the name itself. */
  readonly hostId?: (name: string) => string;
  /** Asked before a host is opened for a cell, and before the cell is run on it. */
  readonly guard?: Guard;
  /** Answers a magic: prints to the sink, and returns the exit status. Without it such lines are the shell's. */
  readonly answer?: (magic: Magic, at: AnswerAt) => Promise<number>;
  /** Who looks on while a cell runs. */
  readonly onlooker?: (request: CellRequest) => Onlooker;
  /**
   * Told of output that belongs to a run that has already ended: a job that it left in the background. A returned promise
   * holds the job back.
   */
  readonly lateOutput?: (request: CellRequest, stream: OutputStream, chunk: Buffer) => void | Promise<void>;
  /** No more of that comes. */
  readonly lateEnds?: (request: CellRequest) => void;
  /** Told when `saved` has something else to say: a cell has begun or ended. */
  readonly savedChanged?: () => void;
}

/** Where and for whom a magic is answered. */
export interface AnswerAt {
  readonly host: Host;
  readonly request: CellRequest;
  readonly sink: OutputSink;
  readonly stop: AbortSignal;
}

/** Runs the cells of one notebook. The one owner of its hosts and sessions; cells of one session run in turn. */
export interface Kernel {
  /** Never rejects for what a cell does; rejects with HostError when its host is unavailable. */
  run(request: CellRequest, sink: OutputSink, stop?: AbortSignal): Promise<RunResult>;
  /** Ends all sessions and hosts; the next run gets clean ones. */
  restart(): Promise<void>;
  /** What `reattach` needs after our end; undefined where nothing keeps running without us. */
  saved(): SavedKernel | undefined;
  /**
   * Comes back, before the first run, to what a kernel before this one has left: shells with all that is in them, and
   * cells that were running, which are returned. Never rejects.
   */
  reattach(saved: SavedKernel): Promise<readonly Reattached[]>;
  /** Like `dispose`, but leaves alone what keeps running without us. */
  detach(): Promise<void>;
  dispose(): Promise<void>;
}

/** A cell that was running. Until it is attended its output waits, and so do the next cells of its shell. */
export interface Reattached {
  readonly request: CellRequest;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Follows it to its end, as `run` does: all its output, from the beginning. */
  attend(sink: OutputSink, stop?: AbortSignal): Promise<RunResult>;
}

export function createKernel(options: KernelOptions): Kernel {
  return new NotebookKernel(options);
}

/** A run as it was asked for. */
interface Asked {
  readonly request: CellRequest;
  readonly sink: OutputSink;
  readonly stop: AbortSignal;
}

class NotebookKernel implements Kernel {
  readonly #options: KernelOptions;
  readonly #hosts: OpenHosts;
  readonly #slots: Slots;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#hosts = new OpenHosts(options.openHost);
    this.#slots = new Slots(this.#hosts, options.directory);
  }

  async run(request: CellRequest, sink: OutputSink, stop: AbortSignal = NEVER): Promise<RunResult> {
    const refused = refusal(request);
    if (refused) return judge(refused, request.attributes.expect, 0);
    const remark = remarkOnValues(request);
    if (remark) sink.notice(remark);
    const slot = this.#slot(request);
    const turn = slot.tail.then(() => this.#runInTurn(slot, { request, sink, stop }));
    slot.tail = turn.catch(() => undefined);
    return turn;
  }

  async restart(): Promise<void> {
    await this.#leave((host) => host.dispose(), { closed: false });
  }

  async detach(): Promise<void> {
    await this.#leave((host) => host.durable?.detach() ?? host.dispose(), { closed: true });
  }

  async dispose(): Promise<void> {
    await this.#leave((host) => host.dispose(), { closed: true });
  }

  async #leave(...how: Parameters<OpenHosts['leave']>): Promise<void> {
    this.#slots.clear();
    const gone = this.#hosts.leave(...how);
    this.#options.savedChanged?.();
    await gone;
  }

  async #runInTurn(slot: Slot, asked: Asked): Promise<RunResult> {
    const { request, sink, stop } = asked;
    const started = performance.now();
    // What waited for its turn when a restart came is dropped, as VS Code drops it.
    const inTurn = !stop.aborted && !this.#slots.hasLeft(slot);
    const ended = inTurn ? await this.#runHere(slot, asked) : NOT_STARTED;
    const end = ended.kind === 'shell-ended' && this.#slots.hasLeft(slot) ? LEFT : ended;
    this.#conclude(slot, end, sink);
    return judgeCell(end, request.attributes, performance.now() - started);
  }

  /** Does what the end of a run asks for. */
  #conclude(slot: Slot, end: RunEnd, sink: OutputSink): void {
    if (end.kind === 'shell-ended') {
      const isInner = slot.session?.alive === true;
      if (!isInner) slot.lose(sayOfRun('new-shell-ended'));
      if (end.stopped) sink.notice(sayOfRun('stop-ignored'));
      sink.notice(sayOfRun(isInner ? 'inner-ended' : 'shell-ended'));
    }
    if (end.kind === 'connection-lost') this.#slots.forgetLost();
    this.#options.savedChanged?.();
  }

  async #runHere(slot: Slot, asked: Asked, isSecond = false): Promise<RunEnd> {
    const { request, sink, stop } = asked;
    this.#slots.forgetLost();
    const { guard } = this.#options;
    const id = this.#hostId(request.attributes.host);
    const unwilling = await guard?.mayOpen(request, id);
    if (unwilling) return unwilling;
    const host = await this.#hosts.get(id, stop);
    if (!host) return NOT_STARTED;
    const disapproved = await guard?.mayRun(request, host);
    if (disapproved) return disapproved;
    const { answer } = this.#options;
    const read = answer && magicsIn(shellText(request));
    if (answer && read?.kind === 'magics')
      return answeredInTime(
        request,
        read.magics,
        (magic, until) => answer(magic, { host, ...asked, stop: until }),
        stop,
      );
    const session = await this.#slots.session(slot, host, request.attributes.netns, (what) => sink.notice(what));
    if (!(session instanceof Session)) return session;
    const watched = this.#watched(request, sink);
    const ran = await this.#runCell(slot, session, { request, sink: watched, stop });
    const cell = this.#cell(request, watched.write.bind(watched));
    const end = await this.#endOf(ran, slot, cell, asked, isSecond);
    // Where it was run once more, that run was looked on at.
    return ran.end.kind === 'stale' ? end : watched.ended(end, host);
  }

  /** In the shell, or the shells, for which its lines are meant. */
  async #runCell(slot: Slot, outer: Session, asked: Asked): Promise<Ran> {
    const { request, sink, stop } = asked;
    const cell = this.#cell(request, (stream, chunk) => sink.write(stream, chunk));
    const { background } = request.attributes;
    const isEndless = partsToRun(request).length > 0;
    if (!background && !isEndless)
      return withinLimit((stopped) => runParts(slot.inner, outer, { cell, sink, stop: stopped }), cell, stop);
    const session = await slot.inner.at(outer, request.within ?? [], { cell, sink, stop });
    if ('end' in session) return { end: session.end };
    return isEndless ? this.#runParts(session, asked) : startAwaited(session, cell, sink, stop);
  }

  /** Runs a cell that would not end on its own, or what is left of it, where nobody is there to stop it. */
  #runParts(
    session: Session,
    asked: Asked,
    attended?: AttendedPart,
    captures?: readonly BackgroundRun[],
  ): Promise<Ran> {
    const { request, sink } = asked;
    const cellOf = (part: number) => this.#cell(request, (stream, chunk) => sink.write(stream, chunk), part);
    const parts = partsToRun(request);
    return new EndlessRun({ session, ...asked, parts, cellOf, ...(captures ? { captures } : {}) }).toEnd(attended);
  }

  /** The end of a run. A shell that is of no more use is given up; the cell is run in a new one, once, if that helps. */
  async #endOf({ end, limit }: Ran, slot: Slot, cell: SessionCell, asked: Asked, isSecond: boolean): Promise<RunEnd> {
    if (end.kind === 'ended' && end.inputRead) asked.sink.notice(sayOfRun('input-read'));
    if (end.kind !== 'not-begun' && end.kind !== 'stale') return toRunEnd(end, cell, limit);
    await slot.session?.dispose();
    slot.lose(sayOfRun(end.kind === 'stale' ? 'new-shell-netns' : 'new-shell-ended'));
    if (end.kind === 'not-begun') return NOT_BEGUN;
    // The netns has been deleted, and perhaps made again under its name, since the shell was started in it.
    return isSecond ? replaced(cell.request.attributes.netns) : this.#runHere(slot, asked, true);
  }

  #watched(request: CellRequest, sink: OutputSink): WatchedRun {
    return new WatchedRun(this.#options.onlooker?.(request), sink);
  }

  #cell(request: CellRequest, write: SessionCell['write'], part?: number): SessionCell {
    const { cwd } = request.attributes;
    return {
      request,
      ...(part === undefined ? { code: shellText(request) } : { code: partsToRun(request)[part]?.text ?? '', part }),
      ...(cwd === undefined ? {} : { cwd: resolve(this.#options.directory, cwd) }),
      write,
      late: (stream, chunk) => this.#options.lateOutput?.(request, stream, chunk),
      lateEnds: () => this.#options.lateEnds?.(request),
      begun: () => this.#options.savedChanged?.(),
    };
  }

  saved(): SavedKernel | undefined {
    const slots = this.#slots.all;
    const hosts = this.#hosts.opened.flatMap(([id, host]): SavedHost[] => {
      const sessions = slots.flatMap(({ host: own, session, inner }) => {
        const saved = own === host ? session?.saved() : undefined;
        return saved ? [saved, ...inner.saved().map((one) => ({ ...one, ...netnsOf(saved) }))] : [];
      });
      return host.durable && sessions.length > 0 ? [{ id, state: host.durable.state(), sessions }] : [];
    });
    return hosts.length > 0 ? { hosts } : undefined;
  }

  async reattach({ hosts }: SavedKernel): Promise<readonly Reattached[]> {
    const reattached = await Promise.all(hosts.map((host) => this.#reattachHost(host)));
    this.#options.savedChanged?.();
    return reattached.flat();
  }

  async #reattachHost(saved: SavedHost): Promise<Reattached[]> {
    try {
      const host = await this.#hosts.reattach(saved.id, saved.state);
      const reattached = saved.sessions.flatMap((session) => this.#reattachSession(host, saved.id, session));
      host.durable?.endOthers();
      return reattached;
    } catch (error) {
      const reason = toHostError(error).what;
      const running = saved.sessions.flatMap(({ running, background }) => [
        ...(running ? [running] : []),
        ...background,
      ]);
      return running.map(({ request, startedAt }) => ({
        request,
        startedAt,
        attend: async () => judge({ kind: 'connection-lost', reason }, request.attributes.expect, 0),
      }));
    }
  }

  #reattachSession(host: Host, id: string, saved: SavedSession): Reattached[] {
    const { durable } = host;
    if (!durable) throw new HostError(sayOfRun('keeps-nothing', host.label));
    const attended = deferred<OutputSink>();
    const slot = this.#slots.of(id, saved.netns);
    const cellOf = (request: CellRequest, part?: number) =>
      this.#cell(request, async (stream, chunk) => (await attended.promise).write(stream, chunk), part);
    const session = Session.reattach(host, durable, saved, cellOf);
    slot.host = host;
    if (saved.inner) slot.inner.keep(saved.inner.within, session);
    else slot.session = session;
    const { own, captures, servers } = apart(saved.background);
    const jobs = captures.map((one) => session.attendBackground(one, cellOf(one.request, one.part)));
    for (const one of servers) session.attendBackground(one, this.#lateCell(one));
    const background = own.map((one): Reattached => this.#reattachBackground(session, host, one));
    if (!saved.running) return background;
    const { request, startedAt, part } = saved.running;
    // Only what has passed without us is measured by a clock that others set.
    const away = Math.max(0, Date.now() - startedAt);
    const reattachedAt = performance.now();
    const over = deferred<undefined>();
    slot.tail = over.promise;
    const attend = async (own: OutputSink, stop = NEVER) => {
      const sink = this.#watched(request, own);
      attended.resolve(sink);
      const cell = cellOf(request);
      const asked = { request, sink, stop };
      const attend = (stopped: AbortSignal) => session.attend(stopped);
      const rest = (stopped: AbortSignal) => attendParts(slot, session, { cell, sink, stop: stopped }, part);
      const isEndless = part !== undefined && partsToRun(request).length > 0;
      const ran = isEndless
        ? await this.#runParts(session, asked, { part, startedAt, attend }, jobs)
        : await withinLimit(rest, cell, stop, startedAt);
      if (session.missing > 0) sink.notice(sayOfRun('discarded', formatBytes(session.missing)));
      const end = ran.end.kind === 'not-begun' ? NEVER_SENT : await this.#endOf(ran, slot, cell, asked, false);
      this.#conclude(slot, end, sink);
      await sink.ended(end, host);
      over.resolve(undefined);
      return judgeCell(end, request.attributes, away + performance.now() - reattachedAt);
    };
    return [...background, { request, startedAt, attend }];
  }

  #reattachBackground(session: Session, host: Host, saved: SavedBackground): Reattached {
    const { request, startedAt, part } = saved;
    const attended = deferred<OutputSink>();
    const cell = this.#cell(request, async (stream, chunk) => (await attended.promise).write(stream, chunk), part);
    const end = started(session.attendBackground(saved, cell), request, startedAt);
    const attend = async (own: OutputSink) => {
      const sink = this.#watched(request, own);
      attended.resolve(sink);
      return judge(await sink.ended(end, host), request.attributes.expect, 0);
    };
    return { request, startedAt, attend };
  }

  /** What a cell that has ended since has left. */
  #lateCell({ request, part }: SavedBackground): SessionCell {
    return this.#cell(request, (stream, chunk) => this.#options.lateOutput?.(request, stream, chunk), part);
  }

  #slot({ attributes: { host, netns } }: CellRequest): Slot {
    return this.#slots.of(this.#hostId(host), netns);
  }

  #hostId(host: string | undefined): string {
    if (host === undefined) return this.#options.defaultHost;
    return this.#options.hostId?.(host) ?? host;
  }
}

const netnsOf = ({ netns }: SavedSession) => (netns === undefined ? {} : { netns });
