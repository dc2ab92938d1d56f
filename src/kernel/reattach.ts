// Comes back, after a reload, to what a kernel before this one has left on hosts whose processes outlive it.
import { performance } from 'node:perf_hooks';
import { formatBytes } from '../bytes.ts';
import { type Host, HostError, toHostError } from '../hosts/host.ts';
import { NEVER } from '../hosts/unless-aborted.ts';
import type { CellRuns } from './cell-runs.ts';
import { partsToRun } from './cell-text.ts';
import { deferred } from './deferred.ts';
import { apart } from './endless-parts.ts';
import { judge, judgeCell } from './expectation.ts';
import type { OpenHosts } from './open-hosts.ts';
import { NEVER_SENT, started, withinLimit } from './run-end.ts';
import type { CellRequest, OutputSink, RunResult } from './run-types.ts';
import type { SavedBackground, SavedHost, SavedSession } from './saved.ts';
import { Session } from './session.ts';
import { attendParts } from './shell-parts.ts';
import type { Slots } from './slots.ts';
import { sayOfRun } from './words.ts';

/** A cell that was running. Until it is attended its output waits, and so do the next cells of its shell. */
export interface Reattached {
  readonly request: CellRequest;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Follows it to its end, as `run` does: all its output, from the beginning. */
  attend(sink: OutputSink, stop?: AbortSignal): Promise<RunResult>;
}

/** Where what is left goes on. */
export interface Reattaching {
  readonly hosts: OpenHosts;
  readonly slots: Slots;
  readonly runs: CellRuns;
}

/** Comes back to the shells of a host, and to the cells that were running there, which are returned. Never rejects. */
export async function reattachHost(at: Reattaching, saved: SavedHost): Promise<Reattached[]> {
  try {
    const host = await at.hosts.reattach(saved.id, saved.state);
    const reattached = saved.sessions.flatMap((session) => reattachSession(at, host, saved.id, session));
    host.durable?.endOthers();
    return reattached;
  } catch (error) {
    const reason = toHostError(error).what;
    const running = saved.sessions.flatMap(({ running, background }) => [...(running ? [running] : []), ...background]);
    return running.map(({ request, startedAt }) => ({
      request,
      startedAt,
      attend: async () => judge({ kind: 'connection-lost', reason }, request.attributes.expect, 0),
    }));
  }
}

function reattachSession(at: Reattaching, host: Host, id: string, saved: SavedSession): Reattached[] {
  const { runs, slots } = at;
  const { durable } = host;
  if (!durable) throw new HostError(sayOfRun('keeps-nothing', host.label));
  const attended = deferred<OutputSink>();
  const slot = slots.of(id, saved.netns);
  const cellOf = (request: CellRequest, part?: number) =>
    runs.cell(request, async (stream, chunk) => (await attended.promise).write(stream, chunk), part);
  const session = Session.reattach(host, durable, saved, cellOf);
  slot.host = host;
  if (saved.inner) slot.inner.keep(saved.inner.within, session);
  else slot.session = session;
  const { own, captures, servers } = apart(saved.background);
  const jobs = captures.map((one) => session.attendBackground(one, cellOf(one.request, one.part)));
  for (const one of servers) session.attendBackground(one, runs.lateCell(one));
  const background = own.map((one): Reattached => reattachBackground(runs, session, host, one));
  if (!saved.running) return background;
  const { request, startedAt, part } = saved.running;
  // Only what has passed without us is measured by a clock that others set.
  const away = Math.max(0, Date.now() - startedAt);
  const reattachedAt = performance.now();
  const over = deferred<undefined>();
  slot.tail = over.promise;
  const attend = async (own: OutputSink, stop = NEVER) => {
    const sink = runs.watched(request, own);
    attended.resolve(sink);
    const cell = cellOf(request);
    const asked = { request, sink, stop };
    const attend = (stopped: AbortSignal) => session.attend(stopped);
    const rest = (stopped: AbortSignal) => attendParts(slot, session, { cell, sink, stop: stopped }, part);
    const isEndless = part !== undefined && partsToRun(request).length > 0;
    const ran = isEndless
      ? await runs.runParts(session, asked, { part, startedAt, attend }, jobs)
      : await withinLimit(rest, cell, stop, startedAt);
    if (session.missing > 0) sink.notice(sayOfRun('discarded', formatBytes(session.missing)));
    const end = ran.end.kind === 'not-begun' ? NEVER_SENT : await runs.endOf(ran, slot, cell, asked, false);
    runs.conclude(slot, end, sink);
    await sink.ended(end, host);
    over.resolve(undefined);
    return judgeCell(end, request.attributes, away + performance.now() - reattachedAt);
  };
  return [...background, { request, startedAt, attend }];
}

function reattachBackground(runs: CellRuns, session: Session, host: Host, saved: SavedBackground): Reattached {
  const { request, startedAt, part } = saved;
  const attended = deferred<OutputSink>();
  const cell = runs.cell(request, async (stream, chunk) => (await attended.promise).write(stream, chunk), part);
  const end = started(session.attendBackground(saved, cell), request, startedAt);
  const attend = async (own: OutputSink) => {
    const sink = runs.watched(request, own);
    attended.resolve(sink);
    return judge(await sink.ended(end, host), request.attributes.expect, 0);
  };
  return { request, startedAt, attend };
}
