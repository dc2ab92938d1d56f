/** ip(8): its options, and its objects but for links. */
export const IP = `
= ip ~
link|l|li > ip link               Shows, creates, changes and removes links.
addr|address|a|ad > ip addr       Shows, adds and removes the addresses of links.
route|r|ro > ip route             Shows and changes the routes through which packets leave.
neigh|neighbour|neighbor|n|ne|nei > ip neigh  Shows and changes which hardware address belongs to which neighbour.
netns > ip netns                  Shows, creates, enters and removes network namespaces.  iproute2 3.0
rule|ru > ip rule                 Shows and changes the rules that choose a routing table.
monitor|m > ip monitor            Prints changes as the kernel announces them, until you stop it.
nexthop > ip nexthop              Shows and changes next hops that routes share by a number.  iproute2 5.3
tuntap > ip tuntap                Shows, creates and removes tun and tap devices for programs such as VPNs.  iproute2 2.6.34
tunnel|t > ip tunnel              Shows, creates and changes IP tunnels in the way that predates ip link.
vrf > ip vrf                      Shows VRF devices, and runs programs in one.  iproute2 4.10
maddr|maddress > ip maddr         Shows the multicast groups that links listen to, and joins or leaves them.
mroute > ip mroute                Shows the multicast forwarding cache.
mrule > ip rule                   Shows and changes the rules that choose a multicast routing table.  iproute2 2.6.35
addrlabel > ip addrlabel          Shows and changes labels by which IPv6 source addresses are chosen.  iproute2 2.6.25
netconf > ip netconf              Shows forwarding, rp_filter and the like of each link.  iproute2 3.8
ntable|ntbl > ip ntable           Shows and changes the limits and timers of the neighbour tables.
tcp_metrics|tcpmetrics > ip tcp_metrics  Shows what TCP has learned about destinations, or forgets it.  iproute2 3.7
token > ip token                  Shows and sets the fixed part of IPv6 addresses that routers hand out.  iproute2 3.10
xfrm > ip xfrm                    Shows and changes the states and policies of IPsec.
macsec > ip macsec                Shows and changes the channels and keys of MACsec devices.  iproute2 4.7
l2tp > ip l2tp                    Shows, creates and removes L2TPv3 tunnels and sessions.  iproute2 3.2
fou > ip fou                      Shows, opens and closes the UDP ports that receive tunnels in UDP.  iproute2 3.18
mptcp > ip mptcp                  Shows and changes the endpoints and limits of Multipath TCP.  iproute2 5.8
sr > ip sr                        Shows and changes the parameters of IPv6 segment routing.  iproute2 4.12
stats > ip stats                  Shows and switches the statistics that links keep.  iproute2 5.19
ila > ip other                    Shows and changes mappings of identifier-locator addressing.  iproute2 4.8
ioam > ip other                   Shows and changes the namespaces and schemas of in-situ measurement.  iproute2 5.15
help                              Prints the syntax of ip.
-json|-j                          Prints JSON, for programs to read.  iproute2 4.14
-details|-d                       Shows details, such as the kind of a link and its options.
-statistics|-stats|-s             Shows counters of packets and bytes; given twice, errors in detail.
-brief|-br                        Prints one line per link, in columns.  iproute2 4.2
-color|-c                 Colours names, addresses and states.
-netns|-n NETNS                   Runs the command inside another network namespace.  iproute2 3.19
-4                                Uses IPv4 only.
-6                                Uses IPv6 only.
-family|-f FAMILY                 Uses this address family only.
-oneline|-o                       Prints each thing on one line, for grep and wc.
-pretty|-p                        Indents JSON, so that people can read it.  iproute2 4.17
-resolve|-r                       Resolves addresses to names, which can be slow.
-human-readable|-human|-h         Prints statistics with units such as K and M.  iproute2 3.18
-iec                              Prints those units in powers of 1024.  iproute2 3.18
-timestamp|-t                     Prints the time before each change that monitor shows.
-tshort|-ts                       Prints that time on the same line, in a short form.  iproute2 3.18
-all|-a                           Runs a command of netns in every named network namespace.  iproute2 3.19
-batch|-b FILE                    Reads commands from a file, one a line; - is standard input.
-force                            Continues after a command of a batch has failed.
-Numeric|-N                       Prints numbers in place of names such as main and kernel.  iproute2 5.3
-loops|-l COUNT                   Sets how often ip addr flush tries before it gives up.  iproute2 2.6.37
-rcvbuf|-rc SIZE                  Sets the size of the buffer in which answers of the kernel arrive.  iproute2 2.6.31
-B                                Uses the bridge family only.  iproute2 3.6
-M                                Uses MPLS only.  iproute2 4.1
-0                                Uses the link family only.
-Version|-V                       Prints the version of ip.

= ip FAMILY
inet                              IPv4.
inet6                             IPv6.
bridge                            Bridges.
mpls                              MPLS.
link                              Links, which have hardware addresses.

= ip other ~

= ip ONOFF
on                                Yes: it is switched on.
off                               No: it is switched off.

= ip addr ~
show|list|lst|ls|sh > ip addr show      Lists addresses, link by link.
add > ip addr add                 Adds an address to a link, and a route to its prefix.
del|delete|d > ip addr add        Removes an address from a link.
replace > ip addr add             Changes an address of a link, or adds it if there is none.
change|chg > ip addr add          Changes the lifetime or the flags of an address that is there.
flush > ip addr show              Removes all addresses that match.
save > ip addr show               Writes addresses to standard output in a form for restore.  iproute2 3.6
restore                           Adds addresses as save has written them, from standard input.  iproute2 3.6
showdump                          Prints what save has written, from standard input.  iproute2 3.6
help                              Prints the syntax of ip addr.

= ip addr add [PREFIX] ~
dev LINK                          Names the link that the address is for.
broadcast|brd ADDRESS             Sets the broadcast address; + derives it from the prefix.
peer PREFIX                       Sets the address at the other end of a point-to-point link.
local PREFIX                      Names the address; the word itself may be left out.
scope SCOPE                       Sets where the address is valid.
label NAME                        Names the address as if it were a link of its own, such as eth0:1.
metric METRIC                     Sets the metric of the route that comes with the prefix.  iproute2 4.18
valid_lft LIFETIME                Removes the address after this many seconds.
preferred_lft LIFETIME            Stops choosing the address for new connections after this many seconds.
nodad                             Skips the search for a duplicate, so that an IPv6 address works at once.
noprefixroute                     Adds no route for the prefix of the address.  iproute2 3.14
home                              Marks the home address of Mobile IPv6.
mngtmpaddr                        Derives temporary IPv6 addresses from this one.  iproute2 3.14
autojoin                          Joins the multicast group of the address on the link.  iproute2 4.1
anycast ADDRESS                   Sets an anycast address.

= ip LIFETIME
forever                           No end.

= ip SCOPE
global                            Valid everywhere.
link                              Valid on this link only.
host                              Valid inside this machine only.

= ip addr show [LINK] ~
dev LINK                          Shows only one link.
up                                Shows only links that are up.
scope SCOPE                       Shows only addresses of one scope.
to PREFIX                         Shows only addresses within a prefix.
type KIND                         Shows only links of one kind.  iproute2 3.18
master MASTER                     Shows only the ports of one bridge, bond or VRF.  iproute2 3.18
nomaster                          Shows only links that are no ports.  iproute2 5.16
vrf LINK                          Shows only the links of one VRF.  iproute2 4.7
label PATTERN                     Shows only addresses whose label matches a pattern.
permanent                         Shows only addresses without a lifetime.
dynamic                           Shows addresses with a lifetime only, as DHCP and routers give them.
primary                           Hides secondary addresses, which follow another one of the same prefix.
secondary                         Shows only addresses that follow another one of the same prefix.
tentative                         Shows only IPv6 addresses for which a duplicate is still looked for.
-tentative                        Shows no addresses for which a duplicate is still looked for.
deprecated                        Shows addresses only that new connections no longer choose.
-deprecated                       Shows no addresses that new connections no longer choose.
dadfailed                         Shows only IPv6 addresses for which a duplicate was found.  iproute2 2.6.33
temporary                         Shows only IPv6 addresses made for privacy.  iproute2 2.6.33

= ip netns ~
add NAME                          Creates a network namespace that stays until it is deleted.  iproute2 3.0
exec NETNS COMMAND                Runs a command inside a network namespace.  iproute2 3.0
list|lst|ls|show|sh               Lists the named network namespaces.  iproute2 3.0
delete|del NETNS                  Deletes the name, and the namespace once nothing uses it.  iproute2 3.0
pids NETNS                        Lists the processes that run inside a network namespace.  iproute2 3.8
identify [PID]                    Names the network namespace in which a process runs.  iproute2 3.8
attach NAME PID                   Gives a name to the network namespace in which a process runs.  iproute2 5.1
set NETNS NSID                    Gives a network namespace a number by which this one knows it.  iproute2 4.0
list-id > ip netns list-id        Lists the numbers by which this namespace knows others.  iproute2 4.1
monitor                           Prints when named namespaces come and go, until you stop it.  iproute2 3.0
help                              Prints the syntax of ip netns.

= ip NSID
auto                              Lets the kernel choose a number.

= ip netns list-id
target-nsid NSID                  Lists the numbers from the viewpoint of another namespace.  iproute2 5.4
nsid NSID                         Shows only one number.  iproute2 5.4

= ip neigh ~
show|list|lst|ls|sh > ip neigh show  Lists neighbours with their hardware addresses and states.
add > ip neigh add                Adds a permanent neighbour.
del|delete > ip neigh add         Forgets a neighbour.
replace > ip neigh add            Changes a neighbour, or adds it if there is none.
change|chg > ip neigh add         Changes a neighbour that is there.
flush > ip neigh show             Forgets all neighbours that match.
get > ip neigh add                Shows one neighbour.
help                              Prints the syntax of ip neigh.

= ip neigh add [ADDRESS] ~
dev LINK                          Names the link through which the neighbour is reached.
lladdr LLADDR                     Sets the hardware address of the neighbour.
nud STATE                         Sets the state of the entry.
proxy ADDRESS                     Answers ARP or NDP for this address (proxy).
router                            Marks the neighbour as a router.  iproute2 4.20
use                               Makes the kernel look for the neighbour as if a packet waited for it.  iproute2 5.16
managed                           Keeps the entry resolved by asking again and again.  iproute2 5.16
extern_learn                      Marks the entry as learned by a routing daemon.  iproute2 4.20
protocol PROTOCOL                 Records who added the entry.  iproute2 5.0

= ip neigh show [LINK] ~
dev LINK                          Selects only neighbours on one link.
nud STATE                         Selects only neighbours in this state.
proxy                             Takes addresses that are answered for in place of others.
to PREFIX                         Selects only neighbours within a prefix.
vrf LINK                          Selects only neighbours behind links of one VRF.  iproute2 4.7
nomaster                          Selects only neighbours behind links that are no ports.  iproute2 5.16
unused                            Selects only neighbours that nothing uses now.

= ip STATE
permanent                         Valid until it is removed.
reachable                         Confirmed a moment ago.
stale                             Valid, but to be checked at its next use.
delay                             In use again; a confirmation is awaited before it is asked for.
probe                             Being asked for.
incomplete                        Asked for the first time, not answered yet.
failed                            Not answered.
noarp                             Valid without being asked for.
none                              Has no state yet.
all                               Any state.

= ip rule ~
show|list|lst|ls|sh > ip rule add  Lists rules in the order they are tried.
add > ip rule add                 Adds a rule that says which packets use which routing table.
del|delete > ip rule add          Removes the first rule that matches.
flush                             Removes all rules except the one for the local table.
save                              Writes rules to standard output in a form for restore.  iproute2 4.3
restore                           Adds rules as save has written them, from standard input.  iproute2 4.3
help                              Prints the syntax of ip rule.

= ip rule add ~
from PREFIX                       Matches packets by their source address.
to PREFIX                         Matches packets by their destination address.
fwmark MARK                       Matches packets that carry a mark of the firewall; /MASK compares some bits.
iif LINK                          Matches packets that arrive on this link; lo is the machine itself.
oif LINK                          Matches packets of sockets that are bound to this link.  iproute2 2.6.33
table|lookup TABLE                Looks up the route in this table.
priority|preference|pref|order PRIORITY  Sets the priority of the rule; lower numbers are tried first.
not                               Matches all other packets.
tos|dsfield TOS                   Matches packets by their type of service.
ipproto PROTOCOL                  Matches packets by their transport protocol.  iproute2 4.17
sport PORT                        Matches packets by their source port, or a range of them.  iproute2 4.17
dport PORT                        Matches packets by their destination port, or a range of them.  iproute2 4.17
uidrange RANGE                    Matches packets of users within a range.  iproute2 4.10
l3mdev                            Looks up the route in the table of the VRF that the packet belongs to.  iproute2 4.8
suppress_prefixlength LENGTH      Ignores routes that are not more specific than this, such as the default route.  iproute2 3.12
suppress_ifgroup GROUP            Ignores routes that leave by a link of this group.  iproute2 3.12
goto PRIORITY                     Continues with the rule that has this priority.
protocol PROTOCOL                 Records who added the rule.  iproute2 4.17
realms REALMS                     Sets the realm of routes for accounting.
blackhole                         Drops packets silently.
unreachable                       Rejects packets as unreachable.
prohibit                          Rejects packets as prohibited.

= ip PROTOCOL
static                            Set by the administrator.
kernel                            Added by the kernel itself.
boot                              Added by hand; what ip sets if nothing is said.
dhcp                              Added by a DHCP client.
ra                                Announced by an IPv6 router.
bird                              Added by the routing daemon BIRD.
zebra                             Added by the routing daemon Zebra, or FRR.
tcp                               TCP.
udp                               UDP.
icmp                              ICMP.

= ip TABLE
main                              The table that is used unless a rule says otherwise.
local                             The kernel's own: its addresses and broadcast addresses.
default                           Asked last; it is empty as a rule.
all                               Every table; for showing and flushing only.

= ip tuntap ~
add > ip tuntap add               Creates a device that stays when the program that uses it ends.  iproute2 2.6.34
del|delete > ip tuntap add        Removes such a device.
show|list|lst|ls > ip tuntap add  Lists tun and tap devices.  iproute2 2.6.34
help                              Prints the syntax of ip tuntap.

= ip tuntap add [NAME] ~
mode MODE                         Sets what a program reads and writes.  iproute2 2.6.34
  tun                             IP packets.
  tap                             Ethernet frames.
dev|name NAME                     Names the device.  iproute2 2.6.34
user USER                         Lets this user open the device.  iproute2 2.6.34
group GROUP                       Lets this group open the device.  iproute2 2.6.34
multi_queue                       Lets several threads read and write at once.  iproute2 3.10
vnet_hdr                          Puts the header of virtio before each packet.  iproute2 2.6.34
pi                                Puts four bytes with the protocol before each packet.  iproute2 2.6.34
one_queue                         Has no effect in current kernels.  iproute2 2.6.34

= ip vrf ~
show|list|lst [LINK]              Lists VRF devices with their tables.  iproute2 4.12
exec LINK COMMAND                 Runs a command whose sockets belong to a VRF.  iproute2 4.10
identify [PID]                    Names the VRF in which a process runs.  iproute2 4.10
pids LINK                         Lists the processes that run in a VRF.  iproute2 4.10
help                              Prints the syntax of ip vrf.

= ip monitor ~
all                               Announces everything.
link                              Announces links.
address                           Announces addresses.
route                             Announces routes.
neigh                             Announces neighbours.
rule                              Announces routing rules.  iproute2 4.0
nexthop                           Announces next hops.  iproute2 5.3
netconf                           Announces settings of links, such as forwarding.  iproute2 3.8
nsid                              Announces the numbers of namespaces.  iproute2 4.1
prefix                            Announces prefixes from IPv6 routers.
mroute                            Announces multicast routes.  iproute2 3.8
stats                             Announces statistics that are switched.  iproute2 5.19
label                             Puts the sort of each change before it.  iproute2 3.11
all-nsid                          Listens to all namespaces that have a number here.  iproute2 4.2
dev LINK                          Announces what happens to one link only.  iproute2 3.18
file FILE                         Reads changes that rtmon has saved.
help                              Prints the syntax of ip monitor.

= ip maddr ~
show|list|lst|ls [LINK] > ip maddr dev  Lists the multicast groups that links listen to.
add LLADDR > ip maddr dev         Creates a link listen to a multicast hardware address.
del|delete LLADDR > ip maddr dev  Stops a link listening to it.
help                              Prints the syntax of ip maddr.

= ip maddr dev ~
dev LINK                          Names the link.

= ip tunnel ~
show|list|lst|ls > ip tunnel add  Lists tunnels.
add > ip tunnel add               Creates a tunnel.
change > ip tunnel add            Changes a tunnel.
del|delete > ip tunnel add        Removes a tunnel.
help                              Prints the syntax of ip tunnel.

= ip tunnel add [NAME] ~
mode MODE                         Sets what the tunnel carries, and in what.
  ipip                            IPv4 in IPv4.
  gre                             Any protocol in GRE over IPv4.
  sit                             IPv6 in IPv4.
  vti                             A tunnel of IPsec that is seen as a link.
  ip6ip6                          IPv6 in IPv6.
  ipip6                           IPv4 in IPv6.
  ip6gre                          Any protocol in GRE over IPv6.
remote ADDRESS                    Sets the address of the other end.
local ADDRESS                     Sets the local address, the source of the tunnel's packets.
dev LINK                          Binds the tunnel to a link, through which all its packets leave.
ttl TTL                           Sets the hop limit of the outer packets; inherit copies that of the inner ones.
key KEY                           Distinguishes tunnels between the same endpoints.
`;
