import { readTopology } from '../src/discovery/collection.ts';
import { flowOf } from '../src/explain/arguments.ts';
import { openHost } from '../src/hosts/open.ts';
import { watch } from '../src/watch/watch.ts';
import { type Figure, inTurn, ms } from './figure.ts';

const NETWORK = `set -e
for n in a b; do ip netns add $n; ip link add v$n type veth peer name eth0 netns $n; ip link set v$n up; ip -n $n link set eth0 up; done
ip addr add 10.0.0.254/24 dev va; ip addr add 10.1.0.254/24 dev vb
ip -n a addr add 10.0.0.1/24 dev eth0; ip -n b addr add 10.1.0.1/24 dev eth0
ip -n a route add default via 10.0.0.254
sysctl -qw net.ipv4.ip_forward=1; iptables -t nat -A POSTROUTING -o vb -j MASQUERADE`;
const TARGET = '10.1.0.1';

export const watching: Figure = {
  name: 'watch',
  what: 'watch, a ping through three namespaces, the topology at hand',
  against: 'the ping alone',
  aim: '≤ + 300 ms',
  measure: async () => {
    const host = await openHost('sandbox');
    try {
      const { exitCode, stderr } = await host.run(['sh', '-c', NETWORK]);
      if (exitCode !== 0) throw new Error(`${stderr}`);
      const topology = await readTopology(host);
      const flow = flowOf(topology, { from: 'a', to: TARGET, protocol: 'icmp' });
      const { ours, against } = await inTurn(
        20,
        3,
        async () => {
          const { outcome } = await watch(host, topology, flow);
          if (outcome.kind !== 'answered') throw new Error(`it was not answered: ${outcome.kind}`);
        },
        () => host.run(['ip', 'netns', 'exec', 'a', 'ping', '-c', '1', '-W', '2', TARGET]),
      );
      return { ours: `${ms(ours)} (+ ${ms(ours - against)})`, against: ms(against), ratio: ours / against };
    } finally {
      await host.dispose();
    }
  },
};
