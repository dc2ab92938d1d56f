import type { Said } from '../../words.ts';

/** Everything that is known of a machine before it is connected to; see ssh_config(5) for the words. */
export interface SshTarget {
  /** As it was asked for. */
  readonly alias: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** Absolute; those that are not there are passed over. */
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** The socket of the agent. */
  readonly agent: string | undefined;
  readonly hostKeyAlias: string | undefined;
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  /** A file of keys that no host may show. */
  readonly revokedHostKeys: string | undefined;
  readonly strictHostKeyChecking: 'yes' | 'accept-new' | 'no' | 'ask';
  /** Also the address must not be known by another key. */
  readonly checkHostIp: boolean;
  /** As ssh(1) offers them, those of certificates too, in an order that may be the user's own. */
  readonly hostKeyAlgorithms: { readonly names: readonly string[]; readonly inOwnOrder: boolean };
  readonly requiredRsaBits: number;
  readonly hashKnownHosts: boolean;
  /** After `count` times `seconds` without a byte from the server the connection is taken for lost. */
  readonly alive: { readonly seconds: number; readonly count: number };
  readonly connectTimeoutSeconds: number;
  /** 0: either. */
  readonly family: 0 | 4 | 6;
  /** The ways to authenticate that may be tried, in their order. */
  readonly methods: readonly Method[];
  readonly passwordPrompts: number;
  /** A command for sh(1) whose standard input and output are the connection. */
  readonly proxyCommand: string | undefined;
  /** The machine through which this one is reached. */
  readonly jump: SshTarget | undefined;
  /** Where the user may write what holds for it. */
  readonly configFile: string;
  /** Sentences: what of the configuration is not done as ssh(1) would. */
  readonly notes: readonly Said[];
}

export const METHODS = ['publickey', 'keyboard-interactive', 'password'] as const;
export type Method = (typeof METHODS)[number];
