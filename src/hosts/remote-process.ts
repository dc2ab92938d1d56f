import { randomBytes } from 'node:crypto';
import { PassThrough, pipeline, type Readable, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AfterToken } from './after-token.ts';
import type { Completed, ExitStatus, Host, RemoteProcess, RunOptions, SpawnOptions } from './host.ts';
import { HostError } from './host.ts';
import { type LaunchReport, LOADER, launchLine, lookLine, parseReport, signalLine } from './launcher.ts';
import { cannotStart, complete } from './processes.ts';

/** A program that a transport has started: streams, and an end. */
export interface TransportProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when it has ended, with `lost` when that cannot be known any more. Never rejects. */
  readonly exited: Promise<ExitStatus>;
  /** Lets go of it at our end: its streams end, and `exited` resolves. Idempotent. */
  abandon(): void;
}

/** What can start programs on a machine and carry their streams, and nothing more: no signals, no directory, no environment. */
export interface Transport {
  /**
   * Starts a program there, without a terminal. Only ever called with LOADER of launcher.ts: three words without a line
   * break, the last with blanks, `$`, `&` and double quotes. Rejects with HostError when it cannot.
   */
  start(argv: readonly string[]): Promise<TransportProcess>;
  /**
   * False when `exited` without `lost` may also be the end of what carries the program. Then one that did not succeed is
   * looked for on the machine.
   */
  readonly tellsLoss: boolean;
  /** Lets go of everything at our end. Idempotent, never rejects. */
  close(): Promise<void>;
}

export interface RemoteOptions {
  readonly id: string;
  readonly label: string;
}

/** How long the far side may take to end what was killed before it is abandoned, in ms. */
const KILLED_WITHIN_MS = 2000;
/** How long it may take to say whether a process is there. */
const LOOK_WITHIN_MS = 10_000;

/** All that Host promises, on a machine with a POSIX sh, for whatever can start programs on it. */
export function remoteProcesses(transport: Transport, { id, label }: RemoteOptions): Host {
  return new RemoteHost(transport, id, label);
}

/** What was started, with what is known of it. */
interface Launched extends RemoteProcess {
  /** What the launcher said; undefined when it said nothing. */
  readonly report: Promise<LaunchReport | undefined>;
  abandon(): void;
  /** The connection is lost: ends it with that. */
  lose(reason: string): void;
}

class RemoteHost implements Host {
  readonly id: string;
  readonly label: string;
  readonly #transport: Transport;
  readonly #live = new Set<Launched>();
  /** Why nothing can be started any more. */
  #over: HostError | undefined;
  #disposed: Promise<void> | undefined;

  constructor(transport: Transport, id: string, label: string) {
    this.#transport = transport;
    this.id = id;
    this.label = label;
  }

  spawn(argv: readonly string[], options: SpawnOptions = {}): RemoteProcess {
    return this.#launch(argv, options, !this.#transport.tellsLoss);
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<Completed> {
    const process = this.#launch(argv, options, false);
    const done = await complete(process, options);
    const { lost } = await process.exited;
    if (lost !== undefined) throw this.#over ?? new HostError(lost);
    const report = await process.report;
    if (report?.failed)
      throw cannotStart(
        argv,
        done.stderr
          .toString()
          .replace(/^netlab: /, '')
          .trim(),
      );
    return done;
  }

  dispose(): Promise<void> {
    this.#over ??= new HostError('The host has been closed.', 'Restart the notebook’s host.');
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    await Promise.all([...this.#live].map((process) => process.signal('SIGKILL').then(() => process.exited)));
    await this.#transport.close();
  }

  /** `verify`: whether an end without success is only believed when the process is gone over there. */
  #launch(argv: readonly string[], options: SpawnOptions, verify: boolean): Launched {
    if (this.#over !== undefined) throw this.#over;
    const token = randomBytes(12).toString('hex');
    const stdin = new PassThrough();
    stdin.on('error', () => undefined); // EPIPE: told by the end of the process.
    const stdout = new AfterToken(token);
    const stderr = new AfterToken(token);
    stdin.write(launchLine({ ...options, argv, token }));

    const started = this.#transport.start(LOADER).then(
      (process) => {
        pipeline(stdin, process.stdin, () => undefined);
        pipeline(process.stdout, stdout, () => undefined);
        pipeline(process.stderr, stderr, () => undefined);
        return process;
      },
      (error: unknown) => {
        for (const stream of [stdin, stdout, stderr]) stream.destroy();
        return error instanceof Error ? error : new Error(String(error));
      },
    );
    const report = stdout.report.then((text) => (text === undefined ? undefined : parseReport(text)));

    let ended = false;
    let lose: (reason: string) => void = () => undefined;
    const lost = new Promise<ExitStatus>((resolve) => {
      lose = (reason) => resolve({ code: null, signal: null, lost: reason });
    });
    const end = async (): Promise<ExitStatus> => {
      const process = await started;
      if (process instanceof Error) return this.#lose(process.message, process);
      const status = await process.exited;
      if (status.lost !== undefined) return this.#lose(status.lost);
      const launch = await Promise.race([report, sleep(KILLED_WITHIN_MS)]);
      if (!launch) return this.#lose(neverStarted(status, `${stderr.noise}\n${stdout.noise}`));
      const doubtful = status.signal !== null || (verify && status.code !== 0);
      if (doubtful && !this.#transport.tellsLoss && (await this.#lives(launch)))
        return this.#lose(carrierEnded(status));
      return status;
    };
    const exited = Promise.race([end(), lost]).finally(() => {
      ended = true;
      this.#live.delete(launched);
    });
    const abandon = () => void started.then((process) => !(process instanceof Error) && process.abandon());
    const launched: Launched = {
      stdin,
      stdout,
      stderr,
      exited,
      report,
      abandon,
      lose,
      signal: async (signal) => {
        if (signal === 'SIGKILL') void sleep(KILLED_WITHIN_MS).then(() => ended || abandon());
        const launch = await Promise.race([report, exited]);
        // Once it has ended its number may be another's.
        if (!ended && launch && 'pid' in launch) await this.#tell(signalLine(launch, signal));
      },
    };
    this.#live.add(launched);
    return launched;
  }

  /** Whether that process is there still; the same when nobody can say. */
  async #lives(launch: LaunchReport): Promise<boolean> {
    const token = randomBytes(12).toString('hex');
    const said = await this.#tell(lookLine(launch, token));
    return !said.includes(`${token} gone`);
  }

  /** Has a line done over there; what it printed. Never rejects. */
  async #tell(line: string): Promise<string> {
    try {
      const process = await this.#transport.start(LOADER);
      const { stdout } = await complete(
        { ...process, signal: async () => process.abandon() },
        { input: line, timeoutMs: LOOK_WITHIN_MS },
      );
      return stdout.toString();
    } catch {
      return ''; // The connection is lost, which the processes tell.
    }
  }

  /** Nothing can be known of any process any more. */
  #lose(reason: string, cause?: Error): ExitStatus {
    if (this.#over === undefined) {
      this.#over =
        cause instanceof HostError
          ? cause
          : new HostError(`${this.label}: ${reason}`, undefined, cause ? { cause } : {});
      for (const process of this.#live) process.lose(reason);
      void this.#transport.close();
    }
    return { code: null, signal: null, lost: reason };
  }
}

function neverStarted(status: ExitStatus, noise: string): string {
  return `No process could be started there (${inWords(status)}). ${noise.trim()}`.trim();
}

function carrierEnded(status: ExitStatus): string {
  return `The connection was lost (${inWords(status)}).`;
}

function inWords({ code, signal }: ExitStatus): string {
  return signal === null ? `exit status ${code}` : signal;
}
