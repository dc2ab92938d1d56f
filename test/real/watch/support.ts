import { expect } from 'vitest';
import { readQuestion } from '../../../src/explain/arguments.ts';
import { whereOf } from '../../../src/explain/where.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { watchOn } from '../../../src/magics/watch.ts';
import type { Watched } from '../../../src/watch/bundle.ts';
import type { Part, Sighting } from '../../../src/watch/sighting.ts';
import { inWords } from '../../../src/words.ts';
import { faultsOf } from '../../unit/watch/schema.ts';
import { sandbox, sh, until } from '../hosts/support.ts';
import { ok } from '../topology/support.ts';

/** A bridge with two namespaces at its ports, a and b, and beyond a router, the root netns, a third: c. */
const NETWORK = `
ip link set lo up
ip link add br0 type bridge && ip link set br0 up && ip addr add 10.0.0.254/24 dev br0
for n in a b c; do ip netns add $n; ip -n $n link set lo up; ip link add v$n type veth peer name eth0 netns $n; ip link set v$n up; ip -n $n link set eth0 up; done
ip link set va master br0; ip link set vb master br0; ip addr add 10.1.0.254/24 dev vc
ip -n a addr add 10.0.0.1/24 dev eth0; ip -n b addr add 10.0.0.2/24 dev eth0; ip -n c addr add 10.1.0.1/24 dev eth0
ip -n a route add default via 10.0.0.254
sysctl -qw net.ipv4.ip_forward=1`;

/** A sandbox with that network, settled, and with what the script adds to it. */
export async function network(script = ''): Promise<Host> {
  const host = await sandbox();
  await networkOn(host, script);
  return host;
}

export async function networkOn(host: Host, script = ''): Promise<void> {
  await ok(host, `${NETWORK}\n${script}`);
  const ports = async () => (await sh(host, 'bridge link show | grep -c forwarding')).out;
  expect(await until(async () => (await ports()) === '2\n', 10_000)).toBe(true);
}

/** Each of them is what the schema says. */
export async function watched(host: Host, question: string): Promise<Watched> {
  const seen = await watchOn(host, readQuestion(question.split(' ')));
  expect(faultsOf(seen.topology, seen.observation, seen.prediction)).toEqual([]);
  return seen;
}

/** 'a out eth0', of one part of the flow, in their order. */
export const passes = ({ topology, observation: { sightings } }: Watched, part: Part): string[] =>
  sightings
    .filter((one) => one.part === part)
    .map((one) => `${inWords(whereOf(topology, one.netns))} ${one.direction} ${one.ifname}`);

export const bodyOf = ({ headers: { body } }: Sighting) =>
  body?.kind === 'ip' ? `${body.src} → ${body.dst}` : body?.kind;

/** The tables of ours that there are, in all namespaces. */
export async function leftBehind(host: Host): Promise<string> {
  const { out } = await sh(
    host,
    'nft list tables; for n in $(ls /run/netns); do ip netns exec $n nft list tables; done',
  );
  return out
    .split('\n')
    .filter((line) => line.includes('netlab'))
    .join('\n');
}

/** The processes of ours, as the host counts them: what watches first, then its sweeper. */
export async function watchers(host: Host): Promise<string[]> {
  const { out } = await sh(host, 'for c in netlab-watch netlab-sweeper; do grep -lx $c /proc/[0-9]*/comm; done');
  return out
    .split('\n')
    .filter(Boolean)
    .map((file) => file.split('/')[2] ?? '');
}
