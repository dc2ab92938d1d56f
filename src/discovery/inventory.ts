import { printable } from '../printable.ts';
import type { Holder, NetnsId, Unread } from '../topology/model.ts';
import { isSimulatedInternet, SIMULATED_INTERNET } from '../topology/simulated-internet.ts';
import { decodeBytes } from './decode-bytes.ts';

/** A network namespace that exists on the host, not yet read. */
export interface Entry {
  readonly id: NetnsId;
  readonly label: string;
  readonly names: readonly string[];
  readonly holder?: Holder;
  readonly file: string;
  readonly nsid?: number;
}

export interface Inventory {
  /** The root netns first. */
  readonly entries: readonly Entry[];
  readonly unread: readonly Unread[];
}

/** Reads the `list` frame, see agent.pl. */
export function readInventory(body: Buffer, root: NetnsId): Inventory {
  const entries = new Map<NetnsId, Entry>();
  const unread: Unread[] = [];
  for (const line of body.toString('latin1').split('\n')) {
    const [first, ...words] = line.split(' ');
    if (first === '!') unread.push({ what: words[0] ?? '', why: printable(decoded(words[1]) ?? '') });
    else if (first) entries.set(first, joined(entries.get(first), toEntry(first, words, root)));
  }
  return { entries: [...entries.values()].sort((a, b) => rank(a, root) - rank(b, root) || compare(a, b)), unread };
}

/** The same, which has another name, too. */
function joined(known: Entry | undefined, entry: Entry): Entry {
  return known ? { ...known, names: [...known.names, ...entry.names] } : entry;
}

function toEntry(id: NetnsId, [nsid, file, names, pid, command, cgroup]: readonly string[], root: NetnsId): Entry {
  const entry = {
    id,
    names: names === '-' || names === undefined ? [] : names.split(',').map((name) => decoded(name) ?? ''),
    file: decoded(file) ?? '',
    ...(nsid === '-' ? {} : { nsid: Number(nsid) }),
    ...(pid === '-' || id === root ? {} : { holder: holder(Number(pid), decoded(command), decoded(cgroup)) }),
  };
  return { ...entry, label: labelOf(entry, id === root) };
}

function holder(pid: number, command = '?', cgroup = ''): Holder {
  const container = containerOf(cgroup);
  return { pid, command, ...(container ? { container } : {}) };
}

const RUNTIMES: ReadonlyMap<string, string> = new Map<string, string>([
  ['libpod', 'podman'],
  ['crio', 'cri-o'],
  ['cri-containerd', 'containerd'],
]);

/** linux/limits.h */
const PATH_MAX = 4096;

/** The container that a line of /proc/PID/cgroup names: `…/docker-ID.scope`, `/docker/ID`, `/kubepods/…/ID`, `/lxc/NAME`. */
function containerOf(line: string): Holder['container'] {
  const cgroup = line.slice(0, PATH_MAX);
  const lxc = /\/lxc(?:\.payload)?[./]([^/]+)/.exec(cgroup)?.[1];
  if (lxc !== undefined) return { runtime: 'lxc', id: lxc };
  const found = /(?:\b(docker|libpod|crio|cri-containerd|kubepods)\b[^\n]*?)[-/:]([0-9a-f]{64})/.exec(cgroup);
  if (!found) return undefined;
  const [, word = '', id = ''] = found;
  return { runtime: RUNTIMES.get(word) ?? (word === 'kubepods' ? 'containerd' : word), id };
}

function labelOf({ names, holder: held, file }: Omit<Entry, 'label'>, root: boolean): string {
  if (root) return 'root netns';
  const [name] = names;
  if (name !== undefined) return printable(name);
  if (isSimulatedInternet({ names, holder: held })) return SIMULATED_INTERNET;
  if (held?.container) return `${held.container.runtime} ${printable(held.container.id.slice(0, 12))}`;
  return printable(held ? `${held.command}, PID ${held.pid}` : `mounted on ${file}`);
}

function rank({ id, names }: Entry, root: NetnsId): number {
  if (id === root) return 0;
  return names.length > 0 ? 1 : 2;
}

function compare(a: Entry, b: Entry): number {
  const [left = '', right = ''] = [a.names[0] ?? a.id, b.names[0] ?? b.id];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** `-`: none. */
function decoded(word = '-'): string | undefined {
  if (word === '-') return undefined;
  const bytes = word.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeBytes(Buffer.from(bytes, 'latin1'));
}
