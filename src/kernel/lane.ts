import type { Readable } from 'node:stream';
import { type Host, HostError, type ProcessHandle, type RemoteProcess, type StreamOffsets } from '../hosts/host.ts';
import { howEnded } from '../hosts/process-output.ts';
import type { Argument } from '../words.ts';
import RELAY from './lane.sh' with { type: 'text' };
import { MarkScanner } from './mark-scanner.ts';
import type { OutputStream } from './run-types.ts';
import { sayOfRun } from './words.ts';

export interface LaneReceiver {
  /** A returned promise holds back the reading of that stream. */
  data(stream: OutputStream, chunk: Buffer): void | Promise<void>;
  frame(stream: OutputStream, mark: string, body: string): void;
}

/**
 * A pair of output streams of one process, read with backpressure and separated into output and frames. A session
 * writes to one lane; when a job keeps that open, the session moves on to another, and what the job prints later arrives
 * on the old lane, where it cannot be taken for another cell's.
 */
export class Lane {
  receiver: LaneReceiver;
  readonly #scanners = { stdout: new MarkScanner(), stderr: new MarkScanner() };
  /** Resolves when both streams have ended and were delivered. */
  readonly drained: Promise<void>;
  /** How to reattach to it, if what prints to it keeps running without us. */
  readonly handle: ProcessHandle | undefined;

  constructor(process: RemoteProcess, receiver: LaneReceiver) {
    this.receiver = receiver;
    this.handle = process.handle;
    const pumps = [this.#pump('stdout', process.stdout), this.#pump('stderr', process.stderr)];
    this.drained = Promise.all(pumps).then(() => undefined);
  }

  /** How far it has been received. */
  get position(): StreamOffsets {
    return this.handle?.position() ?? { stdout: 0, stderr: 0 };
  }

  expect(mark: string): void {
    this.#scanners.stdout.expect(mark);
    this.#scanners.stderr.expect(mark);
  }

  expectOnStdout(mark: string): void {
    this.#scanners.stdout.expect(mark);
  }

  /** Never delivers the lines of stderr that begin so. */
  dropErrorLine(beginning: string): void {
    this.#scanners.stderr.dropLine(beginning);
  }

  async #pump(stream: OutputStream, source: Readable): Promise<void> {
    const scanner = this.#scanners[stream];
    try {
      for await (const chunk of source) {
        for (const piece of scanner.push(chunk)) {
          if ('data' in piece) await this.#deliver(stream, piece.data);
          else this.receiver.frame(stream, piece.mark, piece.body);
        }
      }
    } catch {
      // The transport broke: the same as the end of the stream; the session learns of it by the process's exit.
    }
    const rest = scanner.flush();
    if (rest.length > 0) await this.#deliver(stream, rest);
  }

  /** A receiver that fails to take output reports that elsewhere. To stop reading would end the shell by SIGPIPE. */
  async #deliver(stream: OutputStream, data: Buffer): Promise<void> {
    try {
      await this.receiver.data(stream, data);
    } catch {}
  }
}

/** Files to open for writing to a lane. */
export interface LanePipes {
  readonly out: string;
  readonly err: string;
}

/** A lane of its own: a relay process on the host that reads two pipes. */
export interface SpareLane {
  readonly lane: Lane;
  readonly pipes: LanePipes;
  readonly process: RemoteProcess;
}

/** Opens a lane to which a shell on the host can move its output. Throws HostError, with the reason, when the host cannot make one. */
export async function openSpareLane(host: Host, receiver: LaneReceiver): Promise<SpareLane> {
  const process = host.spawn(['sh', '-c', RELAY]);
  process.stdin.on('error', () => undefined); // EPIPE: it has ended, which its streams report.
  let complaint = '';
  const complain = (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  };
  process.stderr.on('data', complain);
  const pid = await takeLine(process.stdout);
  if (pid === undefined) {
    void process.signal('SIGKILL');
    throw new HostError(sayOfRun('no-pipe', await whyEnded(process, () => complaint)));
  }
  process.stderr.off('data', complain).pause();
  const lane = new Lane(process, receiver);
  return { lane, pipes: { out: `/proc/${pid}/fd/5`, err: `/proc/${pid}/fd/6` }, process };
}

/** Why a process ended that should not have. */
async function whyEnded({ exited }: RemoteProcess, complaint: () => string): Promise<Argument> {
  const status = await exited;
  return status.lost ?? (complaint().trim() || sayOfRun('pipe-ended', howEnded(status)));
}

/** A number is not longer. */
const LONGEST_LINE = 32;

/** Reads up to the first newline and leaves the rest in the stream; undefined when it ends before, or is longer than a line may be. */
async function takeLine(stream: Readable): Promise<string | undefined> {
  let text = '';
  for (;;) {
    const chunk: Buffer | null = stream.read();
    if (chunk !== null) {
      const at = chunk.indexOf(10);
      text += chunk.toString('utf8', 0, at < 0 ? chunk.length : at);
      if (at >= 0) {
        stream.unshift(chunk.subarray(at + 1));
        return text;
      }
    } else {
      if (stream.readableEnded || stream.destroyed || text.length > LONGEST_LINE) return undefined;
      await new Promise<void>((resolve) => {
        stream.once('readable', resolve).once('end', resolve).once('close', resolve);
      });
    }
  }
}
