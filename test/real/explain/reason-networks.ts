// For each reason, networks in which it is the answer: that of docs/reasons/README.md with one thing wrong, or one of their own.
import type { Reason } from '../../../src/explain/reasons.ts';
import type { Verdict } from '../../../src/explain/trace.ts';

export interface ReasonNetwork {
  readonly reason: Reason;
  /** What is wrong, for the test's name. */
  readonly what: string;
  /** Lines of bash; `red`, `blue`, `gw` and `out` run a command in that netns, and hold its name as variables. */
  readonly script: string;
  /** As somebody asks; `host` is the sandbox's own netns. */
  readonly ask: string;
  /** With all the fixes; 'lost' also if none is known. */
  readonly ends: Verdict;
  /** What the sentence says, where more than the reason matters. */
  readonly says?: RegExp | undefined;
}

/** red and blue at a bridge of gw, behind it out; blue and out only where `$blue` and `$out` say so. `$settings`: what must not be as on the machine. */
export const BASE = `
for n in $red $blue $gw $out; do ip netns add $n; [ ! "$settings" ] || ip netns exec $n sysctl -qw $settings; done
{
  echo "link add port-red netns $gw type veth peer name eth0 netns $red address 02:00:00:00:00:02"
  [ ! $blue ] || echo "link add port-blue netns $gw type veth peer name eth0 netns $blue address 02:00:00:00:00:03"
  [ ! $out ] || echo "link add eth0 netns $gw type veth peer name eth0 netns $out"
} | ip -batch -
{
  cat <<END
link set lo up
link add br0 type bridge
link set port-red master br0 up
addr add 10.0.0.1/24 dev br0
addr add fd00::1/64 dev br0 nodad
END
  [ ! $blue ] || echo link set port-blue master br0 up
  [ ! $out ] || cat <<END
link set eth0 up
addr add 192.0.2.1/24 dev eth0
addr add fd01::1/64 dev eth0 nodad
END
  echo link set br0 up
} | ip -n $gw -batch -
[ ! $out ] || gw sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
for n in "$red 2" \${blue:+"$blue 3"}; do ip -n \${n% *} -batch - <<END
link set lo up
link set eth0 up
addr add 10.0.0.\${n#* }/24 dev eth0
addr add fd00::\${n#* }/64 dev eth0 nodad
route add default via 10.0.0.1
route add default via fd00::1
END
done
[ ! $out ] || ip -n $out -batch - <<END
link set lo up
link set eth0 up
addr add 192.0.2.2/24 dev eth0
addr add fd01::2/64 dev eth0 nodad
route add 10.0.0.0/24 via 192.0.2.1
route add fd00::/64 via fd01::1
END
`;

/** What a new netns may have from the machine, and what the networks need it to be. */
export const INHERITED: Readonly<Record<string, string>> = {
  'net.ipv4.ip_forward': '0',
  'net.ipv4.conf.all.rp_filter': '0',
  'net.ipv4.conf.default.rp_filter': '0',
};

/** Programs that take connections, and that send datagrams back. */
const SERVES = (port: number) => `
blue perl -MSocket -e 'socket S,PF_INET,SOCK_STREAM,0; bind S,sockaddr_in(${port},INADDR_ANY) or die; listen S,9; sleep 300' >/dev/null 2>&1 &
blue perl -MSocket -e 'socket S,PF_INET,SOCK_DGRAM,0; bind S,sockaddr_in(${port},INADDR_ANY) or die; while (my $p = recv S, my $b, 99, 0) { send S, $b, 0, $p }' >/dev/null 2>&1 &
`;

/** red is behind the sandbox's own netns, in a network that no other row has. */
const behindHost = (net: number) => `
ip link add wan${net} type veth peer name wan netns $red
ip addr add 10.77.${net}.1/24 dev wan${net}; ip link set wan${net} up
red ip link set eth0 down; red ip link set wan up; red ip addr add 10.77.${net}.2/24 dev wan
red ip route add default via 10.77.${net}.1
sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.ip_forward=1
`;

const TUNNEL = (red: string, out: string) => `
red ip link add vx0 type vxlan id 5 dstport 4789 ${red}; red ip addr add 10.5.0.1/24 dev vx0; red ip link set vx0 up
out ip link add vx0 type vxlan id 5 dstport 4789 ${out}; out ip addr add 10.5.0.2/24 dev vx0; out ip link set vx0 up
`;

type Row = readonly [Reason, what: string, script: string, ask: string, ends?: Verdict, says?: RegExp];

const ROWS: readonly Row[] = [
  ['no-route', 'no default route', 'red ip route del default', 'red 192.0.2.2'],
  ['no-route', 'no default route of IPv6', 'red ip -6 route del default', 'red fd01::2'],
  [
    'no-route',
    'no rule for the table main',
    'red ip rule del lookup main',
    'red 192.0.2.2',
    'delivered',
    /-red does not find the route to 192\.0\.2\.2: it is in the table main, and no policy rule looks up that table\.$/,
  ],
  [
    'no-route',
    'no rule for the table local, of who is asked',
    'blue ip rule del lookup local',
    'red 10.0.0.3',
    'delivered',
    /-blue does not find the route to 10\.0\.0\.3: it is in the table local, and no/,
  ],
  [
    'no-route',
    'no rule for local, of who asks',
    'red ip rule del lookup local',
    'red 192.0.2.2',
    'delivered',
    /-red does not .* 10\.0\.0\.2: it is in the table local, and no/,
  ],
  [
    'no-route',
    'no rule for local, of a router',
    'gw ip rule del lookup local',
    'red 192.0.2.2',
    'delivered',
    /local, /,
  ],
  [
    'no-route',
    'no rule for main, of IPv6, where somebody has made one',
    'gw ip -6 rule add pref 99 lookup 99; gw ip -6 rule del lookup main',
    'red fd01::2',
    'delivered',
    /main, and no/,
  ],
  [
    'no-route',
    'no rule for local, of IPv6, where somebody has made one',
    'blue ip -6 rule add pref 99 lookup 99; blue ip -6 rule del lookup local',
    'red fd00::3',
    'delivered',
    /local, and no/,
  ],
  [
    'no-route',
    'no rule for local, of IPv6, of a router whose own questions are not answered then',
    'red ip -6 neigh replace fd00::1 lladdr $(gw cat /sys/class/net/br0/address) dev eth0 nud permanent; gw ip -6 rule add pref 99 lookup 99; gw ip -6 rule del lookup local',
    'red fd01::2',
    'delivered',
    /-gw does not find the route to .*: it is in the table local, and no/,
  ],
  ['no-route', 'no route back', 'out ip route del 10.0.0.0/24', 'red 192.0.2.2'],
  ['no-route', 'no route back, of IPv6', 'out ip -6 route del fd00::/64', 'red fd01::2'],
  ['no-route', 'the link is down, and its routes are gone', 'red ip link set eth0 down', 'red 10.0.0.3'],
  ['no-route', 'the link has no address', 'red ip addr flush dev eth0', 'red 10.0.0.3'],
  [
    'no-route',
    'an address alone in its network',
    'red ip addr flush dev eth0 scope global; red ip addr add 10.0.0.2/32 dev eth0',
    'red 10.0.0.3',
  ],
  [
    'no-route',
    'another network on the same wire',
    'red ip route del default; blue ip route del default; blue ip addr del 10.0.0.3/24 dev eth0; blue ip addr add 10.9.0.3/24 dev eth0',
    'red 10.9.0.3',
  ],
  [
    'no-route',
    'a smaller network than that of others on the wire',
    'blue ip addr flush dev eth0; blue ip addr add 10.0.0.200/25 dev eth0',
    'red 10.0.0.200',
  ],
  [
    'not-on-this-wire',
    'a larger network than that of others on the wire',
    'red ip addr flush dev eth0; red ip addr add 10.0.0.2/8 dev eth0; out ip addr add 10.9.0.2/24 dev eth0; gw ip addr add 10.9.0.1/24 dev eth0',
    'red 10.9.0.2',
  ],
  ['no-source', 'no address of IPv6', 'red ip -6 addr flush dev eth0', 'red fd00::3'],
  [
    'no-route',
    'three things are missing',
    'red ip route del default; gw sysctl -qw net.ipv4.ip_forward=0; out ip route del 10.0.0.0/24',
    'red 192.0.2.2',
  ],
  ['route-refuses', 'a route of one network', 'red ip route add unreachable 192.0.2.0/24', 'red 192.0.2.2'],
  ['route-refuses', 'a blackhole on the way', 'gw ip route add blackhole 192.0.2.2', 'red 192.0.2.2'],
  ['route-refuses', 'a rule', 'red ip rule add to 192.0.2.2 pref 99 prohibit', 'red 192.0.2.2'],
  [
    'route-refuses',
    'a rule of several with one priority',
    'red ip rule add to 192.0.2.9 pref 99 lookup main; red ip rule add to 192.0.2.2 pref 99 prohibit',
    'red 192.0.2.2',
  ],
  ['route-refuses', 'a route of IPv6', 'red ip route add prohibit fd01::/64 metric 5', 'red fd01::2'],
  ['route-refuses', 'a rule of IPv6', 'gw ip -6 rule add from fd00::2 pref 99 unreachable', 'red fd01::2'],
  [
    'route-refuses',
    'a route in another table',
    'gw ip rule add from 10.0.0.2 pref 99 lookup 7; gw ip route add prohibit default table 7',
    'red 192.0.2.2',
  ],
  [
    'wrong-route',
    'specific-route-unnamed: a route to one host, over the wrong wire',
    'red ip route add 192.0.2.2/32 dev eth0',
    'red 192.0.2.2',
    'delivered',
    /^The route 192\.0\.2\.2 dev eth0 in .*-red leads the wrong way: without it, .*-red would use default via 10\.0\.0\.1 dev eth0\.$/,
  ],
  [
    'wrong-route',
    'specific-route-unnamed: a router sends it back, where it ends at one that is no router',
    'gw ip route add 10.0.0.2/32 via 192.0.2.2',
    'out 10.0.0.2',
    'delivered',
    /-gw leads the wrong way: without it, .*-gw would use 10\.0\.0\.0\/24 dev br0\.$/,
  ],
  [
    'wrong-route',
    'specific-route-unnamed: the same, seen by the reverse path filter',
    'gw ip route add 10.0.0.2/32 via 192.0.2.2; gw sysctl -qw net.ipv4.conf.all.rp_filter=1',
    'red 192.0.2.2',
  ],
  ['wrong-route', 'specific-route-unnamed: of IPv6', 'red ip -6 route add fd01::2/128 dev eth0', 'red fd01::2'],
  [
    'wrong-route',
    'route-to-oneself: a rule before that for local sends out what is for its own address',
    'red ip rule add pref 100 lookup local; red ip rule add pref 50 to 10.0.0.0/24 lookup main; red ip rule del pref 0',
    'red 10.0.0.2',
    'delivered',
    /^The policy rule 50: .* lookup main in .*-red leads the wrong way:/,
  ],
  [
    'wrong-route',
    'near-by-gateway: a smaller network than that of others, with a gateway that does not forward',
    'gw sysctl -qw net.ipv4.ip_forward=0; red ip addr flush dev eth0; red ip addr add 10.0.0.2/25 dev eth0; red ip route add default via 10.0.0.1; blue ip addr flush dev eth0; blue ip addr add 10.0.0.200/24 dev eth0',
    'red 10.0.0.200',
    'delivered',
    /-red sends what is for 10\.0\.0\.200 to a gateway: its address on eth0 is 10\.0\.0\.2\/25, while others on that wire have \/24\.$/,
  ],
  [
    'wrong-route',
    'near-by-gateway: the same on the way back',
    'gw sysctl -qw net.ipv4.ip_forward=0; red ip addr flush dev eth0; red ip addr add 10.0.0.2/25 dev eth0; red ip route add default via 10.0.0.1; blue ip addr flush dev eth0; blue ip addr add 10.0.0.200/24 dev eth0',
    'blue 10.0.0.2',
  ],
  ['no-source', 'no address at all', 'red ip addr flush dev eth0; red ip route add default dev eth0', 'red 10.0.0.3'],
  ['source-not-here', 'an address of nobody', '', 'red 10.0.0.3 from 10.0.0.9', 'lost'],
  [
    'no-source',
    'only an address for its link, of the same network',
    'red ip addr flush dev eth0; red ip addr add 10.0.0.9/24 dev eth0 scope link; red ip route add default via 10.0.0.1 onlink dev eth0',
    'red 192.0.2.2',
    'lost',
  ],
  [
    'no-route',
    'a link with a point-to-point address is down',
    'red ip addr flush dev eth0; red ip addr add 10.0.0.2 peer 10.0.0.1 dev eth0; red ip link set eth0 down',
    'red 10.0.0.1',
  ],
  [
    'bridge-down',
    'a bridge with a point-to-point address',
    'gw ip addr flush dev br0; gw ip addr add 10.0.0.1 peer 10.0.0.2 dev br0; gw ip link set br0 down',
    'red 10.0.0.1',
  ],
  [
    'link-down',
    'a default route leads elsewhere',
    'red ip link add w0 type veth peer name w1 netns $out; out ip addr add 10.8.0.2/24 dev w1; out ip link set w1 up; red ip addr add 10.8.0.1/24 dev w0',
    'red 10.8.0.2',
  ],
  ['link-down', 'the other end', 'gw ip link set port-blue down', 'red 10.0.0.3'],
  ['link-down', 'lo', 'blue ip link set lo down', 'blue 10.0.0.3'],
  ['link-down', 'fresh-lo-is-no-route: a new namespace', 'ip netns del $out; ip netns add $out', 'out 127.0.0.1'],
  ['link-down', 'fresh-lo-is-no-route: of IPv6', 'ip netns del $out; ip netns add $out', 'out ::1'],
  [
    'link-down',
    'bridge-without-carrier: the port towards the target',
    'gw ip link set port-blue down; gw ip link set port-red down',
    'gw 10.0.0.3',
    'delivered',
    /^port-blue in .*-gw is down\.$/,
  ],
  [
    'link-down',
    'bridge-without-carrier: both ends of the cable',
    'gw ip link set port-blue down; gw ip link set port-red down; blue ip link set eth0 down; blue ip link set eth0 up; blue ip link set eth0 down',
    'gw 10.0.0.3',
  ],
  ['no-carrier', 'a bridge without ports', 'gw ip link set port-red nomaster', 'gw 10.0.0.77', 'lost'],
  [
    'no-carrier',
    'a bridge whose cable is loose',
    'gw ip link set port-blue nomaster; gw ip link set port-red nomaster; red ip link set eth0 down',
    'gw 10.0.0.3',
  ],
  [
    'cut-cable',
    'an end in a netns without a name',
    `ip netns add $red-gone; gw ip link add cut0 type veth peer name eth0 netns $red-gone
exec 9</run/netns/$red-gone; sleep 300 >/dev/null 2>&1 & exec 9<&-; ip netns del $red-gone; gw ip addr add 10.9.0.1/24 dev cut0; gw ip link set cut0 up`,
    'gw 10.9.0.2',
    'lost',
  ],
  ['bridge-down', 'between two ports', 'gw ip link set br0 down', 'red 10.0.0.3'],
  [
    'port-blocked',
    'by hand',
    `until gw ip link show dev port-blue 2>/dev/null | grep -q 'state UP'; do sleep 0.1; done; gw bridge link set dev port-blue state 0`,
    'red 10.0.0.3',
  ],
  [
    'port-blocked',
    'no hairpin',
    `gw ip link set port-blue nomaster; gw ip link del br0; gw ip link add br1 type bridge; gw ip link set br1 up
gw ip link set port-blue master br1
blue ip link add m1 link eth0 type macvlan mode vepa; blue ip link add m2 link eth0 type macvlan mode vepa
blue ip addr flush dev eth0; blue ip link set m1 netns $red; blue ip link set m2 netns $out; red ip link set eth0 down
red ip addr add 10.6.0.1/24 dev m1; out ip addr add 10.6.0.2/24 dev m2; red ip link set m1 up; out ip link set m2 up`,
    'red 10.6.0.2',
  ],
  [
    'port-blocked',
    'still-listening: the spanning tree lets it forward by itself',
    'gw ip link set br0 type bridge stp_state 1 forward_delay 2000; gw ip link set port-blue nomaster; gw ip link set port-blue master br0',
    'red 10.0.0.3',
    'lost',
    /^The port port-(red|blue) in .*-gw forwards nothing yet: listening\. .* in 40 s at the latest: wait, and ask again\.$/,
  ],
  ['port-isolated', 'both', 'for p in red blue; do gw bridge link set dev port-$p isolated on; done', 'red 10.0.0.3'],
  ['port-does-not-flood', 'broadcasts', 'gw bridge link set dev port-blue bcast_flood off', 'red 10.0.0.3'],
  [
    'port-does-not-flood',
    'multicasts, which IPv6 needs',
    'gw bridge link set dev port-blue mcast_flood off',
    'red fd00::3',
  ],
  [
    'port-does-not-flood',
    'what is not known',
    `gw bridge link set dev port-blue flood off learning off; sleep 0.3; gw bridge fdb flush dev br0 2>/dev/null || gw ip link set br0 type bridge fdb_flush
red ip neigh add 10.0.0.3 lladdr 02:00:00:00:00:03 dev eth0 nud permanent`,
    'red 10.0.0.3',
  ],
  [
    'wrong-switch-entry',
    'a static one',
    'gw bridge fdb replace 02:00:00:00:00:03 dev port-red master static sticky; red ip neigh add 10.0.0.3 lladdr 02:00:00:00:00:03 dev eth0 nud permanent',
    'red 10.0.0.3',
  ],
  [
    'wrong-switch-entry',
    "the sender's, as the bridge's own",
    'gw bridge fdb replace 02:00:00:00:00:02 dev port-blue master',
    'red 10.0.0.3',
  ],
  [
    'vlan-not-allowed',
    'a port of another one',
    `gw ip link set br0 type bridge vlan_filtering 1 && gw bridge vlan add dev port-blue vid 20 pvid untagged &&
gw bridge vlan del dev port-blue vid 1`,
    'red 10.0.0.3',
  ],
  ['not-on-this-wire', 'a cable that is not plugged in', 'gw ip link set port-blue nomaster', 'red 10.0.0.3'],
  [
    'not-on-this-wire',
    'the network of the target, at another link',
    'red ip link add w0 type veth peer name w1; red ip link set w0 up; red ip link set w1 up; red ip addr add 192.0.2.77/24 dev w0',
    'red 192.0.2.2',
  ],
  [
    'not-on-this-wire',
    'the network of the target, at another link, IPv6',
    'red ip link add w0 type veth peer name w1; red ip link set w0 up; red ip link set w1 up; red ip addr add fd01::77/64 dev w0 nodad',
    'red fd01::2',
  ],
  [
    'wrong-route',
    'a route to the wrong link of two that are near',
    'red ip link add w0 type veth peer name w1; red ip link set w0 up; red ip link set w1 up; red ip route add 10.0.0.0/25 dev w0',
    'red 10.0.0.3',
  ],
  [
    'not-on-this-wire',
    'the gateway is at another link',
    'red ip link add w0 type veth peer name w1; red ip link set w0 up; red ip link set w1 up; red ip route replace default via 10.0.0.1 onlink dev w0',
    'red 192.0.2.2',
  ],
  ['no-neighbour', 'a gateway of nobody', 'red ip route replace default via 10.0.0.77', 'red 192.0.2.2'],
  [
    'no-neighbour',
    'a gateway of nobody, IPv6',
    'red ip -6 route del default; red ip -6 route add default via fd00::77 metric 50',
    'red fd01::2',
  ],
  [
    'not-on-this-wire',
    'a port of another bridge',
    'gw ip link add br1 type bridge; gw ip link set br1 up; gw ip link set port-blue master br1',
    'red 10.0.0.3',
  ],
  ['no-neighbour', 'an address of nobody', '', 'red 10.0.0.77', 'lost'],
  [
    'no-neighbour',
    'useless-route: a router has it no more',
    'gw sysctl -qw net.ipv4.ip_forward=1',
    'red 10.0.0.77',
    'lost',
  ],
  ['no-neighbour', 'useless-route: who had it is gone', 'blue ip link del eth0', 'red 10.0.0.3', 'lost'],
  [
    'not-on-this-wire',
    'useless-route: the other end of its cable is elsewhere',
    'gw ip link set port-blue netns $out; out ip link set port-blue up',
    'red 10.0.0.3',
    'lost',
  ],
  [
    'no-neighbour',
    'useless-route: not over a tunnel either',
    TUNNEL('remote 192.0.2.2', 'remote 10.0.0.2'),
    'red 10.5.0.3',
    'lost',
  ],
  [
    'no-neighbour',
    'the address is on a port of the bridge',
    'gw ip addr del 10.0.0.1/24 dev br0; gw ip addr add 10.0.0.1/24 dev port-red',
    'red 10.0.0.1',
  ],
  ['arp-not-answered', 'a setting', 'blue sysctl -qw net.ipv4.conf.eth0.arp_ignore=8', 'red 10.0.0.3'],
  ['arp-not-answered', 'a setting for all links', 'blue sysctl -qw net.ipv4.conf.all.arp_ignore=8', 'red 10.0.0.3'],
  ['arp-not-answered', 'a link without ARP', 'blue ip link set eth0 arp off', 'red 10.0.0.3'],
  [
    'wrong-neighbour',
    'a permanent entry',
    'red ip neigh add 10.0.0.3 lladdr 02:00:00:00:00:99 dev eth0 nud permanent',
    'red 10.0.0.3',
  ],
  [
    'wrong-neighbour',
    'a permanent entry of IPv6',
    'red ip neigh add fd00::3 lladdr 02:00:00:00:00:99 dev eth0 nud permanent',
    'red fd00::3',
  ],
  [
    'wrong-neighbour',
    'an entry for which nobody is asked (NOARP)',
    // The kernel forgets such an entry when nobody has used it for a while, and of IPv6 when there are many neighbours: neigh_forced_gc().
    'red sysctl -qw net.ipv4.neigh.eth0.gc_stale_time=9999; red ip neigh replace 10.0.0.3 lladdr 02:00:00:00:00:98 dev eth0 nud noarp',
    'red 10.0.0.3',
  ],
  ['wrong-neighbour', 'a link that asks nobody', 'red ip link set eth0 arp off', 'red 10.0.0.3'],
  [
    'no-route',
    'proxy-arp-without-a-route: what answers for others has no route to the target',
    'red ip addr flush dev eth0; red ip addr add 10.0.0.2/8 dev eth0; gw sysctl -qw net.ipv4.conf.br0.proxy_arp=1; out ip addr add 10.3.0.9/32 dev lo',
    'red 10.3.0.9',
    'delivered',
    /-gw answers for others on br0 \(proxy ARP\), but not for 10\.3\.0\.9, to which it has no route\.$/,
  ],
  [
    'no-route',
    'suppressed-route: a rule takes no default route',
    'red ip rule add pref 99 lookup main suppress_prefixlength 0; red ip rule del pref 32766',
    'red 192.0.2.2',
    'delivered',
    /-red does not take its route to 192\.0\.2\.2, default via 10\.0\.0\.1 dev eth0, but|policy rule 99: from all lookup main suppress_prefixlength 0 takes none that short/,
  ],
  [
    'no-route',
    'suppressed-route: a rule takes no default route, IPv6',
    'red ip -6 rule add pref 99 lookup main suppress_prefixlength 0; red ip -6 rule del pref 32766',
    'red fd01::2',
    'delivered',
    /policy rule 99: from all lookup main suppress_prefixlength 0 takes none that short/,
  ],
  [
    'no-neighbour',
    'ipv6-switched-off: at the target',
    'gw ip link set br0 down; gw ip link set br0 up; blue sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1',
    'red fd00::3',
    'delivered',
    /-red has fd00::3: eth0 in .*-blue, which may have had it, has no IPv6 \(net\.ipv6\.conf\.eth0\.disable_ipv6 = 1\)/,
  ],
  [
    'no-neighbour',
    'ipv6-switched-off: at the router',
    'gw sysctl -qw net.ipv6.conf.br0.disable_ipv6=1',
    'red fd01::2',
    'delivered',
    /-red has fd00::1: br0 in .*-gw, which .* has no IPv6/,
  ],
  [
    'no-route',
    'ipv6-switched-off: at the sender',
    'red sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1',
    'red fd00::3',
    'delivered',
    /-red has no route to fd00::3: eth0 has no IPv6 \(net\.ipv6\.conf\.eth0\.disable_ipv6 = 1\), and/,
  ],
  [
    'no-neighbour',
    'ipv6-switched-off: by an MTU that is too small for it',
    'blue ip link set eth0 mtu 1200',
    'red fd00::3',
    'delivered',
    /eth0 in .*-blue, .* has no IPv6 \(mtu 1200\)/,
  ],
  [
    'no-route',
    'ipv6-switched-off: by an MTU that is too small for it, at the sender',
    'red ip link set eth0 mtu 1200',
    'red fd00::3',
    'delivered',
    /-red has no route to fd00::3: eth0 has no IPv6 \(mtu 1200\)/,
  ],
  [
    'firewall-drops',
    'zone-of-a-target: a link-local address is asked for by the link that is said',
    `red ip link add w0 type veth peer name w1 netns $out; red ip link set w0 up; out ip link set w1 up; out ip addr add fe80::9/64 dev w1 nodad
blue ip addr add fe80::9/64 dev eth0 nodad; out ip6tables -A INPUT -i w1 -p icmpv6 --icmpv6-type echo-request -j DROP`,
    'red fe80::9%w0',
    'delivered',
    /-out drops it/,
  ],
  [
    'no-neighbour',
    'zone-of-a-target: nobody has it behind the link that is said',
    'red ip link add w0 type veth peer name w1 netns $out; red ip link set w0 up; out ip link set w1 up',
    'red fe80::9%w0',
    'lost',
    /on the wire of w0 in /,
  ],
  [
    'arp-not-answered',
    'proxy-arp-on-one-link: the route of what answers for others leads back to the same wire',
    'red ip addr flush dev eth0; red ip addr add 10.0.0.2/8 dev eth0; gw sysctl -qw net.ipv4.conf.br0.proxy_arp=1; gw ip route add 10.3.0.0/16 via 10.0.0.3; blue ip addr add 10.3.0.9/32 dev lo; blue sysctl -qw net.ipv4.conf.all.arp_ignore=8',
    'red 10.3.0.9',
    'delivered',
  ],
  [
    'tunnel-without-remote',
    'wrong-remote: an address of nobody',
    TUNNEL('remote 192.0.2.77', 'remote 10.0.0.2'),
    'red 10.5.0.2',
    'delivered',
    /^The remote of vx0 in .*-red, 192\.0\.2\.77, is an address that nobody on the way has\.$/,
  ],
  [
    'tunnel-without-remote',
    'wrong-remote: an address of another host',
    TUNNEL('remote 192.0.2.1', 'remote 10.0.0.2'),
    'red 10.5.0.2',
    'delivered',
    /^The remote of vx0 in .*-red, 192\.0\.2\.1, is an address of .*-gw, and the other end of the tunnel is in .*-out\.$/,
  ],
  [
    'tunnel-without-remote',
    'wrong-remote: an entry for one host',
    `${TUNNEL('remote 192.0.2.2', 'remote 10.0.0.2')} out ip link set vx0 address 02:00:00:00:77:77; red bridge fdb replace 02:00:00:00:77:77 dev vx0 dst 192.0.2.77`,
    'red 10.5.0.2',
    'delivered',
    /192\.0\.2\.77, is an address that nobody/,
  ],
  [
    'tunnel-without-remote',
    'wrong-remote: another multicast group',
    TUNNEL('group 239.1.1.1 dev eth0', 'group 239.1.1.2 dev eth0'),
    'red 10.5.0.2',
    'delivered',
  ],
  ['tunnel-without-remote', 'at one end', TUNNEL('', 'remote 10.0.0.2'), 'red 10.5.0.2'],
  [
    'tunnel-mismatch',
    'two ports',
    TUNNEL('remote 192.0.2.2', 'remote 10.0.0.2').replace('dstport 4789', 'dstport 4790'),
    'red 10.5.0.2',
    'lost',
  ],
  [
    'tunnel-mismatch',
    'two network identifiers',
    TUNNEL('remote 192.0.2.2', 'remote 10.0.0.2').replace(/ id \d+/, ' id 77'),
    'red 10.5.0.2',
    'lost',
  ],
  [
    'tunnel-in-itself',
    'the remote is in the tunnel',
    TUNNEL('remote 10.5.0.2', 'remote 10.0.0.2'),
    'red 10.5.0.2',
    'lost',
  ],
  [
    'macvlan-and-its-parent',
    'to the link below',
    'gw ip link set port-red nomaster; red ip link add m0 link eth0 type macvlan mode bridge; red ip addr flush dev eth0; red ip addr add 10.0.0.2/24 dev eth0; red ip link set m0 netns $out; out ip addr flush dev eth0; out ip addr add 10.0.0.9/24 dev m0; out ip link set m0 up',
    'out 10.0.0.2',
    'lost',
  ],
  [
    'macvlan-and-its-parent',
    'two that pass each other nothing',
    'for n in red out; do gw ip link add m-$n link eth0 type macvlan mode private; gw ip link set m-$n netns ${!n} name m0; done; red ip link set eth0 down; red ip addr add 10.6.0.1/24 dev m0; out ip addr add 10.6.0.2/24 dev m0; red ip link set m0 up; out ip link set m0 up',
    'red 10.6.0.2',
  ],
  ['same-mac', 'of two at a bridge', 'blue ip link set eth0 address 02:00:00:00:00:02', 'red 10.0.0.3'],
  [
    'same-mac',
    'of two at a bridge, one of which is its own',
    'gw ip link set br0 address 02:00:00:00:00:02',
    'red 10.0.0.1',
  ],
  [
    'same-mac',
    'of the ends of a tunnel',
    `${TUNNEL('remote 192.0.2.2', 'remote 10.0.0.2')}for n in red out; do $n ip link set vx0 address 02:00:00:00:77:01; done`,
    'red 10.5.0.2',
  ],
  [
    'dummy',
    'as the way out',
    'red ip link add dev d0 type dummy; red ip link set d0 up; red ip route add 192.0.2.0/24 dev d0',
    'red 192.0.2.2',
    'lost',
  ],
  [
    'firewall-drops',
    'the policy of FORWARD',
    'gw iptables -P FORWARD DROP',
    'red 192.0.2.2',
    'delivered',
    /-gw drops it, at the hook forward: no rule of FORWARD lets it through, and its policy is DROP\.$/,
  ],
  ['firewall-drops', 'the policy of FORWARD, of legacy', 'gw iptables-legacy -P FORWARD DROP', 'red 192.0.2.2'],
  ['firewall-drops', 'the policy of FORWARD, of IPv6', 'gw ip6tables -P FORWARD DROP', 'red fd01::2'],
  ['firewall-drops', 'the policy of FORWARD, of legacy and IPv6', 'gw ip6tables-legacy -P FORWARD DROP', 'red fd01::2'],
  [
    'firewall-drops',
    'a chain of its own',
    'blue iptables -N mine; blue iptables -A mine -p icmp -j DROP; blue iptables -A INPUT -j mine',
    'red 10.0.0.3',
  ],
  [
    'firewall-drops',
    'a chain of its own, of IPv6',
    'blue ip6tables -N mine; blue ip6tables -A mine -s fd00::2 -j DROP; blue ip6tables -A INPUT -j mine',
    'red fd00::3',
  ],
  ['firewall-drops', 'the table raw', 'gw iptables -t raw -A PREROUTING -s 10.0.0.2 -j DROP', 'red 192.0.2.2'],
  ['firewall-drops', 'the table mangle', 'gw iptables -t mangle -A POSTROUTING -o eth0 -j DROP', 'red 192.0.2.2'],
  ['firewall-drops', 'what the sender sends', 'red iptables -P OUTPUT DROP', 'red 10.0.0.3'],
  ['firewall-drops', 'the answers', 'red iptables -P INPUT DROP', 'red 10.0.0.3'],
  [
    'firewall-drops',
    'the answers, of IPv6',
    'red ip6tables -A INPUT -p icmpv6 --icmpv6-type echo-reply -j DROP',
    'red fd00::3',
    'delivered',
    /drops it, at the hook input\.$/,
  ],
  [
    'firewall-drops',
    'answers of neighbour discovery',
    'blue ip6tables -A OUTPUT -p icmpv6 --icmpv6-type neighbour-advertisement -j DROP',
    'red fd00::3',
    'delivered',
    /-blue drops the neighbour advertisement that comes back for its next hop, at the hook output\.$/,
  ],
  [
    'firewall-rejects',
    'questions of neighbour discovery',
    'blue ip6tables -A INPUT -p icmpv6 -j REJECT',
    'red fd00::3',
    'delivered',
    /-blue rejects the neighbour solicitation for its next hop, at the hook input\.$/,
  ],
  ['firewall-drops', 'the answers of legacy', 'red iptables-legacy -P INPUT DROP', 'red 10.0.0.3'],
  [
    'firewall-drops',
    'a connection',
    `${SERVES(80)} gw iptables -A FORWARD -p tcp --dport 80 -j DROP`,
    'out 10.0.0.3 tcp 80',
  ],
  [
    'firewall-drops',
    'a datagram',
    `${SERVES(53)} blue nft add table inet f; blue nft add chain inet f in '{ type filter hook input priority 0; policy drop; }'`,
    'red 10.0.0.3 udp 53',
  ],
  [
    'firewall-drops',
    'the answer to a datagram',
    `${SERVES(53)} red nft add table inet f; red nft add chain inet f in '{ type filter hook input priority 0; policy drop; }'`,
    'red 10.0.0.3 udp 53',
  ],
  [
    'firewall-drops',
    'the answer to a datagram, at raw',
    `${SERVES(53)} red iptables -t raw -A PREROUTING -p udp -j DROP`,
    'red 10.0.0.3 udp 53',
  ],
  [
    'firewall-drops',
    'both ways, of nft',
    "gw nft add table ip f; gw nft add chain ip f passing '{ type filter hook forward priority 0; policy drop; }'",
    'red 192.0.2.2',
  ],
  [
    'firewall-drops',
    'two tables of nft',
    "for t in one two; do gw nft add table inet $t; gw nft add chain inet $t passing '{ type filter hook forward priority 0; policy drop; }'; done",
    'red fd01::2',
  ],
  [
    'firewall-drops',
    'nft and iptables',
    "gw nft add table inet f; gw nft add chain inet f passing '{ type filter hook forward priority 5; policy drop; }'; gw iptables -P FORWARD DROP",
    'red 192.0.2.2',
  ],
  [
    'firewall-drops',
    'a chain of nft that is jumped to',
    "blue nft add table inet f; blue nft add chain inet f mine; blue nft add rule inet f mine icmp type echo-request drop; blue nft add chain inet f in '{ type filter hook input priority 0; }'; blue nft add rule inet f in jump mine",
    'red 10.0.0.3',
  ],
  [
    'firewall-drops',
    'the family bridge',
    "gw nft add table bridge f; gw nft add chain bridge f passing '{ type filter hook forward priority 0; }'; gw nft add rule bridge f passing ip protocol icmp drop",
    'red 10.0.0.3',
  ],
  [
    'firewall-drops',
    'the family bridge, all of it',
    "gw nft add table bridge f; gw nft add chain bridge f passing '{ type filter hook forward priority 0; policy drop; }'",
    'red 10.0.0.3',
  ],
  [
    'firewall-drops',
    'the family netdev',
    "blue nft add table netdev f; blue nft add chain netdev f in '{ type filter hook ingress device eth0 priority 0; }'; blue nft add rule netdev f in ip protocol icmp drop",
    'red 10.0.0.3',
  ],
  [
    'firewall-drops',
    'the family arp',
    "blue nft add table arp f; blue nft add chain arp f in '{ type filter hook input priority 0; policy drop; }'",
    'red 10.0.0.3',
    'delivered',
    /-blue drops the ARP request for its next hop, at the hook input: no rule of in lets .* policy is DROP\.$/,
  ],
  [
    'firewall-drops',
    'names that a shell would take apart',
    `blue nft add table ip t-1; blue nft add chain ip t-1 c.in '{ type filter hook input priority 0; policy drop; }'`,
    'red 10.0.0.3',
  ],
  [
    'firewall-drops',
    'the datagrams of a tunnel',
    `${TUNNEL('remote 192.0.2.2', 'remote 10.0.0.2')} for n in red out; do $n iptables -A INPUT -p udp -j DROP; done`,
    'red 10.5.0.2',
  ],
  [
    'firewall-drops',
    'what is not tracked, there and back',
    'red iptables -t raw -A OUTPUT -j NOTRACK; red iptables -t raw -A PREROUTING -j NOTRACK; red iptables -A INPUT -m conntrack --ctstate UNTRACKED -j DROP',
    'red 10.0.0.3',
  ],
  ['firewall-drops', 'all of IPv6 that comes in', 'blue ip6tables -P INPUT DROP', 'red fd00::3'],
  [
    'firewall-drops',
    'all of IPv6 that comes back',
    "red nft add table inet f; red nft add chain inet f in '{ type filter hook input priority 0; policy drop; }'",
    'red fd00::3',
  ],
  [
    'firewall-drops',
    'answers before they are known',
    "red nft add table inet f; red nft add chain inet f pre '{ type filter hook prerouting priority raw; policy drop; }'",
    'red 10.0.0.3',
  ],
  ['firewall-rejects', 'a rule of iptables', 'gw iptables -A FORWARD -s 10.0.0.2 -j REJECT', 'red 192.0.2.2'],
  [
    'firewall-rejects',
    'a rule of nft',
    "gw nft add table inet f; gw nft add chain inet f passing '{ type filter hook forward priority 0; }'; gw nft add rule inet f passing reject",
    'red 192.0.2.2',
  ],
  [
    'firewall-rejects',
    'a rule of IPv6, last in a chain',
    'blue ip6tables -A INPUT -p tcp -j ACCEPT; blue ip6tables -A INPUT -p icmpv6 --icmpv6-type echo-request -j REJECT',
    'red fd00::3',
  ],
  ['forwarding-off', 'all of it', 'gw sysctl -qw net.ipv4.ip_forward=0', 'red 192.0.2.2'],
  ['forwarding-off', 'of one link', 'gw sysctl -qw net.ipv4.conf.br0.forwarding=0', 'red 192.0.2.2'],
  [
    'forwarding-off',
    'of a link with a dot in its name',
    'gw ip link set eth0 down; gw ip link set eth0 name eth0.5; gw ip link set eth0.5 up; gw ip -6 addr add fd01::1/64 dev eth0.5 nodad; gw sysctl -qw net.ipv4.conf.eth0/5.forwarding=0',
    'out 10.0.0.3',
  ],
  ['forwarding-off', 'of IPv6', 'gw sysctl -qw net.ipv6.conf.all.forwarding=0', 'red fd01::2'],
  [
    'reverse-path-filter',
    'a route that is needed anyway is enough',
    'out sysctl -qw net.ipv4.conf.eth0.rp_filter=1; out ip route del 10.0.0.0/24',
    'red 192.0.2.2',
  ],
  [
    'reverse-path-filter',
    'a route past another one is enough',
    'out sysctl -qw net.ipv4.conf.eth0.rp_filter=1; out ip link add w0 type veth peer name w1; out ip link set w0 up; out ip link set w1 up; out ip route replace 10.0.0.0/24 dev w0',
    'red 192.0.2.2',
  ],
  [
    'reverse-path-filter',
    'strict, and the way back is another',
    `ip link add a1 netns $gw type veth peer name a1 netns $out; gw ip link set a1 up; out ip link set a1 up; gw ip addr add 10.8.0.1/24 dev a1; out ip addr add 10.8.0.2/24 dev a1
out ip addr add 198.51.100.1/32 dev lo; gw ip route add 198.51.100.1 via 10.8.0.2; gw sysctl -qw net.ipv4.conf.eth0.rp_filter=1`,
    'out 10.0.0.3 from 198.51.100.1',
  ],
  ['martian-source', "an address of the receiver's own", 'blue ip addr add 10.0.0.2/32 dev lo', 'red 10.0.0.3', 'lost'],
  [
    'martian-source',
    'a client asks for its own service by the address outside',
    `${SERVES(80)} gw iptables -t nat -A PREROUTING -d 203.0.113.2 -p tcp --dport 80 -j DNAT --to-destination 10.0.0.3; gw bridge link set dev port-blue hairpin on; ! gw test -e /proc/sys/net/bridge || gw sysctl -qw net.bridge.bridge-nf-call-iptables=0`,
    'blue 203.0.113.2 tcp 80',
    'delivered',
    /-gw translates the destination to 10\.0\.0\.3, where .* own address, 10\.0\.0\.3\.$/,
  ],
  [
    'martian-source',
    'a client asks for its own service by the port of the router',
    `${SERVES(80).replaceAll('blue', 'out')} gw iptables -t nat -A PREROUTING -d 192.0.2.1 -p tcp --dport 8080 -j DNAT --to-destination 192.0.2.2:80`,
    'out 192.0.2.1 tcp 8080',
    'delivered',
    /-gw translates the destination to 192\.0\.2\.2, where/,
  ],
  [
    'martian-destination',
    'translated to loopback',
    'gw iptables -t nat -A PREROUTING -d 10.0.0.1 -p icmp -j DNAT --to-destination 127.0.0.1',
    'red 10.0.0.1',
  ],
  [
    'hop-limit',
    'a loop of routes',
    'gw ip route add 203.0.113.0/24 via 192.0.2.2; out ip route add 203.0.113.0/24 via 192.0.2.1; for n in gw out; do $n sysctl -qw net.ipv4.ip_forward=1; done',
    'red 203.0.113.9',
    'lost',
  ],
  ['hop-limit', 'the sender gives it one hop', 'red sysctl -qw net.ipv4.ip_default_ttl=1', 'red 192.0.2.2'],
  [
    'hop-limit',
    'the one that answers gives it one hop, IPv6',
    'out sysctl -qw net.ipv6.conf.eth0.hop_limit=1',
    'red fd01::2',
  ],
  [
    'hop-limit',
    'a route that limits it',
    'red ip route change default via 10.0.0.1 hoplimit 1 mtu 1400',
    'red 192.0.2.2',
  ],
  [
    'hop-limit',
    'a route back that limits it, IPv6',
    'out ip -6 route change fd00::/64 via fd01::1 hoplimit 1',
    'red fd01::2',
  ],
  [
    'hop-limit',
    'a rule of iptables sets it',
    'gw iptables -t mangle -A PREROUTING -i br0 -m comment --comment "a b" -j TTL --ttl-set 1',
    'red 192.0.2.2',
  ],
  [
    'hop-limit',
    'two rules take it all',
    'gw iptables -t mangle -A PREROUTING -i br0 -j TTL --ttl-dec 40; gw iptables -t mangle -A PREROUTING -j TTL --ttl-dec 23',
    'red 192.0.2.2',
  ],
  [
    'hop-limit',
    'a rule of nft sets it',
    "gw nft add table inet t; gw nft add chain inet t c '{ type filter hook prerouting priority 0; }'; gw nft add rule inet t c iifname br0 ip ttl set 1",
    'red 192.0.2.2',
  ],
  [
    'hop-limit',
    'a rule of iptables-legacy sets it',
    'gw iptables-legacy -t mangle -A PREROUTING -i br0 -j TTL --ttl-set 1',
    'red 192.0.2.2',
  ],
  [
    'hop-limit',
    'a rule sets it, IPv6',
    'gw ip6tables -t mangle -A PREROUTING -i br0 -p icmpv6 --icmpv6-type echo-request -j HL --hl-set 1',
    'red fd01::2',
  ],
  [
    'hop-limit',
    'a rule takes one of what asks for neighbours',
    'gw ip6tables -t mangle -A PREROUTING -i br0 -j HL --hl-dec 1',
    'red fd01::2',
  ],
  ['hop-limit', 'that of a tunnel', `${TUNNEL('remote 192.0.2.2 ttl 1', 'remote 10.0.0.2')}`, 'red 10.5.0.2', 'lost'],
  ['too-big', 'a port', 'gw ip link set port-blue mtu 68', 'red 10.0.0.3'],
  ['echo-ignored', 'IPv4', 'blue sysctl -qw net.ipv4.icmp_echo_ignore_all=1', 'red 10.0.0.3'],
  ['echo-ignored', 'IPv6', 'blue sysctl -qw net.ipv6.icmp.echo_ignore_all=1', 'red fd00::3'],
  ['nobody-listens', 'TCP', '', 'red 10.0.0.3 tcp 80', 'lost'],
  [
    'nobody-listens',
    'redirected to another port',
    `${SERVES(80)} blue iptables -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080`,
    'red 10.0.0.3 tcp 80',
    'lost',
    /^It reaches .*-blue, but no program there listens on TCP port 8080\. It was sent to 10\.0\.0\.3 port 80, and the rule iptables -t nat -A PREROUTING -p tcp .*-j REDIRECT --to-ports 8080 in .*-blue has/,
  ],
  [
    'nobody-listens',
    'sent to another host by nft, where programs listen at one address only',
    `${SERVES(80).replaceAll('ANY', 'LOOPBACK')} gw nft add table ip t; gw nft add chain ip t c '{ type nat hook prerouting priority dstnat; }'; gw nft add rule ip t c ip daddr 192.0.2.1 tcp dport 8080 dnat to 10.0.0.3:80`,
    'out 192.0.2.1 tcp 8080',
    'lost',
    /^It reaches .*-blue for 10\.0\.0\.3, but on TCP port 80 programs there listen only at 127\.0\.0\.1\. It was sent to 192\.0\.2\.1 port 8080, and the rule nft ip t c ip daddr 192\.0\.2\.1 .* in .*-gw has/,
  ],
  [
    'firewall-drops',
    'ebtables, an address',
    'gw ebtables -A FORWARD -p IPv4 --ip-src 1.2.3.4 -j RETURN; gw ebtables -A FORWARD -p IPv4 --ip-src 10.0.0.2 --ip-proto icmp -j DROP',
    'red 10.0.0.3',
  ],
  [
    'firewall-drops',
    'ebtables, behind marks and logs',
    'gw ebtables -A FORWARD --pkttype-type multicast -j DROP; gw ebtables -A FORWARD -j mark --mark-set 5 --mark-target CONTINUE; gw ebtables -A FORWARD --limit 3/s --log -j CONTINUE; gw ebtables -A FORWARD -p 802_1Q --vlan-id 5 -j DROP; gw ebtables -A FORWARD --mark 5 -p IPv4 --ip-proto icmp --ip-icmp-type echo-reply -j DROP',
    'red 10.0.0.3',
    'delivered',
    /-gw drops it, at the hook forward\.$/,
  ],
  [
    'firewall-drops',
    'ebtables, what is for other hosts than the bridge',
    'gw ebtables -A FORWARD --pkttype-type otherhost -p IPv4 -j DROP',
    'red 10.0.0.3',
  ],
  ['firewall-drops', 'arptables', 'blue arptables -A INPUT -s 10.0.0.2 -j DROP', 'red 10.0.0.3'],
  [
    'route-refuses',
    'a nexthop object',
    'gw ip nexthop add id 2 blackhole; gw ip route add 192.0.2.2/32 nhid 2',
    'red 192.0.2.2',
  ],
  ['nobody-listens', 'UDP', SERVES(53), 'red 10.0.0.3 udp 54', 'lost'],
  ['no-nat', 'behind the host', behindHost(1), 'red 23.185.0.4'],
  [
    'no-nat',
    'nothing is tracked',
    `${behindHost(2)} iptables -t nat -A POSTROUTING -s 10.77.2.0/24 -j MASQUERADE; iptables -t raw -A PREROUTING -s 10.77.2.2 -m comment --comment "all of \\"red\\"" -j NOTRACK; iptables -t raw -A PREROUTING -i wan2 -j CT --notrack`,
    'red 23.185.0.4',
    'delivered',
    /^10\.77\.2\.2 is a private address, .* and the host does not translate it: a rule there exempts it from connection tracking\.$/,
  ],
  [
    'no-nat',
    'nothing is tracked, by nft, and nothing translated',
    `${behindHost(3)} nft add table ip r; nft add chain ip r c '{ type filter hook prerouting priority raw; }'; nft add rule ip r c ip saddr 10.77.3.2 notrack`,
    'red 23.185.0.4',
    'delivered',
    /exempts it from connection tracking\.$/,
  ],
  [
    'answer-goes-elsewhere',
    'translated to an address that nobody has',
    'gw iptables -t nat -A POSTROUTING -o eth0 -j SNAT --to-source 192.0.2.77',
    'red 192.0.2.2',
    'delivered',
    /-gw gives it the source 192\.0\.2\.77, which is not an address of .*-gw: answers/,
  ],
  [
    'answer-goes-elsewhere',
    'translated to the address of who is asked',
    "gw nft add table ip n; gw nft add chain ip n c '{ type nat hook postrouting priority srcnat; }'; gw nft add rule ip n c oifname eth0 snat to 192.0.2.2",
    'red 192.0.2.2',
    'delivered',
    /-gw gives it the source 192\.0\.2\.2, which/,
  ],
  [
    'answer-goes-elsewhere',
    'translated to an address that nobody has a route to',
    'gw iptables -t nat -A POSTROUTING -o eth0 -j SNAT --to-source 198.51.100.7',
    'red 192.0.2.2',
    'delivered',
    /-gw gives it the source 198\.51\.100\.7, which/,
  ],
  [
    'answer-goes-elsewhere',
    'translated to an address that the host does not have',
    `${behindHost(4)} iptables -t nat -A POSTROUTING -s 10.77.4.0/24 -j SNAT --to-source 203.0.113.9`,
    'red 23.185.0.4',
    'delivered',
    /^the host gives it the source 203\.0\.113\.9, which is not an address of the host: answers/,
  ],
  [
    'answer-goes-elsewhere',
    'answers to what was translated are not tracked',
    'gw iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE; gw iptables -t raw -A PREROUTING -i eth0 -j NOTRACK',
    'red 192.0.2.2',
    'delivered',
    /^The translation is not undone in .*-gw: a rule there exempts the answer from connection tracking\.$/,
  ],
  [
    'answer-goes-elsewhere',
    'answers from where it was sent are not tracked',
    `${SERVES(80)} gw iptables -t nat -A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 10.0.0.3:80; gw nft add table inet r; gw nft add chain inet r c '{ type filter hook prerouting priority raw; }'; gw nft add rule inet r c tcp sport 80 counter notrack`,
    'out 192.0.2.1 tcp 8080',
    'delivered',
    /^The translation is not undone in .*-gw:/,
  ],
  [
    'not-outside',
    'another network on the wire of the host',
    'ip link add br9 type bridge; ip link set br9 up; ip addr add 10.44.0.1/24 dev br9; ip link add w9 type veth peer name w0 netns $out; ip link set w9 master br9 up; out ip link set w0 up; out ip addr add 10.45.0.9/24 dev w0',
    'host 10.45.0.9',
  ],
  [
    'not-outside',
    'the way back to an address that only its owner knows',
    `for one in "$red 46" "$out 47"; do
n=\${one% *} net=10.\${one#* }.0
ip link add k\${one#* } type veth peer name k0 netns $n; ip link set k\${one#* } up; ip addr add $net.1/24 dev k\${one#* }
ip -n $n link set eth0 down; ip -n $n link set k0 up; ip -n $n addr add $net.2/24 dev k0; ip -n $n route add default via $net.1
done
red ip addr add 172.16.5.2/32 dev k0; sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.ip_forward=1`,
    'red 10.47.0.2 from 172.16.5.2',
  ],
  ['not-outside', 'an address of nobody', '', 'host 10.66.6.6', 'lost'],
  [
    'answer-goes-elsewhere',
    'translated to somebody on the same bridge',
    `${SERVES(80)} gw iptables -t nat -A PREROUTING -d 10.0.0.1 -p tcp --dport 80 -j DNAT --to-destination 10.0.0.3; gw sysctl -qw net.ipv4.ip_forward=1; ! gw test -e /proc/sys/net/bridge || gw sysctl -qw net.bridge.bridge-nf-call-iptables=0`,
    'red 10.0.0.1 tcp 80',
  ],
];

export const REASON_NETWORKS: readonly ReasonNetwork[] = ROWS.map(
  ([reason, what, script, ask, ends = 'delivered', says]) => ({
    reason,
    what,
    script,
    ask,
    ends,
    says,
  }),
);
