import type { ClientChannel } from 'ssh2';
import type { Said, Text } from '../../words.ts';
import type { Asker } from '../asker.ts';
import type { Host } from '../host.ts';
import { inDirectory } from '../processes.ts';
import { remoteProcesses, type Transport, type TransportProcess } from '../remote/remote-host.ts';
import { NEVER } from '../unless-aborted.ts';
import { channelProcess } from './channel.ts';
import { clientOptions } from './client.ts';
import { resolveTarget } from './config.ts';
import type { Connections } from './connections.ts';
import type { SshDestination } from './destination.ts';
import { openPool, type Pool } from './pool.ts';
import { loginShellCommand } from './quote.ts';
import { givenUp } from './socket.ts';
import type { SshTarget } from './target.ts';

export interface SshOptions {
  readonly asker: Asker;
  /** Shared with others. */
  readonly connections: Connections;
  /** Ends it, also while it is being connected to. */
  readonly signal?: AbortSignal;
  /** As ssh -F: this file instead of ~/.ssh/config and /etc/ssh/ssh_config. */
  readonly configFile?: string;
  /** Default `ssh:HOST`. */
  readonly id?: string;
  /** Default HOST. */
  readonly label?: Text;
}

/** A machine reached by SSH, with what of its configuration is not done as ssh(1) would. */
export interface SshHost extends Host {
  /** Sentences; empty when there is nothing to say. */
  readonly notes: readonly Said[];
}

/**
 * Connects to a machine: a bare host, whose processes are those of the user there. Throws HostError in words a person can act on: the name, the port, the host key, the authentication.
 */
export async function openSshProcesses(destination: SshDestination, options: SshOptions): Promise<SshHost> {
  const { asker, connections, signal = NEVER, configFile } = options;
  const { id = `ssh:${destination.host}`, label = destination.host } = options;
  const target = await resolveTarget(destination, configFile, signal);
  const open = (unwanted: AbortSignal, wasLost: boolean) => openPool(target, asker, unwanted, wasLost);
  const acquired = await connections.acquire(keyOf(target), open, signal);
  if (acquired === undefined) throw givenUp(target);
  const { pool, release } = acquired;
  const host = remoteProcesses(transportOver(pool, release), { id, label, signal });
  return {
    id,
    label,
    sandboxed: false,
    hostKey: pool.hostKey,
    notes: target.notes,
    spawn: (argv, spawnOptions) => host.spawn(argv, spawnOptions),
    run: (argv, runOptions) => host.run(argv, runOptions),
    terminal: (argv, directory) => terminal(destination, configFile, argv, directory),
    dispose: () => host.dispose(),
  };
}

/** Names a connection that can be shared. `configFile` is for messages alone. */
function keyOf(target: SshTarget): string {
  return JSON.stringify(target, (name, value) => (name === 'configFile' ? undefined : value));
}

/** ssh(1) itself, so that a terminal there is what the user is used to. */
function terminal(
  destination: SshDestination,
  configFile: string | undefined,
  argv: readonly string[],
  directory: string,
): readonly string[] {
  const there = loginShellCommand(inDirectory(argv, directory));
  return ['ssh', '-t', ...clientOptions(destination, configFile), '--', destination.host, there];
}

/**
 * To open a channel, start a program and tell it what to become takes three round trips. So the next program is
 * started when the one before it is taken: it waits for its orders, and takes one.
 */
function transportOver(pool: Pool, release: () => void): Transport {
  const live = new Set<TransportProcess>();
  const ended = new WeakSet<TransportProcess>();
  let closed = false;
  let spare: { readonly command: string; readonly process: Promise<TransportProcess | undefined> } | undefined;

  const begin = async (channel: Promise<ClientChannel>): Promise<TransportProcess> => {
    const process = channelProcess(await channel, pool.over);
    live.add(process);
    void process.exited.then(() => {
      live.delete(process);
      ended.add(process);
    });
    if (closed) process.abandon();
    return process;
  };
  const prepare = (command: string) => {
    if (closed) return;
    spare ??= { command, process: begin(pool.execAside(command)).catch(() => undefined) };
  };

  return {
    tellsLoss: true,
    start: async (argv) => {
      const command = loginShellCommand(argv);
      const ready = spare?.command === command ? spare.process : undefined;
      if (ready !== undefined) spare = undefined;
      const waiting = await ready;
      const process = waiting === undefined || ended.has(waiting) ? await begin(pool.exec(command)) : waiting;
      prepare(command);
      return process;
    },
    close: async () => {
      closed = true;
      for (const process of live) process.abandon();
      release();
    },
  };
}
