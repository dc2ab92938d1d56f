import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { topologyTree } from '../../../src/outline/terminal-tree.ts';
import { changeText } from '../../../src/topology/change-words.ts';
import { diff } from '../../../src/topology/diff.ts';
import { netnsByName, portsOf } from '../../../src/topology/find.ts';
import { whyText } from '../../../src/topology/json.ts';
import { kindOf } from '../../../src/topology/link-kinds.ts';
import { linkState } from '../../../src/topology/link-state.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { routeText, socketText } from '../../../src/topology/words.ts';
import { needs } from '../../needs.ts';
import { CORPUS } from '../../unit/topology/fixtures.ts';
import { validate } from '../../unit/topology/schema.ts';
import { sandbox, sh, until } from '../hosts/support.ts';
import { expectAgreement } from './independent.ts';
import { ok, serve } from './support.ts';

/** Builds it, waits until the kernel has nothing more to do, and compares. */
async function build(script: string) {
  const host = await sandbox({ internet: 'none' });
  const { code, err } = await sh(host, `set -e\n${script}\nsleep 2.2`, 30_000);
  expect([code, err]).toEqual([0, '']);
  const topology = await atRest(host);
  expect(validate(topology)).toEqual([]);
  await expectAgreement(host, topology);
  return { host, topology };
}

/** On a machine that is busy IPv6 takes longer to look for its addresses: read until nothing changes any more. */
async function atRest(host: Host): Promise<Topology> {
  let before = '';
  let topology = await readTopology(host);
  await until(async () => {
    const text = JSON.stringify(topology);
    if (text === before) return true;
    before = text;
    topology = await readTopology(host);
    return false;
  }, 10_000);
  return topology;
}

test('a bridge with ports, and veths that cross and nest', async () => {
  const { topology } = await build(`
    ip link add br0 type bridge; ip link set br0 up
    for n in a b c; do
      ip netns add $n
      ip link add v$n type veth peer name eth0 netns $n
      ip link set v$n master br0 up
      ip -n $n link set eth0 up; ip -n $n link set lo up
    done
    # Between namespaces, past the root netns; within one; and the same names and indexes in several.
    ip -n a link add x type veth peer name x netns b
    ip -n b link add y type veth peer name y netns c
    ip -n c link add in type veth peer name out
    ip -n a addr add 10.0.0.1/24 dev eth0; ip -n b addr add 10.0.0.2/24 dev eth0
    nsenter --net=/run/netns/a ping -c 1 10.0.0.2 >/dev/null`);
  const [root] = topology.netns;
  const bridge = root?.links.find((link) => kindOf(link) === 'bridge');
  if (!root || !bridge) throw new Error('no bridge');
  expect(portsOf(root, bridge).map(({ ifname }) => ifname)).toEqual(['va', 'vb', 'vc']);
  expect(root.fdb.filter(({ state, master }) => master === 'br0' && state === '').length).toBeGreaterThan(0);
  const b = netnsByName(topology, 'b');
  const c = netnsByName(topology, 'c');
  expect(c?.links.find(({ ifname }) => ifname === 'y')?.peer).toBe(b?.links.find(({ ifname }) => ifname === 'y')?.id);
});

test('vxlan, macvlan, tun, and what else this kernel has', async () => {
  const { topology } = await build(`
    ip netns add a
    ip link add up0 type veth peer name up1; ip link set up0 up; ip link set up1 up
    ip addr add 10.1.0.1/24 dev up0
    ip link add vx0 type vxlan id 7 remote 10.1.0.2 dstport 4789 dev up0; ip link set vx0 up
    ip link add mv0 link up0 type macvlan mode bridge
    ip link add mv1 link up0 netns a type macvlan
    # Whether a user may open /dev/net/tun is the machine's choice.
    ip tuntap add tap0 mode tap 2>/dev/null || true
    if ip tuntap add tun0 mode tun 2>/dev/null; then ip addr add 10.9.9.1 peer 10.9.9.2 dev tun0; ip link set tun0 up; fi
    for kind in dummy ifb; do ip link add $kind-0 type $kind 2>/dev/null || true; done
    ip link add link up0 name up0.7 type vlan id 7 2>/dev/null || true`);
  const [root] = topology.netns;
  const id = (name: string) => root?.links.find(({ ifname }) => ifname === name)?.id;
  const lower = (name: string) =>
    topology.netns.flatMap(({ links }) => links).find(({ ifname }) => ifname === name)?.lower;
  expect([lower('mv0'), lower('mv1'), lower('vx0')]).toEqual([id('up0'), id('up0'), id('up0')]);
  const kinds = root?.links.filter(({ ifname }) => /^t[ua][np]0$/.test(ifname)).map((link) => kindOf(link));
  expect([[], ['tap', 'tun']]).toContainEqual(kinds);
  expect(root?.fdb.some((entry) => entry.ifname === 'vx0' && entry['dst'] === '10.1.0.2')).toBe(true);
});

test('a link is up only where it carries something: other ends that are down, lower links, waiting ones', async () => {
  const { topology } = await build(`
    ip link set lo up
    ip link add br0 type bridge; ip link set br0 up
    ip link add w0 type veth peer name w1; ip link set w0 master br0
    ip netns add a
    ip link add p0 type veth peer name p1 netns a; ip link set p0 up; ip -n a link set p1 up
    ip link add v0 type veth peer name v1 netns a; ip link set v0 up
    ip link add q0 type veth peer name q1; ip link set q0 mode dormant; ip link set q0 up; ip link set q1 up
    ip link add mv0 link p0 type macvlan; ip link set mv0 up
    ip link add mv1 link v0 type macvlan; ip link set mv1 up
    ip link add mv2 link v0 type macvlan`);
  const states = topology.netns.flatMap(({ links }) => links.map((link) => [link.ifname, linkState(link)]));
  expect(Object.fromEntries(states.filter(([name]) => name !== 'lo'))).toEqual({
    ...{ br0: 'no-carrier', p0: 'up', p1: 'up', v0: 'no-carrier', v1: 'down', q0: 'dormant', q1: 'up' },
    ...{ mv0: 'up', mv1: 'lower-down', mv2: 'down', w0: 'down', w1: 'down' },
  });
  expect(states.find(([name]) => name === 'lo')).toEqual(['lo', 'up']);
});

test('route-without-mtu: a route is said as `ip route` says it, with its limits', async () => {
  const { host, topology } = await build(`
    ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up
    ip addr add 10.1.0.1/24 dev v0; ip addr add 2001:db8:1::1/64 dev v0 nodad
    ip route add 10.8.0.0/24 via 10.1.0.2 metric 7 mtu 1300 window 5000 rtt 300 advmss 1200 initcwnd 5 features ecn quickack 1 congctl reno
    ip route add 10.9.0.0/24 mtu 1400 via 10.1.0.2
    ip -6 route add 2001:db8:2::/64 via 2001:db8:1::2 mtu 1400`);
  const ours = topology.netns[0]?.routes ?? [];
  for (const dst of ['10.8.0.0/24', '10.9.0.0/24', '2001:db8:2::/64']) {
    const route = ours.find((one) => one.dst === dst);
    const theirs = await sh(host, `ip ${dst.includes(':') ? '-6' : '-4'} route show ${dst} | sed 's/ pref medium//'`);
    expect(route && routeText(route)).toBe(theirs.out.trim());
  }
});

test('tables, rules, IPv6, several next hops, blackholes, proxies', async () => {
  const { topology } = await build(`
    ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up
    ip addr add 10.1.0.1/24 dev v0; ip addr add 10.1.0.9/32 dev v0; ip addr add 2001:db8:1::1/64 dev v0 nodad
    ip route add default via 10.1.0.2
    ip route add 10.20.0.0/16 nexthop via 10.1.0.2 weight 1 nexthop via 10.1.0.3 weight 3
    ip route add blackhole 10.30.0.0/16; ip route add unreachable 10.31.0.0/16 metric 5
    ip route add prohibit 10.32.0.0/16; ip route add throw 10.33.0.0/16
    ip route add default via 10.1.0.5 table 100; ip route add 10.40.0.0/16 dev v0 table 4242 proto static src 10.1.0.1
    ip -6 route add 2001:db8:9::/48 via 2001:db8:1::2 table 100; ip -6 route add blackhole 2001:db8:666::/48
    ip -6 route add default via 2001:db8:1::2
    ip rule add from 10.1.0.2 lookup 100 pref 1000; ip rule add not fwmark 0x1/0xff to 10.99.0.0/16 prohibit pref 1001
    ip -6 rule add iif v0 lookup 100 pref 900
    ip neigh add 10.1.0.50 lladdr 02:00:00:00:00:50 dev v0; ip neigh add proxy 10.1.0.99 dev v0
    ip neigh add proxy 2001:db8:0:0:1::99 dev v0; ip neigh add proxy ::1:2 dev v0; ip neigh add proxy 10.1.0.99 dev v1
    sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.v0.proxy_arp=1 net.ipv4.conf.all.route_localnet=1
    sysctl -qw net.ipv6.conf.all.forwarding=1 net.ipv4.conf.v1.arp_ignore=2 net.ipv6.conf.v1.disable_ipv6=1 net.ipv4.conf.v1.accept_local=1
    # Each on other links, so that none can be taken for another.
    sysctl -qw net.ipv4.conf.v0.arp_filter=1 net.ipv4.conf.v1.arp_filter=1 net.ipv4.conf.lo.proxy_arp_pvlan=1 net.ipv4.conf.v0.arp_announce=2
    sysctl -qw net.ipv4.conf.v0.src_valid_mark=1 net.ipv4.conf.lo.src_valid_mark=1 net.ipv4.conf.v1.log_martians=1 net.ipv4.conf.lo.log_martians=1
    sysctl -qw net.ipv4.conf.v0.ignore_routes_with_linkdown=1 net.ipv4.conf.v1.send_redirects=0 net.ipv6.conf.v1.ignore_routes_with_linkdown=1
    sysctl -qew net.ipv6.conf.lo.ndisc_notify=1 net.ipv6.conf.v0.accept_dad=2 net.ipv6.conf.v0.force_forwarding=1
    sysctl -qw net.ipv4.conf.all.arp_announce=1 net.ipv4.conf.all.src_valid_mark=1 net.ipv4.ip_default_ttl=7 net.ipv4.ping_group_range='0 5'
    sysctl -qw net.ipv6.ip_nonlocal_bind=1 net.ipv4.fib_multipath_hash_policy=1 net.ipv4.ip_unprivileged_port_start=0`);
  const [root] = topology.netns;
  expect(root?.routes.find(({ dst }) => dst === '10.20.0.0/16')?.nexthops).toHaveLength(2);
  expect(root?.rules.find(({ priority }) => priority === 1001)).toMatchObject({ not: null, action: 'prohibit' });
  expect(root?.rules.find(({ priority }) => priority === 900)).toMatchObject({ family: 'inet6', iif: 'v0' });
  expect(root?.sysctls).toMatchObject({ 'net.ipv4.ip_forward': '1', 'net.ipv4.conf.v0.proxy_arp': '1' });
  expect(root?.neighbours).toContainEqual({ dst: '2001:db8::1:0:0:99', dev: 'v0', proxy: null });
});

test('tree-leaves-out-what-decides: switches, proxies, flags of ports, remotes, other tables, each rule once', async () => {
  const { host, topology } = await build(`
    ip netns add r6
    ip link add br0 type bridge; ip link set br0 up
    for i in 1 2; do
      ip link add p$i type veth peer name e$i netns r6; ip link set p$i master br0 up; ip -n r6 link set e$i up
    done
    ip addr add 10.9.0.1/24 dev br0; ip -6 addr flush dev br0
    ip neigh add proxy 10.1.0.99 dev br0
    ip link add vx type vxlan id 9 dstport 4789; ip link set vx up
    bridge fdb append 00:00:00:00:00:00 dev vx dst 10.9.0.7; bridge fdb append 00:00:00:00:00:00 dev vx dst 10.9.0.8
    bridge fdb add 02:00:00:00:00:77 dev vx dst 10.9.0.7; bridge fdb add 02:00:00:00:00:99 dev p1 master static
    ip route add default via 10.9.0.5 table 100; ip route add local 10.77.0.0/16 dev lo
    ip rule add pref 1000 lookup 100; ip -6 rule add pref 1000 lookup 100
    sysctl -qw net.ipv4.icmp_echo_ignore_all=1 net.ipv6.icmp.echo_ignore_all=1 net.ipv6.conf.br0.accept_ra=2
    sysctl -qw net.ipv4.conf.br0.arp_ignore=1 net.ipv4.conf.all.rp_filter=2
    nsenter --net=/run/netns/r6 sysctl -qw net.ipv6.conf.all.forwarding=1 net.ipv6.conf.e1.proxy_ndp=1 net.ipv4.conf.e1.forwarding=1
    ip link add br1 type bridge stp_state 1 forward_delay 3000; ip link set br1 up
    ip link add q1 type veth peer name q2; ip link set q1 master br1 up; ip link set q2 up
    bridge link set dev p1 isolated on hairpin on; bridge link set dev p2 learning off flood off`);
  const tree = topologyTree(topology);
  for (const line of [
    /─ r6 {2}forwards IPv6, IPv4 from e1 only\n/,
    / p1 {2}veth {2}up {2}⇄ r6 \/ e1 {2}hairpin {2}isolated\n/,
    / p2 {2}veth {2}up {2}⇄ r6 \/ e2 {2}learning off {2}flood off\n/,
    / q1 {2}veth {2}up {2}⇄ q2 {2}(listening|learning)\n/,
    / vx {2}vxlan {2}up {2}VNI 9 {2}→ 10\.9\.0\.7 {2}→ 10\.9\.0\.8\n/,
    /─ 02:00:00:00:00:77 dev vx dst 10\.9\.0\.7 permanent\n/,
    /─ 02:00:00:00:00:99 dev p1 static\n/,
    /─ table 100\n[ │]*└─ default via 10\.9\.0\.5 dev br0\n/,
    /─ table local\n[ │]*└─ local 10\.77\.0\.0\/16 dev lo\n/,
    /─ 10\.1\.0\.99 dev br0 proxy\n/,
    /─ net\.ipv4\.icmp_echo_ignore_all = 1\n/,
    /─ net\.ipv6\.icmp\.echo_ignore_all = 1\n/,
    /─ net\.ipv6\.conf\.br0\.accept_ra = 2\n/,
    /─ net\.ipv4\.conf\.br0\.arp_ignore = 1\n/,
    /─ net\.ipv4\.conf\.all\.rp_filter = 2\n/,
    /─ net\.ipv6\.conf\.all\.forwarding = 1\n/,
    /─ net\.ipv6\.conf\.e1\.proxy_ndp = 1\n/,
    /─ net\.ipv4\.conf\.e1\.forwarding = 1\n/,
  ])
    expect(tree).toMatch(line);
  expect(tree.match(/1000: from all lookup 100/g)).toHaveLength(1);
  // A link that is as links are has no line.
  expect(tree).not.toMatch(/conf\.(p1|default|e2)\./);
  const before = topology;
  await ok(host, 'ip neigh del proxy 10.1.0.99 dev br0; bridge link set dev p1 isolated off');
  const texts = diff(before, await readTopology(host)).map((one) => changeText(one));
  expect(texts).toContain('removed neighbour 10.1.0.99 dev br0 proxy');
});

test('listening-unseen: servers are told and shown: for whom, on which port, by which link', async () => {
  const { host, topology } = await build(`
    ip netns add a; ip netns add b; ip -n a link set lo up; ip link set lo up
    ip link add v0 type veth peer name eth0.7 netns a
    ip link set v0 addrgenmode none up; ip -n a link set eth0.7 addrgenmode none up
    cat >/run/serve <<'END'
    ${serve('tcp 0.0.0.0:80', 'tcp 0.0.0.0:80', 'tcp [::]:81', 'tcp [::]:82 v6only', 'tcp [::1]:83', 'tcp 127.0.0.1:84', 'udp 0.0.0.0:53 dev eth0.7', 'udp [::]:54 v6only dev lo', 'udp [::ffff:127.0.0.1]:55', 'udp 127.0.0.1:56 to 9', 'udp 0.0.0.0:40000')}
END
    ip netns exec a sh /run/serve`);
  const texts = ({ netns }: Topology, name: string) =>
    netns.find(({ label }) => label === name)?.sockets?.map((socket) => socketText(socket));
  expect(texts(topology, 'b')).toEqual([]);
  expect(texts(topology, 'a')).toEqual([
    ...['tcp 0.0.0.0:80', 'tcp *:81', 'tcp [::]:82', 'tcp [::1]:83', 'tcp 127.0.0.1:84'],
    ...['udp 0.0.0.0%eth0.7:53', 'udp [::]%lo:54', 'udp [::ffff:127.0.0.1]:55', 'udp 0.0.0.0:40000'],
  ]);
  const [, shown] = /─ Listening sockets\n((?:[ │]+[├└]─ (?:tcp|udp) .*\n)+)/.exec(topologyTree(topology)) ?? [];
  expect(shown?.match(/(?:tcp|udp) .*/g)).toEqual([
    'tcp 0.0.0.0:80',
    'tcp *:81',
    'tcp [::]:82',
    'udp 0.0.0.0%eth0.7:53',
  ]);
  await ok(host, serve('tcp 0.0.0.0:8080'));
  const chosen = diff(topology, await readTopology(host)).filter(({ detail }) => detail !== true);
  expect(chosen.map((one) => changeText(one))).toEqual(['listens on tcp 0.0.0.0:8080']);
});

test('filters-unseen: a link with a place for filters of tc says so', async () => {
  const { host, topology } = await build(`
    ip netns add a
    ip link add v0 type veth peer name v1 netns a; ip link add w0 type veth peer name w1
    nsenter --net=/run/netns/a tc qdisc add dev v1 clsact || nsenter --net=/run/netns/a tc qdisc add dev v1 ingress
    tc qdisc add dev w1 root pfifo`);
  expect(topology.netns.map(({ qdiscs }) => qdiscs)).toEqual([undefined, [{ kind: expect.any(String), dev: 'v1' }]]);
  expect(topology.netns[0]?.links.find(({ ifname }) => ifname === 'w1')).toMatchObject({ qdisc: 'pfifo' });
  expect(topologyTree(topology)).toMatch(/ v1 {2}.* {2}(clsact|ingress)/);
  await ok(host, 'nsenter --net=/run/netns/a sh -c "tc qdisc del dev v1 clsact || tc qdisc del dev v1 ingress"');
  const [change] = diff(topology, await readTopology(host)).map((one) => changeText(one));
  expect(change).toMatch(/^a: removed qdisc (clsact|ingress) on v1$/);
});

test('rubbish in /run/netns: the real name comes first, dead ones are told, and nothing hangs', async () => {
  const { topology } = await build(`
    ip netns add real; ip netns add 0
    ln -s real /run/netns/a-second-name; ln -s /proc/999999/ns/net /run/netns/dead; ln -s loop /run/netns/loop
    ln -s /proc/self/ns/net "$(printf '/run/netns/-x\\033[31m')"
    touch /run/netns/left-over; mkdir /run/netns/folder; mkfifo /run/netns/pipe; ln -s pipe /run/netns/to-pipe`);
  expect(topology.netns.map(({ label }) => label)).toEqual(['root netns', '0', 'real']);
  expect(netnsByName(topology, 'a-second-name')?.names).toEqual(['real', 'a-second-name']);
  expect(topology.unread.map((one) => whyText(one).split(':')[0]).sort()).toEqual(
    ['dead', 'folder', 'left-over', 'loop', 'pipe', 'to-pipe'].sort(),
  );
  expect(topologyTree(topology)).toContain('dead: a symbolic link that leads nowhere');
});

test('netns-del-lag: a picture taken right after the end of namespaces has no dying links', async () => {
  const host = await sandbox({ internet: 'none' });
  for (let round = 0; round < 5; round++) {
    await ok(
      host,
      `for i in $(seq 1 30); do ip netns add n$i; ip link add v$i type veth peer name e$i netns n$i; done
       perl -e 'syscall(166, (my $f = "/run/netns/n$_"), 2), unlink "/run/netns/n$_" for 1 .. 30'`,
    );
    const { netns } = await readTopology(host);
    expect(netns.flatMap(({ links }) => links.map(({ ifname }) => ifname))).toEqual(['lo']);
  }
});

test('hidden-nft-table: nft tables called nat and filter are told and shown as what they are', async () => {
  const host = await sandbox({ internet: 'none' });
  const before = await readTopology(host);
  await ok(
    host,
    `nft add table ip nat; nft 'add chain ip nat post { type nat hook postrouting priority 100; }'
     nft add rule ip nat post oifname eth0 masquerade
     nft add table ip filter; nft 'add chain ip filter input { type filter hook input priority 0; policy drop; }'
     nft add rule ip filter input tcp dport 81 drop`,
  );
  const after = await readTopology(host);
  const chosen = diff(before, after).filter(({ detail, what }) => detail !== true && what === 'firewall');
  expect(chosen.map((one) => changeText(one))).toEqual([
    'added nft table ip nat',
    'added nft chain post of table ip nat',
    'added nft table ip filter',
    'added nft chain input of table ip filter',
    'added nft ip nat post oifname "eth0" masquerade',
    'added nft ip filter input tcp dport 81 drop',
  ]);
  const tree = topologyTree(after);
  expect(tree).toMatch(/─ nft ip nat post {2}.*\n.*─ oifname "eth0" masquerade\n/);
  expect(tree).toMatch(
    /─ nft ip filter input {2}type filter hook input priority filter {2}policy drop\n.*─ tcp dport 81 drop\n/,
  );
});

test('told-twice: a rule in a chain of iptables that only nft can say is one change', async () => {
  const host = await sandbox({ internet: 'none' });
  await ok(host, 'iptables -A INPUT -p tcp --dport 80 -j ACCEPT');
  const before = await readTopology(host);
  await ok(host, "nft 'add rule ip filter INPUT ip saddr { 10.0.0.1, 10.0.0.2 } tcp dport 22 counter drop'");
  const chosen = diff(before, await readTopology(host)).filter(
    ({ detail, what }) => detail !== true && what === 'firewall',
  );
  expect(chosen.map((one) => changeText(one))).toEqual([
    'added nft ip filter INPUT ip saddr { 10.0.0.1, 10.0.0.2 } tcp dport 22 counter drop',
  ]);
});

test('rules of nft and of iptables', async () => {
  const { topology } = await build(`
    ip netns add a
    iptables -t nat -A POSTROUTING -s 192.168.52.0/24 -j MASQUERADE
    iptables -N MINE; iptables -A FORWARD -m comment --comment 'a "quoted" comment' -j MINE
    ip6tables -A INPUT -p tcp --dport 22 -j ACCEPT
    nft 'table inet lab { set s { type ipv4_addr; elements = { 10.0.0.1 } }; chain in { type filter hook input priority 0; counter drop; }; }'
    nsenter --net=/run/netns/a nft 'add table ip only-here'`);
  const [root, a] = topology.netns;
  expect(root?.firewall.iptables).toContain('-A POSTROUTING -s 192.168.52.0/24 -j MASQUERADE');
  expect(root?.firewall.iptables).not.toMatch(/\[\d+:\d+\]|^#/m);
  expect(JSON.stringify(root?.firewall.nft)).toContain('"counter":null');
  expect(a?.firewall.nft).toEqual([{ table: { family: 'ip', name: 'only-here', handle: 1 } }]);
  expect(a?.firewall.iptables).toBe('');
});

test('odd names are shown as they are, and nothing is executed', async () => {
  const { host, topology } = await build(String.raw`
    for n in '-x' 'a b' '$(ip link add name executed type ifb)' '\`ip link add name executed type ifb\`' 'q"q' "q'q" '; ip link add name executed type ifb' 'back\\slash' \
      '%41' '<b>' 'end' "$(printf 'new\nline')" "$(printf 'bad\377')" "$(printf '\360\237\230\200\360\237\230\200')" .hidden \
      "$(printf '%0255d' 7)"; do
      ip netns add "$n"
    done
    for l in '-dash' 'a@b' 'q"q' "q'q" 'back\slash' '$(id)' '#x' '[{}]' "$(printf 'bad\377')" \
      "$(printf '\360\237\230\200\360\237\230\200\360\237\230\200abc')" eth0.100 if5; do
      ip link add name "$l" type veth peer name eth0 netns 'a b'
      ip -n 'a b' link set dev eth0 name "p$((i=i+1))"
    done`);
  expect((await sh(host, 'ip link show executed 2>/dev/null')).out).toBe('');
  expect(topology.netns).toHaveLength(17);
  expect(topology.netns.map(({ label }) => label)).toContain('new\\nline');
  expect(topology.netns.map(({ label }) => label)).toContain('bad\\xff');
  expect(
    netnsByName(topology, 'a b')?.links.every(({ peer, ifname }) => ifname === 'lo' || typeof peer === 'string'),
  ).toBe(true);
});

test('unnamed-namespace: labelled by what holds it; and two names for one', async () => {
  const { topology } = await build(`
    ip netns add one; touch /run/netns/two; mount --bind /run/netns/one /run/netns/two
    unshare --net sleep 1000 >/dev/null 2>&1 &
    pid=$!
    sleep 0.2
    ip link add held type veth peer name eth0 netns $pid
    # Held by nothing but a mount, as container programs do.
    mkdir /run/elsewhere; touch '/run/elsewhere/a b'
    unshare --net='/run/elsewhere/a b' true`);
  expect(netnsByName(topology, 'one')?.names).toEqual(['one', 'two']);
  const labels = topology.netns.map(({ label }) => label);
  expect(labels).toContain('mounted on /run/elsewhere/a b');
  const held = topology.netns.find(({ holder }) => holder?.command === 'sleep');
  expect(held?.label).toBe(`sleep, PID ${held?.holder?.pid}`);
  expect(held?.links.map(({ ifname }) => ifname)).toEqual(['lo', 'eth0']);
});

const TUTORIALS = join(CORPUS, 'md');
const present = existsSync(TUTORIALS);
if (!present) console.warn('SKIPPED: no tutorials beside the checkout (../shared/corpus/md)');

/** The lines that set up a network, and nothing else: others write files of the machine, or ask the Internet. */
function setUp(markdown: string): string[] {
  return [...markdown.matchAll(/^ *(?:\$ )?(?:sudo )?((?:ip|bridge|iptables|sysctl -w) .*)$/gm)]
    .map(([, line = '']) => line)
    .filter((line) => !/ del(ete)? | exec \S+ (?!ip |iptables |bridge )|[<>;|&`$]/.test(line));
}

needs(present, 'the tutorial in ../shared').describe('what a tutorial makes', () => {
  test.each(present ? readdirSync(TUTORIALS) : [])('%s', async (file) => {
    const lines = setUp(readFileSync(join(TUTORIALS, file), 'utf8'));
    const { topology } = await build(lines.map((line) => `${line} >/dev/null 2>&1 || true`).join('\n'));
    const links = topology.netns.flatMap((netns) => netns.links);
    expect(topology.netns.length).toBeGreaterThan(1);
    expect(links.filter((link) => kindOf(link) === 'veth').length).toBeGreaterThan(1);
  });
});
