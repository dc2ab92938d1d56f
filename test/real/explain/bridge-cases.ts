// Bridges: translations on them, ports, VLANs.
import { atBridge, type Case, cable } from './cases.ts';

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

export const BRIDGE_CASES: Readonly<Record<string, Case>> = {
  'twin-without-arp: what is sent to its own MAC address may come to one that has the same': {
    network: `${cable('a', 'b')}
      a ip addr add fd00::1/64 dev e0 nodad
      b ip addr add fd00::2/64 dev e0 nodad
      a ip link set e0 address 02:00:00:00:00:99
      b ip link set e0 address 02:00:00:00:00:99
      b ip link set e0 arp off`,
    flows: { 'b fd00::1': 'unknown kind', 'a fd00::2': 'unknown kind' },
  },
  'first-address: a route without a gateway sends from the first address of its link, and not from a near one': {
    network: `${cable('a', 'b')}
      a ip addr add 10.0.0.1/24 dev e0
      a ip addr add 10.0.1.1/24 dev e0
      b ip addr add 10.0.0.2/24 dev e0
      b ip addr add 10.0.1.2/32 dev e0
      a late route add 10.0.1.2/32 dev e0`,
    flows: { 'a 10.0.1.2': 'delivered', 'a 10.0.1.2 from 10.0.1.1': 'no-route' },
  },
  'twin-that-answers: one with the MAC address of the asker has the address that is asked for, too': {
    network: `h link link add name br0 netns @h type bridge
      h ip link set br0 up
      ${['a', 'b', 'c'].map((one) => atBridge('h', one)).join('\n')}
      a ip addr add 10.0.0.1/24 dev e0
      b ip addr add 10.0.0.2/24 dev e0
      c ip addr add 10.0.0.2/24 dev e0
      a ip link set e0 address 02:00:00:00:00:99
      c ip link set e0 address 02:00:00:00:00:99`,
    flows: { 'a 10.0.0.2': 'unknown duplicate' },
  },
  'an address that two have is answered by either, or by the one that asks': {
    network: `h link link add name br0 netns @h type bridge
      h ip link set br0 up
      ${atBridge('h', 'a')}
      ${atBridge('h', 'b')}
      a ip addr add 10.0.0.1/24 dev e0
      b ip addr add 10.0.0.2/24 dev e0
      h ip addr add 10.0.0.2/24 dev br0
      a ip addr add 10.0.0.3/24 dev e0
      b ip addr add 10.0.0.3/24 dev e0`,
    flows: { 'a 10.0.0.2': 'delivered', 'a 10.0.0.3': 'delivered' },
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
      a set ipv6/conf/all/disable_ipv6=1
      h bridge link set dev pa locked on
      h bridge link set dev pb locked on
      a ip link set e0 address 02:00:00:00:00:0a
      b ip link set e0 address 02:00:00:00:00:0b
      h bridge fdb replace 02:00:00:00:00:0b dev pb master static`,
    flows: { 'a 10.0.0.3': 'port-blocked', 'c 10.0.0.1': 'port-blocked', 'c 10.0.0.2': 'delivered' },
  },
  'locked-after-it-learned: what a bridge has learned behind a port that is locked now counts while it lasts': {
    network: `${ports(0)}
      h ip link set pb mtu 1500
      h bridge link set dev pa locked on
      a ip link set e0 address 02:00:00:00:00:0a
      h bridge fdb replace 02:00:00:00:00:0a dev pa master dynamic`,
    flows: { 'a 10.0.0.3': 'unknown learned' },
  },
  'a port without questions that the bridge can answer': {
    network: `${ports(0)}
      h ip link set pb mtu 1500
      h ip addr add 10.0.0.2/24 dev br0
      h bridge link set dev pb neigh_suppress on
      h bridge link set dev pc neigh_suppress on`,
    flows: { 'a 10.0.0.3': 'delivered', 'c 10.0.0.1': 'delivered', 'a 10.0.0.2': 'delivered' },
  },
  'a private macvlan whose frames come back to the link below it': {
    network: `h link link add name br0 netns @h type bridge
      h ip link set br0 up
      ${atBridge('h', 'a')}
      a ip addr add 10.0.0.2/24 dev e0
      a ip link add name m0 link e0 netns @b type macvlan mode private
      b late addr add 10.0.0.3/24 dev m0
      b late link set m0 up
      h bridge link set dev pa hairpin on`,
    flows: { 'b 10.0.0.2': 'macvlan-and-its-parent', 'a 10.0.0.3': 'delivered' },
  },
};

/** Access ports of a and b in VLAN 10, of c in VLAN 1; d with a VLAN link at a trunk; the bridge with one of its own. */
const vlans = (more = '') => `h link link add name br0 netns @h type bridge
  h ip link set br0 up
  h ip link set br0 type bridge vlan_filtering 1
  ${['a', 'b', 'c', 'd'].map((one) => atBridge('h', one)).join('\n')}
  a ip addr add 10.0.0.1/24 dev e0
  b ip addr add 10.0.0.2/24 dev e0
  c ip addr add 10.0.0.3/24 dev e0
  d ip link add link e0 name e0.10 type vlan id 10
  d ip link set e0.10 up
  d ip addr add 10.0.0.4/24 dev e0.10
  h ip link add link br0 name br0.10 type vlan id 10
  h ip link set br0.10 up
  h ip addr add 10.0.0.9/24 dev br0.10
  h bridge vlan add dev pa vid 10 pvid untagged
  h bridge vlan add dev pb vid 10 pvid untagged
  ${more}`;
const trunks = `h bridge vlan add dev pd vid 10
  h bridge vlan add dev br0 vid 10 self`;

/** For kernels that have it: CONFIG_BRIDGE_VLAN_FILTERING. */
export const VLAN_CASES: Readonly<Record<string, Case>> = {
  'ports of two VLANs': {
    network: vlans(),
    flows: {
      ...{ 'a 10.0.0.2': 'delivered', 'a 10.0.0.3': 'vlan-not-allowed', 'c 10.0.0.1': 'vlan-not-allowed' },
      ...{ 'a 10.0.0.4': 'vlan-not-allowed', 'a 10.0.0.9': 'vlan-not-allowed', 'h 10.0.0.1': 'vlan-not-allowed' },
    },
  },
  'trunks to VLAN links': {
    network: vlans(trunks),
    flows: {
      'a 10.0.0.4': 'delivered',
      'd 10.0.0.2': 'delivered',
      'a 10.0.0.9': 'delivered',
      'h 10.0.0.4': 'delivered',
    },
  },
  'a port without a PVID': {
    network: vlans('h bridge vlan del dev pa vid 10'),
    flows: { 'a 10.0.0.2': 'vlan-not-allowed', 'b 10.0.0.1': 'vlan-not-allowed' },
  },
};
