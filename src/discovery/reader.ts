import { type Host, HostError, type RemoteProcess } from '../hosts/host.ts';
import { howEnded, lastWords } from '../hosts/process-output.ts';
import type { NetnsId } from '../topology/model.ts';
import type { Argument } from '../words.ts';
import AGENT from './agent.pl' with { type: 'text' };
import FALLBACK from './fallback.sh' with { type: 'text' };
import READ from './fallback-read.sh' with { type: 'text' };
import { type Frame, FrameError, FrameReader } from './frames.ts';
import { sayReader } from './words.ts';

/** What the kernel reported on its own: something of that kind has changed in the netns of that nsid (undefined: the root). */
export interface KernelEvent {
  readonly nsid: number | undefined;
  readonly kinds: readonly string[];
}

/** The program on the host could not be started, or ended on its own: killed, or out of memory. Another may do better. */
export class ReaderError extends HostError {}

/** Bytes of one answer; one that continues beyond that is no answer. */
const LARGEST_ANSWER = 512 * 1024 * 1024;

/** How often it is looked whether something has come, and how often without a word the program is given up: it gives up what it starts sooner. */
const LOOK_MS = 10_000;
const LOOKS = 12;

interface Request {
  readonly onFrame: (frame: Frame) => void;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/** The program on the host that reads its network: it answers in the order of asking. See agent.pl for its language. */
export class Reader {
  /** The inode of the root netns. */
  readonly root: NetnsId;
  /** Called when the kernel reports changes, after `watch`. */
  onEvent: (event: KernelEvent) => void = () => {};
  /** Called when the program has ended. */
  onEnd: () => void = () => {};
  readonly #process: RemoteProcess;
  readonly #waiting: Request[] = [];
  /** Bytes of the present answer so far. */
  #answered = 0;
  /** Where the program itself cannot watch. */
  #monitor: (() => RemoteProcess) | undefined;
  #monitoring: RemoteProcess | undefined;
  #over: ReaderError | undefined;

  private constructor(process: RemoteProcess, root: NetnsId) {
    this.#process = process;
    this.root = root;
  }

  /** Starts it. Throws HostError when the host has ended, ReaderError when it cannot be read. */
  static async start(host: Host, lookMs = LOOK_MS): Promise<Reader> {
    const fast = await Reader.#start(host.spawn(['perl', '-e', AGENT], { whileConnected: true }), lookMs);
    if (fast instanceof Reader) return fast;
    const slow = await Reader.#start(
      host.spawn(['sh', '-c', FALLBACK], { env: { READ }, whileConnected: true }),
      lookMs,
    );
    if (!(slow instanceof Reader)) throw new ReaderError(sayReader('unreadable', slow));
    slow.#monitor = () => host.spawn(['ip', 'monitor', 'all-nsid'], { whileConnected: true });
    return slow;
  }

  /** Resolves when the program has said its first word, or ended, with why. */
  static #start(process: RemoteProcess, lookMs: number): Promise<Reader | Argument> {
    const frames = new FrameReader();
    const complaint = lastWords(process.stderr);
    let errors: Argument = '';
    let reader: Reader | undefined;
    const giveUp = (why: Argument) => {
      errors = why;
      process.stdout.destroy();
      void process.signal('SIGKILL');
    };
    // Counted, not measured: a window that was held up has not read yet.
    let silent = 0;
    const look = setInterval(() => {
      if (reader && reader.#waiting.length === 0) silent = 0;
      else if (++silent >= LOOKS) giveUp(sayReader('silent', Math.ceil((LOOKS * lookMs) / 1000)));
    }, lookMs).unref();
    return new Promise((resolve) => {
      process.stdout.on('data', (chunk: Buffer) => {
        silent = 0;
        try {
          for (const frame of frames.push(chunk)) {
            if (reader) reader.#take(frame);
            else {
              reader = new Reader(process, frame.body.toString().replace(/^root (\d+)\n$/, '$1'));
              resolve(reader);
            }
          }
        } catch (error) {
          giveUp(String(error));
        }
      });
      void process.exited.then((status) => {
        clearInterval(look);
        const why = errors || complaint().trim() || (status.lost ?? howEnded(status));
        if (reader) reader.#end(why);
        resolve(why);
      });
    });
  }

  /** Set when the program has ended. */
  get over(): ReaderError | undefined {
    return this.#over;
  }

  /** Asks; resolves when the answer is complete. Throws ReaderError when the program ends before that. */
  ask(line: string, onFrame: (frame: Frame) => void = () => {}): Promise<void> {
    if (this.#over) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ onFrame, done: resolve, failed: reject });
      this.#process.stdin.write(`${line}\n`);
    });
  }

  /** From now on `onEvent` is called. Throws ReaderError. */
  async watch(): Promise<void> {
    await this.ask('watch');
    if (!this.#monitor) return;
    this.#monitoring = this.#monitor();
    this.#monitoring.stderr.resume();
    // It names interfaces wrongly (ip-monitor(8)) and does not say what became of what: all is read again.
    this.#monitoring.stdout.on('data', () => this.onEvent({ nsid: undefined, kinds: ['lost'] }));
  }

  /** Resolves when all that has happened until now has been reported as events. Throws ReaderError. */
  async sync(): Promise<void> {
    await this.ask('sync');
    // What another program has to report may still be on its way.
    if (this.#monitoring) this.onEvent({ nsid: undefined, kinds: ['lost'] });
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#process.stdin.end();
    await Promise.all(
      [this.#process, this.#monitoring].map((process) => process?.signal('SIGKILL').then(() => process.exited)),
    );
  }

  #end(why: Argument): void {
    this.#over = new ReaderError(sayReader('ended', why));
    for (const { failed } of this.#waiting.splice(0)) failed(this.#over);
    this.onEnd();
  }

  #take(frame: Frame): void {
    const [kind, nsid, kinds = ''] = frame.words;
    if (kind === 'event') {
      this.onEvent({ nsid: nsid === '-' ? undefined : Number(nsid), kinds: kinds.split(',') });
    } else if (kind === 'done') {
      this.#answered = 0;
      this.#waiting.shift()?.done();
    } else {
      this.#answered += frame.body.length;
      if (this.#answered > LARGEST_ANSWER) throw new FrameError('an answer without end');
      this.#waiting[0]?.onFrame(frame);
    }
  }
}
