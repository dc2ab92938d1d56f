import type { Readable, Writable } from 'node:stream';
import { printableText } from '../printable.ts';
import { inWords, type Problem, type Said, type Text } from '../words.ts';
import { sayHost } from './words.ts';

/** How a process ended: `code` is null when a signal ended it, or when it is not known. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why nothing more can be known of it: the connection to its host was lost. A sentence. */
  readonly lost?: Said;
}

export interface SpawnOptions {
  /** Absolute directory on the host. Default: the host's own. */
  readonly cwd?: string;
  /** Added to the host's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** It ends with the connection even where others keep running (`Host.durable`): for what only looks. */
  readonly whileConnected?: boolean;
}

/** A process on a host: byte streams, and an end. */
export interface RemoteProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the process itself has ended; its streams may still hold data. Never rejects. */
  readonly exited: Promise<ExitStatus>;
  /**
   * Sends a signal to the process group it leads, as kill(1) with a negative pid does. Never rejects: whether it came, `exited`
   * tells; after a SIGKILL that comes also where that cannot be sent.
   */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** On a durable host: what to reattach to it by. */
  readonly handle?: ProcessHandle;
}

/** How far the output of a process has been received, in bytes. */
export interface StreamOffsets {
  readonly stdout: number;
  readonly stderr: number;
}

/** A process that keeps running without us. */
export interface ProcessHandle {
  /** Names it on its host, for `Durability.reattach`. */
  readonly id: string;
  position(): StreamOffsets;
  /** Bytes that were asked for when we reattached, and are kept no more. */
  missing(): number;
}

/** What a host is opened with to be again the one that it was before our end. Plain data, a part for each layer. */
export interface SavedHostState {
  /** The directory of the keeper of its processes. */
  readonly durable: string;
  /** The marker of a machine, its apt.conf (older versions had none), and the id of what ends the one and holds the other. */
  readonly machine?: { readonly token: string; readonly aptConfig?: string; readonly keeper: string };
  readonly sandbox?: {
    /** Ids of processes that hold it. */
    readonly holder: string;
    readonly uplink?: string;
    /** Its PID 1 as the host numbers it. */
    readonly pid: string;
    readonly token: string;
    readonly userNamespace: boolean;
    readonly lacks: readonly string[];
  };
}

/** Of a durable host, whose processes continue for a while when we are gone: how another run of ours comes back to them. */
export interface Durability {
  state(): SavedHostState;
  /** A process started before, its output from `from` on. It ends with `lost` if there is none of that id. */
  reattach(id: string, from: StreamOffsets): RemoteProcess;
  /** Ends the processes that we have neither started nor reattached to since. */
  endOthers(): void;
  /** Lets go of the host, instead of `dispose`: its processes continue for the stated time. */
  detach(): Promise<void>;
}

/** The outcome of a small, bounded command. */
export interface Completed {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** True when `timeoutMs` or `maxBytes` ended it. */
  readonly cut: boolean;
}

export interface RunOptions extends SpawnOptions {
  readonly input?: Buffer | string;
  /** Milliseconds before it is killed; default 10,000. */
  readonly timeoutMs?: number;
  /** Bytes kept of each stream; default 16 MiB. */
  readonly maxBytes?: number;
}

/**
 * A Linux machine, or what stands for one, on which processes can be started. It knows nothing of networks.
 * argv stays an array; a transport that needs a string quotes it in one place.
 */
export interface Host {
  /** 'sandbox', 'local', 'ssh:lab-vm' */
  readonly id: string;
  /** What a person calls it: 'Sandbox (no root)'. */
  readonly label: Text;
  /** What cells change in its network is gone with it: that of the machine is not touched. */
  readonly sandboxed: boolean;
  /** Starts a process that leads its own session and process group, without a terminal. Throws HostError if the host has ended. */
  spawn(argv: readonly string[], options?: SpawnOptions): RemoteProcess;
  /** Runs a small command to its end. Throws HostError when it cannot be started; a non-zero exit is not an error. */
  run(argv: readonly string[], options?: RunOptions): Promise<Completed>;
  /**
   * The argv that, started on our machine at a terminal, runs `argv` here at that terminal. Absent where that cannot be.
   * Throws HostError if the host has ended.
   */
  terminal?(argv: readonly string[], directory: string): readonly string[];
  /** The fingerprint of the key by which the machine is known, where it has one. What is secret to one machine is not given to another. */
  readonly hostKey?: string;
  /** Only where processes keep running without us for a while. */
  readonly durable?: Durability;
  /** Ends every process it started. Idempotent. */
  dispose(): Promise<void>;
}

/**
 * Why a host is unavailable, and what to do about it. Its message may quote servers, files and programs: so it is always
 * printable.
 */
export class HostError extends Error implements Problem {
  override readonly name = 'HostError';
  readonly what: Said;
  readonly remedy: Said | string | undefined;

  constructor(what: Said, remedy?: Said | string, options?: ErrorOptions) {
    super(printableText(inWords(what)), options);
    this.what = what;
    this.remedy = remedy;
  }
}

/** A process could not be started. The host itself is there still. */
export class CannotStart extends HostError {
  constructor(what: Said) {
    super(what, whatHelps(what));
  }
}

/** The error, or one for what nobody has foreseen. */
export function toHostError(error: unknown): HostError {
  if (error instanceof HostError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new HostError(sayHost('unexpected', text), undefined, { cause: error });
}

/** What helps where a limit of the machine is the reason; undefined where none is. */
export function whatHelps(what: Said): Said | undefined {
  const text = inWords(what);
  return LIMITS.find(([limit]) => limit.test(text))?.[1];
}

/** How programs and the kernel say that a limit is reached, see errno(3), and what helps. We never say so in words of ours. */
const LIMITS: readonly (readonly [RegExp, Said])[] = [
  [/EMFILE|ENFILE|Too many open files/, sayHost('raise-open-files')],
  [/EAGAIN|Resource temporarily unavailable|[Cc]annot fork/, sayHost('raise-processes')],
];
