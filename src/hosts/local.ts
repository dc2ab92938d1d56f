import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CELL_ENVIRONMENT } from './cell-environment.ts';
import type { Host, RemoteProcess, SpawnOptions } from './host.ts';
import { HostError } from './host.ts';
import { cannotStart, complete, type LocalProcess, ownEnvironment, startProcess } from './processes.ts';

/** apt.conf(5): install without a question, and keep the configuration that the machine has. */
const APT_CONFIGURATION = `APT::Get::Assume-Yes "true";
DPkg::Options { "--force-confdef"; "--force-confold"; };
`;

/**
 * Outlives us by a moment: MARKER DIRECTORY. At the end of its standard input (we closed it, or died, even by kill -9) it
 * ends every process whose environment holds the marker, until there is none, and removes our directory.
 * A process keeps the environment it was started with, whatever session it moves to: proc_pid_environ(5).
 */
const KEEPER = `
trap '' HUP INT TERM
while read -r line; do :; done
rounds=0
while [ "$rounds" -lt 100 ] && found=$(grep -lzxF -e "$1" /proc/[0-9]*/environ 2>/dev/null); [ -n "$found" ]; do
  for file in $found; do
    pid=\${file#/proc/}
    kill -s KILL "\${pid%/environ}" 2>/dev/null
  done
  rounds=$((rounds + 1))
done
rm -rf -- "$2"
`;

/** Runs a program by its arguments, even one whose name has a '=' that env(1) would take for a variable. */
const EXEC = ['sh', '-c', 'exec "$@"', 'sh'];

/**
 * This machine's own network, as root: directly, or by sudo where that asks for no password.
 * Throws HostError when we may not be root.
 */
export async function openLocal(): Promise<Host> {
  const root = process.getuid?.() === 0;
  if (!root) await checkSudo();
  return new LocalHost(root);
}

async function checkSudo(): Promise<void> {
  const sudo = startProcess(['sudo', '-n', '--', 'true']);
  const { exitCode } = await complete(sudo);
  if (exitCode === 0) return;
  throw new HostError(
    'This machine’s own network needs root, and sudo asks for a password or is not here.',
    'Choose the sandbox, which needs no root; or run “sudo -v” in a terminal that shares its timestamp, or start the program as root.',
  );
}

class LocalHost implements Host {
  readonly id = 'local';
  readonly label = 'This machine';
  readonly #root: boolean;
  readonly #marker = `NETLAB_HOST=${randomUUID()}`;
  readonly #live = new Set<LocalProcess>();
  #keeper: LocalProcess | undefined;
  #directory: string | undefined;
  #disposed = false;

  constructor(root: boolean) {
    this.#root = root;
  }

  spawn(argv: readonly string[], options: SpawnOptions = {}): RemoteProcess {
    return this.#start(argv, options);
  }

  async run(argv: readonly string[], options: Parameters<Host['run']>[1] = {}): ReturnType<Host['run']> {
    const process = this.#start(argv, options);
    const reason = await process.failed;
    if (reason !== undefined) throw cannotStart(argv, reason.message);
    return complete(process, options);
  }

  terminal(argv: readonly string[], directory: string): readonly string[] {
    const run = ['sh', '-c', 'cd -- "$1" && shift && exec "$@"', 'sh', directory, ...argv];
    // Here sudo may ask for a password.
    return this.#root ? run : ['sudo', '--', ...run];
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#keeper?.stdin.end();
    await this.#keeper?.exited;
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
    // Only if somebody ended the keeper is there anything left to signal.
    await Promise.all([...this.#live].map((process) => process.signal('SIGKILL').then(() => process.exited)));
  }

  #start(argv: readonly string[], options: SpawnOptions): LocalProcess {
    if (this.#disposed) throw new HostError('The host has been closed.', 'Restart the notebook’s host.');
    const apt = join(this.#prepare(), 'apt.conf');
    const [marker = '', token = ''] = this.#marker.split('=');
    const env = { ...CELL_ENVIRONMENT, PATH: administratorPath(), APT_CONFIG: apt, ...options.env, [marker]: token };
    const process = startProcess(this.#asRoot(argv, env), { ...options, env });
    const started = this.#root
      ? process
      : { ...process, signal: (signal: NodeJS.Signals) => this.#signalAsRoot(process, signal) };
    this.#live.add(started);
    void process.exited.then(() => this.#live.delete(started));
    return started;
  }

  /** sudo(8) resets the environment, so it is given again behind it. */
  #asRoot(argv: readonly string[], env: Readonly<Record<string, string>> = {}): readonly string[] {
    if (this.#root) return argv;
    const assignments = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    return ['sudo', '-n', '--', 'env', ...assignments, ...EXEC, ...argv];
  }

  async #signalAsRoot(process: LocalProcess, signal: NodeJS.Signals): Promise<void> {
    if (process.pid === undefined || process.hasEnded()) return;
    // The shell's own: kill(1) of procps takes a small process group for a signal's number.
    const kill = ['sh', '-c', 'kill -s "$1" -- "$2"', 'sh', signal.replace(/^SIG/, ''), `-${process.pid}`];
    await complete(startProcess(this.#asRoot(kill)));
  }

  /** At the first start: our directory, and the keeper that removes it and ends what is left when we are gone. */
  #prepare(): string {
    if (this.#directory !== undefined) return this.#directory;
    const directory = mkdtempSync(join(tmpdir(), 'netlab-'));
    this.#directory = directory;
    writeFileSync(join(directory, 'apt.conf'), APT_CONFIGURATION);
    const keeper = startProcess(this.#asRoot(['sh', '-c', KEEPER, 'netlab-keeper', this.#marker, directory]));
    keeper.stdout.resume();
    keeper.stderr.resume();
    this.#keeper = keeper;
    return directory;
  }
}

/** Our PATH with the directories of ip, iptables and sysctl, which a user's often lacks. */
function administratorPath(): string {
  const own = ownEnvironment()['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  const missing = ['/usr/local/sbin', '/usr/sbin', '/sbin'].filter((directory) => !own.split(':').includes(directory));
  return [own, ...missing].join(':');
}
