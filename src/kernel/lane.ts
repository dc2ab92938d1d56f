import type { Readable } from 'node:stream';
import type { Host, KeptProcess, Position, RemoteProcess } from '../hosts/host.ts';
import { MarkScanner } from './mark-scanner.ts';
import type { OutputStream } from './run.ts';

export interface LaneReceiver {
  /** A returned promise holds back the reading of that stream. */
  data(stream: OutputStream, chunk: Buffer): void | Promise<void>;
  frame(stream: OutputStream, mark: string, body: string): void;
}

/**
 * A pair of output streams of one process, read with backpressure and told apart into output and frames. A session
 * writes to one lane; when a job keeps that open, the session moves on to another, and what the job prints later arrives
 * on the old lane, where it cannot be taken for another cell's.
 */
export class Lane {
  receiver: LaneReceiver;
  readonly #scanners = { stdout: new MarkScanner(), stderr: new MarkScanner() };
  /** Resolves when both streams have ended and were delivered. */
  readonly drained: Promise<void>;
  /** Where what prints to it goes on without us: how to come back to it. */
  readonly kept: KeptProcess | undefined;

  constructor(process: RemoteProcess, receiver: LaneReceiver) {
    this.receiver = receiver;
    this.kept = process.kept;
    const pumps = [this.#pump('stdout', process.stdout), this.#pump('stderr', process.stderr)];
    this.drained = Promise.all(pumps).then(() => undefined);
  }

  /** How far it has been received. */
  get position(): Position {
    return this.kept?.position() ?? { stdout: 0, stderr: 0 };
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
          if ('data' in piece) await this.receiver.data(stream, piece.data);
          else this.receiver.frame(stream, piece.mark, piece.body);
        }
      }
    } catch {
      // The transport broke: the same as the end of the stream; the session learns of it by the process's exit.
    }
    const rest = scanner.flush();
    if (rest.length > 0) await this.receiver.data(stream, rest);
  }
}

/** A lane of its own: a relay process on the host that reads two FIFOs. */
export interface SpareLane {
  readonly lane: Lane;
  readonly fifos: { readonly out: string; readonly err: string };
  readonly process: RemoteProcess;
}

/**
 * Makes two FIFOs, tells where, and relays them until their last writer closes. The files are gone as soon as the writer
 * has opened both, first `o`, then `e`.
 */
const RELAY = [
  'd=$(mktemp -d) && mkfifo "$d/o" "$d/e" || exit 1',
  'printf "%s\\n" "$d"',
  'exec 5<"$d/o" 6<"$d/e"; rm -rf "$d"',
  'cat <&5 & exec 5<&-; cat <&6 >&2; wait',
].join('\n');

/** Opens a lane to which a shell on the host can move its output. Throws when the host cannot make one. */
export async function openSpareLane(host: Host, receiver: LaneReceiver): Promise<SpareLane> {
  const process = host.spawn(['sh', '-c', RELAY]);
  const directory = await firstLine(process.stdout).catch((error) => {
    void process.signal('SIGKILL');
    throw error;
  });
  const lane = new Lane(process, receiver);
  return { lane, fifos: { out: `${directory}/o`, err: `${directory}/e` }, process };
}

const NO_LANE = 'no output lane could be opened on the host';
/** PATH_MAX of limits.h: a name that is longer is none. */
const LONGEST_NAME = 4096;

/** Reads up to the first newline and leaves the rest in the stream. */
async function firstLine(stream: Readable): Promise<string> {
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
      if (stream.readableEnded || stream.destroyed || text.length > LONGEST_NAME) throw new Error(NO_LANE);
      await new Promise<void>((resolve) => {
        stream.once('readable', resolve).once('end', resolve).once('close', resolve);
      });
    }
  }
}
