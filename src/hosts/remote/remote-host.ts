import type { Said, Text } from '../../words.ts';
import type { Completed, Host, RemoteProcess, RunOptions, SpawnOptions } from '../host.ts';
import { HostError } from '../host.ts';
import { cannotStart, complete } from '../processes.ts';
import { onAbort } from '../unless-aborted.ts';
import { sayHost } from '../words.ts';
import { Launched } from './launched-process.ts';
import type { Transport } from './transport.ts';

export type { Transport, TransportProcess } from './transport.ts';

export interface RemoteOptions {
  readonly id: string;
  readonly label: Text;
  readonly terminal?: Host['terminal'];
  /** Ends it at once: whatever is the matter with the machine, nothing is waited for. */
  readonly signal?: AbortSignal;
}

/** All that Host promises, on a machine with a POSIX sh, for whatever can start programs on it and carry their streams. */
export function remoteProcesses(transport: Transport, options: RemoteOptions): Host {
  return new RemoteHost(transport, options);
}

class RemoteHost implements Host {
  readonly id: string;
  readonly label: Text;
  readonly sandboxed = false;
  readonly terminal?: NonNullable<Host['terminal']>;
  readonly #transport: Transport;
  readonly #live = new Set<Launched>();
  /** Why nothing can be started any more. */
  #over: HostError | undefined;
  #disposed: Promise<void> | undefined;

  constructor(transport: Transport, { id, label, terminal, signal }: RemoteOptions) {
    this.#transport = transport;
    this.id = id;
    this.label = label;
    if (terminal) this.terminal = terminal;
    if (signal) onAbort(signal, () => this.#lose(sayHost('cancelled'), undefined));
  }

  spawn(argv: readonly string[], options: SpawnOptions = {}): RemoteProcess {
    return this.#launch(argv, options, true);
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<Completed> {
    const process = this.#launch(argv, options, false);
    const done = await complete(process, options);
    const { lost } = await process.exited;
    if (lost !== undefined) throw this.#over ?? new HostError(lost);
    const report = await process.report;
    if (report?.failed) throw cannotStart(argv, done.stderr.toString().replace('netlab: ', '').trim());
    return done;
  }

  dispose(): Promise<void> {
    this.#over ??= new HostError(sayHost('closed'), sayHost('restart-host'));
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    const live = [...this.#live];
    for (const process of live) void process.signal('SIGKILL');
    await Promise.all(live.map(({ exited }) => exited));
    await this.#transport.close();
  }

  #launch(argv: readonly string[], options: SpawnOptions, verify: boolean): Launched {
    if (this.#over) throw this.#over;
    const process = new Launched(this.#transport, argv, options, verify);
    this.#live.add(process);
    void process.exited.then(({ lost }) => {
      this.#live.delete(process);
      if (lost !== undefined) this.#lose(lost, process.failure);
    });
    return process;
  }

  /** The connection is lost: nothing can be known of any process any more. */
  #lose(reason: Said, failure: HostError | undefined): void {
    if (this.#over) return;
    this.#over = failure ?? new HostError(sayHost('of-host', this.label, reason));
    for (const process of this.#live) process.lose(reason);
    void this.#transport.close();
  }
}
