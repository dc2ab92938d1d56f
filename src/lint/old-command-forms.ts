// What net-tools, bridge-utils and their like are asked, and how iproute2 is asked the same.
// Sources: ifconfig(8), route(8), arp(8), netstat(8), brctl(8), vconfig(8), tunctl(8), mii-tool(8); ip(8) and its sisters, bridge(8), ss(8).
//
// `{x}` is any word but an option; `{x:cidr}` one with a prefix length, `{x:mask}` a netmask, `{x:flags}` letters that both
// programs know. `word?` may be absent. On the right `{x:length}` is the prefix length of a mask; ` ; ` separates two commands.

/** What they are replaced by, in a few words. */
export const SUCCESSORS: Readonly<Record<string, string>> = {
  brctl: 'ip link, bridge',
  ifconfig: 'ip addr, ip link',
  route: 'ip route',
  arp: 'ip neigh',
  netstat: 'ss',
  vconfig: 'ip link',
  tunctl: 'ip tuntap',
  iptunnel: 'ip tunnel',
  ipmaddr: 'ip maddress',
  'mii-tool': 'ethtool',
};

/** They change the network, or test it: only what they do matters. */
export const CHANGING = `
brctl addbr {br} => ip link add {br} type bridge
brctl delbr {br} => ip link delete {br} type bridge
brctl addif {br} {port} => ip link set {port} master {br}
brctl delif {br} {port} => ip link set {port} nomaster
brctl stp {br} on => ip link set {br} type bridge stp_state 1
brctl stp {br} yes => ip link set {br} type bridge stp_state 1
brctl stp {br} off => ip link set {br} type bridge stp_state 0
brctl stp {br} no => ip link set {br} type bridge stp_state 0
brctl hairpin {br} {port} on => bridge link set dev {port} hairpin on
brctl hairpin {br} {port} off => bridge link set dev {port} hairpin off

ifconfig {dev} up => ip link set {dev} up
ifconfig {dev} down => ip link set {dev} down
ifconfig {dev} mtu {mtu} => ip link set {dev} mtu {mtu}
ifconfig {dev} promisc => ip link set {dev} promisc on
ifconfig {dev} -promisc => ip link set {dev} promisc off
ifconfig {dev} hw ether {mac} => ip link set {dev} address {mac}
ifconfig {dev} inet? {address:cidr} up? => ip addr add {address} dev {dev} ; ip link set {dev} up
ifconfig {dev} inet? {address} netmask {mask:mask} up? => ip addr add {address}/{mask:length} dev {dev} ; ip link set {dev} up
ifconfig {dev} inet6 add {address:cidr} => ip addr add {address} dev {dev}
ifconfig {dev} inet6 del {address:cidr} => ip addr delete {address} dev {dev}
ifconfig {dev} add {address:cidr} => ip addr add {address} dev {dev}
ifconfig {dev} del {address:cidr} => ip addr delete {address} dev {dev}

route add default gw {via} => ip route add default via {via}
route add default gw {via} dev? {dev} => ip route add default via {via} dev {dev}
route add -net default gw {via} => ip route add default via {via}
route add -net default gw {via} dev? {dev} => ip route add default via {via} dev {dev}
route add default dev? {dev} => ip route add default dev {dev}
route add -net {net:cidr} gw {via} => ip route add {net} via {via}
route add -net {net:cidr} gw {via} dev? {dev} => ip route add {net} via {via} dev {dev}
route add -net {net:cidr} dev? {dev} => ip route add {net} dev {dev}
route add -net {net} netmask {mask:mask} gw {via} => ip route add {net}/{mask:length} via {via}
route add -net {net} netmask {mask:mask} gw {via} dev? {dev} => ip route add {net}/{mask:length} via {via} dev {dev}
route add -net {net} gw {via} netmask {mask:mask} => ip route add {net}/{mask:length} via {via}
route add -net {net} gw {via} netmask {mask:mask} dev? {dev} => ip route add {net}/{mask:length} via {via} dev {dev}
route add -net {net} netmask {mask:mask} dev? {dev} => ip route add {net}/{mask:length} dev {dev}
route add -host {to} gw {via} => ip route add {to} via {via}
route add -host {to} gw {via} dev? {dev} => ip route add {to} via {via} dev {dev}
route add -host {to} dev? {dev} => ip route add {to} dev {dev}
route del default => ip route delete default
route del default gw {via} => ip route delete default via {via}
route del default gw {via} dev? {dev} => ip route delete default via {via} dev {dev}
route del -net {net:cidr} => ip route delete {net}
route del -net {net:cidr} gw {via} => ip route delete {net} via {via}
route del -net {net:cidr} dev? {dev} => ip route delete {net} dev {dev}
route del -net {net} netmask {mask:mask} => ip route delete {net}/{mask:length}
route del -net {net} netmask {mask:mask} gw {via} => ip route delete {net}/{mask:length} via {via}
route del -net {net} netmask {mask:mask} dev? {dev} => ip route delete {net}/{mask:length} dev {dev}
route del -host {to} => ip route delete {to}

arp -i {dev} -s {ip} {mac} => ip neigh replace {ip} lladdr {mac} dev {dev}
arp -s {ip} {mac} -i {dev} => ip neigh replace {ip} lladdr {mac} dev {dev}
arp -i {dev} -d {ip} => ip neigh delete {ip} dev {dev}
arp -d {ip} -i {dev} => ip neigh delete {ip} dev {dev}

vconfig add {dev} {id} => ip link add link {dev} name {dev}.{id} type vlan id {id}
vconfig rem {dev} => ip link delete {dev}
tunctl -t {dev} => ip tuntap add dev {dev} mode tap
tunctl -d {dev} => ip tuntap delete dev {dev} mode tap
`;

/** They print something, which their successors print in another form: a program that reads it may not read that. */
export const LOOKING = `
brctl show => bridge link
brctl show {br} => ip link show master {br}
brctl showmacs {br} => bridge fdb show br {br}
ifconfig => ip addr
ifconfig -a => ip addr
ifconfig {dev} => ip addr show {dev}
route => ip route
route -n => ip route
route -n -6 => ip -6 route
route -6 -n => ip -6 route
route -A inet6 => ip -6 route
route -A inet6 -n => ip -6 route
arp => ip neigh
arp -n => ip neigh
arp -a => ip neigh
arp -e => ip neigh
arp -an => ip neigh
arp -na => ip neigh
arp -a -n => ip neigh
arp -n -a => ip neigh
arp -en => ip neigh
arp -ne => ip neigh
arp -n {ip} => ip neigh show {ip}
arp -i {dev} => ip neigh show dev {dev}
arp -n -i {dev} => ip neigh show dev {dev}
arp -i {dev} -n => ip neigh show dev {dev}
netstat => ss
netstat -r => ip route
netstat -rn => ip route
netstat -nr => ip route
netstat -i => ip -s link
netstat -g => ip maddress
netstat {options:flags} => ss {options}
mii-tool {dev} => ethtool {dev}
`;
