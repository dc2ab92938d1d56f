import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { atBridge, type Case, cable, judged } from './cases.ts';

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

/** Client a and server b at one bridge of the host h, which translates 10.0.0.254 to the server. */
const hairpin = (calls: 0 | 1, more = '') => `
  h link link add name br0 netns @h type bridge
  h ip link set br0 up
  h ip addr add 10.0.0.254/24 dev br0
  ${atBridge('h', 'a')}
  ${atBridge('h', 'b')}
  a ip addr add 10.0.0.1/24 dev e0
  b ip addr add 10.0.0.2/24 dev e0
  a ip route add default via 10.0.0.254
  b ip route add default via 10.0.0.254
  h set ipv4/ip_forward=1
  h set bridge/bridge-nf-call-iptables=${calls}
  h iptables nat -A PREROUTING -d 10.0.0.254 -p icmp -j DNAT --to-destination 10.0.0.2
  h iptables nat -A PREROUTING -d 10.9.9.9 -p icmp -j DNAT --to-destination 10.0.0.2
  ${more}`;
const masquerades = 'h iptables nat -A POSTROUTING -s 10.0.0.0/24 -d 10.0.0.2 -j MASQUERADE';

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

/** A bridge with ports that take less than a ping, or a few bytes less, which is the room for the tag of a VLAN. */
const ports = (calls: 0 | 1) => `h link link add name br0 netns @h type bridge
  h ip link set br0 up
  ${atBridge('h', 'a')}
  ${atBridge('h', 'b')}
  ${atBridge('h', 'c')}
  a ip addr add 10.0.0.1/24 dev e0
  b ip addr add 10.0.0.2/24 dev e0
  c ip addr add 10.0.0.3/24 dev e0
  h set bridge/bridge-nf-call-iptables=${calls}
  h ip link set pb mtu 79
  h ip link set pc mtu 80`;

const CASES: Readonly<Record<string, Case>> = {
  'a vxlan without a remote': {
    network: vxlans('', 'remote 10.0.0.1'),
    flows: { 'a 10.1.0.2': 'tunnel-without-remote', 'b 10.1.0.1': 'delivered' },
  },
  'a vxlan without a remote that learns nothing': {
    network: vxlans('nolearning', 'remote 10.0.0.1'),
    flows: { 'a 10.1.0.2': 'tunnel-without-remote', 'b 10.1.0.1': 'tunnel-without-remote' },
  },
  'vxlans without remotes': {
    network: vxlans('', ''),
    flows: { 'a 10.1.0.2': 'tunnel-without-remote', 'b 10.1.0.1': 'tunnel-without-remote' },
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
  'the host translates to a server at the bridge of the client': {
    network: hairpin(0),
    flows: {
      'a 10.0.0.254': 'answer-goes-elsewhere',
      'a 10.9.9.9': 'answer-goes-elsewhere',
      'a 10.0.0.2': 'delivered',
    },
  },
  'it masquerades, too': {
    network: hairpin(0, masquerades),
    flows: { 'a 10.0.0.254': 'delivered', 'a 10.9.9.9': 'delivered', 'a 10.0.0.2': 'delivered' },
  },
  'it filters on the bridge': {
    network: hairpin(1),
    flows: { 'a 10.0.0.254': 'delivered', 'a 10.9.9.9': 'delivered', 'a 10.0.0.2': 'delivered' },
  },
  'it filters on the bridge and masquerades': {
    network: hairpin(1, masquerades),
    flows: { 'a 10.0.0.254': 'delivered', 'a 10.9.9.9': 'delivered', 'a 10.0.0.2': 'delivered' },
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
  'a port of a bridge is narrow': {
    network: ports(0),
    flows: { 'a 10.0.0.2': 'too-big', 'b 10.0.0.1': 'too-big', 'a 10.0.0.3': 'delivered', 'c 10.0.0.1': 'delivered' },
  },
  'a port of a bridge is narrow, and the packet filter looks at what it passes': {
    network: ports(1),
    flows: { 'a 10.0.0.2': 'too-big', 'b 10.0.0.1': 'too-big', 'a 10.0.0.3': 'too-big', 'c 10.0.0.1': 'delivered' },
  },
  'a locked port': {
    network: `${ports(0)}
      h ip link set pb mtu 1500
      h bridge link set dev pa locked on
      h bridge link set dev pb locked on
      a ip link set e0 address 02:00:00:00:00:0a
      b ip link set e0 address 02:00:00:00:00:0b
      h bridge fdb replace 02:00:00:00:00:0b dev pb master static`,
    flows: { 'a 10.0.0.3': 'port-blocked', 'c 10.0.0.1': 'port-blocked', 'c 10.0.0.2': 'delivered' },
  },
  'a port without questions that the bridge can answer': {
    network: `${ports(0)}
      h ip link set pb mtu 1500
      h ip addr add 10.0.0.2/24 dev br0
      h bridge link set dev pb neigh_suppress on
      h bridge link set dev pc neigh_suppress on`,
    flows: { 'a 10.0.0.3': 'delivered', 'c 10.0.0.1': 'delivered', 'a 10.0.0.2': 'delivered' },
  },
};

const LONGEST_MS = 120_000;
let host: Host;
let found: Record<string, Case['flows']>;

beforeAll(async () => {
  host = await openSandbox(openProcesses(), { internet: 'none' });
  found = await judged(host, CASES);
}, LONGEST_MS);
afterAll(() => host.dispose());

test.each(Object.keys(CASES))('%s', (name) => {
  expect(found[name]).toEqual(CASES[name]?.flows);
});
