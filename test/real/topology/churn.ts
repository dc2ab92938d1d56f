import type { Host } from '../../../src/hosts/host.ts';
import { randomFrom } from '../../random.ts';
import { sh } from '../hosts/support.ts';
import { expectSame, follow } from './support.ts';

const SPACES = ['a', 'b', 'c d', '-x', 'e'];
const LINKS = ['v0', 'v1', 'w0', 'w1', 'br0', 'br1', 'eth0', 'q"q'];

/** A shell line that changes the network somewhere. Often it fails for want of what it changes: that is no matter. */
function randomLine(next: (below: number) => number): string {
  const one = (of: readonly string[]): string => of[next(of.length)] ?? '';
  const space = `'${one(SPACES)}'`;
  const link = `'${one(LINKS)}'`;
  const other = `'${one(LINKS)}'`;
  const bridge = one(['br0', 'br1']);
  const at = next(3) === 0 ? '' : `nsenter --net=/run/netns/${space} `;
  const address =
    next(4) === 0 ? `2001:db8::${next(9)}/64` : `10.${next(3)}.0.${1 + next(5)}/${one(['8', '24', '32'])}`;
  const verb = one(['add', 'add', 'del']);
  const table = one(['100', 'main']);
  return one([
    `ip netns add ${space}`,
    `ip netns add ${space}`,
    `ip netns del ${space}`,
    `${at}ip link add name ${link} type veth peer name ${other}`,
    `${at}ip link add name ${link} type veth peer name ${other} netns ${space}`,
    `${at}ip link add name ${bridge} type bridge`,
    `${at}ip link del dev ${link}`,
    `${at}ip link set dev ${link} netns ${space}`,
    `${at}ip link set dev ${link} master ${bridge}`,
    `${at}ip link set dev ${link} nomaster`,
    `${at}ip link set dev ${link} up`,
    `${at}ip link set dev ${link} up`,
    `${at}ip link set dev ${link} down`,
    `${at}ip link set dev ${link} mtu ${one(['1300', '1400', '1500'])}`,
    `${at}ip link set dev ${link} name ${other}`,
    `${at}ip addr ${verb} ${address} dev ${link}`,
    `${at}ip addr ${verb} ${address} dev ${link}`,
    `${at}ip addr flush dev ${link}`,
    `${at}ip -6 route ${verb} 2001:db8:${next(3)}::/48 dev ${link}`,
    `${at}ip route ${verb} 10.${next(9)}.0.0/16 dev ${link}`,
    `${at}ip route ${verb} default via 10.0.0.${1 + next(5)}`,
    `${at}ip route ${verb} ${one(['blackhole', 'unreachable'])} 10.9${next(3)}.0.0/16 table ${table}`,
    `${at}ip route ${verb} 10.8.0.0/16 nexthop via 10.0.0.1 nexthop via 10.0.0.2`,
    `${at}ip ${one(['-4', '-6'])} rule ${verb} pref ${100 + next(3)} lookup ${table}`,
    `${at}ip neigh ${one(['replace', 'del'])} 10.0.0.${1 + next(5)} lladdr 02:00:00:00:00:0${next(9)} dev ${link}`,
    `${at}sysctl -qw net.ipv4.ip_forward=${next(2)}`,
    `${at}sysctl -qw net.ipv4.conf.all.route_localnet=${next(2)}`,
    `${at}iptables -t nat -${one(['A', 'D'])} POSTROUTING -s 10.${next(3)}.0.0/16 -j MASQUERADE`,
    `${at}nft ${one(['add', 'delete'])} table inet t${next(2)}`,
  ]);
}

/**
 * Changes the network at random for so many seconds, with pauses: in each, the live model must come to be what a fresh
 * snapshot is. Returns how many changes were told. Throws with the seed in the message.
 */
export async function churn(host: Host, seconds: number, seed: number): Promise<number> {
  const next = randomFrom(seed);
  const end = performance.now() + seconds * 1000;
  const { live, changes } = await follow(host);
  try {
    while (performance.now() < end) {
      const lines = Array.from({ length: 20 + next(60) }, () => `${randomLine(next)} 2>/dev/null`);
      await sh(host, lines.join('\n'), 60_000);
      await expectSame(host, live);
    }
  } catch (error) {
    throw new Error(`churn with seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  await live.dispose();
  return changes.length;
}
