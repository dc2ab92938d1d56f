import { constants } from 'node:os';
import { Readable, Writable } from 'node:stream';
import type { Said } from '../../words.ts';
import type { ExitStatus, ProcessHandle, RemoteProcess, StreamOffsets } from '../host.ts';
import { sayHost } from '../words.ts';
import { encodeOffsets, type KeeperFrame, KeeperFrameError } from './frames.ts';

/** How a process reaches its keeper. */
export interface KeeperChannel {
  /** Asks for something that is done once, now or after a reconnect. */
  request(type: string, id: number, data?: Buffer): void;
  /** Says something that may be lost. */
  tell(type: string, id: number, data: Buffer): void;
  /** All of the process is received, or none of it will be. */
  over(process: DurableProcess): void;
}

/** Bytes of each stream that a process may print with nobody attached before it has to wait. */
export const WINDOW = 4 * 1024 * 1024;
/** Bytes of each stream that a client that reattaches gets again. */
export const RETAINED = 1024 * 1024;
/** Bytes of input that may be on their way; the writer waits beyond that. */
const INPUT_WINDOW = 256 * 1024;
/** Bytes of output that count as consumed although nobody has taken them yet. */
const HIGH_WATER = 256 * 1024;
/** Bytes of output that can come before what came has been consumed: what is kept, and a last read of the keeper's. */
const OUTPUT_WINDOW = WINDOW + RETAINED + HIGH_WATER + 64 * 1024;
/** Consumed output is acknowledged in steps of so many bytes. */
const ACKNOWLEDGE_STEP = 64 * 1024;

/** A process in the guard of a keeper: after a reconnect its streams continue where they were. */
export class DurableProcess implements RemoteProcess {
  readonly id: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<ExitStatus>;
  readonly handle: ProcessHandle;
  /** Resolves to why it could not be started, or to undefined. */
  readonly failed: Promise<string | undefined>;
  /** Its process id on the host; known when `failed` is resolved. */
  pid: number | undefined;
  readonly #keeper: KeeperChannel;
  readonly #out: Intake;
  readonly #err: Intake;
  #exit: (status: ExitStatus) => void = () => undefined;
  #started: (reason: string | undefined) => void = () => undefined;
  #hasExited = false;
  #acknowledged = 0;
  #inputSent = 0;
  #inputWritten = 0;
  #inputWaits: (() => void) | undefined;

  constructor(id: number, keeper: KeeperChannel, from: StreamOffsets = { stdout: 0, stderr: 0 }) {
    this.id = id;
    this.#keeper = keeper;
    const consumed = () => this.#acknowledge();
    this.#out = new Intake(from.stdout, consumed);
    this.#err = new Intake(from.stderr, consumed);
    this.stdout = this.#out.readable;
    this.stderr = this.#err.readable;
    this.stdin = new Writable({
      write: (chunk: Buffer, _encoding, done) => this.#write(chunk, done),
      final: (done) => {
        keeper.request('E', id);
        done();
      },
    });
    this.exited = new Promise((resolve) => {
      this.#exit = resolve;
    });
    this.failed = new Promise((resolve) => {
      this.#started = resolve;
    });
    this.handle = {
      id: `${id}`,
      position: () => this.received,
      missing: () => this.#out.missing + this.#err.missing,
    };
  }

  get received(): StreamOffsets {
    return { stdout: this.#out.received, stderr: this.#err.received };
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    if (!this.#hasExited) this.#keeper.request('K', this.id, Buffer.from(signal.replace(/^SIG/, '')));
  }

  /** Tells the keeper, after a reconnect, where to continue. */
  resume(): void {
    const { stdout, stderr } = this.received;
    this.#keeper.tell('R', this.id, encodeOffsets(stdout, stderr));
    this.#tellConsumed();
  }

  take({ type, number, data }: KeeperFrame): void {
    switch (type) {
      case 'p':
        this.pid = number;
        if (number > 0) this.#started(undefined);
        break;
      case 'o':
        this.#out.take(number, data);
        break;
      case 'e':
        this.#err.take(number, data);
        break;
      case 'O':
        this.#out.end();
        break;
      case 'E':
        this.#err.end();
        break;
      case 'r':
        // What we sent is in there already, or will be. Only after reattaching it is more than we know.
        this.#inputSent = Math.max(this.#inputSent, number);
        break;
      case 'w':
        this.#inputWritten = number;
        this.#letInputGoOn();
        break;
      case 'x':
        this.#takeExit(data.toString());
        break;
      case 'u':
        this.lose(sayHost('ended-meanwhile'));
    }
    if (this.#hasExited && this.#out.ended && this.#err.ended) this.#finish();
  }

  /** Nothing more will be known of it. */
  lose(reason: Said): void {
    this.#started(undefined);
    this.#end({ code: null, signal: null, lost: reason });
    this.#out.end();
    this.#err.end();
    this.stdin.destroy();
    this.#keeper.over(this);
  }

  #takeExit(text: string): void {
    const [code = '', signal = '', ...reason] = text.split(' ');
    this.#started(reason.join(' ') || undefined);
    this.#end({ code: code === '-' ? null : Number(code), signal: signalOf(Number(signal)) });
  }

  #end(status: ExitStatus): void {
    this.#hasExited = true;
    this.#exit(status);
    this.#inputWritten = this.#inputSent;
    this.#letInputGoOn();
  }

  #finish(): void {
    this.#keeper.request('F', this.id);
    this.#keeper.over(this);
  }

  #write(chunk: Buffer, done: () => void): void {
    this.#inputWaits = done;
    if (!this.#hasExited) {
      this.#inputSent += chunk.length;
      this.#keeper.request('I', this.id, chunk);
    }
    this.#letInputGoOn();
  }

  #letInputGoOn(): void {
    if (this.#inputSent - this.#inputWritten > INPUT_WINDOW && !this.#hasExited) return;
    const go = this.#inputWaits;
    this.#inputWaits = undefined;
    go?.();
  }

  #acknowledge(): void {
    if (this.#out.consumed + this.#err.consumed - this.#acknowledged >= ACKNOWLEDGE_STEP) this.#tellConsumed();
  }

  #tellConsumed(): void {
    this.#acknowledged = this.#out.consumed + this.#err.consumed;
    this.#keeper.tell('A', this.id, encodeOffsets(this.#out.consumed, this.#err.consumed));
  }
}

/** One output stream: takes each byte once, in order, however often it is sent, and knows what its reader has taken. */
class Intake {
  readonly readable: Readable;
  readonly #onConsumed: () => void;
  received: number;
  consumed: number;
  missing = 0;
  ended = false;

  constructor(from: number, onConsumed: () => void) {
    this.received = from;
    this.consumed = from;
    this.#onConsumed = onConsumed;
    this.readable = new Readable({ highWaterMark: HIGH_WATER, read: () => this.#wanted() });
  }

  take(offset: number, data: Buffer): void {
    if (this.ended) return;
    const known = this.received - offset;
    if (known >= data.length) return;
    // The keeper sends without gaps; only what it had let go before we reattached is not there.
    if (known < 0) this.missing -= known;
    const fresh = known > 0 ? data.subarray(known) : data;
    this.received = offset + data.length;
    // A reader that gave up must not hold the process back.
    const { destroyed, readableLength } = this.readable;
    if (!destroyed && readableLength + fresh.length > OUTPUT_WINDOW)
      throw new KeeperFrameError('More came than had been asked for.');
    if (destroyed || this.readable.push(fresh)) this.#wanted();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.readable.push(null);
  }

  #wanted(): void {
    this.consumed = this.received;
    this.#onConsumed();
  }
}

function signalOf(number: number): NodeJS.Signals | null {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  // os.constants.signals has the names of NodeJS.Signals for its keys.
  return found ? (found[0] as NodeJS.Signals) : null;
}
