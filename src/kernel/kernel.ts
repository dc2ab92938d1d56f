import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { CannotStart, type Host, HostError, toHostError } from '../hosts/host.ts';
import { NEVER } from '../hosts/unless-aborted.ts';
import { NotStartedError } from './boot.ts';
import { deferred } from './deferred.ts';
import {
  BROKEN,
  inBackground,
  inForeground,
  LEFT,
  NEVER_SENT,
  NOT_STARTED,
  noSuchNetns,
  notNow,
  STALE,
  started,
} from './ends.ts';
import { judge } from './expectation.ts';
import { type OpenHost, OpenHosts } from './open-hosts.ts';
import { formatBytes } from './output-limiter.ts';
import { refusal, shellText } from './prepare.ts';
import {
  type CellRequest,
  type Guard,
  type OutputSink,
  type OutputStream,
  type RunEnd,
  type RunResult,
  sessionKey,
} from './run.ts';
import type { SavedBackground, SavedHost, SavedKernel, SavedSession } from './saved.ts';
import { Session, type SessionOptions } from './session.ts';
import type { SessionCell } from './session-cell.ts';
import { sayShell } from './shell-words.ts';
import { DISCONNECTED, ENDED, Slot } from './slot.ts';

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

/** Runs the cells of one notebook. The one owner of its hosts and sessions; cells of one session run in turn. */
export interface Kernel {
  /** Never rejects for what a cell does; rejects with HostError when its host cannot be had. */
  run(request: CellRequest, sink: OutputSink, stop?: AbortSignal): Promise<RunResult>;
  /** Ends all sessions and hosts; the next run gets clean ones. */
  restart(): Promise<void>;
  /** What `rejoin` needs after our end; undefined where nothing goes on without us. */
  saved(): SavedKernel | undefined;
  /**
   * Comes back, before the first run, to what a kernel before this one has left: shells with all that is in them, and
   * cells that were running, which are returned. Never rejects.
   */
  rejoin(saved: SavedKernel): Promise<readonly Rejoined[]>;
  /** Like `dispose`, but leaves alone what goes on without us. */
  release(): Promise<void>;
  dispose(): Promise<void>;
}

/** A cell that was running. Until it is attended its output waits, and so do the next cells of its shell. */
export interface Rejoined {
  readonly request: CellRequest;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Follows it to its end, as `run` does: all its output, from the beginning. */
  attend(sink: OutputSink, stop?: AbortSignal): Promise<RunResult>;
}

export function createKernel(options: KernelOptions): Kernel {
  return new NotebookKernel(options);
}

class NotebookKernel implements Kernel {
  readonly #options: KernelOptions;
  readonly #hosts: OpenHosts;
  readonly #slots = new Map<string, Slot>();
  /** Those on which a shell has started: what cells have made there is not given up because another does not. */
  readonly #proved = new WeakSet<Host>();

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#hosts = new OpenHosts(options.openHost);
  }

  async run(request: CellRequest, sink: OutputSink, stop: AbortSignal = NEVER): Promise<RunResult> {
    const refused = refusal(request);
    if (refused) return judge(refused, request.attributes.expect, 0);
    const slot = this.#slot(request);
    const turn = slot.tail.then(() => this.#runInTurn(slot, request, sink, stop));
    slot.tail = turn.catch(() => undefined);
    return turn;
  }

  async restart(): Promise<void> {
    await this.#leave((host) => host.dispose(), { closed: false });
  }

  async release(): Promise<void> {
    await this.#leave((host) => host.keep?.release() ?? host.dispose(), { closed: true });
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

  /** A restart has ended its shell. */
  #hasLeft(slot: Slot): boolean {
    return ![...this.#slots.values()].includes(slot);
  }

  async #runInTurn(slot: Slot, request: CellRequest, sink: OutputSink, stop: AbortSignal): Promise<RunResult> {
    const started = performance.now();
    // What waited for its turn when a restart came is dropped, as VS Code drops it.
    const inTurn = !stop.aborted && !this.#hasLeft(slot);
    const ended = inTurn ? await this.#runHere(slot, request, sink, stop) : NOT_STARTED;
    const end = ended.kind === 'shell-ended' && this.#hasLeft(slot) ? LEFT : ended;
    this.#conclude(slot, end, sink);
    return judge(end, request.attributes.expect, performance.now() - started);
  }

  /** Does what the end of a run asks for. */
  #conclude(slot: Slot, end: RunEnd, sink: OutputSink): void {
    if (end.kind === 'shell-ended') {
      slot.lose(ENDED);
      if (end.stopped)
        sink.notice('It did not answer the stop: this cell, or one before it, has disabled what it needs for that.');
      sink.notice('The shell ended. The next cell gets a fresh one, without its variables, functions and directory.');
    }
    if (end.kind === 'connection-lost') this.#forgetLost();
    this.#options.savedChanged?.();
  }

  async #runHere(slot: Slot, request: CellRequest, sink: OutputSink, stop: AbortSignal): Promise<RunEnd> {
    this.#forgetLost();
    const { guard } = this.#options;
    const id = this.#hostId(request.attributes.host);
    const unwilling = await guard?.mayOpen(request, id);
    if (unwilling) return unwilling;
    const host = await this.#hosts.get(id, stop);
    if (!host) return NOT_STARTED;
    const disapproved = await guard?.mayRun(request, host);
    if (disapproved) return disapproved;
    const session = await this.#session(slot, host, request, sink);
    if (!(session instanceof Session)) return session;
    const cell = this.#cell(request, (stream, chunk) => sink.write(stream, chunk));
    const end = request.attributes.background
      ? await inBackground(session, cell)
      : await inForeground((stopped) => session.run(cell, stopped), cell, stop);
    return this.#usable(slot, session, end, request, sink, stop);
  }

  /** The end of a run, and what follows when its shell is of no more use; runs the cell in a fresh one if it was not. */
  async #usable(
    slot: Slot,
    session: Session,
    end: RunEnd,
    request: CellRequest,
    sink: OutputSink,
    stop: AbortSignal,
  ): Promise<RunEnd> {
    if (end === BROKEN) {
      await session.dispose();
      slot.lose(ENDED);
    }
    if (end !== STALE) return end;
    // The session's netns has been deleted, and perhaps made anew under its name, since the shell was started in it.
    await session.dispose();
    slot.lose();
    sink.notice('A fresh shell: the network namespace of the one before it has been deleted.');
    return this.#runHere(slot, request, sink, stop);
  }

  #cell(request: CellRequest, write: SessionCell['write']): SessionCell {
    const { cwd } = request.attributes;
    return {
      request,
      code: shellText(request),
      ...(cwd === undefined ? {} : { cwd: resolve(this.#options.directory, cwd) }),
      write,
      late: (stream, chunk) => this.#options.lateOutput?.(request, stream, chunk),
      lateEnds: () => this.#options.lateEnds?.(request),
      begun: () => this.#options.savedChanged?.(),
    };
  }

  saved(): SavedKernel | undefined {
    const slots = [...this.#slots.values()];
    const hosts = this.#hosts.opened.flatMap(([id, host]): SavedHost[] => {
      const sessions = slots.flatMap((slot) => (slot.host === host && slot.session?.saved()) || []);
      return host.keep && sessions.length > 0 ? [{ id, state: host.keep.state(), sessions }] : [];
    });
    return hosts.length > 0 ? { hosts } : undefined;
  }

  async rejoin({ hosts }: SavedKernel): Promise<readonly Rejoined[]> {
    const rejoined = await Promise.all(hosts.map((host) => this.#rejoinHost(host)));
    this.#options.savedChanged?.();
    return rejoined.flat();
  }

  async #rejoinHost(saved: SavedHost): Promise<Rejoined[]> {
    try {
      const host = await this.#hosts.join(saved.id, saved.state);
      const rejoined = saved.sessions.flatMap((session) => this.#rejoinSession(host, saved.id, session));
      host.keep?.endOthers();
      return rejoined;
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

  #rejoinSession(host: Host, id: string, saved: SavedSession): Rejoined[] {
    const { keep } = host;
    if (!keep) throw new HostError(sayShell('keeps-nothing', host.label));
    const attended = deferred<OutputSink>();
    const slot = this.#slotOf(id, saved.netns);
    const cellOf = (request: CellRequest) =>
      this.#cell(request, async (stream, chunk) => (await attended.promise).write(stream, chunk));
    const session = Session.join(host, keep, saved, cellOf);
    slot.host = host;
    slot.session = session;
    const background = saved.background.map((one): Rejoined => this.#rejoinBackground(session, one));
    if (!saved.running) return background;
    const { request, startedAt } = saved.running;
    // Only what has passed without us is measured by a clock that others set.
    const away = Math.max(0, Date.now() - startedAt);
    const rejoinedAt = performance.now();
    const over = deferred<undefined>();
    slot.tail = over.promise;
    const attend = async (sink: OutputSink, stop = NEVER) => {
      attended.resolve(sink);
      const ended = await inForeground((stopped) => session.attend(stopped), cellOf(request), stop, startedAt);
      if (session.missing > 0)
        sink.notice(`The first ${formatBytes(session.missing)} that it printed before you came back are kept no more.`);
      const end = ended === BROKEN ? NEVER_SENT : await this.#usable(slot, session, ended, request, sink, stop);
      this.#conclude(slot, end, sink);
      over.resolve(undefined);
      return judge(end, request.attributes.expect, away + performance.now() - rejoinedAt);
    };
    return [...background, { request, startedAt, attend }];
  }

  #rejoinBackground(session: Session, saved: SavedBackground): Rejoined {
    const { request, startedAt } = saved;
    const attended = deferred<OutputSink>();
    const cell = this.#cell(request, async (stream, chunk) => (await attended.promise).write(stream, chunk));
    const end = started(session.attendBackground(saved, cell), request, startedAt);
    const attend = async (sink: OutputSink) => {
      attended.resolve(sink);
      return judge(end, request.attributes.expect, 0);
    };
    return { request, startedAt, attend };
  }

  #slot({ attributes: { host, netns } }: CellRequest): Slot {
    return this.#slotOf(this.#hostId(host), netns);
  }

  #slotOf(id: string, netns: string | undefined): Slot {
    const key = sessionKey(id, netns);
    let slot = this.#slots.get(key);
    if (!slot) {
      slot = new Slot();
      this.#slots.set(key, slot);
    }
    return slot;
  }

  #hostId(host: string | undefined): string {
    if (host === undefined) return this.#options.defaultHost;
    return this.#options.hostId?.(host) ?? host;
  }

  /** The slot's living shell, or a fresh one, or why there is none. */
  async #session(slot: Slot, host: Host, { attributes }: CellRequest, sink: OutputSink): Promise<Session | RunEnd> {
    if (slot.session?.alive) return slot.session;
    const whyFresh = slot.whyFresh ?? (slot.session && ENDED);
    if (whyFresh) sink.notice(whyFresh);
    slot.lose();
    const { netns } = attributes;
    try {
      const refused = netns === undefined ? undefined : await noSuchNetns(host, netns);
      if (refused) return refused;
      slot.host = host;
      slot.session = await this.#openSession({ host, ...(netns === undefined ? {} : { netns }) }, sink);
      this.#proved.add(host);
      return slot.session;
    } catch (error) {
      if (this.#hasLeft(slot)) return LEFT;
      if (error instanceof CannotStart && this.#proved.has(host)) return notNow(error);
      this.#hosts.forget(host);
      throw error;
    }
  }

  /** In the notebook's directory, or, where the host does not have that, where it begins by itself. */
  async #openSession(options: SessionOptions, sink: OutputSink): Promise<Session> {
    const { directory } = this.#options;
    try {
      return await Session.open({ ...options, directory });
    } catch (error) {
      if (!(error instanceof NotStartedError)) throw error;
      const session = await Session.open(options);
      const place = options.host.label;
      sink.notice(`The notebook’s folder ${directory} is not to be entered on ${place}: this shell begins elsewhere.`);
      return session;
    }
  }

  /** Hosts to which the connection is lost, also while nothing ran, are opened anew by the next run. */
  #forgetLost(): void {
    for (const slot of this.#slots.values()) {
      if (slot.session?.lost === undefined) continue;
      slot.lose(DISCONNECTED);
      if (slot.host) this.#hosts.forget(slot.host);
    }
  }
}
