import { randomBytes } from 'node:crypto';
import { type ExitStatus, type Host, HostError, type RemoteProcess } from '../hosts/host.ts';
import { startBackground } from './background.ts';
import { deferred } from './deferred.ts';
import { Lane, type LaneReceiver, openSpareLane } from './lane.ts';
import * as protocol from './protocol.ts';
import type { BackgroundRun, OutputStream } from './run.ts';
import { stopCell } from './stop.ts';

/** Where a session runs, and where it reports what outlives its cells. */
export interface SessionOptions {
  readonly host: Host;
  /** The netns it runs in, as `ip netns` names it; the host's root netns without one. */
  readonly netns?: string;
  readonly directory: string;
}

/** One cell, as a session runs it. */
export interface SessionCell {
  readonly code: string;
  /** Absolute directory for this cell alone. */
  readonly cwd?: string;
  write(stream: OutputStream, chunk: Buffer): void | Promise<void>;
  /** Output of a job that the cell left behind, after the cell has ended. */
  late(stream: OutputStream, chunk: Buffer): void;
}

export type SessionEnd =
  | { readonly kind: 'ended'; readonly code: number; readonly interrupted: boolean }
  | { readonly kind: 'refused'; readonly why: 'netns' | 'cwd' }
  /** The shell answered, or ended, without having begun the cell: cells before it have broken it. */
  | { readonly kind: 'not-begun' }
  /** `stopped`: after a stop had been asked for; it was killed if it did not answer that. */
  | { readonly kind: 'shell-ended'; readonly status: ExitStatus; readonly stopped: boolean };

export type BackgroundStart = { readonly kind: 'started'; readonly background: BackgroundRun } | SessionEnd;

/** A fresh mark: 96 random bits that no one else has seen. */
export const newMark = (): string => randomBytes(12).toString('hex');

/** How long a shell may take to answer its first line. */
const BOOT_MS = 10_000;
/** How long output may still come after the shell has ended. */
const DRAIN_MS = 300;

/** One persistent shell on a host. Runs one cell at a time; whoever calls keeps the order. */
export class Session {
  readonly #host: Host;
  readonly #netns: string | undefined;
  readonly #process: RemoteProcess;
  #lane: Lane;
  #laneHeld = false;
  #pid = 0;
  #relays: readonly number[] = [];
  #jobs: readonly number[] = [];
  #cwd = '/';
  /** Of the flags x and v, those that cells have set. */
  #trace = '';
  #exit: ExitStatus | undefined;
  /** Told when the shell has ended and its lane is drained. */
  readonly #ended: Promise<ExitStatus>;

  private constructor(options: SessionOptions) {
    this.#host = options.host;
    this.#netns = options.netns;
    const prefix = options.netns === undefined ? [] : ['ip', 'netns', 'exec', options.netns];
    this.#process = options.host.spawn([...prefix, ...protocol.SHELL_ARGV], {
      cwd: options.directory,
      env: protocol.SHELL_ENV,
    });
    this.#process.stdin.on('error', () => undefined); // EPIPE: the shell has ended, which #ended tells.
    this.#lane = new Lane(this.#process, IGNORE);
    this.#ended = this.#watchExit(this.#lane);
  }

  /** Starts a shell. Throws HostError when the host cannot run one, with what it said. */
  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    await session.#boot();
    return session;
  }

  get alive(): boolean {
    return this.#exit === undefined;
  }

  /** Why the connection to its host was lost, if it was. */
  get lost(): string | undefined {
    return this.#exit?.lost;
  }

  /** Runs a cell to its end. `stop` ends the whole cell, gently first; the shell survives that. Never rejects. */
  async run(cell: SessionCell, stop: AbortSignal): Promise<SessionEnd> {
    const mark = newMark();
    const move = await this.#leaveHeldLane();
    const beginMark = newMark();
    const reports = this.#reports(cell, beginMark);
    const netnsFile = this.#netns === undefined ? {} : { netnsFile: `/run/netns/${this.#netns}` };
    const cwd = cell.cwd === undefined ? {} : { cwd: { enter: cell.cwd, leave: this.#cwd } };
    reports.expect(mark);
    this.#process.stdin.write(
      move + protocol.cellLines({ code: cell.code, mark, beginMark, trace: this.#trace, ...netnsFile, ...cwd }),
    );
    return this.#toEnd(reports, stop, cwd.cwd?.leave);
  }

  /** Starts a cell in the background, with this shell's variables, functions and directory. */
  async startBackground(cell: SessionCell): Promise<BackgroundStart> {
    const own = await startBackground(this.#host, cell, newMark());
    const mark = newMark();
    const reports = this.#reports({ ...cell, write: () => undefined });
    const netnsFile = this.#netns === undefined ? {} : { netnsFile: `/run/netns/${this.#netns}` };
    const cwd = cell.cwd === undefined ? {} : { cwd: { enter: cell.cwd, leave: this.#cwd } };
    reports.expect(mark);
    this.#process.stdin.write(
      protocol.backgroundLines({ code: cell.code, mark, ...netnsFile, ...cwd }, own.mark, own.fifos),
    );
    const end = await this.#toEnd(reports, new AbortController().signal);
    const pid = reports.last?.lastBackgroundPid;
    if (end.kind !== 'ended' || !pid) {
      own.abandon();
      return end;
    }
    return { kind: 'started', background: own.started(pid) };
  }

  /** Ends the shell and what runs in it, as far as its process group and its children go. */
  async dispose(): Promise<void> {
    if (!this.alive) return;
    await this.#process.signal('SIGKILL');
    await this.#ended;
  }

  async #boot(): Promise<void> {
    const mark = newMark();
    let complaint = '';
    const hello = new Promise<string>((resolve) => {
      let body: string | undefined;
      let seen = 0;
      this.#lane.receiver = {
        data: (stream, chunk) => {
          if (stream === 'stderr') complaint = (complaint + chunk.toString()).slice(-2000);
        },
        frame: (stream, _mark, text) => {
          if (stream === 'stdout') body = text;
          if (++seen === 2) resolve(body ?? '');
        },
      };
    });
    this.#lane.expect(mark);
    this.#process.stdin.write(protocol.bootLines(mark));
    const timer = setTimeout(() => this.#process.signal('SIGKILL'), BOOT_MS);
    const first = await Promise.race([hello, this.#ended]);
    clearTimeout(timer);
    if (typeof first !== 'string' && first.lost !== undefined) throw new HostError(`Connection lost: ${first.lost}`);
    if (typeof first !== 'string')
      throw new HostError(`No shell could be started on ${this.#host.label}. ${complaint.trim()}`);
    const [pid = 0, ...relays] = first.split(' ').filter(Boolean).map(Number);
    this.#pid = pid;
    this.#relays = relays;
    this.#prepareLane(this.#lane);
  }

  /**
   * An interactive bash that has no terminal complains that it cannot reset one, each time a signal ends a command:
   * `bash: [PID: SHLVL (fd)] tcsetattr: Inappropriate ioctl for device`.
   */
  #prepareLane(lane: Lane): void {
    lane.dropErrorLine(`bash: [${this.#pid}: `);
    // `set -v` makes the shell print the lines that it reads.
    lane.dropErrorLine('{ __netlab_end ');
  }

  async #watchExit(lane: Lane): Promise<ExitStatus> {
    const status = await this.#process.exited;
    await Promise.race([lane.drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MS))]);
    this.#exit = status;
    return status;
  }

  /** Moves to a fresh lane when a job still holds the present one; returns the line that makes the shell follow. */
  async #leaveHeldLane(): Promise<string> {
    if (!this.#laneHeld) return '';
    const spare = await openSpareLane(this.#host, IGNORE);
    this.#lane = spare.lane;
    this.#prepareLane(spare.lane);
    this.#laneHeld = false;
    return protocol.moveLine(spare.fifos);
  }

  /** Makes the present lane deliver to a cell, and collects the reports of its end. */
  #reports(cell: SessionCell, beginMark?: string): Reports {
    const reports = new Reports(this.#lane, beginMark);
    this.#lane.receiver = {
      data: (stream, chunk) => {
        // The newline that bash prints when SIGINT abandons a command, or the line it was reading.
        if (reports.stopped && stream === 'stderr' && chunk.equals(NEWLINE)) return undefined;
        // What bash says when its input has ended, no job's word.
        if (reports.over(stream) && chunk.equals(FAREWELL)) return undefined;
        if (reports.over(stream)) return cell.late(stream, chunk);
        return cell.write(stream, chunk);
      },
      frame: (stream, mark, body) => reports.take(stream, mark, body),
    };
    return reports;
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
    if (last || !('exitCode' in first)) {
      const status = last ?? (first as ExitStatus); // Not a report, so the other of the two.
      // A signal may have taken the proof with it.
      const { begun, stopped } = reports;
      return begun || stopped || status.signal ? { kind: 'shell-ended', status, stopped } : { kind: 'not-begun' };
    }
    this.#remember(reports.last ?? first);
    if (!reports.begun && !first.refused && !reports.stopped) return { kind: 'not-begun' };
    return endOf(first, reports);
  }

  #remember(report: protocol.EndReport): void {
    this.#laneHeld = report.laneHeld;
    this.#jobs = report.jobs;
    this.#cwd = report.cwd;
    this.#trace = report.flags.replace(/[^xv]/g, '');
  }

  #stop(reports: Reports, done: Promise<unknown>, leave: string | undefined): Promise<void> {
    const target = {
      host: this.#host,
      shell: this.#pid,
      spared: [...this.#relays, ...this.#jobs],
      resume: () => this.#process.signal('SIGCONT'),
      giveUp: () => this.#host.dispose(),
    };
    return stopCell(target, done, () => {
      reports.signalled ||= !reports.ended;
      const mark = newMark();
      reports.expect(mark);
      this.#process.stdin.write(protocol.endLine(mark, leave));
    });
  }
}

const NEWLINE = Buffer.from('\n');
const FAREWELL = Buffer.from('exit\n');

const IGNORE: LaneReceiver = { data: () => undefined, frame: () => undefined };

function endOf(report: protocol.EndReport, { stopped, signalled }: Reports): SessionEnd {
  if (report.refused) return { kind: 'refused', why: report.refused };
  const { exitCode, interrupted } = report;
  if (interrupted === null) {
    // The signals may have ended the cell before the trap of SIGURG had its turn.
    return { kind: 'ended', code: exitCode, interrupted: signalled || (stopped && exitCode === 130) };
  }
  // 130: SIGINT ended it. Else the status with which the interrupted command ended by itself, as ping does;
  // 128 + SIGURG is the `wait` builtin, which any trapped signal ends.
  const code = exitCode === 130 || interrupted === 128 + 23 ? 130 : interrupted;
  return { kind: 'ended', code, interrupted: true };
}

/** Collects, from both streams of a lane, the reports that are expected. */
class Reports {
  readonly #lane: Lane;
  readonly #seen = { stdout: new Set<string>(), stderr: new Set<string>() };
  readonly #expected: string[] = [];
  readonly #resolveFirst: (report: protocol.EndReport) => void;
  #onFrame: () => void = () => undefined;
  #firstReport: protocol.EndReport | undefined;
  readonly first: Promise<protocol.EndReport>;
  /** A stop has been asked for. */
  stopped = false;
  /** The cell was still running when the first signals of a stop had been sent. */
  signalled = false;
  /** The shell has begun with the cell, or was not asked to say so. */
  begun: boolean;
  readonly #beginMark: string | undefined;
  /** The report read last. */
  last: protocol.EndReport | undefined;

  constructor(lane: Lane, beginMark: string | undefined) {
    this.#lane = lane;
    this.#beginMark = beginMark;
    this.begun = beginMark === undefined;
    if (beginMark !== undefined) lane.expectOnStdout(beginMark);
    const { promise, resolve } = deferred<protocol.EndReport>();
    this.first = promise;
    this.#resolveFirst = resolve;
  }

  expect(mark: string): void {
    this.#expected.push(mark);
    this.#lane.expect(mark);
  }

  get ended(): boolean {
    return this.over('stdout') && this.over('stderr');
  }

  /** Whether the end of the cell has been seen on that stream. */
  over(stream: OutputStream): boolean {
    return this.#seen[stream].size > 0;
  }

  take(stream: OutputStream, mark: string, body: string): void {
    if (mark === this.#beginMark) {
      this.begun = true;
      return;
    }
    this.#seen[stream].add(mark);
    if (stream === 'stdout') this.last = protocol.parseReport(body);
    this.#firstReport ??= this.last;
    if (this.#firstReport && this.ended) this.#resolveFirst(this.#firstReport);
    this.#onFrame();
  }

  /** Resolves when the last expected mark has been seen on both streams. */
  all(): Promise<undefined> {
    const complete = () => {
      const mark = this.#expected.at(-1) ?? '';
      return this.#seen.stdout.has(mark) && this.#seen.stderr.has(mark);
    };
    return new Promise((resolve) => {
      this.#onFrame = () => {
        if (complete()) resolve(undefined);
      };
      this.#onFrame();
    });
  }
}
