/** ip(8): its options, and its objects but for links. */
export const IP = `
= ip ~
link|l|li > ip link               Shows, makes, changes and removes links.
addr|address|a|ad > ip addr       Shows, adds and removes the addresses of links.
route|r|ro > ip route             Shows and changes the routes by which packets leave.
neigh|neighbour|neighbor|n|ne|nei > ip neigh  Shows and changes which hardware address belongs to which neighbour.
netns > ip netns                  Shows, makes, enters and removes network namespaces.  iproute2 3.0
rule|ru > ip rule                 Shows and changes the rules that choose a routing table.
monitor|m > ip monitor            Prints changes as the kernel announces them, until it is stopped.
nexthop > ip nexthop              Shows and changes next hops that routes share by a number.  iproute2 5.3
tuntap > ip tuntap                Shows, makes and removes tun and tap devices for programs such as VPNs.  iproute2 2.6.34
tunnel|t > ip tunnel              Shows, makes and changes IP tunnels in the way that predates ip link.
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
l2tp > ip l2tp                    Shows, makes and removes L2TPv3 tunnels and sessions.  iproute2 3.2
fou > ip fou                      Shows, opens and closes the UDP ports that receive tunnels in UDP.  iproute2 3.18
mptcp > ip mptcp                  Shows and changes the endpoints and limits of Multipath TCP.  iproute2 5.8
sr > ip sr                        Shows and changes the parameters of IPv6 segment routing.  iproute2 4.12
stats > ip stats                  Shows and switches the statistics that links keep.  iproute2 5.19
ila > ip other                    Shows and changes mappings of identifier-locator addressing.  iproute2 4.8
ioam > ip other                   Shows and changes the namespaces and schemas of in-situ measurement.  iproute2 5.15
help                              Prints what ip can be told.
-json|-j                          Prints JSON, for programs to read.  iproute2 4.14
-details|-d                       Shows all that the kernel says of each thing, such as the kind of a link.
-statistics|-stats|-s             Counts packets and bytes; twice, errors in detail.
-brief|-br                        Prints a line for each link or address, in columns.  iproute2 4.2
-color|-c                 Colours names, addresses and states.
-netns|-n NETNS                   Runs the command inside another network namespace.  iproute2 3.19
-4                                Takes IPv4 only.
-6                                Takes IPv6 only.
-family|-f FAMILY                 Takes addresses of this family only.
-oneline|-o                       Prints each thing on one line, for grep and wc.
-pretty|-p                        Indents JSON, so that people can read it.  iproute2 4.17
-resolve|-r                       Asks for the names of addresses, which can be slow.
-human-readable|-human|-h         Prints statistics with units such as K and M.  iproute2 3.18
-iec                              Prints those units in powers of 1024.  iproute2 3.18
-timestamp|-t                     Prints the time before each change that monitor shows.
-tshort|-ts                       Prints that time on the same line, in a short form.  iproute2 3.18
-all|-a                           Runs a command of netns in every named network namespace.  iproute2 3.19
-batch|-b FILE                    Reads commands from a file, one a line; - is standard input.
-force                            Goes on after a command of a batch has failed.
-Numeric|-N                       Prints numbers in place of names such as main and kernel.  iproute2 5.3
-loops|-l COUNT                   Sets how often ip addr flush tries before it gives up.  iproute2 2.6.37
-rcvbuf|-rc SIZE                  Sets the size of the buffer in which answers of the kernel arrive.  iproute2 2.6.31
-B                                Takes the bridge family only.  iproute2 3.6
-M                                Takes MPLS only.  iproute2 4.1
-0                                Takes the link family only.
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
add > ip addr add                 Gives a link an address, and with its prefix length a route to its neighbours.
del|delete|d > ip addr add        Takes an address from a link.
replace > ip addr add             Changes an address of a link, or adds it if it is missing.
change|chg > ip addr add          Changes the lifetime or the flags of an address that is there.
flush > ip addr show              Takes all addresses that match from their links.
save > ip addr show               Writes addresses to standard output in a form for restore.  iproute2 3.6
restore                           Adds addresses as save has written them, from standard input.  iproute2 3.6
showdump                          Prints what save has written, from standard input.  iproute2 3.6
help                              Prints what ip addr can be told.

= ip addr add [PREFIX] ~
dev LINK                          Names the link that the address is for.
broadcast|brd ADDRESS             Sets the broadcast address; + derives it from the prefix.
peer PREFIX                       Sets the address at the other end of a point-to-point link.
local PREFIX                      Names the address, which may also stand alone.
scope SCOPE                       Says how far the address is valid.
label NAME                        Names the address as if it were a link of its own, such as eth0:1.
metric METRIC                     Sets the metric of the route that comes with the prefix.  iproute2 4.18
valid_lft LIFETIME                Removes the address after so many seconds.
preferred_lft LIFETIME            Stops choosing the address for new connections after so many seconds.
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
dev LINK                          Shows one link only.
up                                Shows links that are up only.
scope SCOPE                       Shows addresses of one scope only.
to PREFIX                         Shows addresses within a prefix only.
type KIND                         Shows links of one kind only.  iproute2 3.18
master MASTER                     Shows the ports of one bridge, bond or VRF only.  iproute2 3.18
nomaster                          Shows links that are no ports only.  iproute2 5.16
vrf LINK                          Shows the links of one VRF only.  iproute2 4.7
label PATTERN                     Shows addresses whose label matches a pattern only.
permanent                         Shows addresses without a lifetime only.
dynamic                           Shows addresses with a lifetime only, as DHCP and routers give them.
primary                           Shows no addresses that stand back behind one of the same prefix.
secondary                         Shows addresses that stand back behind one of the same prefix only.
tentative                         Shows IPv6 addresses only for which a duplicate is still looked for.
-tentative                        Shows no addresses for which a duplicate is still looked for.
deprecated                        Shows addresses only that new connections no longer choose.
-deprecated                       Shows no addresses that new connections no longer choose.
dadfailed                         Shows IPv6 addresses only of which a duplicate was found.  iproute2 2.6.33
temporary                         Shows IPv6 addresses made for privacy only.  iproute2 2.6.33

= ip netns ~
add NAME                          Makes a network namespace that stays until it is deleted.  iproute2 3.0
exec NETNS COMMAND                Runs a command inside a network namespace.  iproute2 3.0
list|lst|ls|show|sh               Lists the named network namespaces.  iproute2 3.0
delete|del NETNS                  Removes the name, and the namespace once no process uses it.  iproute2 3.0
pids NETNS                        Lists the processes that run inside a network namespace.  iproute2 3.8
identify [PID]                    Names the network namespace in which a process runs.  iproute2 3.8
attach NAME PID                   Gives a name to the network namespace in which a process runs.  iproute2 5.1
set NETNS NSID                    Gives a network namespace a number by which this one knows it.  iproute2 4.0
list-id > ip netns list-id        Lists the numbers by which this namespace knows others.  iproute2 4.1
monitor                           Prints when named namespaces come and go, until it is stopped.  iproute2 3.0
help                              Prints what ip netns can be told.

= ip NSID
auto                              Lets the kernel choose a number.

= ip netns list-id
target-nsid NSID                  Lists the numbers from the viewpoint of another namespace.  iproute2 5.4
nsid NSID                         Shows one number only.  iproute2 5.4

= ip neigh ~
show|list|lst|ls|sh > ip neigh show  Lists neighbours with their hardware addresses and states.
add > ip neigh add                Adds a neighbour that does not age.
del|delete > ip neigh add         Forgets a neighbour.
replace > ip neigh add            Changes a neighbour, or adds it if it is missing.
change|chg > ip neigh add         Changes a neighbour that is there.
flush > ip neigh show             Forgets all neighbours that match.
get > ip neigh add                Shows one neighbour.
help                              Prints what ip neigh can be told.

= ip neigh add [ADDRESS] ~
dev LINK                          Names the link behind which the neighbour is.
lladdr LLADDR                     Sets the hardware address of the neighbour.
nud STATE                         Sets how far the entry is trusted.
proxy ADDRESS                     Answers for this address, in place of who has it.
router                            Marks the neighbour as a router.  iproute2 4.20
use                               Makes the kernel look for the neighbour as if a packet waited for it.  iproute2 5.16
managed                           Keeps the entry resolved by asking again and again.  iproute2 5.16
extern_learn                      Marks the entry as learned by a routing daemon.  iproute2 4.20
protocol PROTOCOL                 Says who has added the entry.  iproute2 5.0

= ip neigh show [LINK] ~
dev LINK                          Takes neighbours behind one link only.
nud STATE                         Takes neighbours in this state only.
proxy                             Takes addresses that are answered for in place of others.
to PREFIX                         Takes neighbours within a prefix only.
vrf LINK                          Takes neighbours behind links of one VRF only.  iproute2 4.7
nomaster                          Takes neighbours behind links that are no ports only.  iproute2 5.16
unused                            Takes neighbours that nothing uses now only.

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
show|list|lst|ls|sh > ip rule add  Lists rules in the order in which they are tried.
add > ip rule add                 Adds a rule that says which packets use which routing table.
del|delete > ip rule add          Removes the first rule that matches.
flush                             Removes all rules but the one for the local table.
save                              Writes rules to standard output in a form for restore.  iproute2 4.3
restore                           Adds rules as save has written them, from standard input.  iproute2 4.3
help                              Prints what ip rule can be told.

= ip rule add ~
from PREFIX                       Matches packets by their source address.
to PREFIX                         Matches packets by their destination address.
fwmark MARK                       Matches packets that carry a mark of the firewall; /MASK compares some bits.
iif LINK                          Matches packets that come in by this link; lo is the machine itself.
oif LINK                          Matches packets of sockets that are bound to this link.  iproute2 2.6.33
table|lookup TABLE                Looks the route up in this table.
priority|preference|pref|order PRIORITY  Sets the place of the rule; lower numbers are tried first.
not                               Matches all other packets.
tos|dsfield TOS                   Matches packets by their type of service.
ipproto PROTOCOL                  Matches packets by their transport protocol.  iproute2 4.17
sport PORT                        Matches packets by their source port, or a range of them.  iproute2 4.17
dport PORT                        Matches packets by their destination port, or a range of them.  iproute2 4.17
uidrange RANGE                    Matches packets of users within a range.  iproute2 4.10
l3mdev                            Looks the route up in the table of the VRF that the packet belongs to.  iproute2 4.8
suppress_prefixlength LENGTH      Ignores routes that are not more specific than this, such as the default route.  iproute2 3.12
suppress_ifgroup GROUP            Ignores routes that leave by a link of this group.  iproute2 3.12
goto PRIORITY                     Goes on with the rule that has this priority.
protocol PROTOCOL                 Says who has added the rule.  iproute2 4.17
realms REALMS                     Sets the realm of routes for accounting.
blackhole                         Drops packets in silence.
unreachable                       Refuses packets as unreachable.
prohibit                          Refuses packets as prohibited.

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
add > ip tuntap add               Makes a device that stays when the program that uses it ends.  iproute2 2.6.34
del|delete > ip tuntap add        Removes such a device.
show|list|lst|ls > ip tuntap add  Lists tun and tap devices.  iproute2 2.6.34
help                              Prints what ip tuntap can be told.

= ip tuntap add [NAME] ~
mode MODE                         Says what a program reads and writes.  iproute2 2.6.34
  tun                             IP packets.
  tap                             Ethernet frames.
dev|name NAME                     Names the device.  iproute2 2.6.34
user USER                         Lets this user open the device.  iproute2 2.6.34
group GROUP                       Lets this group open the device.  iproute2 2.6.34
multi_queue                       Lets several threads read and write at once.  iproute2 3.10
vnet_hdr                          Puts the header of virtio before each packet.  iproute2 2.6.34
pi                                Puts four bytes with the protocol before each packet.  iproute2 2.6.34
one_queue                         Has no effect in the kernels of today.  iproute2 2.6.34

= ip vrf ~
show|list|lst [LINK]              Lists VRF devices with their tables.  iproute2 4.12
exec LINK COMMAND                 Runs a command whose sockets belong to a VRF.  iproute2 4.10
identify [PID]                    Names the VRF in which a process runs.  iproute2 4.10
pids LINK                         Lists the processes that run in a VRF.  iproute2 4.10
help                              Prints what ip vrf can be told.

= ip monitor ~
all                               Announces everything.
link                              Announces links.
address                           Announces addresses.
route                             Announces routes.
neigh                             Announces neighbours.
rule                              Announces rules of routing.  iproute2 4.0
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
help                              Prints what ip monitor can be told.

= ip maddr ~
show|list|lst|ls [LINK] > ip maddr dev  Lists the multicast groups that links listen to.
add LLADDR > ip maddr dev         Makes a link listen to a multicast hardware address.
del|delete LLADDR > ip maddr dev  Stops a link listening to it.
help                              Prints what ip maddr can be told.

= ip maddr dev ~
dev LINK                          Names the link.

= ip tunnel ~
show|list|lst|ls > ip tunnel add  Lists tunnels.
add > ip tunnel add               Makes a tunnel.
change > ip tunnel add            Changes a tunnel.
del|delete > ip tunnel add        Removes a tunnel.
help                              Prints what ip tunnel can be told.

= ip tunnel add [NAME] ~
mode MODE                         Says what the tunnel carries, and in what.
  ipip                            IPv4 in IPv4.
  gre                             Any protocol in GRE over IPv4.
  sit                             IPv6 in IPv4.
  vti                             A tunnel of IPsec that is seen as a link.
  ip6ip6                          IPv6 in IPv6.
  ipip6                           IPv4 in IPv6.
  ip6gre                          Any protocol in GRE over IPv6.
remote ADDRESS                    Sets the address of the other end.
local ADDRESS                     Sets the own address, from which the tunnel's packets come.
dev LINK                          Binds the tunnel to a link, by which all its packets leave.
ttl TTL                           Sets the hop limit of the outer packets; inherit copies that of the inner ones.
key KEY                           Tells tunnels between the same ends apart.
`;
