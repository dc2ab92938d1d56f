import type { Text } from '../words.ts';
import { type Host, HostError } from './host.ts';
import { type HostEntry, type Reach, readHostEntries } from './hosts-setting.ts';
import { sayHost } from './words.ts';

/** A host that can be opened: a machine, or a sandbox on one. Plain data. */
export interface CatalogHost {
  /** 'sandbox', 'local', 'ssh:NAME', 'command:NAME', 'sandbox@ssh:NAME', 'sandbox@command:NAME' */
  readonly id: string;
  /** What a person calls it: 'lab-vm', 'Sandbox on lab-vm'. */
  readonly label: Text;
  readonly reach: Reach;
  readonly sandbox: boolean;
  readonly become: 'sudo' | 'none';
  /** How long the processes continue when the connection is lost. Absent: they end. */
  readonly keepAliveMs?: number;
}

/** Whether a host has the network of a machine, so that what cells change there stays: the one answer to that. */
export function isReal(host: Pick<Host, 'sandboxed'> | Pick<CatalogHost, 'sandbox'>): boolean {
  return !('sandbox' in host ? host.sandbox : host.sandboxed);
}

/** All hosts that can be named, in the order in which to offer them. Plain data. */
export interface Catalog {
  readonly hosts: readonly CatalogHost[];
  /** What could not be understood in its sources: sentences for the user. */
  readonly problems: readonly string[];
  /** The SSH configuration that is read instead of the usual one. */
  readonly sshConfig?: string;
  /** Where hosts are added, if not in the setting. */
  readonly hostsFile?: string;
}

/** What a catalog is made from. */
export interface CatalogSources {
  /** The value of the setting `netlab.hosts`. */
  readonly hosts?: unknown;
  /** The names of the SSH configuration. */
  readonly sshNames?: readonly string[];
  /** The file with those names, if not the usual one. */
  readonly sshConfig?: string | undefined;
  /** The file that `hosts` is from, if not the setting. */
  readonly hostsFile?: string;
}

/** The two hosts that are always there. */
const BUILT_IN: readonly CatalogHost[] = [
  { id: 'sandbox', label: sayHost('sandbox'), reach: { kind: 'local' }, sandbox: true, become: 'none' },
  { id: 'local', label: sayHost('local'), reach: { kind: 'local' }, sandbox: false, become: 'sudo' },
];

/** The hosts of these sources. Where the setting and the SSH configuration have the same name, the setting counts. */
export function makeCatalog({ hosts, sshNames = [], sshConfig, hostsFile }: CatalogSources = {}): Catalog {
  const { entries, problems } = readHostEntries(hosts);
  const taken = new Set(entries.map(idOf));
  const fromSsh = [...new Set(sshNames)]
    .map((name): HostEntry => ({ name, reach: { kind: 'ssh', destination: { host: name } }, become: 'sudo' }))
    .filter((entry) => !taken.has(idOf(entry)));
  return {
    hosts: [...BUILT_IN, ...[...entries, ...fromSsh].flatMap(hostsOf)],
    problems,
    ...(sshConfig === undefined ? {} : { sshConfig }),
    ...(hostsFile === undefined ? {} : { hostsFile }),
  };
}

const idOf = ({ name, reach }: HostEntry) => `${reach.kind}:${name}`;

/** The machine itself, and a sandbox on it. */
function hostsOf(entry: HostEntry): CatalogHost[] {
  const { name, reach, become, keepAliveMs } = entry;
  const id = idOf(entry);
  const kept = keepAliveMs === undefined ? {} : { keepAliveMs };
  return [
    { id, label: name, reach, sandbox: false, become, ...kept },
    { id: `sandbox@${id}`, label: sayHost('sandbox-on', name), reach, sandbox: true, become: 'none', ...kept },
  ];
}

/**
 * The host that a name means: an id, or NAME and sandbox@NAME without saying how it is reached. Undefined when there
 * is none. Where NAME is both an SSH host and a command host, the one that comes first is meant.
 */
export function findHost({ hosts }: Catalog, name: string): CatalogHost | undefined {
  const exact = hosts.find(({ id }) => id === name);
  if (exact) return exact;
  if (name === 'sandbox@local') return hosts.find(({ id }) => id === 'sandbox');
  const [, sandbox = '', bare = ''] = /^(sandbox@)?(.*)$/s.exec(name) ?? [];
  return hosts.find(({ id }) => [`${sandbox}ssh:${bare}`, `${sandbox}command:${bare}`].includes(id));
}

/** The id of what a name means, or the name itself when nobody knows it. */
export function hostIdOf(catalog: Catalog, name: string): string {
  return findHost(catalog, name)?.id ?? name;
}

/** The same host with a sandbox around what runs there. */
export function sandboxOn(catalog: Catalog, listed: CatalogHost): CatalogHost {
  return findHost(catalog, `sandbox@${listed.id}`) ?? listed;
}

/** How many names a message lists. */
const LISTED = 20;

/** That there is no such host, with those that there are. */
export function unknownHost({ hosts, sshConfig, hostsFile }: Catalog, name: string): HostError {
  const machines = hosts.filter(({ sandbox, reach }) => !sandbox || reach.kind === 'local').map(({ id }) => id);
  const more = machines.length > LISTED ? [sayHost('more-hosts', machines.length - LISTED)] : [];
  const listed = [...machines.slice(0, LISTED), ...more];
  return new HostError(
    sayHost('no-host', JSON.stringify(name)),
    sayHost('choose-host', listed, sshConfig ?? '~/.ssh/config', hostsFile ?? sayHost('hosts-setting')),
  );
}
