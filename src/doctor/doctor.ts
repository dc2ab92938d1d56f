import { type Host, HostError } from '../hosts/host.ts';
import { loadCommand } from '../hosts/link-types.ts';
import { openProcesses } from '../hosts/processes.ts';
import { judgeRefusal, type NamespaceFacts, parseNamespaceFacts } from '../hosts/sandbox/sandbox-refusal.ts';
import type { Said, Text } from '../words.ts';
import type { Check } from './check.ts';
import { installCommand, type Manager, managerOf, type PackageName } from './package-managers.ts';
import { type Findings, LINK_TYPES, PROBE_ARGV, parseFindings } from './probe.ts';
import { IPROUTE, PROGRAMS } from './programs.ts';
import { type Need, sayOfCheck } from './words.ts';

/** Milliseconds: a slow machine is no failure. */
const PROBE_TIMEOUT_MS = 30_000;

/** What the kernel and the programs must do together: trial, label, what for, and whether the sample lab needs it. */
const TRIALS: readonly (readonly [name: string, label: Text, why: Said, needed?: boolean])[] = [
  ['netns', 'ip netns add', sayOfCheck('try-netns'), true],
  ['veth', sayOfCheck('link-type', 'veth'), sayOfCheck('try-veth'), true],
  ['bridge', sayOfCheck('link-type', 'bridge'), sayOfCheck('try-bridge'), true],
  ['nat', sayOfCheck('nat-table'), sayOfCheck('try-nat'), true],
  ['ping', sayOfCheck('ping-inside'), sayOfCheck('try-ping'), true],
  ['nft', sayOfCheck('nft-inside'), sayOfCheck('try-nft')],
  ...LINK_TYPES.map((type) => [type, sayOfCheck('link-type', type), sayOfCheck('try-link', type)] as const),
];

/** The program that a trial is about, where it is not `ip`: without it, its absence is said once. */
const PROGRAM_OF: Readonly<Record<string, string>> = { nat: 'iptables', ping: 'ping', nft: 'nft' };

/**
 * What a host has and lacks for labs, by one command on it that changes nothing. The host is the machine itself, not a
 * sandbox: it works where none is available. Throws HostError only when the host cannot run `sh`.
 */
export async function checkHost(host: Host): Promise<Check[]> {
  const { stdout } = await host.run(PROBE_ARGV, { timeoutMs: PROBE_TIMEOUT_MS });
  const text = stdout.toString();
  return checksOf(parseFindings(text), parseNamespaceFacts(text));
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
export function checksOf(findings: Findings, facts: NamespaceFacts): Check[] {
  const manager = managerOf(findings.distribution);
  return [
    namespaces(findings, facts),
    ...PROGRAMS.map(([name, from, needed]) => program(findings, manager, name, from, needed === true)),
    json(findings, manager),
    ...TRIALS.filter(([name]) => findings.trials.has(name) && findings.programs.has(PROGRAM_OF[name] ?? 'ip')).map(
      ([name, label, why, needed]) => trial(findings, name, label, why, needed === true),
    ),
  ];
}

function namespaces(findings: Findings, facts: NamespaceFacts): Check {
  const base = { id: 'namespaces', label: sayOfCheck('user-namespaces'), why: sayOfCheck('namespaces') };
  const users = findings.trials.get('users');
  if (users === undefined && findings.trials.get('namespaces') === undefined) {
    return { ...base, state: 'ok', ...(facts.uid === 0 ? { found: sayOfCheck('as-root') } : {}) };
  }
  if (facts.uid === 0 && findings.trials.get('namespaces') === undefined) {
    return { ...base, state: 'optional', found: sayOfCheck('root-without') };
  }
  const verdict = judgeRefusal({ ...facts, uid: facts.uid === 0 ? -1 : facts.uid }, users || 'unshare failed');
  const remedy = verdict instanceof HostError ? verdict.remedy : undefined;
  const found = verdict instanceof HostError ? verdict.what : users;
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
  name: Need,
  from: PackageName,
  needed: boolean,
): Check {
  const found = versions.get(name);
  const base = { id: name, label: name, why: sayOfCheck(name) };
  if (programs.has(name)) return { ...base, state: 'ok', ...(found === undefined ? {} : { found }) };
  return { ...base, state: needed ? 'missing' : 'optional', remedy: installCommand(manager, from) };
}

function json({ programs, trials }: Findings, manager: Manager | undefined): Check {
  const base = { id: 'json', label: 'ip -json', why: sayOfCheck('json') };
  if (programs.has('ip') && trials.has('json') && trials.get('json') === undefined) return { ...base, state: 'ok' };
  return { ...base, state: 'missing', found: sayOfCheck('no-json'), remedy: installCommand(manager, IPROUTE) };
}

function trial({ trials }: Findings, name: string, label: Text, why: Said, needed: boolean): Check {
  const reason = trials.get(name);
  const base = { id: `try-${name}`, label, why };
  if (reason === undefined) return { ...base, state: 'ok' };
  const remedy = remedyOf(name, reason);
  return {
    ...base,
    state: needed ? 'missing' : 'optional',
    found: reason || sayOfCheck('failed'),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function remedyOf(name: string, reason: string): string | undefined {
  if (name === 'tun' && reason.startsWith('open: Permission')) return 'sudo chmod a+rw /dev/net/tun';
  return LINK_TYPES.includes(name) ? loadCommand([name]) : undefined;
}
