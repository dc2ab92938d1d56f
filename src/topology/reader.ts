import { type Host, HostError, type RemoteProcess } from '../hosts/host.ts';
import { AGENT } from './agent.ts';
import { type Frame, FrameReader } from './frames.ts';

/** What the kernel told by itself: something of that kind has changed in the netns of that nsid (undefined: the root). */
export interface KernelEvent {
  readonly nsid: number | undefined;
  readonly kinds: readonly string[];
}

export interface HostFacts {
  /** The inode of the root netns. */
  readonly root: string;
  readonly uid: number;
  /** `ip -V`, or why there is none. */
  readonly ip: string;
}

interface Request {
  readonly onFrame: (frame: Frame) => void;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/** The program on the host ended by itself: killed, or out of memory. Another may do better. */
export class ReaderEndedError extends Error {
  override readonly name = 'ReaderEndedError';
}

/** The program on the host that reads its network: it answers in the order of asking. See agent.ts for its language. */
export class Reader {
  readonly facts: HostFacts;
  /** Called when the kernel tells of changes, once `watch` has been asked. */
  onEvent: (event: KernelEvent) => void = () => {};
  /** Resolves when the program has ended, with why. Never rejects. */
  readonly ended: Promise<string>;
  readonly #process: RemoteProcess;
  readonly #waiting: Request[] = [];
  #over: ReaderEndedError | undefined;

  /** Set when the program has ended. */
  get over(): ReaderEndedError | undefined {
    return this.#over;
  }

  private constructor(process: RemoteProcess, facts: HostFacts, ended: Promise<string>) {
    this.#process = process;
    this.facts = facts;
    this.ended = ended;
    void ended.then((why) => {
      this.#over ??= new ReaderEndedError(`The program that reads this host’s network ended: ${why}`);
      for (const { failed } of this.#waiting.splice(0)) failed(this.#over);
    });
  }

  /** Starts it. Throws HostError when the host has ended or has no Perl. */
  static async start(host: Host): Promise<Reader> {
    const process = host.spawn(['perl', '-e', AGENT]);
    const frames = new FrameReader();
    let errors = '';
    let reader: Reader | undefined;
    process.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-2000);
    });
    const ended = process.exited.then(({ code, signal }) => errors.trim() || `${signal ?? `exit status ${code}`}`);
    let settle: { resolve: (frame: Frame) => void; reject: (error: Error) => void } | undefined;
    const first = new Promise<Frame>((resolve, reject) => {
      settle = { resolve, reject };
    });
    process.stdout.on('data', (chunk: Buffer) => {
      try {
        for (const frame of frames.push(chunk)) {
          if (reader) reader.#take(frame);
          else settle?.resolve(frame);
        }
      } catch (error) {
        errors += String(error);
        void process.signal('SIGKILL');
      }
    });
    void ended.then((why) => settle?.reject(new HostError(`Its network cannot be read: ${why}`)));
    reader = new Reader(process, toFacts(await first), ended);
    return reader;
  }

  /** Asks; resolves when the answer is complete. Throws ReaderEndedError when the program ends before that. */
  ask(line: string, onFrame: (frame: Frame) => void = () => {}): Promise<void> {
    if (this.#over) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ onFrame, done: resolve, failed: reject });
      this.#process.stdin.write(`${line}\n`);
    });
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#process.stdin.end();
    await this.#process.signal('SIGKILL');
    await this.#process.exited;
  }

  #take(frame: Frame): void {
    const [kind, nsid, kinds = ''] = frame.words;
    if (kind === 'event') {
      this.onEvent({ nsid: nsid === '-' ? undefined : Number(nsid), kinds: kinds.split(',') });
    } else if (kind === 'done') {
      this.#waiting.shift()?.done();
    } else {
      this.#waiting[0]?.onFrame(frame);
    }
  }
}

function toFacts({ body }: Frame): HostFacts {
  const facts = new Map(
    body
      .toString()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
  return { root: facts.get('root') ?? '', uid: Number(facts.get('uid')), ip: facts.get('ip') ?? '' };
}
