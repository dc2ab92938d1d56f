import { describe, expect, test } from 'vitest';
import AGENT from '../../../src/discovery/agent.pl' with { type: 'text' };
import { readTopology } from '../../../src/discovery/collection.ts';
import { openLiveTopology } from '../../../src/discovery/live-topology.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { changeText } from '../../../src/topology/change-words.ts';
import { netnsByName } from '../../../src/topology/find.ts';
import { english } from '../../said.ts';
import { validate } from '../../unit/topology/schema.ts';
import { sandbox, sh, until } from '../hosts/support.ts';
import { expectSame, follow, ok, readers } from './support.ts';

test('the steps of a lab are told as they happen', async () => {
  const host = await sandbox({ internet: 'none' });
  const { live, changes } = await follow(host);
  const told = async (script: string, ...texts: string[]) => {
    await ok(host, script);
    for (const text of texts)
      expect(await until(() => changes.some((change) => changeText(change) === text), 5000), text).toBe(true);
  };
  await told('ip netns add sleep', 'added netns sleep');
  await told(
    'ip link add veth-sleep type veth peer name veth-sleep-br',
    'added veth veth-sleep',
    'added veth veth-sleep-br',
  );
  await told('ip link set veth-sleep netns sleep', 'moved veth-sleep to netns sleep');
  await told('ip link add app-net-0 type bridge', 'added bridge app-net-0');
  await told('ip link set veth-sleep-br master app-net-0', 'veth-sleep-br joined app-net-0');
  await told('ip link set app-net-0 up; ip link set veth-sleep-br up', 'app-net-0 is up, has no carrier');
  await told('ip -n sleep addr add 192.168.52.1/24 dev veth-sleep', 'sleep: added 192.168.52.1/24 to veth-sleep');
  await told('ip -n sleep link set veth-sleep up', 'sleep: veth-sleep is up', 'app-net-0 has a carrier');
  await told(
    'ip -n sleep route add default via 192.168.52.2',
    'sleep: added route default via 192.168.52.2 dev veth-sleep',
  );
  await told('sysctl -qw net.ipv4.ip_forward=1', 'set net.ipv4.ip_forward = 1 (was 0)');
  await told('iptables -t nat -A POSTROUTING -j MASQUERADE', 'added iptables -t nat -A POSTROUTING -j MASQUERADE');
  await told('nsenter --net=/run/netns/sleep nft add table ip t', 'sleep: added nft table ip t');
  await told('ip netns del sleep', 'removed netns sleep', 'removed veth veth-sleep-br');
  await expectSame(host, live);
});

test('one end of a veth that moves on is followed by the other', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(host, 'ip netns add a; ip netns add b; ip link add v0 type veth peer name v1 netns a');
  const { live } = await follow(host);
  await ok(host, 'ip -n a link set v1 netns b');
  const peerOfV0 = () => live.current?.netns[0]?.links.find(({ ifname }) => ifname === 'v0')?.peer;
  const v1 = () => live.current && netnsByName(live.current, 'b')?.links.find(({ ifname }) => ifname === 'v1')?.id;
  expect(await until(() => v1() !== undefined && peerOfV0() === v1(), 5000)).toBe(true);
});

describe('namespace-vanishes', () => {
  test('while it is read: it is left out, or what is missing is said', async () => {
    const host = await sandbox({ internet: 'none' });
    await ok(host, 'for i in $(seq 30); do ip netns add s$i; done');
    const vanishing = ok(
      host,
      'for r in 1 2 3; do for i in $(seq 30); do ip netns del s$i; ip netns add s$i; done; done',
    );
    for (let round = 0; round < 8; round++) {
      const topology = await readTopology(host);
      expect(validate(topology)).toEqual([]);
      for (const netns of topology.netns) {
        if (netns.links.length > 0) continue;
        expect(netns.unread).toEqual([{ what: 'netns', why: expect.stringMatching(/\S/) }]);
      }
    }
    await vanishing;
  });

  test('and a name whose namespace is gone: said, until it is cleared away', async () => {
    const host = await sandbox({ internet: 'none' });
    const { live } = await follow(host);
    await ok(host, 'touch /run/netns/stale');
    await live.refresh();
    const why = () => live.current?.unread.map((unread) => unread.why);
    expect(why()).toEqual(['stale: no network namespace is mounted on /run/netns/stale']);
    await ok(host, 'rm /run/netns/stale');
    expect(await until(() => why()?.length === 0, 5000)).toBe(true);
  });
});

test('watcher-killed: another takes its place, and what changed meanwhile is told', async () => {
  const host = await sandbox({ internet: 'none' });
  const { live, changes } = await follow(host);
  const [pid] = await readers(host);
  await ok(host, `kill -KILL ${pid}; ip link add br7 type bridge`);
  expect(await until(() => changes.some((one) => changeText(one) === 'added bridge br7'), 10_000)).toBe(true);
  await ok(host, 'ip link add br8 type bridge');
  expect(await until(() => changes.some((one) => changeText(one) === 'added bridge br8'), 10_000)).toBe(true);
  expect(live.problem).toBeUndefined();
});

test('burst-of-1000-changes: told together, and none is missed', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(host, 'ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; sleep 0.5');
  const { live, times } = await follow(host);
  await ok(
    host,
    'for i in $(seq 1000); do echo "addr add 10.0.$((i / 250)).$((i % 250 + 1))/32 dev v0"; done | ip -batch -',
  );
  await expectSame(host, live);
  const addresses = live.current?.netns[0]?.links.find(({ ifname }) => ifname === 'v0')?.addr_info ?? [];
  expect(addresses.filter(({ family }) => family === 'inet')).toHaveLength(1000);
  expect(times()).toBeLessThan(100);
});

test('no-nsid-namespace: a namespace to which no veth leads is followed', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(host, 'ip netns add before');
  const { changes } = await follow(host);
  await ok(host, 'ip netns add after');
  for (const name of ['before', 'after']) {
    expect(
      await until(() => name === 'before' || changes.some((one) => changeText(one) === 'added netns after'), 5000),
    ).toBe(true);
    await ok(host, `ip -n ${name} addr add 10.7.7.7/32 dev lo`);
    const text = `${name}: added 10.7.7.7/32 to lo`;
    expect(await until(() => changes.some((change) => changeText(change) === text), 5000), text).toBe(true);
  }
});

test('unnamed-namespace: seen when asked to look again, and followed from then on', async () => {
  const host = await sandbox({ internet: 'none' });
  const { live, changes } = await follow(host);
  await ok(host, 'unshare --net sleep 1000 >/dev/null 2>&1 & sleep 0.3');
  await live.refresh();
  const held = live.current?.netns.find(({ holder }) => holder?.command === 'sleep');
  if (!held?.holder) throw new Error('not seen');
  await ok(host, `nsenter --net=/proc/${held.holder.pid}/ns/net ip link set lo up`);
  expect(await until(() => changes.some((one) => changeText(one) === `${held.label}: lo is up`), 5000)).toBe(true);
  await ok(host, `kill ${held.holder.pid}`);
  expect(await until(() => changes.some((one) => changeText(one) === `removed netns ${held.label}`), 5000)).toBe(true);
});

/** The host as it is for somebody without rights. */
function withoutRights(host: Host): Host {
  const drop = ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--'];
  return {
    ...host,
    spawn: (argv, options) => host.spawn([...drop, ...argv], options),
    run: (argv, options) => host.run([...drop, ...argv], options),
  };
}

test('not-root: what can be read is read, and what cannot is said', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(
    host,
    'ip netns add a; ip link add v0 type veth peer name v1 netns a; nft add table ip t; ip link set v0 up',
  );
  const topology = await readTopology(withoutRights(host));
  expect(validate(topology)).toEqual([]);
  const [root, a] = topology.netns;
  expect(root?.links.map(({ ifname }) => ifname)).toEqual(['lo', 'v0']);
  expect(root?.rules.length).toBeGreaterThan(0);
  expect(root?.sysctls['net.ipv4.ip_forward']).toBe('0');
  expect(root?.unread.map(({ what }) => what)).toContain('nft');
  expect(root?.links[1]?.peer).toBe(`${a?.id}/2`);
  expect(a).toMatchObject({ names: ['a'], links: [], unread: [{ what: 'netns', why: 'Operation not permitted' }] });

  const { live, changes } = await follow(withoutRights(host));
  await ok(host, 'ip addr add 10.0.0.1/24 dev v0');
  expect(await until(() => changes.some((one) => changeText(one) === 'added 10.0.0.1/24 to v0'), 5000)).toBe(true);
  expect(live.problem).toBeUndefined();
});

test('while paused nothing runs; what happened meanwhile is told after it', async () => {
  const host = await sandbox({ internet: 'none' });
  const { live, changes } = await follow(host);
  expect(await readers(host)).toHaveLength(1);
  live.pause();
  expect(await until(async () => (await readers(host)).length === 0, 5000)).toBe(true);
  await ok(host, 'ip link add br9 type bridge');
  await live.refresh();
  expect(changes).toEqual([]);
  live.resume();
  expect(await until(() => changes.some((one) => changeText(one) === 'added bridge br9'), 5000)).toBe(true);
});

test('never-looked-again: a namespace whose name alone was there when following began is seen as soon as it is mounted', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(host, 'touch /run/netns/late');
  const { live } = await follow(host);
  expect(live.current?.unread.map(({ what }) => what)).toEqual(['netns-file']);
  await ok(host, 'unshare --net mount --bind /proc/self/ns/net /run/netns/late');
  const isSeen = () => live.current?.netns.some(({ names }) => names.includes('late')) === true;
  expect(await until(isSeen, 5000)).toBe(true);
});

test('while nothing changes no process is started', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(host, 'ip netns add a; ip link add v0 type veth peer name v1 netns a; ip link set v0 up; sleep 2.2');
  // The number of the newest process, as this PID namespace counts.
  const newest = async () => Number((await host.run(['cat', '/proc/sys/kernel/ns_last_pid'])).stdout.toString());
  const { live } = await follow(host);
  await live.refresh();
  const cost = -(await newest()) + (await newest());
  const before = await newest();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect((await newest()) - before).toBe(cost);
});

test('a host that ends is a problem that is told, not an error', async () => {
  const host = await sandbox({ internet: 'none' });
  const { live } = await follow(host);
  await host.dispose();
  expect(await until(() => live.problem !== undefined, 5000)).toBe(true);
  // Which of its programs ends first is chance; afterwards the host itself says it.
  expect(english(live.problem)).toMatch(/ended|cannot be read/);
  const late = openLiveTopology(host);
  expect(await until(() => late.problem !== undefined, 5000)).toBe(true);
  expect(english(late.problem)).toBe('The sandbox has ended.');
  await late.refresh();
  await late.dispose();
});

test('no reading program is left when nobody looks any more', async () => {
  const host = await sandbox({ internet: 'none' });
  await readTopology(host);
  const { live } = await follow(host);
  await live.dispose();
  expect((await sh(host, 'ls -d /proc/[0-9]*')).code).toBe(0);
  expect(await until(async () => (await readers(host)).length === 0, 5000)).toBe(true);
});

test('the reading program gives Perl nothing to warn of, which once was a loop that ran but once', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(
    host,
    `for n in a b c; do ip netns add $n; done; ip -n a link add v0 type veth peer name v1 netns b
     ip link add br0 type bridge; iptables -t nat -A POSTROUTING -j MASQUERADE`,
  );
  const { exitCode, stderr, stdout } = await host.run(['perl', '-w', '-e', AGENT], {
    input: 'list\nread l 1\nwatch\nlist\nread isf! all\nread isf all\n',
  });
  expect([exitCode, stderr.toString()]).toEqual([0, '']);
  expect(stdout.toString('latin1').match(/^done 0$/gm)).toHaveLength(6);
});
