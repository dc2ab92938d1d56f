// Runs cells where they are meant to run: on a host, in a shell of a slot, or by whoever answers magics.
import { resolve } from 'node:path';
import { magicsIn } from '../notebook/magics.ts';
import { answeredInTime } from './answered.ts';
import { startAwaited } from './awaited.ts';
import { partsToRun, shellText } from './cell-text.ts';
import { type AttendedPart, EndlessRun } from './endless-parts.ts';
import type { KernelOptions } from './kernel-options.ts';
import { WatchedRun } from './onlooker.ts';
import type { OpenHosts } from './open-hosts.ts';
import { NOT_BEGUN, NOT_STARTED, type Ran, replaced, toRunEnd, withinLimit } from './run-end.ts';
import type { BackgroundRun, CellRequest, OutputSink, RunEnd } from './run-types.ts';
import type { SavedBackground } from './saved.ts';
import { Session } from './session.ts';
import type { SessionCell } from './session-cell.ts';
import { runParts } from './shell-parts.ts';
import type { Slot } from './slot.ts';
import type { Slots } from './slots.ts';
import { sayOfRun } from './words.ts';

/** A run as it was asked for. */
export interface Asked {
  readonly request: CellRequest;
  readonly sink: OutputSink;
  readonly stop: AbortSignal;
}

/** The order in which they run is the caller's. */
export class CellRuns {
  readonly #options: KernelOptions;
  readonly #hosts: OpenHosts;
  readonly #slots: Slots;

  constructor(options: KernelOptions, hosts: OpenHosts, slots: Slots) {
    this.#options = options;
    this.#hosts = hosts;
    this.#slots = slots;
  }

  /** Rejects with HostError when the host is unavailable. */
  async run(slot: Slot, asked: Asked, isSecond = false): Promise<RunEnd> {
    const { request, sink, stop } = asked;
    this.#slots.forgetLost();
    const { guard } = this.#options;
    const id = this.hostId(request.attributes.host);
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
    const watched = this.watched(request, sink);
    const ran = await this.#runCell(slot, session, { request, sink: watched, stop });
    const cell = this.cell(request, watched.write.bind(watched));
    const end = await this.endOf(ran, slot, cell, asked, isSecond);
    // Where it was run once more, that run was looked on at.
    return ran.end.kind === 'stale' ? end : watched.ended(end, host);
  }

  /** In the shell, or the shells, for which its lines are meant. */
  async #runCell(slot: Slot, outer: Session, asked: Asked): Promise<Ran> {
    const { request, sink, stop } = asked;
    const cell = this.cell(request, (stream, chunk) => sink.write(stream, chunk));
    const { background } = request.attributes;
    const isEndless = partsToRun(request).length > 0;
    if (!background && !isEndless)
      return withinLimit((stopped) => runParts(slot.inner, outer, { cell, sink, stop: stopped }), cell, stop);
    const session = await slot.inner.at(outer, request.within ?? [], { cell, sink, stop });
    if ('end' in session) return { end: session.end };
    return isEndless ? this.runParts(session, asked) : startAwaited(session, cell, sink, stop);
  }

  /** Runs a cell that would not end on its own, or what is left of it, where nobody is there to stop it. */
  runParts(session: Session, asked: Asked, attended?: AttendedPart, captures?: readonly BackgroundRun[]): Promise<Ran> {
    const { request, sink } = asked;
    const cellOf = (part: number) => this.cell(request, (stream, chunk) => sink.write(stream, chunk), part);
    const parts = partsToRun(request);
    return new EndlessRun({ session, ...asked, parts, cellOf, ...(captures ? { captures } : {}) }).toEnd(attended);
  }

  /** The end of a run. A shell that is of no more use is given up; the cell is run in a new one, once, if that helps. */
  async endOf({ end, limit }: Ran, slot: Slot, cell: SessionCell, asked: Asked, isSecond: boolean): Promise<RunEnd> {
    if (end.kind === 'ended' && end.inputRead) asked.sink.notice(sayOfRun('input-read'));
    if (end.kind !== 'not-begun' && end.kind !== 'stale') return toRunEnd(end, cell, limit);
    await slot.session?.dispose();
    slot.lose(sayOfRun(end.kind === 'stale' ? 'new-shell-netns' : 'new-shell-ended'));
    if (end.kind === 'not-begun') return NOT_BEGUN;
    // The netns has been deleted, and perhaps made again under its name, since the shell was started in it.
    return isSecond ? replaced(cell.request.attributes.netns) : this.run(slot, asked, true);
  }

  watched(request: CellRequest, sink: OutputSink): WatchedRun {
    return new WatchedRun(this.#options.onlooker?.(request), sink);
  }

  cell(request: CellRequest, write: SessionCell['write'], part?: number): SessionCell {
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

  /** What a cell that has ended since has left. */
  lateCell({ request, part }: SavedBackground): SessionCell {
    return this.cell(request, (stream, chunk) => this.#options.lateOutput?.(request, stream, chunk), part);
  }

  /** Does what the end of a run asks for. */
  conclude(slot: Slot, end: RunEnd, sink: OutputSink): void {
    if (end.kind === 'shell-ended') {
      const isInner = slot.session?.alive === true;
      if (!isInner) slot.lose(sayOfRun('new-shell-ended'));
      if (end.stopped) sink.notice(sayOfRun('stop-ignored'));
      sink.notice(sayOfRun(isInner ? 'inner-ended' : 'shell-ended'));
    }
    if (end.kind === 'connection-lost') this.#slots.forgetLost();
    this.#options.savedChanged?.();
  }

  /** The id of the host that a cell names, or of that of cells that name none. */
  hostId(host: string | undefined): string {
    if (host === undefined) return this.#options.defaultHost;
    return this.#options.hostId?.(host) ?? host;
  }
}
