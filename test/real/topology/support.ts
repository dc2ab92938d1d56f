import { expect, onTestFinished } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import { type LiveTopology, openLiveTopology } from '../../../src/discovery/live-topology.ts';
import type { Host } from '../../../src/hosts/host.ts';
import type { Change } from '../../../src/topology/change.ts';
import type { Neighbour, Topology } from '../../../src/topology/model.ts';
import { canonical } from '../../unit/topology/apply.ts';
import { sh, until } from '../hosts/support.ts';

export interface Followed {
  readonly live: LiveTopology;
  /** All that was told since the full picture. */
  readonly changes: Change[];
  /** How often something was told since then. */
  readonly times: () => number;
}

/** Follows the host until the test is over; returns when the full picture is there. */
export async function follow(host: Host): Promise<Followed> {
  const live = openLiveTopology(host);
  onTestFinished(() => live.dispose());
  const changes: Change[] = [];
  let times = 0;
  let full = false;
  live.onChange((topology, told) => {
    if (full) times++;
    if (full) changes.push(...told);
    full ||= topology?.extent === 'full';
  });
  expect(await until(() => full, 15_000)).toBe(true);
  return { live, changes, times: () => times };
}

/** What is there changes its neighbours' states by itself, and not each time with an event. */
function steady(topology: Topology): unknown {
  const state = ({ state: _, ...neighbour }: Neighbour): Neighbour => ({ ...neighbour, dst: neighbour.dst });
  return canonical({
    ...topology,
    netns: topology.netns.map((netns) => ({ ...netns, neighbours: netns.neighbours.map(state) })),
  });
}

/** The live model comes to be what a fresh snapshot is. */
export async function expectSame(host: Host, live: LiveTopology): Promise<void> {
  await live.refresh();
  let [ours, fresh]: [unknown, unknown] = [undefined, undefined];
  await until(async () => {
    fresh = steady(await readTopology(host));
    ours = live.current && steady(live.current);
    return JSON.stringify(ours) === JSON.stringify(fresh);
  }, 15_000);
  expect(ours).toEqual(fresh);
}

/** Runs a shell script on the host. Throws when it fails or says anything. */
export async function ok(host: Host, script: string): Promise<void> {
  const { code, err } = await sh(host, `set -e\n${script}`, 30_000);
  if (code !== 0 || err !== '') throw new Error(`status ${code}: ${err}`);
}

/** A line of shell that starts a process with these sockets: 'tcp 0.0.0.0:80', 'udp [::1]:53', 'tcp [::]:81 v6only', 'tcp 0.0.0.0:82 dev lo'. */
export const serve = (...sockets: readonly string[]): string =>
  `perl -MSocket=:all -e '${SERVE}' ${sockets.map((socket) => `'${socket}'`).join(' ')} >/run/served 2>&1 & until [ -s /run/served ]; do sleep 0.01; done; : >/run/served`;

const SERVE = `$| = 1;
  for (@ARGV) {
    my ($proto, $six, $four, $port, $only, $dev, $to) = /^(\\w+) (?:\\[(.*)\\]|(.*)):(\\d+)( v6only)?(?: dev (\\S+))?(?: to (\\d+))?$/ or die;
    socket(my $s, $six ? AF_INET6 : AF_INET, $proto eq "tcp" ? SOCK_STREAM : SOCK_DGRAM, 0) or die $!;
    setsockopt($s, IPPROTO_IPV6, IPV6_V6ONLY, $only ? 1 : 0) or die $! if $six;
    setsockopt($s, SOL_SOCKET, 15, 1) or die $!; # SO_REUSEPORT
    setsockopt($s, SOL_SOCKET, 25, "$dev\\0") or die $! if $dev; # SO_BINDTODEVICE
    bind($s, $six ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $six)) : pack_sockaddr_in($port, inet_aton($four))) or die $!;
    $proto eq "tcp" ? listen($s, 1) || die $! : $to && connect($s, pack_sockaddr_in($to, inet_aton("127.0.0.1")));
    push @all, $s;
  }
  print "1"; close STDOUT; sleep 1000`;

/** The reading programs that run on the host, by process id as the host counts. */
export async function readers(host: Host): Promise<string[]> {
  const { out } = await sh(host, 'grep -lx netlab-topology /proc/[0-9]*/comm');
  return out
    .split('\n')
    .filter(Boolean)
    .map((file) => file.split('/')[2] ?? '');
}
