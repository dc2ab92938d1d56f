import type { Flow } from '../explain/flow.ts';
import { isLegacy } from '../explain/programs.ts';
import { whereOf } from '../explain/where.ts';
import type { Host, RemoteProcess } from '../hosts/host.ts';
import { howEnded, lastWords } from '../hosts/process-output.ts';
import { inNetns } from '../topology/argv.ts';
import { netnsById } from '../topology/find.ts';
import { chainsOf } from '../topology/firewall/chains.ts';
import { isObject } from '../topology/json.ts';
import type { Netns, Topology } from '../topology/model.ts';
import { type Ip, isOf, readIp } from '../topology/prefix.ts';
import { type Argument, inWords, type Said } from '../words.ts';
import { around } from './around.ts';
import { type Observation, type Outcome, observationOf } from './observation.ts';
import { type Report, readReport } from './reports.ts';
import WATCH from './watch.pl' with { type: 'text' };
import { sayMissing } from './words.ts';

export interface WatchOptions {
  /** How long an answer is waited for; default 2,000. */
  readonly timeoutMs?: number;
  /** How many packets, and how many verdicts of each packet filter, are kept; default 500. */
  readonly most?: number;
}

/** As ping(8) with -W2. */
const TIMEOUT_MS = 2000;
const MOST = 500;
/** So many namespaces are looked into: each takes up to four files of the thousand that a process may mostly have open. */
const MOST_NETNS = 200;
/** Beyond that the program on the host is given up: it ends by itself sooner. */
const GRACE_MS = 10_000;
/** How long it has for taking down what it has put up. */
const END_MS = 2000;

/** Sends the flow for real, once, and tells where its packets were seen. Throws HostError when the host has ended. */
export async function watch(
  host: Host,
  topology: Topology,
  flow: Flow,
  signal?: AbortSignal,
  { timeoutMs = TIMEOUT_MS, most = MOST }: WatchOptions = {},
): Promise<Observation> {
  const all = around(topology, flow.from);
  const netns = all.slice(0, MOST_NETNS);
  const skipped = all.length - netns.length;
  const notes = [
    ...(skipped > 0 ? [sayMissing('too-many', netns.length, all.length)] : []),
    ...netns.filter(hasLegacy).map(({ id }) => sayMissing('legacy', whereOf(topology, id))),
  ];
  const { reports, ended } = await ask(host, request(netns, flow, timeoutMs, most), timeoutMs, signal);
  const ids = reports.some(({ kind }) => kind === 'result') ? netns.map(({ id }) => id) : [];
  const seen = observationOf(topology, flow, ids, reports);
  const found = { ...seen, missing: [...notes, ...seen.missing] };
  if (ended === undefined && seen.outcome.kind !== 'cannot') return found;
  const why = ended ?? ('why' in seen.outcome ? seen.outcome.why : '');
  // What was sent is not sent again.
  if (signal?.aborted || seen.source) return { ...found, outcome: { kind: 'cannot', why: inWords(why) } };
  const lack = isNoPerl(topology) ? sayMissing('perl') : sayMissing('ended', why);
  const { outcome, missing } = await withoutPerl(host, topology, flow, timeoutMs, inWords(why));
  return { ...found, outcome, missing: [...(seen.missing.length > 0 ? [] : [lack]), ...missing, ...found.missing] };
}

/** What reads the network of the host has found that out. */
const isNoPerl = ({ unread }: Topology): boolean => unread.some(({ what }) => what === 'perl');

const hasLegacy = ({ firewall }: Netns): boolean => chainsOf(firewall).some((chain) => isLegacy(firewall, chain));

/** The language of watch.pl. Throws where a flow has no address. */
function request(all: readonly Netns[], flow: Flow, timeoutMs: number, most: number): string {
  const hops = all.flatMap(({ routes }) =>
    routes.flatMap(({ gateway, nexthops = [] }) => [gateway, ...nexthops.map((hop) => hop.gateway)]),
  );
  const addresses = new Set([flow.to, ...hops].flatMap((text) => (text === undefined ? [] : hex(text))));
  const to = hex(flow.to)[0] ?? '';
  const source = flow.source === undefined ? '-' : (hex(flow.source)[0] ?? '-');
  return [
    ...all.map(
      (netns) =>
        `${['netns', netns.id, filters(netns) ? 1 : 0, ...[netns.file, ...filteredLinks(netns)].map(encoded)].join(' ')}`,
    ),
    ...[...addresses].map((address) => `address ${address}`),
    `flow ${flow.protocol} ${to} ${source} ${flow.port ?? 0} ${scopeOf(all, flow)} ${timeoutMs} ${most}`,
    'go\n',
  ].join('\n');
}

const hex = (text: string): string[] => {
  const ip: Ip | undefined = readIp(text);
  return ip ? [ip.value.toString(16).padStart(ip.family === 'inet' ? 8 : 32, '0')] : [];
};

/** Link-local addresses are reached by a link (RFC 4007): the one that is up. */
function scopeOf([from]: readonly Netns[], { to }: Flow): number {
  const ip = readIp(to);
  if (ip?.family !== 'inet6' || !isOf('linkLocal', ip)) return 0;
  const up = from?.links.filter(({ flags }) => flags.includes('LOWER_UP') && !flags.includes('LOOPBACK')) ?? [];
  return up[0]?.ifindex ?? 0;
}

/** Whether a packet filter could take something; where that could not be read, it is looked at. */
const filters = ({ firewall }: Netns): boolean =>
  firewall.nft === undefined || firewall.nft.some(({ chain }) => isObject(chain) && 'hook' in chain);

/** Those at which a chain of the family netdev takes what comes in. */
const filteredLinks = ({ firewall }: Netns): string[] => [
  ...new Set(
    chainsOf(firewall).flatMap(({ family, hook }) =>
      family === 'netdev' && hook?.name === 'ingress' ? (hook.devices ?? []) : [],
    ),
  ),
];

const encoded = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) =>
      /[\w./:]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');

interface Asked {
  readonly reports: readonly Report[];
  /** Why it ended before it was done. */
  readonly ended?: Argument;
}

/** Resolves when all has been taken down on the host. */
async function ask(host: Host, request: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<Asked> {
  const process = host.spawn(['perl', '-e', WATCH], { whileConnected: true });
  const complaint = lastWords(process.stderr);
  const end = () => void endGently(process);
  const timer = setTimeout(end, timeoutMs + GRACE_MS).unref();
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  // It may have ended already.
  process.stdin.on('error', () => {});
  process.stdin.write(request);
  try {
    const reports = await reportsOf(process);
    if (reports.at(-1)?.kind === 'done') return { reports };
    const status = await process.exited;
    return { reports, ended: complaint().trim() || (status.lost ?? howEnded(status)) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    process.stdin.end();
  }
}

/** At the end of its input it takes down what it has put up. */
async function endGently(process: RemoteProcess): Promise<void> {
  process.stdin.end();
  const timer = setTimeout(() => void process.signal('SIGKILL'), END_MS).unref();
  await process.exited;
  clearTimeout(timer);
}

function reportsOf(process: RemoteProcess): Promise<Report[]> {
  const reports: Report[] = [];
  let rest = '';
  let littleEndian = true;
  return new Promise((resolve) => {
    process.stdout.setEncoding('latin1');
    process.stdout.on('data', (chunk: string) => {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const report = readReport(line, littleEndian);
        if (report?.kind === 'machine') ({ littleEndian } = report);
        if (report) reports.push(report);
        if (report?.kind === 'done') resolve(reports);
      }
    });
    process.stdout.once('close', () => resolve(reports));
  });
}

interface Plain {
  readonly outcome: Outcome;
  readonly missing: readonly Said[];
}

/** What programs that most hosts have can tell: whether it is answered. `why`: what became of Perl's. */
async function withoutPerl(host: Host, topology: Topology, flow: Flow, timeoutMs: number, why: string): Promise<Plain> {
  const netns = netnsById(topology, flow.from);
  if (!netns) throw new Error(`no netns of this topology: ${flow.from}`);
  const seconds = `${Math.ceil(timeoutMs / 1000)}`;
  // bash(1) sends no datagrams, and binds to no address.
  if (flow.protocol === 'udp' || (flow.protocol === 'tcp' && flow.source !== undefined)) {
    const isLacking = isNoPerl(topology);
    const said = sayMissing(flow.protocol === 'udp' ? 'no-udp' : 'no-source');
    return {
      outcome: { kind: 'cannot', why: isLacking ? 'perl is not installed' : why },
      missing: isLacking ? [said] : [],
    };
  }
  const source = flow.source === undefined ? [] : ['-I', flow.source];
  const argv =
    flow.protocol === 'icmp'
      ? inNetns(netns, 'ping', '-n', '-c', '1', '-W', seconds, ...source, flow.to)
      : // bash(1), "REDIRECTION": it connects by itself.
        inNetns(netns, 'timeout', seconds, 'bash', '-c', 'exec 3<>"/dev/tcp/$1/$2"', 'bash', flow.to, `${flow.port}`);
  const { exitCode, stdout, stderr } = await host.run(argv, { timeoutMs: timeoutMs + GRACE_MS });
  if (exitCode === 0) return { outcome: { kind: 'answered' }, missing: [] };
  const words = `${stderr}`.trim().split('\n').at(-1) ?? '';
  const said = `${stdout}`.split('\n').find((line) => /nreachable|exceeded/.test(line));
  const failed = said ?? words.replace(/^.*?: (?=[^:]*$)/, '');
  if (exitCode === 126 || exitCode === 127) return { outcome: { kind: 'cannot', why: words }, missing: [] };
  return { outcome: failed === '' ? { kind: 'silent' } : { kind: 'error', why: failed }, missing: [] };
}
