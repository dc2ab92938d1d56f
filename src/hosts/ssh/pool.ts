import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import type { Said } from '../../words.ts';
import type { Asker } from '../asker.ts';
import { HostError } from '../host.ts';
import { type Connection, connect, NoMoreChannels } from './connection.ts';
import { givenUp, Unreachable } from './socket.ts';
import type { SshTarget } from './target.ts';
import { saySsh } from './words.ts';

/** How long a command waits for another to end before a further connection is opened, in ms. */
const QUEUE_PATIENCE_MS = 100;
/** A session that has just ended may still count on the server; how often that is waited for, and how long, in ms. */
const REFUSALS = 10;
const REFUSED_PAUSE_MS = 50;
/** After a connection was lost, one that cannot be reached is tried again after so many ms. */
const RETRIES_MS = [500, 1000, 2000, 4000];

/** A connection and its channels. */
interface Line {
  readonly connection: Connection;
  /** Channels that are open, or about to be. */
  open: number;
  /** Channels that the server has opened. */
  confirmed: number;
}

/** The connections to one machine: one, and more only when the server allows no further channel on it. */
export class Pool {
  /** The fingerprint of the one host key that all connections have shown. */
  readonly hostKey: string;
  readonly #target: SshTarget;
  readonly #asker: Asker;
  readonly #lines: Line[] = [];
  /** Channels on one connection, as far as the server has shown: MaxSessions of sshd_config(5). */
  #limit = Number.POSITIVE_INFINITY;
  /** Commands get their channel in the order in which they came. */
  #turn: Promise<unknown> = Promise.resolve();
  #freed: () => void = () => {};
  #growing: Promise<Line> | undefined;
  readonly #growth = new AbortController();
  #reason: Said | undefined;
  #finish: (reason: Said) => void = () => {};
  /** Resolves when it is over, with why. Never rejects. */
  readonly over: Promise<Said>;

  constructor(target: SshTarget, asker: Asker, first: Connection) {
    this.hostKey = first.hostKey;
    this.#target = target;
    this.#asker = asker;
    this.over = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#add(first);
  }

  /** Starts a command on a channel of its own. Throws HostError when it cannot be started, or all is over. */
  async exec(command: string): Promise<ClientChannel> {
    for (let refusals = 0; refusals < REFUSALS; refusals++) {
      const line = await this.#inTurn(() => this.#lineWithRoom());
      try {
        return await this.#execOn(line, command);
      } catch (error) {
        if (!(error instanceof NoMoreChannels)) throw error;
        if (line.confirmed === 0) await sleep(REFUSED_PAUSE_MS);
      }
    }
    throw new HostError(saySsh('no-sessions', this.#target.alias), saySsh('allow-sessions'));
  }

  /** The same for what can do without: takes neither the last channel of a connection nor a further connection. */
  async execAside(command: string): Promise<ClientChannel> {
    const line = this.#lines.find(({ open }) => open + 1 < this.#limit);
    if (line === undefined) throw new NoMoreChannels();
    line.open++;
    return this.#execOn(line, command);
  }

  close(): void {
    this.#end(saySsh('closed'));
  }

  /** On a channel that has been taken on that line. */
  async #execOn(line: Line, command: string): Promise<ClientChannel> {
    try {
      const channel = await line.connection.exec(command);
      line.confirmed++;
      channel.once('close', () => {
        line.confirmed--;
        this.#free(line);
      });
      return channel;
    } catch (error) {
      this.#free(line);
      if (error instanceof NoMoreChannels) this.#limit = Math.max(1, Math.min(this.#limit, line.confirmed));
      throw error;
    }
  }

  #add(connection: Connection): Line {
    const line = { connection, open: 0, confirmed: 0 };
    this.#lines.push(line);
    // Lines go to the same machine: when one is lost, what belongs together is no longer whole.
    void connection.over.then((reason) => this.#end(reason));
    return line;
  }

  #end(reason: Said): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#growth.abort();
    for (const { connection } of this.#lines) connection.close();
    this.#freed();
    this.#finish(reason);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** A line with a channel taken on it. */
  async #lineWithRoom(): Promise<Line> {
    for (;;) {
      if (this.#reason !== undefined) throw new HostError(this.#reason);
      const line = this.#lines.find(({ open }) => open < this.#limit);
      if (line !== undefined) {
        line.open++;
        return line;
      }
      const freed = new Promise<void>((resolve) => {
        this.#freed = resolve;
      });
      const waited = await Promise.race([freed.then(() => true), sleep(QUEUE_PATIENCE_MS, false, { ref: false })]);
      if (!waited) await this.#grow();
    }
  }

  #grow(): Promise<Line> {
    this.#growing ??= connect(this.#target, this.#asker, this.#growth.signal)
      .then((connection) => {
        if (connection.hostKey !== this.hostKey) {
          connection.close();
          throw new HostError(
            saySsh('other-machine', this.#target.alias, connection.hostKey, this.hostKey),
            saySsh('name-one-machine'),
          );
        }
        const line = this.#add(connection);
        if (this.#reason !== undefined) connection.close();
        return line;
      })
      .finally(() => {
        this.#growing = undefined;
      });
    return this.#growing;
  }

  #free(line: Line): void {
    line.open--;
    this.#freed();
  }
}

/**
 * Connects to a machine. One to which a connection `wasLost` is tried for some seconds. Throws HostError when there can be
 * none, or the signal comes.
 */
export async function openPool(target: SshTarget, asker: Asker, signal: AbortSignal, wasLost: boolean): Promise<Pool> {
  return new Pool(target, asker, await reconnect(target, asker, signal, wasLost ? RETRIES_MS : []));
}

/** A machine that was there a while ago may be back in a moment. */
async function reconnect(
  target: SshTarget,
  asker: Asker,
  signal: AbortSignal,
  pauses: readonly number[],
): Promise<Connection> {
  const [pause, ...later] = pauses;
  try {
    return await connect(target, asker, signal);
  } catch (error) {
    if (pause === undefined || !(error instanceof Unreachable)) throw error;
    await sleep(pause, undefined, { signal }).catch(() => Promise.reject(givenUp(target)));
    return reconnect(target, asker, signal, later);
  }
}
