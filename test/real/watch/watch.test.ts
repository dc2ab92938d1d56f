import { expect, test } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import { flowOf } from '../../../src/explain/arguments.ts';
import { whereOf } from '../../../src/explain/where.ts';
import type { Watched } from '../../../src/watch/bundle.ts';
import { outcomeSaid } from '../../../src/watch/outcome.ts';
import { ruleText } from '../../../src/watch/text.ts';
import { watch } from '../../../src/watch/watch.ts';
import { inWords } from '../../../src/words.ts';
import { ok } from '../topology/support.ts';
import { bodyOf, leftBehind, network, passes, watched } from './support.ts';

/** What takes connections at port 80; and answers datagrams at port 53, with other data. */
const SERVERS = `import socket, threading
def tcp():
  s = socket.socket(); s.bind(('', 80)); s.listen(); print('up', flush=True)
  kept = []
  while True: kept.append(s.accept())
threading.Thread(target=tcp).start()
u = socket.socket(type=socket.SOCK_DGRAM); u.bind(('', 53))
while True:
  data, who = u.recvfrom(2000); u.sendto(b'here', who)`;

const outcomeOf = ({ topology, observation }: Watched): string => inWords(outcomeSaid(topology, observation));

test('a ping through a bridge is seen at both ends and at both ports, there and back, and as predicted', async () => {
  const host = await network();
  const seen = await watched(host, 'a b');
  expect(seen.observation.outcome).toEqual({ kind: 'answered' });
  expect(passes(seen, 'question')).toEqual(['a out eth0', 'the host in va', 'the host out vb', 'b in eth0']);
  expect(passes(seen, 'answer')).toEqual(['b out eth0', 'the host in vb', 'the host out va', 'a in eth0']);
  expect(passes(seen, 'neighbour')).toContain('b in eth0');
  expect(seen.prediction.comparison).toMatchObject({ outcome: 'same', differences: [] });
  expect(seen.observation.counters).toContainEqual(expect.objectContaining({ name: 'IcmpOutEchos', moved: 1 }));
  expect(seen.observation.missing).toEqual([]);
  expect(await leftBehind(host)).toBe('');
});

test('addresses are shown as they were at each link, before and after translation', async () => {
  const host = await network('iptables -t nat -A POSTROUTING -o vc -j MASQUERADE');
  const seen = await watched(host, 'a 10.1.0.1');
  expect(seen.observation.outcome).toEqual({ kind: 'answered' });
  const at = (part: string) =>
    seen.observation.sightings.filter((one) => one.part === part).map((one) => `${one.ifname} ${bodyOf(one)}`);
  expect(at('question')).toEqual(expect.arrayContaining(['br0 10.0.0.1 → 10.1.0.1', 'vc 10.1.0.254 → 10.1.0.1']));
  expect(at('answer')).toEqual(expect.arrayContaining(['vc 10.1.0.1 → 10.1.0.254', 'br0 10.1.0.1 → 10.0.0.1']));
  expect(seen.observation.rules.map(ruleText)).toContain('iptables -t nat -A POSTROUTING -o vc -j MASQUERADE');
  expect(seen.prediction.comparison).toMatchObject({ outcome: 'same', differences: [] });
});

test('translated-ports: a flow is followed where its ports are translated too', async () => {
  const host = await network(
    `iptables -t nat -A POSTROUTING -o vc -p udp -j SNAT --to-source 10.1.0.254:5000-5001
     iptables -t nat -A POSTROUTING -o vc -p tcp -j SNAT --to-source 10.1.0.254:5000-5001
     iptables -t nat -A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 10.1.0.1:80`,
  );
  const server = host.spawn(['ip', 'netns', 'exec', 'c', 'python3', '-c', SERVERS]);
  await new Promise((resolve) => server.stdout.once('data', resolve));
  for (const question of ['a 10.1.0.1 udp 53', 'a 10.0.0.254 tcp 8080']) {
    const seen = await watched(host, question);
    expect(seen.observation.outcome).toEqual({ kind: 'answered' });
    const answer = passes(seen, 'answer');
    expect(answer.slice(0, 2)).toEqual(['c out eth0', 'the host in vc']);
    expect(answer).toContain('a in eth0');
    const ports = seen.observation.sightings.flatMap(({ ifname, part, headers: { body } }) =>
      ifname === 'vc' && part === 'question' && body?.kind === 'ip' && 'sport' in body.payload
        ? [body.payload.sport]
        : [],
    );
    expect(Math.max(...ports)).toBeLessThan(5002);
  }
});

test('the rule that drops a packet is named', async () => {
  const host = await network(
    'nft -f - <<E\ntable inet fw {\n chain f { type filter hook forward priority 0; ip daddr 10.1.0.1 counter drop; }\n}\nE',
  );
  const seen = await watched(host, 'a 10.1.0.1');
  expect(seen.observation.outcome).toEqual({ kind: 'silent' });
  expect(seen.observation.rules.at(-1)).toMatchObject({
    verdict: 'drop',
    kind: 'rule',
    family: 'inet',
    table: 'fw',
    chain: 'f',
  });
  expect(seen.observation.rules.map(ruleText)).toContain('nft inet fw f ip daddr 10.1.0.1 counter drop');
  expect(seen.prediction.comparison.outcome).toBe('same');
});

test('the policy that drops a packet on a bridge is named', async () => {
  const host = await network('iptables -P FORWARD DROP');
  const { observation } = await watched(host, 'a b');
  expect(observation.outcome).toEqual({ kind: 'silent' });
  const [last] = observation.rules.slice(-1);
  expect(last).toMatchObject({ verdict: 'drop', kind: 'policy', family: 'ip', table: 'filter', chain: 'FORWARD' });
  expect(last && ruleText(last)).toBe('iptables filter FORWARD policy DROP');
});

test('a rule that drops it where it comes in, of the family netdev, is named', async () => {
  const host = await network(
    'nft -f - <<E\ntable netdev n {\n chain i { type filter hook ingress device vc priority 0; icmp type echo-reply drop; }\n}\nE',
  );
  await ok(host, 'ip -n c route add default via 10.1.0.254');
  const seen = await watched(host, 'a 10.1.0.1');
  expect(seen.observation.outcome).toEqual({ kind: 'silent' });
  expect(seen.observation.rules.filter(({ verdict }) => verdict === 'drop').map(ruleText)).toEqual([
    'nft netdev n i icmp type echo-reply drop',
  ]);
  expect(seen.observation.rules.at(-1)).toMatchObject({ part: 'answer', family: 'netdev' });
  expect(await leftBehind(host)).toBe('');
});

test('no more is kept than is asked for, and that is said', async () => {
  const host = await network(
    'ip route add 10.7.0.0/16 via 10.1.0.1; ip -n c route add 10.7.0.0/16 via 10.1.0.254; ip netns exec c sysctl -qw net.ipv4.ip_forward=1',
  );
  const topology = await readTopology(host);
  const flow = flowOf(topology, { from: 'a', to: '10.7.0.1', protocol: 'icmp' });
  const { sightings, missing } = await watch(host, topology, flow, undefined, { most: 20, timeoutMs: 300 });
  expect(sightings.length).toBeLessThanOrEqual(20);
  expect(missing.map(({ code }) => code)).toEqual(['frames']);
});

test('a connection is refused, or made, and a datagram is answered, refused, or not', async () => {
  const host = await network();
  const refused = await watched(host, 'a b tcp 80');
  expect(refused.observation.outcome).toEqual({ kind: 'error', why: 'Connection refused' });
  expect(passes(refused, 'answer')[0]).toBe('b out eth0');
  expect(outcomeOf(refused)).toBe('a → 10.0.0.2 tcp 80: not answered: 10.0.0.2 (b) refuses the connection (TCP RST).');
  const closed = await watched(host, 'a b udp 53');
  expect(closed.observation.outcome).toEqual({ kind: 'error', why: 'Connection refused' });
  expect(outcomeOf(closed)).toBe(
    'a → 10.0.0.2 udp 53: not answered: 10.0.0.2 (b) reports that the port cannot be reached (ICMP type 3, code 3).',
  );
  const server = host.spawn(['ip', 'netns', 'exec', 'b', 'python3', '-c', SERVERS]);
  await new Promise((resolve) => server.stdout.once('data', resolve));
  const made = await watched(host, 'a b tcp 80');
  expect(made.observation.outcome).toEqual({ kind: 'answered' });
  expect(
    made.observation.sightings.map(
      ({ headers: { body } }) => body?.kind === 'ip' && 'flags' in body.payload && body.payload.flags.join(),
    ),
  ).toEqual(expect.arrayContaining(['syn', 'syn,ack', 'ack']));
  const answered = await watched(host, 'a b udp 53');
  expect(answered.observation.outcome).toEqual({ kind: 'answered' });
  expect(passes(answered, 'answer')).toEqual(passes(made, 'answer'));
});

test('rules-by-time: rules are listed as the packets of a connection met them, there, back and there again', async () => {
  const host = await network(
    'for n in a b; do for c in INPUT OUTPUT; do ip netns exec $n iptables -A $c -p tcp -j ACCEPT; done; done; iptables -A FORWARD -p tcp -j ACCEPT',
  );
  const server = host.spawn(['ip', 'netns', 'exec', 'b', 'python3', '-c', SERVERS]);
  await new Promise((resolve) => server.stdout.once('data', resolve));
  const { topology, observation } = await watched(host, 'a b tcp 80');
  expect(observation.outcome).toEqual({ kind: 'answered' });
  const met = observation.rules
    .filter(({ kind }) => kind === 'rule')
    .map(({ netns, chain }) => `${inWords(whereOf(topology, netns))} ${chain}`);
  const there = ['a OUTPUT', 'the host FORWARD', 'b INPUT'];
  expect(met).toEqual([...there, 'b OUTPUT', 'the host FORWARD', 'a INPUT', ...there]);
});

test('IPv6: a ping and its neighbour discovery', async () => {
  const host = await network('ip -n a addr add fd00::1/64 dev eth0 nodad; ip -n b addr add fd00::2/64 dev eth0 nodad');
  const seen = await watched(host, 'a fd00::2');
  expect(seen.observation.outcome).toEqual({ kind: 'answered' });
  expect(passes(seen, 'question')).toEqual(['a out eth0', 'the host in va', 'the host out vb', 'b in eth0']);
  expect(passes(seen, 'neighbour')).toContain('b in eth0');
  await ok(host, 'ip netns exec b ip6tables -A INPUT -p icmpv6 --icmpv6-type echo-request -j DROP');
  const dropped = await watched(host, 'a fd00::2');
  expect(dropped.observation.rules.map(ruleText).at(-1)).toMatch(/^ip6tables -t filter -A INPUT .*-j DROP$/);
});

test('an error of a router is of the flow; what the sender is told is the outcome', async () => {
  const host = await network('ip route add unreachable 10.9.9.9; ip -n a route add prohibit 10.9.9.8');
  const far = await watched(host, 'a 10.9.9.9 tcp 7');
  expect(far.observation.outcome).toEqual({ kind: 'error', why: 'No route to host' });
  expect(passes(far, 'error')).toEqual(['the host out br0', 'the host out va', 'a in eth0']);
  expect(outcomeOf(far)).toBe(
    'a → 10.9.9.9 tcp 7: not answered: 10.0.0.254 (the host) reports that the address cannot be reached from there (ICMP type 3, code 1).',
  );
  expect((await watched(host, 'a 10.9.9.9')).observation.outcome).toEqual({ kind: 'error', why: 'No route to host' });
  const refused = await watched(host, 'a 10.9.9.8');
  expect(refused.observation.outcome).toEqual({ kind: 'error', why: 'Permission denied' });
  expect(outcomeOf(refused)).toBe('a → 10.9.9.8: not answered: Permission denied.');
  const none = await watched(host, 'c 10.9.9.9');
  expect(none.observation.outcome).toEqual({ kind: 'error', why: 'Network is unreachable' });
  expect(none.observation.sightings).toEqual([]);
  expect(none.prediction.comparison.outcome).toBe('same');
  const not = await watched(host, 'a b from 10.0.0.77');
  expect(not.observation.outcome).toEqual({ kind: 'error', why: 'Cannot assign requested address' });
});

test('same-ends: a flood between the same two does not hide it', async () => {
  const host = await network();
  const flood = host.spawn(['ip', 'netns', 'exec', 'a', 'ping', '-q', '-f', '-w', '20', '10.0.0.2']);
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (let round = 0; round < 5; round++) {
    const seen = await watched(host, 'a b');
    const { outcome } = seen.observation;
    expect({ outcome, there: passes(seen, 'question'), back: passes(seen, 'answer') }).toEqual({
      outcome: { kind: 'answered' },
      there: ['a out eth0', 'the host in va', 'the host out vb', 'b in eth0'],
      back: ['b out eth0', 'the host in vb', 'the host out va', 'a in eth0'],
    });
  }
  await flood.signal('SIGKILL');
});

test('a flood beside it neither hides it nor is shown', async () => {
  const host = await network('ip -n c route add default via 10.1.0.254; ip -n b route add default via 10.0.0.254');
  const flood = host.spawn(['ip', 'netns', 'exec', 'c', 'ping', '-q', '-f', '-w', '8', '10.0.0.2']);
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const question of ['a b', 'a b tcp 80', 'a b udp 53']) {
    const seen = await watched(host, question);
    expect(passes(seen, 'question').slice(0, 4)).toEqual([
      'a out eth0',
      'the host in va',
      'the host out vb',
      'b in eth0',
    ]);
    expect(seen.observation.sightings.filter((one) => /10\.1\.0\.1/.test(`${bodyOf(one)}`))).toEqual([]);
  }
  await flood.signal('SIGKILL');
});
