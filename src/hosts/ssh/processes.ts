import type { Asker } from '../asker.ts';
import { type Host, HostError } from '../host.ts';

/** Whom to connect to, as ssh(1) is told it. What is absent comes from the configuration file. */
export interface SshDestination {
  /** A Host of the configuration, a name, or an address. */
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** A private key, tried before all others; ~ is the home directory. */
  readonly identityFile?: string;
  /** As ProxyJump of ssh_config(5): `[user@]host[:port]`, several with commas; 'none' for none. */
  readonly jump?: string;
}

export interface SshOptions {
  readonly asker: Asker;
  /** As ssh -F: this file instead of ~/.ssh/config and /etc/ssh/ssh_config. */
  readonly configFile?: string;
  /** Default `ssh:HOST`. */
  readonly id?: string;
  /** Default HOST. */
  readonly label?: string;
}

/** A machine reached by SSH, with what of its configuration is not done as ssh(1) would. */
export interface SshHost extends Host {
  /** Sentences for the user; empty when there is nothing to say. */
  readonly notes: readonly string[];
}

/**
 * Connects to a machine: a bare host, whose processes are those of the user there. Connections to the same machine are
 * shared. Throws HostError in words a person can act on: the name, the port, the host key, the authentication.
 */
export async function openSshProcesses(destination: SshDestination, options: SshOptions): Promise<SshHost> {
  void options;
  throw new HostError(`${destination.host} cannot be reached by SSH yet.`);
}
