import type { Duplex } from 'node:stream';
import type { Client, ClientChannel, ClientErrorExtensions } from 'ssh2';
import type { Argument, Said } from '../../words.ts';
import type { Asker } from '../asker.ts';
import { HostError, toHostError } from '../host.ts';
import { NEVER, onAbort, unlessAborted } from '../unless-aborted.ts';
import { type Authentication, authentication } from './authenticate.ts';
import { openCommandSocket } from './command-socket.ts';
import { quoted } from './foreign-text.ts';
import { checkHostKey, knownKeys } from './host-key.ts';
import { hostKeyAlgorithms } from './host-key-algorithms.ts';
import { fingerprint } from './public-key.ts';
import { givenUp, openSocket, Unreachable } from './socket.ts';
import type { SshTarget } from './target.ts';
import { saySsh } from './words.ts';

/** The server refused to open a further channel on this connection: MaxSessions of sshd_config(5). */
export class NoMoreChannels extends Error {}

/** An authenticated connection to one machine. */
export interface Connection {
  /** The fingerprint of the host key that the machine has shown. */
  readonly hostKey: string;
  /** Starts a command, which the user's login shell reads. Throws NoMoreChannels, or HostError when it is lost or refused. */
  exec(command: string): Promise<ClientChannel>;
  /** A TCP connection from there to elsewhere. Throws Unreachable. */
  forward(hostName: string, port: number): Promise<Duplex>;
  /** Resolves when it is over, with a sentence that says why. Never rejects. */
  readonly over: Promise<Said>;
  /** Ends it; the server ends what belongs to it. */
  close(): void;
}

/** What a connection runs over; it is closed with it. */
interface Way {
  readonly socket: Duplex;
  /** The other end, where nothing lies between. */
  readonly address?: string;
  /** What carries it has said so to its standard error. */
  said?(): Promise<string>;
  close(): void;
}

type SshError = Error & ClientErrorExtensions & { readonly code?: string | number };

/**
 * Bytes that may wait in a channel. ssh2 offers a window of 2 MiB (RFC 4254, 5.2), and opens it again until each of the two
 * streams holds as much: an honest server comes near to 8 MiB. It takes also what a server sends beyond its window.
 */
const UNREAD_LIMIT = 16 * 1024 * 1024;

/** After a polite goodbye, ms. */
const CLOSE_PATIENCE_MS = 500;

/**
 * Connects and authenticates, until the signal comes. Throws HostError in words for the user; Unreachable when to try later
 * may help.
 */
export async function connect(target: SshTarget, asker: Asker, signal = NEVER): Promise<Connection> {
  const library = await loadSsh();
  const way = await openWay(target, asker, signal);
  const client = new library.Client();
  try {
    const hostKey = await unlessAborted(handshake(library, client, target, asker, way), signal);
    if (hostKey === undefined) throw givenUp(target);
    return established(client, target, way, hostKey);
  } catch (error) {
    way.close();
    throw error;
  }
}

async function openWay(target: SshTarget, asker: Asker, signal: AbortSignal): Promise<Way> {
  const { jump, proxyCommand, hostName, port, alias } = target;
  if (jump === undefined) {
    if (proxyCommand !== undefined) {
      const carried = openCommandSocket(proxyCommand);
      return { ...carried, close: () => carried.socket.destroy() };
    }
    const socket = await openSocket(target, signal);
    return { socket, address: socket.remoteAddress ?? '', close: () => socket.destroy() };
  }
  const hop = await connect(jump, asker, signal).catch((error) => {
    throw signal.aborted ? error : behind(jump, alias, error);
  });
  const isOver = onAbort(signal, hop.close);
  try {
    return { socket: await hop.forward(hostName, port), close: hop.close };
  } catch (error) {
    hop.close();
    const why =
      error instanceof HostError ? error.what : quoted(error instanceof Error ? error.message : String(error));
    throw new Unreachable(saySsh('jump-failed', jump.alias, alias, hostName, port, why));
  } finally {
    isOver();
  }
}

/** The same failure, with the machine that was to be reached. */
function behind(jump: SshTarget, alias: string, error: unknown): HostError {
  const { what, remedy } = toHostError(error);
  const said = saySsh('behind-jump', alias, jump.alias, what);
  return error instanceof Unreachable ? new Unreachable(said, remedy) : new HostError(said, remedy);
}

/** Gives the fingerprint of the machine's host key. */
function handshake(
  library: typeof import('ssh2'),
  client: Client,
  target: SshTarget,
  asker: Asker,
  way: Way,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: HostError) => {
      clearTimeout(patience);
      reject(error);
    };
    let patience: NodeJS.Timeout | undefined;
    const waitForServer = () => {
      clearTimeout(patience);
      patience = setTimeout(
        () => fail(new Unreachable(saySsh('stopped-answering', target.alias))),
        target.connectTimeoutSeconds * 1000,
      );
    };
    // A machine learns nothing of us before its host key is accepted.
    let login: Authentication | undefined;
    const broken = (why: Argument) => {
      if (login) fail(login.failure(why));
      else void cannotConnect(target, way, why).then(fail);
    };
    client.on('error', (error: SshError) => {
      // A key that does not sign is not the last one.
      if (error.level === 'agent') return;
      if (error.level === 'client-authentication' && login) fail(login.failure());
      else broken(error.message);
    });
    client.once('close', () => broken(saySsh('closed-by-server')));
    client.once('change password', () =>
      fail(new HostError(saySsh('new-password', target.alias, target.user), saySsh('set-password', target.alias))),
    );
    waitForServer();
    client.connect({
      sock: way.socket,
      username: target.user,
      algorithms: { serverHostKey: hostKeyAlgorithms(target, knownKeys(target)) },
      readyTimeout: 0,
      // Asked for regularly; whether anything comes is watched below.
      keepaliveInterval: target.alive.seconds * 1000,
      keepaliveCountMax: Number.POSITIVE_INFINITY,
      hostVerifier: hostVerifier(target, asker, way.address, {
        begun: () => clearTimeout(patience),
        accepted: (key) => {
          const hostKey = fingerprint(key);
          const begun = authentication(library, target, hostKey, asker, (asking) =>
            asking ? clearTimeout(patience) : waitForServer(),
          );
          client.once('ready', () => {
            clearTimeout(patience);
            begun.succeeded();
            resolve(hostKey);
          });
          login = begun;
          waitForServer();
        },
        refused: fail,
      }),
      // false: nothing to try; the types do not say it.
      authHandler: (left, partial, next) => (login ? login.handler(left, partial, next) : next(false as never)),
    });
  });
}

interface HostKeyEvents {
  /** It may take as long as a person takes. */
  begun(): void;
  accepted(key: Buffer): void;
  refused(why: HostError): void;
}

/** For the library: whether the key that the server shows is the right one. */
function hostVerifier(target: SshTarget, asker: Asker, address: string | undefined, events: HostKeyEvents) {
  let accepted: Buffer | undefined;
  return (key: Buffer, verify: (accepted: boolean) => void): void => {
    // When keys are exchanged again, the host key is shown again.
    if (accepted !== undefined) {
      verify(accepted.equals(key));
      return;
    }
    events.begun();
    checkHostKey(target, key, asker, address).then(
      () => {
        accepted = Buffer.from(key);
        events.accepted(accepted);
        verify(true);
      },
      (error: unknown) => {
        events.refused(toHostError(error));
        verify(false);
      },
    );
  };
}

async function cannotConnect({ alias, hostName, port }: SshTarget, way: Way, why: Argument): Promise<HostError> {
  const said = quoted((await way.said?.()) ?? '');
  const because = typeof why === 'string' ? quoted(why).replace(/\.$/, '') : why;
  const to = [alias, hostName, port, because] as const;
  const what = said === '' ? saySsh('no-connection', ...to) : saySsh('no-connection-by-command', ...to, said);
  if (typeof why === 'string' && /no matching/i.test(why)) return new HostError(what, saySsh('old-server'));
  return new Unreachable(what, saySsh('check-ssh'));
}

function established(client: Client, target: SshTarget, way: Way, hostKey: string): Connection {
  const { seconds, count } = target.alive;
  let finish: (reason: Said) => void = () => {};
  const over = new Promise<Said>((resolve) => {
    finish = resolve;
  });
  let silent = 0;
  let reason: Said | undefined;
  const end = (why: Said) => {
    if (reason !== undefined) return;
    reason = why;
    clearInterval(watch);
    // Not client.destroy(): that leaves a socket alone which cannot be written to any more.
    way.socket.destroy();
    way.close();
    finish(why);
  };
  const lost = (why: Argument) => end(saySsh('connection-lost', target.alias, why));
  // Counted, not measured: after our own machine has slept, the server gets its chance to answer.
  const watch = setInterval(() => {
    silent++;
    if (silent >= seconds * count) lost(saySsh('silent', silent));
  }, 1000);
  const channels = new Set<ClientChannel>();
  way.socket.on('data', () => {
    silent = 0;
    for (const { readableLength, stderr } of channels)
      if (readableLength + stderr.readableLength > UNREAD_LIMIT) lost(saySsh('flooded'));
  });
  client.on('error', (error: SshError) => lost(describe(error)));
  client.once('end', () => lost(saySsh('closed-by-server')));
  client.once('close', () => lost(saySsh('cut')));
  const pending = <T>(start: (settle: (error: Error | undefined, value: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      if (reason !== undefined) return reject(new HostError(reason));
      void over.then((why) => reject(new HostError(why)));
      start((error, value) => (error === undefined ? resolve(value) : reject(error)));
    });
  return {
    hostKey,
    over,
    exec: (command) =>
      pending<ClientChannel>((settle) => {
        client.exec(command, (error, channel) => {
          if (!error) channels.add(channel.once('close', () => channels.delete(channel)));
          settle(toRefusal(error, target), channel);
        });
      }),
    forward: (hostName, port) =>
      pending<Duplex>((settle) => {
        client.forwardOut('127.0.0.1', 0, hostName, port, (error, channel) =>
          settle(error && new Error(error.message.replace(/^\(SSH\) Channel open failure: /, '')), channel),
        );
      }),
    close: () => {
      client.end();
      const late = setTimeout(() => end(saySsh('closed')), CLOSE_PATIENCE_MS);
      client.once('close', () => {
        clearTimeout(late);
        end(saySsh('closed'));
      });
    },
  };
}

/** RFC 4254, 5.1: a channel that is not opened has a reason; a command that is not started has none. */
function toRefusal(error: (Error & { reason?: unknown }) | undefined, { alias }: SshTarget): Error | undefined {
  if (error === undefined) return undefined;
  if (typeof error.reason === 'number') return new NoMoreChannels(error.message);
  return new HostError(saySsh('command-refused', alias, quoted(error.message)));
}

function describe(error: SshError): Argument {
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return saySsh('cut');
  // What cannot be deciphered was changed on the way.
  if (error.level === 'protocol' || error.level === 'handshake') return saySsh('damaged', quoted(error.message));
  return quoted(error.message);
}

/** The SSH library, loaded when it is first needed: a bundle of its own, see scripts/build.mjs. */
async function loadSsh(): Promise<typeof import('ssh2')> {
  // A CommonJS package: its exports are the default export.
  const { default: library } = await import('ssh2');
  return library;
}
