import { setTimeout as sleep } from 'node:timers/promises';
import type { Said } from '../../words.ts';
import { type Host, HostError, type RemoteProcess } from '../host.ts';
import { lastWords } from '../process-output.ts';
import { sayHost, withOutput } from '../words.ts';
import { encodeFrame, type KeeperFrame, KeeperFrameError, KeeperFrameReader } from './frames.ts';
import RELAY from './relay.pl' with { type: 'text' };

/** Why a connection to a keeper ended; `forGood`: there is no use in another. */
export interface LinkEnd {
  readonly why: Said;
  readonly forGood: boolean;
}

/** There is no keeper any more, and so nothing of what it kept. */
export class KeeperGone extends HostError {}

/** Milliseconds between two signs of life at the most, and after which a silent connection counts as lost. */
const BEAT_MS = 5000;
const SILENT_MS = 15_000;
/** The highest id of a process: half of what a frame can hold, and nobody starts so many. */
const HIGHEST_ID = 2 ** 31;

/** One connection to the keeper of a durable host. It owns the bare host over which it goes. */
export class KeeperLink {
  /** Resolves when nothing more comes or goes. */
  readonly ended: Promise<LinkEnd>;
  /** The number of the request that the keeper expects, and the highest id that it knows. */
  hello = { number: 1, id: 0 };
  readonly #bare: Host;
  readonly #relay: RemoteProcess;
  readonly #beat: NodeJS.Timeout;
  readonly #greeted: Promise<void>;
  #end: (end: LinkEnd) => void = () => undefined;
  #greet: () => void = () => undefined;
  /** Signs of life that we gave since one came. Counted, not measured: a window that was held up has not read yet. */
  #unanswered = 0;
  readonly #patience: number;
  /** A keeper only answers, and nothing is asked before `start`. */
  #take = (_frame: KeeperFrame): void => undefined;

  private constructor(bare: Host, relay: RemoteProcess, beatMs: number) {
    this.#bare = bare;
    this.#relay = relay;
    this.#greeted = new Promise((resolve) => {
      this.#greet = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    relay.stdin.on('error', () => undefined);
    this.#patience = SILENT_MS / beatMs;
    this.#beat = setInterval(() => this.#keepUp(), beatMs).unref();
    this.#read();
  }

  /**
   * The keeper in that directory gives up after `keepAliveMs` without a sign of life. Throws HostError when the host cannot
   * be reached, KeeperGone when there is none.
   */
  static async open(bare: Host, directory: string, keepAliveMs: number): Promise<KeeperLink> {
    const beatMs = Math.min(BEAT_MS, keepAliveMs / 4);
    const link = new KeeperLink(bare, bare.spawn(['perl', '-e', RELAY, directory]), beatMs);
    link.send(encodeFrame('H'));
    const late = new AbortController();
    const timer = sleep(SILENT_MS, undefined, { signal: late.signal }).catch(() => undefined);
    const failed = await Promise.race([link.#greeted, link.ended, timer.then(() => SILENT)]);
    late.abort();
    if (!failed) return link;
    link.#lose(failed);
    throw failed.forGood ? new KeeperGone(failed.why) : new HostError(failed.why);
  }

  send(frame: Buffer): void {
    if (this.#relay.stdin.writable) this.#relay.stdin.write(frame);
  }

  /** Gives what comes from now on to `take`. */
  start(take: (frame: KeeperFrame) => void): void {
    this.#take = take;
  }

  /** Closes it and what it goes over; what the keeper keeps is not touched. */
  async close(): Promise<void> {
    clearInterval(this.#beat);
    this.#take = () => undefined;
    this.#relay.stdin.end();
    await Promise.race([this.#relay.exited, sleep(1000, undefined, { ref: false })]);
    this.#end({ why: sayHost('connection-closed'), forGood: true });
    await this.#bare.dispose();
  }

  #read(): void {
    const reader = new KeeperFrameReader();
    const complaint = lastWords(this.#relay.stderr);
    this.#relay.stdout.on('data', (chunk: Buffer) => {
      this.#unanswered = 0;
      try {
        for (const frame of reader.push(chunk)) this.#hear(frame);
      } catch (error) {
        if (!(error instanceof KeeperFrameError)) throw error;
        // It will not get better: what it keeps is out of reach.
        this.#lose({ why: sayHost('keeper-broken', this.#bare.label, error.message), forGood: true });
        this.#relay.stdout.destroy();
      }
    });
    void this.#relay.exited.then(({ code, lost }) => {
      const { label } = this.#bare;
      if (code === 3) return this.#lose({ why: sayHost('kept-ended', label), forGood: true });
      return this.#lose({ why: lost ?? withOutput(sayHost('connection-ended', label), complaint()), forGood: false });
    });
  }

  #hear(frame: KeeperFrame): void {
    if (frame.type === 'h') {
      if (frame.id > HIGHEST_ID) throw new KeeperFrameError('There are no more numbers for processes.');
      this.hello = frame;
      this.#greet();
    } else if (frame.type === 's') this.#lose(SUPERSEDED);
    else if (frame.type !== 'b') this.#take(frame);
  }

  #keepUp(): void {
    if (this.#unanswered++ >= this.#patience) this.#lose(SILENT);
    else this.send(encodeFrame('b'));
  }

  #lose(end: LinkEnd): void {
    clearInterval(this.#beat);
    this.#take = () => undefined;
    this.#end(end);
    this.#relay.signal('SIGKILL').catch(() => undefined);
    this.#bare.dispose().catch(() => undefined);
  }
}

const SUPERSEDED: LinkEnd = { why: sayHost('taken-over'), forGood: true };
const SILENT: LinkEnd = { why: sayHost('connection-silent'), forGood: false };
