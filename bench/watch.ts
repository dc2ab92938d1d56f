import { readTopology } from '../src/discovery/collection.ts';
import type { Question } from '../src/explain/arguments.ts';
import type { Host } from '../src/hosts/host.ts';
import { openHost } from '../src/hosts/open.ts';
import { watchIn, watchOn } from '../src/magics/watch.ts';
import type { Topology } from '../src/topology/model.ts';
import type { Watched } from '../src/watch/bundle.ts';
import { type Figure, inTurn, ms } from './figure.ts';

const NETWORK = `set -e
for n in a b; do ip netns add $n; ip link add v$n type veth peer name eth0 netns $n; ip link set v$n up; ip -n $n link set eth0 up; done
ip addr add 10.0.0.254/24 dev va; ip addr add 10.1.0.254/24 dev vb
ip -n a addr add 10.0.0.1/24 dev eth0; ip -n b addr add 10.1.0.1/24 dev eth0
ip -n a route add default via 10.0.0.254
sysctl -qw net.ipv4.ip_forward=1; iptables -t nat -A POSTROUTING -o vb -j MASQUERADE`;
const TARGET = '10.1.0.1';
const QUESTION: Question = { from: 'a', to: TARGET, protocol: 'icmp' };

type Work = (host: Host, topology: Topology) => Promise<Watched>;

const figure = (name: string, what: string, work: Work): Figure => ({
  name,
  what,
  against: 'the ping alone',
  aim: '≤ + 300 ms',
  measure: async () => {
    const host = await openHost('sandbox');
    try {
      const { exitCode, stderr } = await host.run(['sh', '-c', NETWORK]);
      if (exitCode !== 0) throw new Error(`${stderr}`);
      const topology = await readTopology(host);
      const { ours, against } = await inTurn(
        20,
        3,
        async () => {
          const { outcome } = (await work(host, topology)).observation;
          if (outcome.kind !== 'answered') throw new Error(`it was not answered: ${outcome.kind}`);
        },
        () => host.run(['ip', 'netns', 'exec', 'a', 'ping', '-c', '1', '-W', '2', TARGET]),
      );
      return { ours: `${ms(ours)} (+ ${ms(ours - against)})`, against: ms(against), ratio: ours / against };
    } finally {
      await host.dispose();
    }
  },
});

/** What a user waits for, and the part of it that is not the reading of the network. */
export const watching: readonly Figure[] = [
  figure('watch-whole', 'watch, a ping through three namespaces', (host) => watchOn(host, QUESTION)),
  figure('watch-sent', 'the same, the topology at hand', (host, topology) => watchIn(host, topology, QUESTION)),
];
