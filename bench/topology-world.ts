import type { Host } from '../src/hosts/host.ts';
import { openHost } from '../src/hosts/open.ts';

/** In each namespace, with its number as $1. */
const INSIDE = `printf '%s\\n' 'link set lo up' 'link set eth0 addrgenmode none' 'link set eth0 up' \
  "addr add 10.0.$(($1 / 250)).$(($1 % 250 + 1))/16 dev eth0" 'route add default via 10.0.200.1' | ip -batch -`;

/**
 * A sandbox with so many named namespaces, each with a veth to one bridge, an address and a default route. Without IPv6 on
 * the veths, since a bridge of 1,000 ports would be long busy with its multicasts. The caller disposes it.
 */
export async function namespaces(count: number): Promise<Host> {
  const host = await openHost('sandbox', { internet: 'none' });
  await buildNamespaces(host, count);
  return host;
}

/** So many named namespaces, each with a veth to one bridge. */
export async function buildNamespaces(host: Host, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const lines = [
    // Else each port tells of itself once more 15 s after it came up, and a change waits for that to be read.
    'link add br0 type bridge forward_delay 0',
    'link set br0 addrgenmode none',
    'link set br0 up',
    ...numbers.map((n) => `netns add n${n}`),
    ...numbers.flatMap((n) => [
      `link add v${n} type veth peer name eth0 netns n${n}`,
      `link set v${n} addrgenmode none`,
      `link set v${n} master br0 up`,
    ]),
  ];
  const { exitCode, stderr } = await host.run(['ip', '-force', '-batch', '-'], {
    input: `${lines.join('\n')}\n`,
    timeoutMs: 600_000,
  });
  if (exitCode !== 0) throw new Error(`building ${count} namespaces: ${stderr}`);
  await host.run(
    ['sh', '-c', `seq ${count} | xargs -P"$(nproc)" -I{} nsenter --net=/run/netns/n{} sh -c "$0" sh {}`, INSIDE],
    { timeoutMs: 600_000 },
  );
}

const BATCH = "printf 'addr show\\nroute show table all\\nneigh show\\nrule show\\n' >/run/batch; cd /run/netns;";

/** Ways to read all the namespaces of a host with a shell. All print JSON, but the last. */
export const WAYS = {
  /** The quickest with iproute2. */
  floor: `${BATCH} ip -j -d -batch /run/batch
    printf '%s\\0' * | xargs -0 -P"$(nproc)" -I{} nsenter --net={} ip -j -d -batch /run/batch`,
  loop: `${BATCH} ip -j -d -batch /run/batch; for n in *; do ip -n "$n" -j -d -batch /run/batch; done`,
  /** Only the root netns. */
  hostOnly: 'ip -j -d link; ip -j netns list-id',
  /** One namespace. */
  one: `${BATCH} nsenter --net=n1 ip -j -d -batch /run/batch`,
  plotnetcfg: 'plotnetcfg -f json',
} as const;

/** Runs it, and takes all that it prints. Throws when it fails. */
export async function take(host: Host, script: string): Promise<number> {
  const { exitCode, stdout, stderr, cut } = await host.run(['bash', '-c', script], {
    timeoutMs: 600_000,
    maxBytes: 1 << 28,
  });
  if (exitCode !== 0 || cut) throw new Error(`${script}: ${stderr}`);
  return stdout.length;
}
