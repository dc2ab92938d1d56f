import { expect, test } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import { whereOf } from '../../../src/explain/where.ts';
import { watchIn } from '../../../src/magics/watch.ts';
import { inWords } from '../../../src/words.ts';
import { sandbox } from '../hosts/support.ts';
import { ok } from '../topology/support.ts';

/** Two routers in a row, a switch, a macvlan, a tunnel between the ends, and translation on the way. */
const NETWORK = `
ip link set lo up
for n in a b c d r m; do ip netns add $n; ip -n $n link set lo up; done
wire() { ip link add t1 type veth peer name t2; ip link set t1 netns $1 name $2; ip link set t2 netns $3 name $4; ip -n $1 link set $2 up; ip -n $3 link set $4 up; }
ip -n r link add br0 type bridge; ip -n r link set br0 up
wire a eth0 r ra; wire d eth0 r rd; wire r rb b eth0; wire b eth1 c eth0
ip -n r link set ra master br0; ip -n r link set rd master br0
ip -n r addr add 10.0.1.1/24 dev br0; ip -n r addr add 10.0.2.1/24 dev rb
ip -n b addr add 10.0.2.2/24 dev eth0; ip -n b addr add 10.0.3.1/24 dev eth1
ip -n a addr add 10.0.1.2/24 dev eth0; ip -n d addr add 10.0.1.3/24 dev eth0; ip -n c addr add 10.0.3.2/24 dev eth0
for n in a d; do ip -n $n route add default via 10.0.1.1; done
ip -n c route add default via 10.0.3.1; ip -n r route add 10.0.3.0/24 via 10.0.2.2; ip -n b route add 10.0.1.0/24 via 10.0.2.1
for n in r b; do ip netns exec $n sysctl -qw net.ipv4.ip_forward=1; done
ip netns exec b iptables -t nat -A POSTROUTING -s 10.0.1.0/24 -o eth1 -j MASQUERADE
ip netns exec b iptables -t nat -A PREROUTING -i eth0 -d 10.0.9.9 -j DNAT --to-destination 10.0.3.2
ip -n r route add 10.0.9.9 via 10.0.2.2
ip -n d link add mv link eth0 type macvlan mode bridge; ip -n d link set mv netns m name eth0; ip -n m link set eth0 up
ip -n m addr add 10.0.1.4/24 dev eth0; ip -n m route add default via 10.0.1.1
ip -n a link add vx type vxlan id 7 remote 10.0.2.2 dstport 4789 local 10.0.1.2; ip -n b link add vx type vxlan id 7 remote 10.0.1.2 dstport 4789 local 10.0.2.2
for n in a b; do ip -n $n link set vx up; done
ip -n a addr add 10.5.0.1/24 dev vx; ip -n b addr add 10.5.0.2/24 dev vx
ip -n r route add blackhole 10.0.8.0/24; ip netns exec r iptables -A FORWARD -s 10.0.1.3 -d 10.0.3.2 -j REJECT
sleep 2`;

const TARGETS = [
  '10.0.1.1',
  '10.0.1.2',
  '10.0.1.3',
  '10.0.1.4',
  '10.0.2.1',
  '10.0.2.2',
  '10.0.3.1',
  '10.0.3.2',
  '10.0.9.9',
  '10.5.0.2',
];

test('what arrives is seen exactly where the model says, with the addresses that it says, there and back', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(host, NETWORK);
  const topology = await readTopology(host);
  const wrong: string[] = [];
  const outcomes = new Map<string, number>();
  for (const from of ['a', 'b', 'c', 'd', 'r', 'm'])
    for (const to of TARGETS) {
      const { observation, prediction } = await watchIn(host, topology, { from, to, protocol: 'icmp' });
      const key = `${prediction.trace.verdict} ${observation.outcome.kind}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      for (const one of prediction.comparison.differences) {
        const place = 'pass' in one ? one.pass : 'sighting' in one ? one.sighting : undefined;
        wrong.push(
          `${from} ${to}: ${one.code} ${place ? `${inWords(whereOf(topology, place.netns))} ${place.link}` : ''}`,
        );
      }
    }
  expect(wrong).toEqual([]);
  expect(outcomes.get('delivered answered')).toBeGreaterThan(40);
  expect([...outcomes.keys()].filter((key) => key.startsWith('lost')).length).toBeGreaterThan(0);
});

test('several-ways: of next hops and of hosts with the same address it may take any', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(
    host,
    `ip link set lo up; for n in a r; do ip netns add $n; ip -n $n link set lo up; done
for i in 1 2; do
  ip -n a link add e$i type veth peer name f$i netns r; ip -n a link set e$i up; ip -n r link set f$i up
  ip -n a addr add 10.0.$i.2/24 dev e$i; ip -n r addr add 10.0.$i.1/24 dev f$i
done
for i in 1 2 3 4 5 6 7 8; do ip -n r addr add 10.9.0.$i/32 dev lo; done
ip -n a route add 10.9.0.0/24 nexthop via 10.0.1.1 nexthop via 10.0.2.1; sleep 1.5`,
  );
  const topology = await readTopology(host);
  const links = new Set<string>();
  for (let at = 1; at <= 8; at++) {
    const { observation, prediction } = await watchIn(host, topology, {
      from: 'a',
      to: `10.9.0.${at}`,
      protocol: 'icmp',
    });
    expect(prediction.comparison).toMatchObject({ outcome: 'same', differences: [] });
    for (const { part, ifname } of observation.sightings) if (part === 'question') links.add(ifname);
  }
  expect([...links].sort()).toEqual(['e1', 'e2', 'f1', 'f2']);
});
