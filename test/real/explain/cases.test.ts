import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { BRIDGE_CASES, VLAN_CASES } from './bridge-cases.ts';
import { atBridge, type Case, cable, judged } from './cases.ts';
import { FILTER_CASES } from './filter-cases.ts';
import { SERVICE_CASES } from './service-cases.ts';

/** Two vxlans over one cable. */
const vxlans = (a: string, b: string) => `${cable('a', 'b')}
  a ip addr add 10.0.0.1/24 dev e0
  b ip addr add 10.0.0.2/24 dev e0
  a ip link add vx0 type vxlan id 5 dstport 4789 local 10.0.0.1 ${a}
  b ip link add vx0 type vxlan id 5 dstport 4789 local 10.0.0.2 ${b}
  a ip addr add 10.1.0.1/24 dev vx0
  b ip addr add 10.1.0.2/24 dev vx0
  a ip link set vx0 up
  b ip link set vx0 up`;

/** A vxlan of a multicast group over e0; of one netns, each has another number. */
const ofGroup = (netns: string, at: number, group: string, port: number, id = 4) => `
  ${netns} ip link add vx${id} type vxlan id ${id} group ${group} dev e0 dstport ${port}
  ${netns} ip addr add 10.${id}.0.${at + 1}/24 dev vx${id}
  ${netns} ip addr add fd0${id}::${at + 1}/64 dev vx${id} nodad
  ${netns} ip link set vx${id} up`;

/** Router r between a and b; a second cable between a and b, whose end at b is down. */
const routed = (more: string) => `${cable('a', 'r', ['e0', 'e0'])}${cable('r', 'b', ['e1', 'e0'])}
  a ip addr add 10.0.0.1/24 dev e0
  r ip addr add 10.0.0.2/24 dev e0
  r ip addr add 10.0.1.2/24 dev e1
  b ip addr add 10.0.1.1/24 dev e0
  a ip addr add fd00::1/64 dev e0
  r ip addr add fd00::2/64 dev e0
  r ip addr add fd01::2/64 dev e1
  b ip addr add fd01::1/64 dev e0
  b ip route add default via 10.0.1.2
  b ip route add default via fd01::2
  ${more}`;
const spare = (setting: string) =>
  routed(`${cable('a', 'b', ['e1', 'e1'])}
    b ip link set e1 down
    r set ipv4/ip_forward=1
    r set ipv6/conf/all/forwarding=1
    a ip addr add 10.0.9.1/24 dev e1
    a ip addr add fd09::1/64 dev e1
    a late route add 10.0.1.0/24 via 10.0.9.2 metric 1
    a late route add 10.0.1.0/24 via 10.0.0.2 metric 2
    a late route add fd01::/64 via fd09::2 metric 1
    a late route add fd01::/64 via fd00::2 metric 2
    a set ${setting}`);

/** With links that take less than the 84 bytes of a ping. */
const narrow = (more: string) =>
  routed(`a ip route add default via 10.0.0.2
    r set ipv4/ip_forward=1
    ${more}`);
const translates = 'r iptables nat -A POSTROUTING -o e1 -j MASQUERADE';

const CASES: Readonly<Record<string, Case>> = {
  ...BRIDGE_CASES,
  ...SERVICE_CASES,
  ...FILTER_CASES,
  'a vxlan without a remote': {
    network: vxlans('', 'remote 10.0.0.1'),
    flows: { 'a 10.1.0.2': 'tunnel-without-remote', 'b 10.1.0.1': 'delivered' },
  },
  'vxlan-of-a-group: what is for others goes to all of its number that have joined the group on that wire': {
    network: `h link link add name br0 netns @h type bridge
      h ip link set br0 up
      ${['a', 'b', 'c', 'd'].map((one) => atBridge('h', one)).join('\n')}
      ${['a', 'b', 'c', 'd'].map((one, at) => `${one} ip addr add 10.0.0.${at + 1}/24 dev e0`).join('\n')}
      ${['a', 'b', 'c', 'd'].map((one, at) => ofGroup(one, at, one === 'c' ? '239.1.1.2' : '239.1.1.1', one === 'd' ? 4790 : 4789)).join('\n')}
      ${['a', 'b'].map((one, at) => ofGroup(one, at, 'ff05::1', 4789, 6)).join('\n')}`,
    flows: {
      'a 10.4.0.2': 'delivered',
      'a fd04::2': 'delivered',
      'a 10.4.0.3': 'tunnel-without-remote',
      'a 10.4.0.4': 'tunnel-mismatch',
      'a 10.6.0.2': 'delivered',
    },
  },
  'vxlan-of-a-group: its datagrams are those of the wire, and come from there': {
    network: `${cable('a', 'b')}${cable('c', 'd')}${cable('e', 'f')}
      ${['a', 'b', 'c', 'd', 'e'].map((one, at) => `${one} ip addr add 10.0.${at >> 1}.${at + 1}/24 dev e0`).join('\n')}
      ${['a', 'b', 'c', 'd', 'e', 'f'].map((one, at) => ofGroup(one, at, '239.1.1.1', 4789)).join('\n')}
      b iptables filter -A INPUT -d 239.1.1.1 -j DROP
      d set ipv4/conf/e0/rp_filter=1
      d late addr flush dev e0`,
    flows: {
      'a 10.4.0.2': 'firewall-drops',
      'b 10.4.0.1': 'delivered',
      'c 10.4.0.4': 'reverse-path-filter',
      'e 10.4.0.6': 'no-route',
    },
  },
  'checksum-of-a-tunnel: its datagrams are translated, and checksums of what is in them are left to the link': {
    network: `${vxlans('remote 10.0.0.2', 'remote 10.0.0.1')}
      a ip addr add 10.0.0.9/24 dev e0
      a iptables nat -A POSTROUTING -s 10.0.0.1 -j SNAT --to-source 10.0.0.9
      b listen tcp 80 0.0.0.0 -`,
    flows: { 'a 10.1.0.2': 'delivered', 'a 10.1.0.2 tcp 80': 'unknown outer-nat' },
  },
  'taken-up-to-translate: an answer to a MAC address of nobody may be taken by a bridge that translates': {
    network: `${atBridge('a', 'c')}
      a link link add name br0 netns @a type bridge
      a ip link set br0 up
      a ip addr add 10.0.0.1/24 dev br0
      c ip addr add 10.0.0.3/24 dev e0
      ${cable('a', 'd', ['e9', 'e0'])}
      a ip addr add 10.0.1.1/24 dev e9
      d ip addr add 10.0.1.2/24 dev e0
      d ip route add default via 10.0.1.1
      a set ipv4/ip_forward=1
      a iptables nat -A POSTROUTING -s 10.0.1.0/24 -j MASQUERADE
      c ip neigh replace 10.0.0.1 lladdr 02:00:00:00:99:08 dev e0 nud permanent`,
    flows: { 'd 10.0.0.3': 'unknown translation', 'c 10.0.0.1': 'wrong-neighbour' },
  },
  'scoped-answer: to a link-local address it goes out by the link that the question came by': {
    network: `${cable('c', 'd', ['p1', 'e0'])}${cable('d', 'f', ['e1', 'e0'])}
      d ip addr add fd01::2/64 dev e0 nodad
      d ip addr add fd02::1/64 dev e1 nodad
      f ip addr add fd02::2/64 dev e0 nodad
      f ip route add default via fd02::1
      f ip addr del fd02::2/64 dev e0
      d listen udp 53 :: -`,
    flows: { 'f fd01::2 udp 53': 'delivered' },
  },
  'shown-before-nat: what comes of datagrams that a bridge has shown to the rules that would translate them is open': {
    network: `${atBridge('a', 'c')}
      a link link add name br0 netns @a type bridge
      a ip link set br0 up
      a link link add name br1 netns @a type bridge
      a ip link set br1 up
      a link link add name j0 netns @a type veth peer name j1 netns @a
      a ip link set j0 master br1 up
      a ip link set j1 master br0 up
      a ip addr add 10.0.1.1/24 dev br1
      c ip addr add 10.0.1.2/24 dev e0
      ${cable('a', 'd', ['e9', 'e0'])}
      a ip addr add 10.0.0.1/24 dev e9
      d ip addr add 10.0.0.2/24 dev e0
      d ip route add default via 10.0.0.1
      c ip route add 10.0.0.0/24 via 10.0.1.1
      a set ipv4/ip_forward=1
      a iptables nat -A POSTROUTING -o e9 -j MASQUERADE
      d listen udp 53 0.0.0.0 -`,
    flows: { 'c 10.0.0.2 udp 53': 'unknown translation' },
  },
  'two-owners-of-a-connection: what begins with one of them may go on with the other': {
    network: `${atBridge('a', 'b')}${atBridge('a', 'c')}
      a link link add name br0 netns @a type bridge
      a ip link set br0 up
      a ip addr add fd00::1/64 dev br0 nodad
      b ip addr add fd00::2/64 dev e0 nodad
      c ip addr add fd00::1/64 dev e0 nodad
      a listen tcp 80 :: -
      c listen tcp 80 :: -`,
    flows: { 'b fd00::1 tcp 80': 'unknown duplicate', 'b fd00::1': 'delivered' },
  },
  'a vxlan without a remote that learns nothing': {
    network: vxlans('nolearning', 'remote 10.0.0.1'),
    flows: { 'a 10.1.0.2': 'tunnel-without-remote', 'b 10.1.0.1': 'tunnel-without-remote' },
  },
  'vxlans without remotes': {
    network: vxlans('', ''),
    flows: { 'a 10.1.0.2': 'tunnel-without-remote', 'b 10.1.0.1': 'tunnel-without-remote' },
  },
  'a vxlan that was made for a link that is down': {
    network: `${cable('b', 'c', ['e1', 'e0'])}
      b ip link set e1 down
      ${vxlans('remote 10.0.0.2', 'remote 10.0.0.1 dev e1')}`,
    // Where it has learned of the other end it is not bound to that link.
    flows: { 'a 10.1.0.2': 'delivered', 'b 10.1.0.1': 'link-down' },
  },
  'a vxlan with a remote for another host only': {
    network: `${vxlans('', 'remote 10.0.0.1')}
      a bridge fdb append 02:00:00:00:77:77 dev vx0 dst 10.0.0.2`,
    flows: { 'a 10.1.0.2': 'tunnel-without-remote' },
  },
  'a vxlan with a remote that is wrong for one host': {
    network: `${vxlans('remote 10.0.0.2', 'remote 10.0.0.1')}
      b ip link set vx0 address 02:00:00:00:77:77
      a bridge fdb replace 02:00:00:00:77:77 dev vx0 dst 10.0.0.77`,
    flows: { 'a 10.1.0.2': 'tunnel-without-remote' },
  },
  'a link-local address that somebody else has asks for nobody': {
    network: `${cable('a', 'b')}
      a set ipv6/conf/e0/accept_dad=1
      a ip addr add fd00::1/64 dev e0 nodad
      b ip addr add fd00::2/64 dev e0 nodad
      a ip addr add fd09::1/128 dev lo
      b ip route add fd09::1 via fd00::1
      b ip addr add fe80::7/64 dev e0 nodad
      a late addr flush dev e0 scope link
      a late addr add fe80::7/64 dev e0`,
    flows: { 'a fd00::2': 'delivered', 'a fd00::2 from fd09::1': 'no-source' },
  },
  'a bridge and a router in one netns translate the same twice': {
    network: `h link link add name br0 netns @h type bridge
      h link link add name br1 netns @h type bridge
      h link link add name j0 netns @h type veth peer name j1 netns @h
      ${['br0', 'br1', 'j0', 'j1'].map((one) => `h ip link set ${one} up`).join('\n')}
      ${cable('h', 'b', ['e0', 'e0'])}
      ${cable('h', 'c', ['p0', 'e0'])}
      h ip link set j0 master br0
      h ip link set j1 master br1
      h ip link set p0 master br1
      h set ipv6/conf/all/forwarding=1
      h set bridge/bridge-nf-call-ip6tables=1
      h ip addr add fd00::2/64 dev e0 nodad
      h ip addr add fd01::1/64 dev br0 nodad
      b ip addr add fd00::1/64 dev e0 nodad
      c ip addr add fd01::2/64 dev e0 nodad
      c ip route add default via fd01::1
      h nft add table inet t
      h nft add chain inet t c { type nat hook postrouting priority srcnat ; }
      h nft add rule inet t c oif != lo masquerade`,
    flows: { 'c fd00::1': 'unknown translation' },
  },
  'of two translations of one priority the later one counts': {
    network: `${cable('a', 'b')}
      a ip addr add 10.0.0.1/24 dev e0
      b ip addr add 10.0.0.2/24 dev e0
      a iptables nat -A OUTPUT -d 10.0.0.8 -j DNAT --to-destination 10.0.0.7
      a iptables nat -A OUTPUT -d 10.0.0.9 -j DNAT --to-destination 10.0.0.2
      a nft add table inet t
      a nft add chain inet t c { type nat hook output priority -100 ; }
      a nft add rule inet t c ip daddr 10.0.0.8 dnat ip to 10.0.0.2
      a nft add table ip t
      a nft add chain ip t c { type nat hook output priority -100 ; }
      a nft add rule ip t c ip daddr 10.0.0.9 dnat to 10.0.0.7`,
    flows: { 'a 10.0.0.8': 'delivered', 'a 10.0.0.9': 'no-neighbour' },
  },
  'a chain of inet at one link': {
    network: `${cable('a', 'b')}
      a ip addr add 10.0.0.1/24 dev e0
      b ip addr add 10.0.0.2/24 dev e0
      b ip addr add 10.0.0.3/24 dev e0
      b nft add table inet t
      b nft add chain inet t c { type filter hook ingress device "e0" priority 0 ; policy drop ; }
      b nft add rule inet t c ip daddr 10.0.0.3 accept`,
    flows: {
      'a 10.0.0.2': 'firewall-drops',
      'a 10.0.0.3': 'delivered',
      'b 10.0.0.1': 'firewall-drops',
      'b 10.0.0.3': 'delivered',
    },
  },
  'a chain of inet at another link': {
    network: `${cable('a', 'b')}
      a ip addr add 10.0.0.1/24 dev e0
      b ip addr add 10.0.0.2/24 dev e0
      b nft add table inet t
      b nft add chain inet t c { type filter hook ingress device "lo" priority 0 ; policy drop ; }`,
    flows: { 'a 10.0.0.2': 'delivered', 'b 10.0.0.2': 'firewall-drops' },
  },
  'chains of netdev at the loopback': {
    network: `a nft add table netdev t
      a nft add chain netdev t c { type filter hook egress device "lo" priority 0 ; policy accept ; }
      a nft add rule netdev t c ip daddr 127.0.0.2 drop`,
    flows: { 'a 127.0.0.1': 'delivered', 'a 127.0.0.2': 'firewall-drops' },
  },
  'a chain of netdev for what goes out': {
    network: `${cable('a', 'b')}
      a ip addr add 10.0.0.1/24 dev e0
      b ip addr add 10.0.0.2/24 dev e0
      b nft add table netdev t
      b nft add chain netdev t c { type filter hook egress device "e0" priority 0 ; policy accept ; }
      b nft add rule netdev t c icmp type echo-reply drop`,
    flows: { 'a 10.0.0.2': 'firewall-drops', 'b 10.0.0.1': 'delivered' },
  },
  'routes over a link without a carrier': {
    network: spare('ipv4/ip_forward=0'),
    flows: { 'a 10.0.1.1': 'link-down', 'a fd01::1': 'link-down' },
  },
  'foreign-source: an address of nobody is well if answers to it are sent there': {
    network: routed(`a ip route add default via 10.0.0.2
      r set ipv4/ip_forward=1
      r iptables nat -A POSTROUTING -o e1 -j SNAT --to-source 198.51.100.7`),
    flows: { 'a 10.0.1.1': 'delivered', 'r 10.0.1.1': 'delivered' },
  },
  'answer-to-another: a socket takes no answer to another address of its namespace': {
    network: `${cable('a', 'b')}
      a ip addr add 10.0.0.1/24 dev e0
      a ip addr add 10.9.0.1/32 dev lo
      b ip addr add 10.0.0.2/24 dev e0
      b listen udp 80 0.0.0.0 -
      b listen tcp 80 0.0.0.0 -
      a iptables nat -A POSTROUTING -o e0 -j MASQUERADE
      a iptables raw -A PREROUTING -i e0 -j NOTRACK`,
    flows: {
      'a 10.0.0.2': 'delivered',
      'a 10.0.0.2 tcp 80': 'delivered',
      'a 10.0.0.2 from 10.9.0.1': 'answer-goes-elsewhere',
      'a 10.0.0.2 udp 80 from 10.9.0.1': 'answer-goes-elsewhere',
      'a 10.0.0.2 tcp 80 from 10.9.0.1': 'answer-goes-elsewhere',
    },
  },
  'answer-to-another: one that is changed and not changed back': {
    network: `${cable('a', 'b')}
      a ip addr add 10.0.0.1/24 dev e0
      a ip addr add 10.0.0.3/24 dev e0
      b ip addr add 10.0.0.2/24 dev e0
      b listen udp 80 0.0.0.0 -
      a iptables nat -A POSTROUTING -o e0 -j SNAT --to-source 10.0.0.3
      a iptables raw -A PREROUTING -i e0 -j NOTRACK`,
    flows: { 'a 10.0.0.2': 'delivered', 'a 10.0.0.2 udp 80': 'answer-goes-elsewhere' },
  },
  'deleted-rules-of-ipv6: until somebody makes one, none of them is asked': {
    network: routed(`a ip6 rule del lookup main
      a ip route add default via fd00::2
      r ip6 rule del lookup local
      r set ipv6/conf/all/forwarding=1`),
    flows: { 'a fd01::1': 'delivered', 'a fd00::2': 'delivered', 'b fd00::1': 'delivered' },
  },
  'deleted-rules-of-ipv6: a router without that for its addresses hears no neighbours': {
    network: routed(`a ip route add default via fd00::2
      r ip6 rule add pref 99 lookup 99
      r ip6 rule del lookup local
      r set ipv6/conf/all/forwarding=1`),
    flows: { 'a fd01::1': 'no-route', 'a fd00::2': 'no-route', 'r fd00::1': 'no-route' },
  },
  'they are ignored on that link, for IPv4': {
    network: spare('ipv4/conf/e1/ignore_routes_with_linkdown=1'),
    flows: { 'a 10.0.1.1': 'delivered', 'a fd01::1': 'link-down' },
  },
  'they are ignored on all links, for IPv4': {
    network: spare('ipv4/conf/all/ignore_routes_with_linkdown=1'),
    flows: { 'a 10.0.1.1': 'delivered', 'a fd01::1': 'link-down' },
  },
  'they are ignored on that link, for IPv6': {
    network: spare('ipv6/conf/e1/ignore_routes_with_linkdown=1'),
    flows: { 'a 10.0.1.1': 'link-down', 'a fd01::1': 'delivered' },
  },
  'they are ignored on all links, for IPv6': {
    network: spare('ipv6/conf/all/ignore_routes_with_linkdown=1'),
    flows: { 'a 10.0.1.1': 'link-down', 'a fd01::1': 'delivered' },
  },
  'forwarding of one link, for IPv6': {
    network: routed(`a ip route add default via fd00::2
      r set ipv6/conf/e0/force_forwarding=1
      r set ipv6/conf/e1/force_forwarding=1`),
    flows: { 'a fd01::1': 'delivered' },
  },
  'forwarding of one link, for IPv6, and none back': {
    network: routed(`a ip route add default via fd00::2
      r set ipv6/conf/e0/force_forwarding=1`),
    flows: { 'a fd01::1': 'forwarding-off', 'a fd00::2': 'delivered' },
  },
  'a router has a link that is too narrow': {
    network: narrow('r ip link set e1 mtu 80'),
    // What begins in a netns is cut there, and answers are cut on their way.
    flows: { 'a 10.0.1.1': 'too-big', 'r 10.0.1.1': 'delivered', 'b 10.0.0.1': 'delivered' },
  },
  'a router translates to a link that is too narrow': {
    network: narrow(`r ip link set e1 mtu 80
      ${translates}`),
    flows: { 'a 10.0.1.1': 'too-big' },
  },
  'the answer goes by a link of a router that is too narrow': {
    network: narrow(`r ip link set e0 mtu 80
      ${translates}`),
    flows: { 'a 10.0.1.1': 'delivered', 'b 10.0.0.1': 'too-big' },
  },
  'the first link is narrow': {
    network: narrow(`a ip link set e0 mtu 68
      ${translates}`),
    flows: { 'a 10.0.1.1': 'too-big', 'b 10.0.0.1': 'too-big' },
  },
  'the last link is narrow': {
    network: narrow(`b ip link set e0 mtu 76
      ${translates}`),
    flows: { 'a 10.0.1.1': 'too-big', 'b 10.0.0.1': 'too-big' },
  },
  'a cable takes the tag of a VLAN more than its narrow end says': {
    network: narrow('b ip link set e0 mtu 80'),
    flows: { 'a 10.0.1.1': 'delivered', 'b 10.0.0.1': 'delivered' },
  },
};

const LONGEST_MS = 120_000;
let host: Host;
let found: Record<string, Case['flows']>;
let filtersVlans = false;

beforeAll(async () => {
  host = await openSandbox(openProcesses(), { internet: 'none' });
  const probe = ['ip', 'link', 'add', 'probe', 'type', 'bridge', 'vlan_filtering', '1'];
  filtersVlans = (await host.run(probe)).exitCode === 0;
  found = await judged(host, filtersVlans ? { ...CASES, ...VLAN_CASES } : CASES);
}, LONGEST_MS);
afterAll(() => host.dispose());

test.each(Object.keys(CASES))('%s', (name) => {
  expect(found[name]).toEqual(CASES[name]?.flows);
});

test.for(Object.keys(VLAN_CASES))('%s', (name, { skip }) => {
  skip(!filtersVlans, 'This kernel has no vlan_filtering (CONFIG_BRIDGE_VLAN_FILTERING).');
  expect(found[name]).toEqual(VLAN_CASES[name]?.flows);
});
