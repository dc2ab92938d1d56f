import { type Host, HostError, type RemoteProcess } from '../hosts/host.ts';
import { type ProcessIdentity, withIdentity } from '../hosts/process-identity.ts';
import FIND from './find-shell.sh' with { type: 'text' };
import { sayOfRun } from './words.ts';

/** Where a shell is that was started within another one. Plain data. */
export interface Place {
  /** Its process, as the host numbers it. */
  readonly pid: number;
  readonly began: string;
  /** The namespaces, and the root directory, that are not those of the host's own processes; by nsenter's names of them. */
  readonly apart: readonly string[];
}

/** Throws HostError when the shell cannot be found. */
export async function findPlace(host: Host, { pid, began }: ProcessIdentity): Promise<Place> {
  const { stdout } = await host.run(['sh', '-c', withIdentity(FIND), 'find', String(pid), began]);
  const [found = '', ...apart] = stdout.toString().split(' ');
  if (found === '') throw new HostError(sayOfRun('no-shell', host.label));
  return { pid: Number(found), began, apart: apart.map((name) => (name === 'mnt' ? 'mount' : name)) };
}

/** What comes before the argv of a process that is to be where that shell is. */
export function toEnter({ pid, apart }: Place): readonly string[] {
  if (apart.length === 0) return [];
  return ['nsenter', '--target', String(pid), '--preserve-credentials', ...apart.map((name) => `--${name}`), '--'];
}

const KILL = withIdentity('same "$1" "$2" && kill -s KILL -- "-$1"');

/** Ends a shell with its process group, which need not be that of the process by which it was started. */
export async function killShell(host: Host, { pid, began }: Place, process: RemoteProcess): Promise<void> {
  await host.run(['sh', '-c', KILL, 'kill', String(pid), began]).catch(() => undefined);
  await process.signal('SIGKILL');
}

/**
 * The host as it looks from there. Only where processes have other numbers is that another one: what names them, and what
 * opens files by their names in /proc, has to be there as well.
 */
export function hostAt(host: Host, place: Place, process: RemoteProcess): Host {
  if (!place.apart.includes('pid')) return host;
  const enter = toEnter(place);
  const { id, label, sandboxed, durable } = host;
  return {
    id,
    label,
    sandboxed,
    ...(durable ? { durable } : {}),
    spawn: (argv, options) => host.spawn([...enter, ...argv], options),
    run: (argv, options) => host.run([...enter, ...argv], options),
    dispose: () => killShell(host, place, process),
  };
}
