import {
  type Durability,
  type ExitStatus,
  type Host,
  HostError,
  type RemoteProcess,
  type StreamOffsets,
  toHostError,
} from '../hosts/host.ts';
import type { ProcessIdentity } from '../hosts/process-identity.ts';
import { printable } from '../printable.ts';
import type { Said } from '../words.ts';
import { reattachBackground, startBackground } from './background.ts';
import { boot, type NoShell, noShellOn } from './boot.ts';
import { type InnerOptions, innerArgv } from './inner-argv.ts';
import { type Lane, openSpareLane, type SpareLane } from './lane.ts';
import { IGNORE, Lanes } from './lanes.ts';
import { findPlace, hostAt, killShell, type Place, toEnter } from './place.ts';
import * as protocol from './protocol.ts';
import type { Reports } from './reports.ts';
import type { BackgroundRun, CellRequest } from './run-types.ts';
import type { SavedBackground, SavedLane, SavedRun, SavedSession } from './saved.ts';
import type { BackgroundStart, SessionCell, SessionEnd } from './session-cell.ts';
import { HANDLED, stopCell } from './stop.ts';

/** Where a session runs, and where it reports what outlives its cells. */
export interface SessionOptions {
  readonly host: Host;
  /** The netns it runs in, as `ip netns` names it; the host's root netns without one. */
  readonly netns?: string;
  /** Where it begins. Default: where processes of that host do. */
  readonly directory?: string;
}

/** A cell under way; `from`: where its output begins on its lane. */
interface Running {
  readonly cell: SessionCell;
  readonly reports: Reports;
  readonly beginMark: string;
  readonly leave: string | undefined;
  readonly startedAt: number;
  readonly from: StreamOffsets;
}

/** How long output may still come after the shell has ended. */
const DRAIN_MS = 300;

/** One persistent shell on a host. Runs one cell at a time; the caller keeps the order. */
export class Session {
  /** As it looks from the shell. */
  #host: Host;
  /** On which it was started. */
  readonly #base: Host;
  /** Of a shell within another one. */
  #place: Place | undefined;
  readonly #netns: string | undefined;
  readonly #process: RemoteProcess;
  readonly #lanes: Lanes;
  /** A job holds the present lane. */
  #laneHeld = false;
  #identity: ProcessIdentity = { pid: 0, began: '', session: 0 };
  #relays: readonly number[] = [];
  #jobs: readonly number[] = [];
  #cwd = '/';
  /** With which the next cell begins. */
  #state = protocol.FRESH;
  #mayTrap = false;
  #exit: ExitStatus | undefined;
  /** Told when the shell has ended and its lane is drained. */
  readonly #ended: Promise<ExitStatus>;

  #running: Running | undefined;
  readonly #background = new Set<SavedBackground>();

  private constructor(host: Host, netns: string | undefined, process: RemoteProcess) {
    this.#host = host;
    this.#base = host;
    this.#netns = netns;
    this.#process = process;
    process.stdin.on('error', () => undefined); // EPIPE: the shell has ended, which #ended reports.
    this.#lanes = new Lanes(process);
    this.#ended = this.#watchExit(this.#lanes.present);
  }

  /** Starts a shell. Throws HostError when the host cannot run one, with what it said; NotStartedError is one. */
  static async open({ host, netns, directory }: SessionOptions): Promise<Session> {
    const prefix = netns === undefined ? [] : ['ip', 'netns', 'exec', netns];
    const process = host.spawn([...prefix, ...protocol.SHELL_ARGV], {
      ...(directory === undefined ? {} : { cwd: directory }),
      env: protocol.SHELL_ENV,
    });
    const session = new Session(host, netns, process);
    const none = await session.#boot();
    if (none) throw noShellOn(host.label, none);
    return session;
  }

  /** Starts a shell within this one, where this one is. Or why there is none. Throws HostError. */
  async openWithin(options: InnerOptions): Promise<Session | NoShell> {
    const host = this.#base;
    const here = this.#netns === undefined ? this.#place : await findPlace(host, this.#identity);
    const process = host.spawn([...(here ? toEnter(here) : []), ...innerArgv(options)]);
    const session = new Session(host, undefined, process);
    const none = await session.#boot();
    if (none) return none;
    session.#isAt(await findPlace(host, session.#identity));
    return session;
  }

  #isAt(place: Place): void {
    this.#place = place;
    this.#host = hostAt(this.#base, place, this.#process);
  }

  async #boot(): Promise<NoShell | undefined> {
    const booted = await boot(this.#process, this.#lanes.present, this.#ended);
    if ('said' in booted) return booted;
    this.#identity = booted.identity;
    this.#relays = booted.relays;
    return undefined;
  }

  /**
   * Reattaches to a shell that kept running without us. What `cellOf` makes of a request gets its output at once; the end of
   * a cell that was running is reported by `attend`.
   */
  static reattach(
    host: Host,
    durable: Durability,
    saved: SavedSession,
    cellOf: (request: CellRequest, part?: number) => SessionCell,
  ): Session {
    const lanes = [saved.lane, ...saved.left];
    const from = lanes.find(({ id }) => id === saved.shell)?.from ?? saved.lane.from;
    const { inner } = saved;
    const session = new Session(host, inner ? undefined : saved.netns, durable.reattach(saved.shell, from));
    if (inner) session.#isAt(inner.place);
    session.#identity = saved.identity;
    session.#relays = saved.relays;
    session.#remember(saved);
    session.#state = saved.state;
    session.#mayTrap = saved.mayTrap;
    session.#lanes.reattach(durable, saved, cellOf);
    if (saved.running)
      session.#expectEndOf(saved.running, cellOf(saved.running.request, saved.running.part), saved.lane);
    return session;
  }

  get alive(): boolean {
    return this.#exit === undefined;
  }

  /** How it ended, if it has. */
  get exit(): ExitStatus | undefined {
    return this.#exit;
  }

  /** Why the connection to its host was lost, if it was. */
  get lost(): Said | undefined {
    return this.#exit?.lost;
  }

  /** Where it is, if it was started within another one. */
  get place(): Place | undefined {
    return this.#place;
  }

  /** As it looks from the shell. */
  get host(): Host {
    return this.#host;
  }

  /** It leads its process group, in which its jobs are. */
  get pid(): number {
    return this.#identity.pid;
  }

  /** The jobs that were running when its last cell ended. */
  get jobs(): readonly number[] {
    return this.#jobs.filter((job) => !this.#relays.includes(job));
  }

  /** A shell within this one has been left with that status. */
  innerEnded(status: number): void {
    this.#state = { ...this.#state, status };
  }

  /** Bytes that cells printed before we reattached and that are kept no more. */
  get missing(): number {
    return this.#lanes.present.handle?.missing() ?? 0;
  }

  /** Runs a cell to its end. `stop` ends the whole cell, gently first; the shell survives that. Never rejects. */
  async run(cell: SessionCell, stop: AbortSignal): Promise<SessionEnd> {
    const spare = this.#laneHeld ? await this.#openLane() : undefined;
    if (spare instanceof HostError) return { kind: 'refused', why: 'lane', said: spare.what };
    const held = this.#lanes.present;
    if (spare) {
      this.#lanes.moveTo(spare.lane);
      this.#laneHeld = false;
    }
    const mark = protocol.newMark();
    const beginMark = protocol.newMark();
    const reports = this.#lanes.deliver(cell, beginMark);
    const netnsFile = this.#netns === undefined ? {} : { netnsFile: `/run/netns/${this.#netns}` };
    const cwd = cell.cwd === undefined ? {} : { cwd: { enter: cell.cwd, leave: this.#cwd } };
    reports.expect(mark);
    const leave = cwd.cwd?.leave;
    this.#mayTrap ||= protocol.mayTrap(cell.code);
    this.#running = { cell, reports, beginMark, leave, startedAt: Date.now(), from: this.#lanes.present.position };
    this.#process.stdin.write(
      protocol.cellLines({
        code: cell.code,
        mark,
        beginMark,
        move: spare?.pipes,
        ...this.#before,
        ...netnsFile,
        ...cwd,
      }),
    );
    cell.begun?.();
    const end = this.#leaving(await this.#toEnd(reports, stop, leave), cell, reports);
    spare?.process.stdin.end(); // The writers have opened it themselves.
    if (end.kind === 'refused' && end.why === 'lane') this.#lanes.moveBack(held);
    return end;
  }

  /** Follows the cell that was running when we reattached to its end, as `run` does. */
  async attend(stop: AbortSignal): Promise<SessionEnd> {
    if (!this.#running) throw new Error('no cell was running');
    const { cell, reports, leave } = this.#running;
    const end = await this.#toEnd(reports, reports.stopped ? AbortSignal.abort() : stop, leave);
    return this.#leaving(end, cell, reports);
  }

  /** What it takes to reattach to this shell; undefined where nothing keeps running without us. */
  saved(): SavedSession | undefined {
    const { handle } = this.#process;
    if (!handle || !this.alive) return undefined;
    const running = this.#running;
    return {
      ...(this.#netns === undefined ? {} : { netns: this.#netns }),
      shell: handle.id,
      identity: this.#identity,
      relays: this.#relays,
      jobs: this.#jobs,
      cwd: this.#cwd,
      state: this.#state,
      mayTrap: this.#mayTrap,
      laneHeld: this.#laneHeld,
      ...this.#lanes.saved(running?.from),
      ...(running && !running.cell.isOurs ? { running: savedRun(running) } : {}),
      background: [...this.#background],
    };
  }

  /** Starts a cell in the background, with this shell's variables, functions and directory. */
  async startBackground(cell: SessionCell): Promise<BackgroundStart> {
    const own = await startBackground(this.#host, cell, protocol.newMark()).catch(toHostError);
    if (own instanceof HostError) return { kind: 'refused', why: 'lane', said: own.what };
    const mark = protocol.newMark();
    let said = '';
    const before = this.#lanes.cell;
    const held = this.#laneHeld;
    // It prints on a lane of its own: what comes on this one is its shell's complaint, or a job's of the cell before.
    const late: SessionCell['late'] = (stream, chunk) => (held ? before?.late(stream, chunk) : undefined);
    const write: SessionCell['write'] = (stream, chunk) => {
      if (stream === 'stderr') said = (said + chunk.toString()).slice(-2000);
      return late(stream, chunk);
    };
    const reports = this.#lanes.deliver({ ...cell, write, late });
    const netnsFile = this.#netns === undefined ? {} : { netnsFile: `/run/netns/${this.#netns}` };
    const cwd = cell.cwd === undefined ? {} : { cwd: { enter: cell.cwd, leave: this.#cwd } };
    reports.expect(mark);
    this.#process.stdin.write(
      protocol.backgroundLines({ code: cell.code, mark, ...this.#before, ...netnsFile, ...cwd }, own.mark, own.pipes),
    );
    const end = await this.#toEnd(reports, new AbortController().signal);
    own.opened();
    this.#lanes.giveTo(before);
    const identity = end.kind === 'ended' ? await own.identity : undefined;
    if (!identity) {
      own.abandon();
      return end.kind === 'refused' && end.why === 'lane' ? { ...end, said: printable(said.trim()) } : end;
    }
    const background = own.started(identity);
    const { saved: lane } = own;
    if (lane)
      this.#followBackground(background, { ...ofCell(cell), startedAt: Date.now(), mark: own.mark, identity, lane });
    return { kind: 'started', background };
  }

  /** Follows a cell that continued in the background without us. */
  attendBackground(saved: SavedBackground, cell: SessionCell): BackgroundRun {
    const { durable } = this.#host;
    if (!durable) throw new Error('its host keeps nothing alive');
    const background = reattachBackground(this.#host, durable, saved, cell);
    this.#followBackground(background, saved);
    return background;
  }

  /** Ends the shell and what runs in it, as far as its process group and its children go. */
  async dispose(): Promise<void> {
    if (!this.alive) return;
    if (this.#place) await killShell(this.#base, this.#place, this.#process);
    else await this.#process.signal('SIGKILL');
    await this.#ended;
  }

  #followBackground(background: BackgroundRun, saved: SavedBackground): void {
    this.#background.add(saved);
    background.ended.then(() => this.#background.delete(saved));
  }

  #expectEndOf(run: SavedRun, cell: SessionCell, { from }: SavedLane): void {
    const { beginMark, startedAt, leave } = run;
    const reports = this.#lanes.deliver(cell, beginMark);
    reports.stopped = run.stopped;
    this.#running = { cell, reports, beginMark, leave, startedAt, from };
    for (const mark of run.marks) reports.expect(mark);
    // If the lines of the cell had not been sent when we ended, this one says so.
    const mark = protocol.newMark();
    reports.expect(mark);
    this.#process.stdin.write(this.#endLine(mark, leave));
  }

  async #watchExit(lane: Lane): Promise<ExitStatus> {
    const status = await this.#process.exited;
    await Promise.race([lane.drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MS))]);
    this.#exit = status;
    this.#lanes.shellEnded();
    return status;
  }

  /** A fresh lane, for when a job still holds the present one; or why there is none. */
  #openLane(): Promise<SpareLane | HostError> {
    return openSpareLane(this.#host, IGNORE).catch(toHostError);
  }

  async #toEnd(reports: Reports, stop: AbortSignal, leave?: string): Promise<SessionEnd> {
    const done = Promise.race([reports.first, this.#ended]);
    let stopping: Promise<void> | undefined;
    const onStop = () => {
      reports.stopped = true;
      stopping = this.#stop(reports, done, leave);
    };
    if (stop.aborted) onStop();
    else stop.addEventListener('abort', onStop, { once: true });
    const first = await done;
    stop.removeEventListener('abort', onStop);
    await stopping;
    // After a stop the shell is ready only when it has answered the last line it was sent.
    const last = await Promise.race([reports.all(), this.#ended]);
    this.#running = undefined;
    // The proof may be in what is kept no more.
    reports.begun ||= this.missing > 0;
    if (last || !('exitCode' in first)) {
      const status = last ?? (first as ExitStatus); // Not a report, so the other of the two.
      // A signal, or the end of the connection, may have taken the proof with it.
      const { begun, stopped } = reports;
      return begun || stopped || status.signal || status.lost !== undefined
        ? { kind: 'shell-ended', status, stopped }
        : { kind: 'not-begun' };
    }
    this.#remember({ ...(reports.last ?? first), laneHeld: reports.laneHeld });
    if (!reports.begun && !first.refused && !reports.stopped) return { kind: 'not-begun' };
    return reports.endOf(first);
  }

  #remember(report: Pick<protocol.EndReport, 'laneHeld' | 'jobs' | 'cwd'>): void {
    this.#laneHeld = report.laneHeld;
    this.#jobs = report.jobs;
    this.#cwd = report.cwd;
  }

  get #before() {
    return { state: this.#state, traps: this.#mayTrap };
  }

  /** Remembers what a cell leaves to the next one; a cell that was refused, or went to the background, leaves nothing. */
  #leaving(end: SessionEnd, { code, isOurs }: SessionCell, { firstReport: left }: Reports): SessionEnd {
    if (end.kind !== 'ended' || !left) return end;
    const counted = protocol.countsFailures(code, this.#state) && left.traps.error === '';
    this.#state = { status: isOurs ? this.#state.status : end.code, flags: left.flags, traps: left.traps };
    return { ...end, inputRead: left.inputRead, failed: counted ? left.failed : 'unknown' };
  }

  #endLine(mark: string, leave: string | undefined): string {
    return protocol.endLineAgain(mark, { leave, traps: this.#mayTrap });
  }

  #stop(reports: Reports, done: Promise<unknown>, leave: string | undefined): Promise<void> {
    const target = {
      host: this.#host,
      shell: this.#identity,
      spared: [...this.#relays, ...this.#jobs],
      resume: () => this.#process.signal('SIGCONT'),
      giveUp: () => this.#host.dispose(),
    };
    return stopCell(target, done, (said) => {
      reports.signalled ||= !reports.ended;
      reports.handled ||= said.includes(HANDLED);
      const mark = protocol.newMark();
      reports.expect(mark);
      this.#process.stdin.write(this.#endLine(mark, leave));
    });
  }
}

function savedRun({ cell, reports, beginMark, leave, startedAt }: Running): SavedRun {
  const { expected: marks, stopped } = reports;
  return { ...ofCell(cell), startedAt, beginMark, marks, stopped, ...(leave === undefined ? {} : { leave }) };
}

const ofCell = ({ request, part }: SessionCell) => ({ request, ...(part === undefined ? {} : { part }) });
