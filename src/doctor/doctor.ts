import { type Host, HostError } from '../hosts/host.ts';
import { openProcesses } from '../hosts/processes.ts';
import { judgeRefusal, type NamespaceFacts, parseNamespaceFacts } from '../hosts/sandbox-refusal.ts';
import { inWords } from '../words.ts';
import type { Check } from './check.ts';
import { installCommand, type Manager, managerOf, type PackageName } from './packages.ts';
import { type Findings, LINK_TYPES, MODULES, PROBE_ARGV, parseFindings } from './probe.ts';

/** Milliseconds: a slow machine is no failure. */
const PROBE_TIMEOUT_MS = 30_000;

const UTIL_LINUX = 'util-linux';
const IPROUTE: PackageName = {
  apt: 'iproute2',
  dnf: 'iproute',
  pacman: 'iproute2',
  apk: 'iproute2',
  zypper: 'iproute2',
};
const IPTABLES: PackageName = {
  apt: 'iptables',
  dnf: 'iptables-nft',
  pacman: 'iptables',
  apk: 'iptables',
  zypper: 'iptables',
};
const PING: PackageName = { apt: 'iputils-ping', dnf: 'iputils', pacman: 'iputils', apk: 'iputils', zypper: 'iputils' };
const PROCPS: PackageName = { apt: 'procps', dnf: 'procps-ng', pacman: 'procps-ng', apk: 'procps', zypper: 'procps' };
const UIDMAP: PackageName = {
  apt: 'uidmap',
  dnf: 'shadow-utils',
  pacman: 'shadow',
  apk: 'shadow-uidmap',
  zypper: 'shadow',
};
const DIG: PackageName = {
  apt: 'dnsutils',
  dnf: 'bind-utils',
  pacman: 'bind',
  apk: 'bind-tools',
  zypper: 'bind-utils',
};
const CONNTRACK: PackageName = {
  apt: 'conntrack',
  dnf: 'conntrack-tools',
  pacman: 'conntrack-tools',
  apk: 'conntrack-tools',
  zypper: 'conntrack-tools',
};
const PYTHON: PackageName = { apt: 'python3', dnf: 'python3', pacman: 'python', apk: 'python3', zypper: 'python3' };

/** A program that labs run: name, package, why, and whether the sample lab needs it. */
const PROGRAMS: readonly (readonly [string, PackageName, string, boolean?])[] = [
  ['unshare', UTIL_LINUX, 'makes the sandbox', true],
  ['nsenter', UTIL_LINUX, 'enters the sandbox', true],
  ['setsid', UTIL_LINUX, 'lets a cell be stopped as a whole', true],
  ['mount', UTIL_LINUX, 'gives the sandbox its own /etc and /run', true],
  ['bash', 'bash', 'runs the cells', true],
  ['ip', IPROUTE, 'makes namespaces, links, addresses and routes', true],
  ['iptables', IPTABLES, 'does NAT in the sample lab', true],
  ['ping', PING, 'shows whether an answer comes', true],
  ['arp', 'net-tools', 'shows neighbours in the sample lab', true],
  ['route', 'net-tools', 'shows routes in the sample lab', true],
  ['sysctl', PROCPS, 'turns forwarding on', true],
  ['bridge', IPROUTE, 'shows bridge ports and forwarding tables'],
  ['nft', 'nftables', 'shows all of the firewall in the tree, and for labs that use nftables'],
  ['python3', PYTHON, 'the web server of the port-forwarding lab'],
  ['curl', 'curl', 'asks web servers'],
  ['tcpdump', 'tcpdump', 'for labs that watch packets'],
  ['newuidmap', UIDMAP, 'gives the sandbox more than one user id, which tcpdump and su need'],
  ['pasta', 'passt', 'for “internet: real”'],
  ['dig', DIG, 'for labs about names'],
  ['traceroute', 'traceroute', 'for labs about paths'],
  ['ethtool', 'ethtool', 'for labs about link features'],
  ['conntrack', CONNTRACK, 'for labs that watch NAT'],
];

/** What the kernel and the programs must do together: trial, label, why, and whether the sample lab needs it. */
const TRIALS: readonly (readonly [string, string, string, boolean?])[] = [
  ['netns', 'ip netns add', 'makes named network namespaces', true],
  ['veth', 'link type veth', 'the cables of a lab', true],
  ['bridge', 'link type bridge', 'the switch of a lab', true],
  ['nat', 'iptables nat table', 'NAT in the sample lab', true],
  ['ping', 'ping inside a sandbox', 'shows whether an answer comes', true],
  ['nft', 'nftables inside a sandbox', 'for labs that use nftables'],
  ...LINK_TYPES.map((type) => [type, `link type ${type}`, `for labs that use ${type}`] as const),
];

/** The program that a trial is about, where it is not `ip`: without it, its absence is said once. */
const PROGRAM_OF: Readonly<Record<string, string>> = { nat: 'iptables', ping: 'ping', nft: 'nft' };

/**
 * What a host has and lacks for labs, by one command on it that changes nothing. The host is the machine itself, not a
 * sandbox: it works where none can be had. Throws HostError only when the host cannot run `sh`.
 */
export async function checkHost(host: Host): Promise<Check[]> {
  const { stdout } = await host.run(PROBE_ARGV, { timeoutMs: PROBE_TIMEOUT_MS });
  const text = stdout.toString();
  return judge(parseFindings(text), parseNamespaceFacts(text));
}

/** checkHost for the machine that we run on, as the user that we are. */
export async function checkThisMachine(): Promise<Check[]> {
  const host = openProcesses();
  try {
    return await checkHost(host);
  } finally {
    await host.dispose();
  }
}

/** The checks that follow from what was found. Pure. */
export function judge(findings: Findings, facts: NamespaceFacts): Check[] {
  const manager = managerOf(findings.distribution);
  return [
    namespaces(findings, facts),
    ...PROGRAMS.map(([name, from, why, needed]) => program(findings, manager, name, from, why, needed === true)),
    json(findings, manager),
    ...TRIALS.filter(([name]) => findings.trials.has(name) && findings.programs.has(PROGRAM_OF[name] ?? 'ip')).map(
      ([name, label, why, needed]) => trial(findings, name, label, why, needed === true),
    ),
  ];
}

function namespaces(findings: Findings, facts: NamespaceFacts): Check {
  const why = 'the sandbox needs no root because of them';
  const base = { id: 'namespaces', label: 'user namespaces', why };
  const users = findings.trials.get('users');
  if (users === undefined && findings.trials.get('namespaces') === undefined) {
    return { ...base, state: 'ok', ...(facts.uid === 0 ? { found: 'and we are root' } : {}) };
  }
  if (facts.uid === 0 && findings.trials.get('namespaces') === undefined) {
    return { ...base, state: 'optional', found: 'forbidden; as root the sandbox does without' };
  }
  const verdict = judgeRefusal({ ...facts, uid: facts.uid === 0 ? -1 : facts.uid }, users ?? 'unshare failed');
  const remedy = verdict instanceof HostError && verdict.remedy ? inWords(verdict.remedy) : undefined;
  const found = verdict instanceof HostError ? verdict.message : users;
  return {
    ...base,
    state: 'missing',
    ...(found === undefined ? {} : { found }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function program(
  { programs, versions }: Findings,
  manager: Manager | undefined,
  name: string,
  from: PackageName,
  why: string,
  needed: boolean,
): Check {
  const found = versions.get(name);
  const base = { id: name, label: name, why, ...(found === undefined ? {} : { found }) };
  if (programs.has(name)) return { ...base, state: 'ok' };
  return { id: name, label: name, why, state: needed ? 'missing' : 'optional', remedy: installCommand(manager, from) };
}

function json({ programs, trials }: Findings, manager: Manager | undefined): Check {
  const base = { id: 'json', label: 'ip -json', why: 'the live picture is read from it' };
  if (programs.has('ip') && trials.has('json') && trials.get('json') === undefined) return { ...base, state: 'ok' };
  return { ...base, state: 'missing', found: 'this ip does not print JSON', remedy: installCommand(manager, IPROUTE) };
}

function trial({ trials }: Findings, name: string, label: string, why: string, needed: boolean): Check {
  const reason = trials.get(name);
  const base = { id: `try-${name}`, label, why };
  if (reason === undefined) return { ...base, state: 'ok' };
  const remedy = remedyOf(name, reason);
  return {
    ...base,
    state: needed ? 'missing' : 'optional',
    found: reason,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function remedyOf(name: string, reason: string): string | undefined {
  if (name === 'tun' && reason.startsWith('open: Permission')) return 'sudo chmod a+rw /dev/net/tun';
  return LINK_TYPES.includes(name) ? `sudo modprobe ${MODULES[name] ?? name}` : undefined;
}
