import { Transform } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import { Reader } from '../../../src/discovery/reader.ts';
import { sayUnread } from '../../../src/discovery/words.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { topologyTree } from '../../../src/outline/terminal-tree.ts';
import { changeText } from '../../../src/topology/change-words.ts';
import { netnsByName } from '../../../src/topology/find.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { validate } from '../../unit/topology/schema.ts';
import { sandbox, sh, until } from '../hosts/support.ts';
import { follow, ok, serve } from './support.ts';

const LAB = `
  ip netns add a; ip netns add 'b c'
  ip link add br0 type bridge; ip link set br0 up
  ip link add v0 type veth peer name eth0 netns a; ip link set v0 master br0 up; ip -n a link set eth0 up
  ip -n a link add x type veth peer name y netns 'b c'
  ip -n a addr add 10.0.0.1/24 dev eth0; ip -n a route add default via 10.0.0.2
  iptables -t nat -A POSTROUTING -j MASQUERADE; sysctl -qw net.ipv4.ip_forward=1
  unshare --net sleep 1000 >/dev/null 2>&1 &
  sleep 2.2`;

/** Hides programs by mounting over them what cannot be executed. */
async function hide(host: Host, ...programs: string[]): Promise<void> {
  for (const program of programs) {
    await ok(
      host,
      `for p in $(type -ap ${program} | xargs -r readlink -f | sort -u); do mount --bind /dev/null "$p"; done`,
    );
  }
}

/** Puts a script in the place of `ip`, which it finds as $ip. */
async function replaceIp(host: Host, script: string): Promise<void> {
  await ok(
    host,
    `real=$(readlink -f "$(command -v ip)"); cp "$real" /run/ip
     printf '%s\\n' '#!/bin/sh' 'ip=/run/ip' ${quote(script)} >/run/odd-ip; chmod +x /run/odd-ip; mount --bind /run/odd-ip "$real"`,
  );
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

async function lab(script = LAB): Promise<Host> {
  const host = await sandbox({ internet: 'none' });
  // type(1) is bash's.
  const bash: Host = {
    ...host,
    run: (argv, options) => host.run(argv[0] === 'sh' ? ['bash', ...argv.slice(1)] : argv, options),
  };
  await ok(bash, script);
  return bash;
}

async function read(host: Host): Promise<Topology> {
  const topology = await readTopology(host);
  expect(validate(topology)).toEqual([]);
  return topology;
}

/** What the two ways of reading must agree on. */
const essence = ({ netns }: Topology) =>
  netns.map(({ id, label, names, links, routes, rules, neighbours, firewall, unread, sysctls, sockets, qdiscs }) => ({
    ...{ id, label, names, routes, rules, firewall, unread },
    proxies: neighbours.filter(({ proxy }) => proxy === null),
    links: links.map(({ ifname, ifindex, flags, peer, addr_info, master }) => ({
      ifname,
      ifindex,
      flags,
      peer,
      addr_info,
      master,
    })),
    ...{ sysctls, sockets, qdiscs },
  }));

test('without Perl the same is read, and what is worse is said', async () => {
  const host = await lab();
  await ok(
    host,
    `ip neigh add proxy 10.1.0.99 dev br0; ip neigh add proxy 2001:db8::99 dev br0
     ln -s a /run/netns/A-link; ln -s /nowhere /run/netns/dead
     tc qdisc add dev v0 clsact || tc qdisc add dev v0 ingress
     ip link set lo up; ${serve('tcp 0.0.0.0:80', 'tcp [::]:81', 'tcp [::]:82 v6only', 'udp [::1]:53', 'udp 0.0.0.0:54 dev br0')}`,
  );
  const usual = await read(host);
  await hide(host, 'perl');
  const slow = await read(host);
  expect(essence(slow)).toEqual(essence(usual));
  expect(slow.netns.find(({ label }) => label === 'a')?.names).toEqual(['a', 'A-link']);
  expect(slow.unread).toEqual([...usual.unread, { what: 'perl', why: expect.stringContaining('not installed') }]);

  const { changes } = await follow(host);
  await ok(host, 'ip -n a addr add 10.0.0.9/24 dev eth0; ip addr add 10.5.5.5/32 dev br0');
  const texts = ['a: added 10.0.0.9/24 to eth0', 'added 10.5.5.5/32 to br0'];
  for (const text of texts)
    expect(await until(() => changes.some((change) => changeText(change) === text), 30_000), text).toBe(true);
});

test('settings-of-no-bridge: without Perl, too, they are told only where there is a bridge', async () => {
  const host = await lab();
  await hide(host, 'perl');
  const bridged = (await read(host)).netns.map(({ sysctls }) =>
    Object.keys(sysctls).some((key) => /bridge-nf/.test(key)),
  );
  const { code } = await sh(host, 'test -e /proc/sys/net/bridge/bridge-nf-call-iptables');
  expect(bridged).toEqual([code === 0, false, false, false]);
});

test('without Perl odd names are shown as they are, and nothing is executed', async () => {
  const host = await lab();
  const run = 'ip link add name executed type ifb';
  const names = ['-x', `$(${run})`, `\`${run}\``, 'q"q', "q'q", `; ${run}`, 'back\\slash', '%41'];
  for (const name of names) await ok(host, `ip netns add ${quote(name)}`);
  await ok(host, `ip -n ${quote('-x')} link add ${quote('q"q')} type veth peer name ${quote('$(id)')}`);
  await hide(host, 'perl');
  const topology = await read(host);
  expect(topology.netns.flatMap((netns) => netns.names).sort()).toEqual(['a', 'b c', ...names].sort());
  expect(netnsByName(topology, '-x')?.links.map(({ ifname }) => ifname)).toEqual(['lo', '$(id)', 'q"q']);
  for (const { unread } of topology.netns) expect(unread).toEqual([]);
  expect((await sh(host, 'ip link show executed 2>/dev/null')).out).toBe('');
});

test('without Perl and nsenter the root netns is read, and of the others their names', async () => {
  const host = await lab();
  await hide(host, 'perl', 'nsenter');
  const topology = await read(host);
  expect(topology.netns[0]?.links.map(({ ifname }) => ifname)).toEqual(['lo', 'br0', 'v0']);
  expect(netnsByName(topology, 'a')).toMatchObject({
    links: [],
    unread: [{ what: 'netns', why: expect.stringContaining('nsenter') }],
  });
});

test('without nft, iptables and bridge the rest is read, and each is said', async () => {
  const host = await lab();
  await hide(host, 'nft', 'iptables-save', 'ip6tables-save', 'bridge');
  const [root] = (await read(host)).netns;
  expect(root?.unread).toEqual(
    ['fdb', 'ip6tables', 'iptables', 'nft'].map((what) => ({ what, why: expect.stringMatching(/is not installed$/) })),
  );
  expect(root?.firewall).toEqual({});
  expect(root?.links).toHaveLength(3);
});

test('without ip the namespaces and settings are read', async () => {
  const host = await lab();
  await hide(host, 'ip');
  const topology = await read(host);
  const [root] = topology.netns;
  expect(topology.netns.map(({ names }) => names)).toEqual([[], ['a'], ['b c'], []]);
  expect(root?.unread).toContainEqual({ what: 'addr', why: 'ip is not installed' });
  expect(root?.sysctls['net.ipv4.ip_forward']).toBe('1');
});

const BUSYBOX = 'echo "ip: unrecognized option: j" >&2; echo "BusyBox v1.36.1 multi-call binary." >&2; exit 1';
const BEFORE_4_17 = `case "$*" in
  *-batch*) exec sed -n 's/^\\([a-z]*\\).*/\\1/p' ;;
  *addr*) exec $ip "$@" ;;
  *) echo 'default via 10.0.0.1 dev eth0' ;;
esac`;
const SAYS_NOTHING = 'exit 0';
const EMPTY_OBJECTS = `case "$*" in
  *-batch*) sed 's/.*/[{},{},{}]/' ;;
  *) echo '[{},{},{}]' ;;
esac`;

test.each([
  ['BusyBox', BUSYBOX, 'ip: unrecognized option: j', 0],
  ['iproute2 before 4.17, with JSON for addresses alone', BEFORE_4_17, sayUnread('old-ip'), 3],
])('ip of %s: what is missing is said', async (_, script, why, links) => {
  const host = await lab();
  await replaceIp(host, script);
  const [root] = (await read(host)).netns;
  expect(root?.unread).toContainEqual({ what: 'route', why });
  expect(root?.links).toHaveLength(links);
  expect(root?.routes).toEqual([]);
  expect(root?.firewall.iptables).toContain('MASQUERADE');
});

test.each([
  ['nothing at all', SAYS_NOTHING],
  ['empty objects', EMPTY_OBJECTS],
])('silent-ip: an ip that prints %s gives an empty picture that says so', async (_, script) => {
  const host = await lab();
  await replaceIp(host, script);
  const topology = await read(host);
  const [root] = topology.netns;
  const parts = ['addr', 'neigh', 'route', 'rule', 'rule6'];
  expect(root).toMatchObject({ links: [], routes: [], rules: [] });
  expect(root?.unread).toEqual(parts.map((what) => ({ what, why: sayUnread('nothing') })));
  expect(topologyTree(topology)).toContain('Cannot read route: ip printed nothing');
});

const HANGS = 'exec sleep 1000';

test.each([
  ['', []],
  [' without Perl', ['perl']],
] as const)(
  'hanging-ip: an ip that does not answer%s is given up, and the rest is read',
  { timeout: 60_000 },
  async (_, hidden) => {
    const host = await lab();
    await hide(host, ...hidden);
    await replaceIp(host, HANGS);
    const topology = await read(host);
    const [root] = topology.netns;
    const why = 'ip did not answer in 10 s';
    for (const what of ['addr', 'route', 'rule']) expect(root?.unread).toContainEqual({ what, why });
    expect(root?.firewall.iptables).toContain('MASQUERADE');
    expect(root?.sysctls['net.ipv4.ip_forward']).toBe('1');
    expect(topologyTree(topology)).toContain(`Cannot read addr: ${why}`);
  },
);

test('what a shell of the host prints at its start is not taken for an answer', async () => {
  const host = await sandbox({ internet: 'none' });
  const chatty: Host = {
    ...host,
    spawn: (argv, options) => host.spawn(['sh', '-c', 'echo Welcome to Ubuntu; exec "$@"', 'sh', ...argv], options),
  };
  await expect(readTopology(chatty)).rejects.toThrow(/cannot be read: .*Welcome to Ubuntu/);
  expect((await sh(host, 'true')).code).toBe(0);
});

test.each([
  ['before its first word', 'exec sleep 1234'],
  [
    'in the middle of an answer',
    "printf 'host 7\\nroot 1\\n'; read -r line; printf 'part 7 100\\nhalf'; exec sleep 1234",
  ],
])('silent-reader: one that goes silent %s is given up, with that reason', async (_, script) => {
  const here = openProcesses();
  onTestFinished(() => here.dispose());
  const host: Host = { ...here, spawn: (_argv, options) => here.spawn(['sh', '-c', script], options) };
  const ask = async () => (await Reader.start(host, 20)).ask('list');
  await expect(ask()).rejects.toThrow('it has not responded for 1 s.');
});

test('silent-reader: one that is not asked for anything may be silent', async () => {
  const here = openProcesses();
  onTestFinished(() => here.dispose());
  const script = "printf 'host 7\\nroot 1\\n'; while read -r line; do printf 'done 0\\n'; done";
  const host: Host = { ...here, spawn: (_argv, options) => here.spawn(['sh', '-c', script], options) };
  const reader = await Reader.start(host, 20);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await reader.ask('list');
  await reader.close();
});

test.each([
  { how: 'with Perl', without: [] },
  { how: 'without Perl', without: ['perl'] },
])('what links have carried is read of the namespaces that are asked for, $how', async ({ without }) => {
  const host = await lab(
    `ip netns add a; ip netns add b; ip link add v0 type veth peer name '$(id)' netns a
     ip addr add 10.0.0.1/24 dev v0; ip link set v0 up
     ip -n a addr add 10.0.0.2/24 dev '$(id)'; ip -n a link set dev '$(id)' up`,
  );
  await hide(host, ...without);
  const { live } = await follow(host);
  const netns = (name: string) => live.current && netnsByName(live.current, name);
  const veth = netns('a')?.links.find(({ ifname }) => ifname === '$(id)')?.id ?? '';
  const ids = [netns('a')?.id ?? '', netns('b')?.id ?? ''];
  const before = await live.counters(ids);
  expect([...before.keys()].toSorted()).toEqual(
    ['a', 'b'].flatMap((name) => netns(name)?.links.map(({ id }) => id) ?? []).toSorted(),
  );
  await ok(host, 'ping -c 3 -i 0.2 -s 1000 10.0.0.2 >/dev/null');
  const after = await live.counters(ids);
  const more = (which: 'received' | 'sent') => (after.get(veth)?.[which] ?? 0) - (before.get(veth)?.[which] ?? 0);
  expect(more('received')).toBeGreaterThanOrEqual(3 * 1028);
  expect(more('sent')).toBeGreaterThanOrEqual(3 * 1028);
  live.pause();
  expect(await live.counters(ids)).toEqual(new Map());
});

test('in-one-breath: what came together with the list was forgotten, and nothing said so', async () => {
  const host = await lab('ip netns add a; ip link add v0 type veth peer name v1 netns a');
  const { netns } = await read({
    ...host,
    spawn: (argv, options) => {
      const agent = host.spawn(argv, options);
      return { ...agent, stdout: agent.stdout.pipe(inOneBreath()) };
    },
  });
  expect(netns.map(({ links, unread }) => [links.length > 0, unread])).toEqual(netns.map(() => [true, []]));
});

/** Passes on what has come when nothing more comes. */
function inOneBreath(): Transform {
  const quietMs = 1000;
  let held: Buffer[] = [];
  let timer: NodeJS.Timeout | undefined;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      held.push(chunk);
      clearTimeout(timer);
      timer = setTimeout(() => {
        this.push(Buffer.concat(held));
        held = [];
      }, quietMs);
      done();
    },
  });
}
