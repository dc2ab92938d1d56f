import { randomBytes } from 'node:crypto';
import { PassThrough, pipeline } from 'node:stream';
import type { Said } from '../../words.ts';
import { type ExitStatus, type HostError, type RemoteProcess, type SpawnOptions, toHostError } from '../host.ts';
import { howEnded } from '../process-output.ts';
import { complete } from '../processes.ts';
import { within } from '../within.ts';
import { sayHost, withOutput } from '../words.ts';
import { AfterToken } from './after-token.ts';
import { type LaunchReport, LOADER, launchLine, lookLine, parseLaunchReport, signalLine } from './launcher.ts';
import type { Transport, TransportProcess } from './transport.ts';

/** How long the far side may take to deliver what it must have sent already, in ms. */
const TOLD_WITHIN_MS = 2000;
/** How long it may take to say that what was killed is gone. */
const GONE_WITHIN_MS = 5000;
/** How long it may take to carry out a command. */
const DONE_WITHIN_MS = 10_000;

const newToken = (): string => randomBytes(12).toString('hex');

/** A process that was started through a transport. */
export class Launched implements RemoteProcess {
  readonly stdin = new PassThrough();
  readonly stdout: AfterToken;
  readonly stderr: AfterToken;
  readonly exited: Promise<ExitStatus>;
  /** What the launcher said; undefined when it said nothing. */
  readonly report: Promise<LaunchReport | undefined>;
  /** Why the transport could not start anything. */
  failure: HostError | undefined;
  readonly #transport: Transport;
  readonly #started: Promise<TransportProcess | HostError>;
  #settle: (status: ExitStatus) => void = () => undefined;
  #ended = false;

  /** `verify`: an end without success is only believed when the process is gone on the host. */
  constructor(transport: Transport, argv: readonly string[], options: SpawnOptions, verify: boolean) {
    const token = newToken();
    this.#transport = transport;
    this.stdin.on('error', () => undefined); // EPIPE: reported by the end of the process.
    this.stdin.write(launchLine({ ...options, argv, token }));
    this.stdout = new AfterToken(token);
    this.stderr = new AfterToken(token);
    this.report = this.stdout.report.then((text) => (text === undefined ? undefined : parseLaunchReport(text)));
    this.#started = transport.start(LOADER).then(
      (process) => this.#connect(process),
      (error: unknown) => this.#fail(error),
    );
    const settled = new Promise<ExitStatus>((resolve) => {
      this.#settle = resolve;
    });
    this.exited = Promise.race([this.#watch(verify), settled]).finally(() => {
      this.#ended = true;
    });
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    const sent = this.#send(signal);
    if (signal === 'SIGKILL') void within(GONE_WITHIN_MS, this.exited).then(() => this.#ended || this.#giveUp());
    await sent;
  }

  async #send(signal: NodeJS.Signals): Promise<void> {
    const launch = await Promise.race([this.report, this.exited.then(() => undefined)]);
    // Once it has ended its number may be another's.
    if (!this.#ended && launch) await tell(this.#transport, signalLine(launch, signal));
  }

  /** It was killed, and nobody says that it has ended. */
  #giveUp(): void {
    this.#settle({ code: null, signal: 'SIGKILL' });
    void this.#started.then((process) => 'abandon' in process && process.abandon());
  }

  /** The connection is lost: nothing can be known of it any more. */
  lose(reason: Said): void {
    this.#settle(lost(reason));
  }

  #connect(process: TransportProcess): TransportProcess {
    pipeline(this.stdin, process.stdin, () => undefined);
    pipeline(process.stdout, this.stdout, () => undefined);
    pipeline(process.stderr, this.stderr, () => undefined);
    return process;
  }

  #fail(error: unknown): HostError {
    this.failure = toHostError(error);
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream.destroy();
    return this.failure;
  }

  async #watch(verify: boolean): Promise<ExitStatus> {
    const process = await this.#started;
    if (!('exited' in process)) return lost(process.what);
    const status = await process.exited;
    if (status.lost !== undefined) return status;
    const launch = await within(TOLD_WITHIN_MS, this.report);
    if (!launch) return lost(neverStarted(status, `${this.stderr.noise}\n${this.stdout.noise}`));
    const doubtful = status.signal !== null || (verify && status.code !== 0);
    if (!doubtful || this.#transport.tellsLoss || (await isGone(this.#transport, launch))) return status;
    return lost(sayHost('carrier-ended', howEnded(status)));
  }
}

/** Whether that process is gone; not so when nobody can say. */
async function isGone(transport: Transport, launch: LaunchReport): Promise<boolean> {
  const token = newToken();
  const said = await tell(transport, lookLine(launch, token));
  return said.includes(`${token} gone`);
}

/** Runs a line on the host; returns what it printed. Never rejects. */
async function tell(transport: Transport, line: string): Promise<string> {
  try {
    const process = await transport.start(LOADER);
    const bounded = { ...process, signal: async () => process.abandon() };
    const { stdout } = await complete(bounded, { input: line, timeoutMs: DONE_WITHIN_MS });
    return stdout.toString();
  } catch {
    return ''; // The connection is lost, which the processes report.
  }
}

const lost = (reason: Said): ExitStatus => ({ code: null, signal: null, lost: reason });

function neverStarted(status: ExitStatus, noise: string): Said {
  return withOutput(sayHost('not-started', howEnded(status)), noise);
}
