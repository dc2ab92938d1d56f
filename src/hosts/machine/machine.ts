import { randomUUID } from 'node:crypto';
import type { Said, Text } from '../../words.ts';
import type { Asker } from '../asker.ts';
import { CELL_ENVIRONMENT } from '../cell-environment.ts';
import type { DurableOptions } from '../durable/host.ts';
import type { Completed, Durability, Host, RemoteProcess, RunOptions, SavedHostState, SpawnOptions } from '../host.ts';
import { HostError } from '../host.ts';
import { withIdentity } from '../process-identity.ts';
import { firstLine, howEnded, lastWords } from '../process-output.ts';
import { within } from '../within.ts';
import { sayHost, withOutput } from '../words.ts';
import { becomeRoot, probeRights } from './become.ts';
import PROGRAM from './sweeper.sh' with { type: 'text' };

export interface MachineOptions {
  /** 'local', 'ssh:lab-vm' */
  readonly id: string;
  readonly label: Text;
  /** 'sudo': processes are root's, unless the user there is root already. 'none': the user's. */
  readonly become: 'sudo' | 'none';
  /** Asked for the password of sudo. */
  readonly asker: Asker;
  /** Whether the line to the machine may stall without breaking: then what is ours there ends after some 15 s without a word from us. */
  readonly mayStall: boolean;
}

/** What stays on a machine for as long as we do; see sweeper.sh. */
export const SWEEPER = withIdentity(PROGRAM);

/** apt.conf(5): install without a question, and keep the configuration that the machine has. */
const APT_CONFIGURATION = `APT::Get::Assume-Yes "true";
DPkg::Options { "--force-confdef"; "--force-confold"; };
`;

/** How often the sweeper hears from us, in ms. */
const HEARTBEAT_MS = 2000;
/** After how many seconds without it gives up: after this many at the earliest, twice as many at the latest. */
const PATIENCE_S = 8;
/** How long the sweeper may take to start, and to end what is left, in ms. */
const READY_MS = 20_000;
const GONE_MS = 5000;

/**
 * A machine on which cells run, as they should find it, made of a bare host: root where that is wanted, the PATH of an
 * administrator, and nothing left behind however we end. It takes over `bare` and disposes it. Throws HostError.
 */
export async function openMachine(bare: Host, options: MachineOptions): Promise<Host> {
  const { host, path } = await withRights(bare, options);
  return makeMachine(host, { ...options, path });
}

/** How long the processes of a machine continue with nobody there, and what to reattach to. */
export interface KeepAliveOptions extends Pick<DurableOptions, 'keepAliveMs' | 'saved' | 'connection'> {
  /** Makes the bare host, at the beginning and after each loss of the connection. */
  readonly openBare: () => Promise<Host>;
}

/** Such a machine whose processes keep running without us for a while. The keeper of those has the rights that they need. */
export async function openDurableMachine(
  { openBare, ...keepAlive }: KeepAliveOptions,
  options: Omit<MachineOptions, 'mayStall'>,
): Promise<Host> {
  let path = '';
  const open = async () => {
    const opened = await withRights(await openBare(), options);
    path ||= opened.path;
    return opened.host;
  };
  const { openDurable } = await import('../durable/host.ts');
  const host = await openDurable({ ...keepAlive, open });
  const saved = keepAlive.saved?.machine;
  // The sweeper need not hear from us: when nobody does, the keeper of the processes ends its input.
  return makeMachine(host, { ...options, mayStall: false, path, ...(saved ? { saved } : {}) });
}

/** The bare host with the rights that processes should have, and the PATH there. It takes over `bare`. */
async function withRights(
  bare: Host,
  { id, label, become, asker }: Pick<MachineOptions, 'id' | 'label' | 'become' | 'asker'>,
): Promise<{ host: Host; path: string }> {
  try {
    const rights = await probeRights(bare);
    const host = become === 'none' ? bare : await becomeRoot(bare, rights, asker, { id, label });
    return { host, path: administratorPath(rights.path) };
  } catch (error) {
    await bare.dispose();
    throw error;
  }
}

async function makeMachine(host: Host, making: Making): Promise<Host> {
  try {
    return await Machine.open(host, making);
  } catch (error) {
    await host.dispose();
    throw error;
  }
}

interface Making extends Pick<MachineOptions, 'id' | 'label' | 'mayStall'> {
  readonly path: string;
  readonly saved?: NonNullable<SavedHostState['machine']>;
}

class Machine implements Host {
  readonly id: string;
  readonly label: Text;
  readonly sandboxed = false;
  readonly terminal?: NonNullable<Host['terminal']>;
  readonly durable?: Durability;
  readonly #host: Host;
  readonly #sweeper: RemoteProcess;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #marker: Readonly<Record<string, string>>;
  #over: HostError | undefined;
  #disposed: Promise<void> | undefined;

  static async open(host: Host, making: Making): Promise<Machine> {
    const { saved } = making;
    if (saved && host.durable) {
      const sweeper = host.durable.reattach(saved.keeper, { stdout: 0, stderr: 0 });
      sweeper.stdout.resume();
      sweeper.stderr.resume();
      return new Machine(host, making, sweeper, saved.token, saved.aptConfig ?? '');
    }
    const token = randomUUID();
    const argv = ['sh', '-c', SWEEPER, 'netlab-sweeper', `NETLAB_HOST=${token}`];
    const sweeper = host.spawn([...argv, making.mayStall ? `${PATIENCE_S}` : '0', APT_CONFIGURATION]);
    const aptConfig = await aptConfigOf(sweeper, making.label);
    return new Machine(host, making, sweeper, token, aptConfig);
  }

  private constructor(host: Host, making: Making, sweeper: RemoteProcess, token: string, aptConfig: string) {
    this.id = making.id;
    this.label = making.label;
    this.#host = host;
    this.#sweeper = sweeper;
    this.#marker = { NETLAB_HOST: token };
    const apt = aptConfig === '' ? {} : { APT_CONFIG: aptConfig };
    this.#environment = { ...CELL_ENVIRONMENT, PATH: making.path, ...apt };
    const { terminal, durable } = host;
    if (terminal) this.terminal = terminal.bind(host);
    const machine = { token, aptConfig, keeper: sweeper.handle?.id ?? '' };
    if (durable) this.durable = { ...durable, state: () => ({ ...durable.state(), machine }) };
    const heartbeat = making.mayStall ? setInterval(() => sweeper.stdin.write('\n'), HEARTBEAT_MS).unref() : undefined;
    void sweeper.exited.then(({ lost }) => {
      clearInterval(heartbeat);
      this.#over ??= new HostError(
        lost === undefined ? sayHost('ended-on-host', making.label) : sayHost('of-host', making.label, lost),
        sayHost('run-to-reopen'),
      );
    });
  }

  spawn(argv: readonly string[], options: SpawnOptions = {}): RemoteProcess {
    if (this.#over) throw this.#over;
    return this.#host.spawn(argv, this.#withEnvironment(options));
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<Completed> {
    if (this.#over) throw this.#over;
    return this.#host.run(argv, this.#withEnvironment(options));
  }

  dispose(): Promise<void> {
    this.#over ??= new HostError(sayHost('closed'), sayHost('restart-host'));
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    this.#sweeper.stdin.end();
    await within(GONE_MS, this.#sweeper.exited);
    await this.#host.dispose();
  }

  #withEnvironment<Options extends SpawnOptions>(options: Options): Options {
    return { ...options, env: { ...this.#environment, ...options.env, ...this.#marker } };
  }
}

/** The first line of the sweeper's output: where apt.conf is. Throws HostError when it ends without, or says nothing. */
function aptConfigOf(sweeper: RemoteProcess, label: Text): Promise<string> {
  const errors = lastWords(sweeper.stderr);
  return new Promise((resolve, reject) => {
    const fail = (why: Said) => reject(new HostError(withOutput(why, errors())));
    const timer = setTimeout(() => fail(sayHost('sh-silent', label, READY_MS / 1000)), READY_MS);
    void firstLine(sweeper.stdout).then((line) => {
      if (line === undefined) return;
      clearTimeout(timer);
      resolve(line);
    });
    void sweeper.exited.then((status) => {
      clearTimeout(timer);
      const { lost } = status;
      fail(lost ? sayHost('sh-lost', label, lost) : sayHost('sh-ended', label, howEnded(status)));
    });
  });
}

/** The PATH with the directories of ip, iptables and sysctl, which a user's often lacks. */
function administratorPath(path: string): string {
  const own = path.split(':');
  const missing = ['/usr/local/sbin', '/usr/sbin', '/sbin'].filter((directory) => !own.includes(directory));
  return [...own, ...missing].join(':');
}
