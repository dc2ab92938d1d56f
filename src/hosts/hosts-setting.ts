import { parseDuration } from '../duration.ts';
import type { SshDestination } from './ssh/destination.ts';

/** How a machine is reached from this one. */
export type Reach =
  | { readonly kind: 'local' }
  | { readonly kind: 'ssh'; readonly destination: SshDestination }
  /** Put before every argv: `docker exec -i lab`. */
  | { readonly kind: 'command'; readonly prefix: readonly string[] };

/** A machine that the user has described, as an entry of the setting `netlab.hosts`. */
export interface HostEntry {
  readonly name: string;
  readonly reach: Exclude<Reach, { kind: 'local' }>;
  readonly become: 'sudo' | 'none';
  /** How long the processes continue when the connection is lost. Absent: they end. */
  readonly keepAliveMs?: number;
}

/** A name that is in `ssh:NAME` and in `host=NAME` without quotes. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;
const KEYS = ['name', 'ssh', 'command', 'become', 'keepAlive'];
const SSH_KEYS = ['host', 'user', 'port', 'identityFile', 'jump'];

/**
 * Reads the value of the setting `netlab.hosts`, which anybody may have written. Never throws: an entry that cannot be
 * honoured is left out, and `problems` says why, in sentences for the user.
 */
export function readHostEntries(value: unknown): { entries: readonly HostEntry[]; problems: readonly string[] } {
  if (value === undefined || value === null) return { entries: [], problems: [] };
  if (!Array.isArray(value)) return { entries: [], problems: ['netlab.hosts is not a list of hosts.'] };
  const entries = new Map<string, HostEntry>();
  const problems: string[] = [];
  for (const [index, written] of value.entries()) {
    const entry = readEntry(written);
    if (typeof entry === 'string') problems.push(`netlab.hosts, entry ${index + 1}: ${entry}.`);
    else if (entries.has(entry.name))
      problems.push(`netlab.hosts: ${entry.name} is listed twice; the first one counts, remove the other.`);
    else entries.set(entry.name, entry);
  }
  return { entries: [...entries.values()], problems };
}

/** The entry, or what is wrong with it. */
function readEntry(written: unknown): HostEntry | string {
  if (!isObject(written)) return 'it is not an object such as { "name": "lab", "ssh": "lab-vm" }';
  const { name, ssh, command, become = 'sudo', keepAlive } = written;
  if (typeof name !== 'string' || !NAME.test(name))
    return 'its name must be letters, digits, dots, dashes and underscores';
  const about = (problem: string) => `${name}: ${problem}`;
  if (name === 'sandbox' || name === 'local') return about('this name is reserved for a built-in host');
  const unknown = Object.keys(written).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return about(`there is no ${JSON.stringify(unknown)}, only ${KEYS.join(', ')}`);
  if (ssh !== undefined && command !== undefined) return about('it has both ssh and command');
  if (become !== 'sudo' && become !== 'none') return about('become is neither "sudo" nor "none"');
  const keepAliveMs = keepAlive === undefined ? undefined : readKeepAlive(keepAlive);
  if (keepAliveMs === null) return about('keepAlive is not a duration such as "10m", from 1s to 24h');
  const reach = command === undefined ? readSsh(name, ssh) : readCommand(command);
  if (typeof reach === 'string') return about(reach);
  return { name, reach, become, ...(keepAliveMs === undefined ? {} : { keepAliveMs }) };
}

function readCommand(command: unknown): HostEntry['reach'] | string {
  const isArgv = (value: unknown): value is string[] => Array.isArray(value) && value.every(isWord);
  if (!isArgv(command) || !command[0]) return 'command is not a list of words such as ["docker", "exec", "-i", "lab"]';
  return { kind: 'command', prefix: command };
}

function readSsh(name: string, ssh: unknown): HostEntry['reach'] | string {
  if (ssh === undefined) return { kind: 'ssh', destination: { host: name } };
  if (typeof ssh === 'string') return parseDestination(ssh) ?? 'ssh is not [user@]host[:port]';
  if (!isObject(ssh)) return 'ssh is neither "[user@]host[:port]" nor an object';
  const unknown = Object.keys(ssh).find((key) => !SSH_KEYS.includes(key));
  if (unknown !== undefined) return `ssh has no ${JSON.stringify(unknown)}, only ${SSH_KEYS.join(', ')}`;
  const { host = name, user, port, identityFile, jump } = ssh;
  if (!isHostName(host)) return 'ssh.host is not the name of a host';
  if (port !== undefined && !isPort(port)) return 'ssh.port is not a port, 1 to 65535';
  for (const [key, value] of Object.entries({ user, identityFile, jump }))
    if (value !== undefined && (!isWord(value) || value === '')) return `ssh.${key} is not a string`;
  return {
    kind: 'ssh',
    destination: {
      host,
      ...(isWord(user) ? { user } : {}),
      ...(port === undefined ? {} : { port }),
      ...(isWord(identityFile) ? { identityFile } : {}),
      ...(isWord(jump) ? { jump } : {}),
    },
  };
}

/** `[user@]host[:port]` with an IPv6 address in brackets, or the same after `ssh://`, as ssh(1) takes them. */
function parseDestination(text: string): HostEntry['reach'] | undefined {
  const match = /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:@\s/]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[2] ?? match?.[3];
  const port = match?.[4] === undefined ? undefined : Number(match[4]);
  if (!isHostName(host) || (port !== undefined && !isPort(port))) return undefined;
  const user = match?.[1];
  const destination = { host, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) };
  return { kind: 'ssh', destination };
}

const DAY_MS = 24 * 3_600_000;

/** Milliseconds of a whole number of seconds, minutes or hours: `30s`, `10m`, `2h`; null for anything else. */
function readKeepAlive(value: unknown): number | null {
  const ms = typeof value === 'string' && /^\d{1,5}[smh]$/.test(value) ? parseDuration(value) : undefined;
  return ms !== undefined && ms >= 1000 && ms <= DAY_MS ? ms : null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isWord = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0');
const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
/** What begins with a dash would be an option wherever it meets a command line. */
const isHostName = (value: unknown): value is string => isWord(value) && /^[^\s-]\S*$/.test(value);
