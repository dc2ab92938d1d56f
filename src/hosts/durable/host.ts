import { setTimeout as sleep } from 'node:timers/promises';
import type { Said, Text } from '../../words.ts';
import {
  type Completed,
  type Durability,
  type Host,
  HostError,
  type RemoteProcess,
  type RunOptions,
  type SavedHostState,
  type SpawnOptions,
  type StreamOffsets,
  toHostError,
} from '../host.ts';
import { cannotStart, complete } from '../processes.ts';
import { sayHost } from '../words.ts';
import { encodeFrame, encodeStart, type KeeperFrame } from './frames.ts';
import KEEPER from './keeper.pl' with { type: 'text' };
import { KeeperGone, KeeperLink, type LinkEnd } from './keeper-connection.ts';
import { DurableProcess, type KeeperChannel, RETAINED, WINDOW } from './process.ts';

export interface DurableOptions {
  /** Opens the host that the processes run on: at the beginning, and again whenever its connection was lost. */
  readonly open: () => Promise<Host>;
  /** How long the processes continue with nobody attached, in milliseconds. */
  readonly keepAliveMs: number;
  /** The host to reattach to. */
  readonly saved?: SavedHostState;
  /** Told when the connection is lost, with the reason, and when it is there again. */
  readonly connection?: (state: { readonly lost: Said } | 'restored') => void;
}

/** Milliseconds between two attempts to reconnect; the last one repeats. */
const BACKOFF_MS = [0, 100, 500, 1000, 2000, 5000];
/** How long the end of all processes may take to be reported. */
const QUIT_MS = 10_000;
/** How long what has been asked for may take to be done before we let go. */
const FLUSH_MS = 1000;

/**
 * A host whose processes do not end with the connection, nor with us, but when nobody was attached for a while: a keeper
 * on its machine owns them. Every byte of input, request and output is delivered once, however often the connection
 * drops. Throws HostError when the host is unavailable, lacks Perl, or its keeper has ended.
 */
export async function openDurable(options: DurableOptions): Promise<Host> {
  const bare = await options.open();
  try {
    const directory = options.saved?.durable ?? (await startKeeper(bare, options.keepAliveMs));
    const link = await KeeperLink.open(bare, directory, options.keepAliveMs);
    return new DurableHost(options, bare, directory, link);
  } catch (error) {
    await bare.dispose();
    throw error;
  }
}

async function startKeeper(bare: Host, keepAliveMs: number): Promise<string> {
  const seconds = `${Math.ceil(keepAliveMs / 1000)}`;
  const argv = ['perl', '-e', KEEPER, seconds, `${WINDOW}`, `${RETAINED}`];
  const { exitCode, stdout, stderr } = await bare.run(argv).catch((error) => {
    if (error instanceof HostError) throw withoutPerl(bare, error);
    throw error;
  });
  const directory = stdout.toString().trim();
  if (exitCode === 127) throw withoutPerl(bare);
  if (exitCode === 0 && directory !== '') return directory;
  throw new HostError(sayHost('keeper-failed', bare.label, stderr.toString().trim()));
}

function withoutPerl(bare: Host, cause?: HostError): HostError {
  const needsPerl = sayHost('needs-perl', bare.label);
  return new HostError(
    cause ? sayHost('with-output', needsPerl, cause.what) : needsPerl,
    sayHost('install-perl'),
    cause ? { cause } : {},
  );
}

class DurableHost implements Host, KeeperChannel {
  readonly id: string;
  readonly label: Text;
  readonly sandboxed = false;
  readonly durable: Durability;
  readonly terminal?: NonNullable<Host['terminal']>;
  readonly #options: DurableOptions;
  readonly #directory: string;
  readonly #processes = new Map<number, DurableProcess>();
  /** The processes that end with the connection. */
  readonly #passing = new Set<DurableProcess>();
  /** Requests that the keeper has not acknowledged, by their number. */
  readonly #unacknowledged = new Map<number, Buffer>();
  #link: KeeperLink | undefined;
  #reconnecting: Promise<void> | undefined;
  #nextRequest: number;
  #nextId: number;
  /** Why nothing can be started any more. */
  #closed: HostError | undefined;
  #disposed: Promise<void> | undefined;

  constructor(options: DurableOptions, bare: Host, directory: string, link: KeeperLink) {
    this.id = bare.id;
    this.label = bare.label;
    this.#options = options;
    this.#directory = directory;
    this.#nextRequest = link.hello.number;
    this.#nextId = link.hello.id + 1;
    this.durable = {
      state: () => ({ durable: directory }),
      reattach: (id, from) => this.#reattach(Number(id), from),
      endOthers: () => this.request('D', 0),
      detach: async () => {
        this.#endPassing(sayHost('closed'));
        await this.#flush();
        await this.#detach();
      },
    };
    if (bare.terminal) this.terminal = bare.terminal.bind(bare);
    this.#follow(link);
  }

  spawn(argv: readonly string[], options: SpawnOptions = {}): RemoteProcess {
    return this.#start(argv, options);
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<Completed> {
    const process = this.#start(argv, options);
    const done = complete(process, options);
    const reason = await process.failed;
    if (reason !== undefined) throw cannotStart(argv, reason);
    const completed = await done;
    const { lost } = await process.exited;
    if (lost !== undefined) throw new HostError(lost);
    return completed;
  }

  /** Ends every process there. Where the connection is lost and does not come back at once, their keeper does it later. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#end();
    return this.#disposed;
  }

  request(type: string, id: number, data?: Buffer): void {
    if (this.#closed) return;
    const number = this.#nextRequest++;
    const frame = encodeFrame(type, id, number, data);
    this.#unacknowledged.set(number, frame);
    this.#link?.send(frame);
  }

  tell(type: string, id: number, data: Buffer): void {
    this.#link?.send(encodeFrame(type, id, 0, data));
  }

  over(process: DurableProcess): void {
    this.#processes.delete(process.id);
    this.#passing.delete(process);
  }

  #start(argv: readonly string[], { cwd = '', env = {}, whileConnected }: SpawnOptions): DurableProcess {
    if (this.#closed) throw this.#closed;
    const id = this.#nextId++;
    const process = new DurableProcess(id, this);
    if (whileConnected && !this.#link) {
      process.lose(sayHost('not-connected-now'));
      return process;
    }
    this.#processes.set(id, process);
    if (whileConnected) this.#passing.add(process);
    this.request('S', id, encodeStart(argv, cwd, env));
    return process;
  }

  #endPassing(reason: Said): void {
    for (const process of this.#passing) {
      this.request('K', process.id, Buffer.from('KILL'));
      this.request('F', process.id);
      process.lose(reason);
    }
  }

  #reattach(id: number, from: StreamOffsets): RemoteProcess {
    if (this.#closed) throw this.#closed;
    const process = new DurableProcess(id, this, from);
    this.#processes.set(id, process);
    process.resume();
    return process;
  }

  #follow(link: KeeperLink): void {
    this.#link = link;
    this.#acknowledged(link.hello.number);
    for (const frame of this.#unacknowledged.values()) link.send(frame);
    for (const process of this.#processes.values()) process.resume();
    void link.ended.then(({ why, forGood }) => {
      if (this.#link !== link) return;
      this.#link = undefined;
      this.#options.connection?.({ lost: why });
      if (forGood) return this.#lose(why);
      this.#endPassing(why);
      this.#reconnecting = this.#reconnect(why);
    });
    link.start((frame) => this.#take(frame));
  }

  #take(frame: KeeperFrame): void {
    if (frame.type === 'a') this.#acknowledged(frame.number);
    else this.#processes.get(frame.id)?.take(frame);
  }

  /** All requests below that number are done. */
  #acknowledged(due: number): void {
    for (const number of this.#unacknowledged.keys()) {
      if (number >= due) break;
      this.#unacknowledged.delete(number);
    }
  }

  async #reconnect(reason: Said): Promise<void> {
    const until = performance.now() + this.#options.keepAliveMs;
    let why = reason;
    for (let attempt = 0; !this.#closed; attempt++) {
      await sleep(BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)]);
      if (this.#closed) return;
      if (performance.now() > until) return this.#lose(why);
      const link = await this.#tryLink();
      if (this.#closed) {
        if (link instanceof KeeperLink) await link.close();
        return;
      }
      if (link instanceof KeeperLink) {
        this.#options.connection?.('restored');
        return this.#follow(link);
      }
      if (link.forGood) return this.#lose(link.why);
      why = link.why;
    }
  }

  async #tryLink(): Promise<KeeperLink | LinkEnd> {
    let bare: Host | undefined;
    try {
      bare = await this.#options.open();
      return await KeeperLink.open(bare, this.#directory, this.#options.keepAliveMs);
    } catch (error) {
      void bare?.dispose().catch(() => undefined);
      return { why: toHostError(error).what, forGood: error instanceof KeeperGone };
    }
  }

  #lose(reason: Said): void {
    this.#closed ??= new HostError(reason, sayHost('run-again'));
    for (const process of [...this.#processes.values()]) process.lose(reason);
    this.#unacknowledged.clear();
  }

  async #end(): Promise<void> {
    // Only a connection that is on its way is waited for.
    if (!this.#link) await Promise.race([this.#reconnecting, sleep(3000, undefined, { ref: false })]);
    const link = this.#link;
    if (link && !this.#closed) {
      this.request('Q', 0);
      // That it ends now is no loss.
      this.#link = undefined;
      await Promise.race([link.ended, sleep(QUIT_MS, undefined, { ref: false })]);
    }
    await this.#detach(link);
  }

  /** Waits until what has been asked for is done there; not where the connection is lost. */
  async #flush(): Promise<void> {
    for (let waited = 0; this.#link && this.#unacknowledged.size > 0 && waited < FLUSH_MS; waited += 10)
      await sleep(10);
  }

  async #detach(link = this.#link): Promise<void> {
    this.#link = undefined;
    this.#lose(sayHost('closed'));
    await link?.close();
  }
}
