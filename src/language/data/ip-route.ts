/** ip route, ip nexthop. */
export const IP_ROUTE = `
= ip route ~
show|list|lst|ls|sh > ip route show  Lists routes: of the main table, unless another one is named.
add > ip route add                Adds a route; it fails if the same one is there already.
del|delete|d > ip route add       Removes the first route that matches.
get > ip route get                Asks the kernel how it would reach an address.
replace > ip route add            Changes a route, or adds it if it is missing.
change|chg > ip route add         Changes a route that is there.
append > ip route add             Adds a route behind one to the same destination.
prepend > ip route add            Adds a route before one to the same destination.
flush > ip route show             Removes all routes that match.
test > ip route add               Succeeds if a route is there.
save > ip route show              Writes routes to standard output in a form for restore.  iproute2 2.6.37
restore                           Adds routes as save has written them, from standard input.  iproute2 2.6.37
showdump                          Prints what save has written, from standard input.  iproute2 3.6
help                              Prints what ip route can be told.

= ip route add [DESTINATION] ~
default                           Means every destination that no other route covers.
via ADDRESS                       Names the router that takes the packet further.
dev LINK                          Names the link by which the packet leaves.
src ADDRESS                       Sets the source address that the machine prefers for this destination.
metric|priority|preference METRIC  Ranks routes to the same destination; the lowest is used.
table TABLE                       Names the routing table.
onlink                            Takes the router for a neighbour, though no route says so.
scope SCOPE                       Says how far the destination is.
proto|protocol PROTOCOL           Says who has added the route.
mtu BYTES                         Limits the size of packets by this route; lock forbids path discovery.
  lock                            Forbids the kernel to learn a smaller size.
nexthop > ip route nexthop        Begins one of several ways among which connections are spread.
nhid ID                           Takes the way from a shared next hop of this number.  iproute2 5.3
blackhole                         Drops packets in silence.
unreachable                       Refuses packets as unreachable.
prohibit                          Refuses packets as prohibited.
throw                             Ends the search in this table, and goes on with the next rule.
unicast                           Means an ordinary route, as it does without this word.
local                             Means an address of the machine itself.
broadcast                         Means a broadcast address.
multicast                         Means multicast groups.
anycast                           Means an anycast address.
to DESTINATION                    Names the destination, which may also stand alone.
tos|dsfield TOS                   Takes packets with this type of service only.
initcwnd SEGMENTS                 Sets how much TCP sends before the first answer.
initrwnd SEGMENTS                 Sets how much TCP offers to receive at first.  iproute2 2.6.34
advmss BYTES                      Sets the segment size that TCP announces.
rto_min TIME                      Sets the least time that TCP waits before it repeats a segment.
rtt TIME                          Sets the first guess of the time there and back.
rttvar TIME                       Sets the first guess of how much that time varies.
window BYTES                      Limits the window that TCP announces.
cwnd SEGMENTS                     Fixes the congestion window; it counts with lock only.
ssthresh SEGMENTS                 Sets the first guess of the slow start threshold.
reordering SEGMENTS               Sets how far TCP lets segments arrive out of order before it calls them lost.
hoplimit HOPS                     Sets the hop limit of packets.  iproute2 2.6.31
quickack BOOL                     Makes TCP answer each segment at once.  iproute2 3.11
congctl NAME                      Chooses the congestion control of TCP, such as bbr.  iproute2 4.0
features FEATURE                  Switches on features of TCP for this destination.  iproute2 3.19
  ecn                             Explicit congestion notification.
pref PREFERENCE                   Ranks an IPv6 router as announcements do.  iproute2 4.1
  low                             Behind others.
  medium                          As usual.
  high                            Before others.
expires TIME                      Removes an IPv6 route after so many seconds.  iproute2 4.5
realms REALM                      Sets the realm for accounting.
weight WEIGHT                     Sets the share of one of several ways.
encap ENCAP                       Wraps packets in another header.  iproute2 4.4
  mpls                            MPLS labels.
  ip                              A tunnel over IPv4 with the data of this route.
  ip6                             A tunnel over IPv6 with the data of this route.
  seg6                            A list of segments of IPv6 segment routing.
  seg6local                       What happens at a segment of this machine.
ttl-propagate STATE               Carries the hop limit between IP and MPLS.  iproute2 4.12
fastopen_no_cookie BOOL           Lets TCP fast open do without cookies.  iproute2 4.15

= ip DESTINATION
default                           Every destination that no other route covers.

= ip route nexthop
via ADDRESS                       Names the router of this way.
dev LINK                          Names the link of this way.
weight WEIGHT                     Sets the share of connections that take this way.
onlink                            Takes the router for a neighbour, though no route says so.
nexthop > ip route nexthop        Begins the next of the ways.

= ip route show [DESTINATION] ~
table TABLE                       Takes one table, or all of them.
dev LINK                          Takes routes by one link only.
via ADDRESS                       Takes routes by one router only.
default                           Takes the default routes only.
vrf LINK                          Takes the table of a VRF.  iproute2 4.7
src ADDRESS                       Takes routes with this preferred source only.
proto|protocol PROTOCOL           Takes routes only that were added in one way.
scope SCOPE                       Takes routes of one scope only.
type TYPE                         Takes routes of one type only.
root PREFIX                       Takes routes to prefixes within this one.
match PREFIX                      Takes routes to prefixes that contain this one.
exact PREFIX                      Takes routes to exactly this prefix.
cached|cache                      Takes what the kernel remembers of paths, such as their MTU.
metric METRIC                     Takes routes of one metric only.
tos|dsfield TOS                   Takes routes of one type of service only.

= ip TYPE
unicast                           An ordinary route.
local                             An address of the machine itself.
broadcast                         A broadcast address.
multicast                         Multicast groups.
throw                             Ends the search in its table.
unreachable                       Refuses packets as unreachable.
prohibit                          Refuses packets as prohibited.
blackhole                         Drops packets in silence.

= ip route get [ADDRESS] ~
from ADDRESS                      Asks for packets with this source.
iif LINK                          Asks for a packet that comes in by this link and is to be forwarded.
oif|dev LINK                      Asks for packets that must leave by this link.
mark MARK                         Asks for packets that carry a mark of the firewall.  iproute2 2.6.37
vrf LINK                          Asks for packets of a VRF.  iproute2 4.7
fibmatch                          Shows the route that matches instead of what is made of it.  iproute2 4.13
tos|dsfield TOS                   Asks for packets with this type of service.
uid UID                           Asks for packets of a user.  iproute2 4.10
ipproto PROTOCOL                  Asks for packets of a transport protocol.  iproute2 4.18
sport PORT                        Asks for packets with this source port.  iproute2 4.18
dport PORT                        Asks for packets with this destination port.  iproute2 4.18
connected                         Asks again with the source that the first answer names.
to ADDRESS                        Names the destination, which may also stand alone.

= ip nexthop ~
show|list|lst|ls > ip nexthop show  Lists next hops.  iproute2 5.3
add > ip nexthop add              Adds a next hop.  iproute2 5.3
replace > ip nexthop add          Changes a next hop, or adds it if it is missing.  iproute2 5.3
del|delete > ip nexthop add       Removes a next hop, and the routes that use it.  iproute2 5.3
get > ip nexthop add              Shows one next hop.  iproute2 5.3
flush > ip nexthop show           Removes all next hops that match.  iproute2 5.3
bucket > ip nexthop show          Shows which slots of a resilient group lead where.  iproute2 5.13
help                              Prints what ip nexthop can be told.

= ip nexthop add ~
id ID                             Sets the number by which routes name it.  iproute2 5.3
via ADDRESS                       Names the router.  iproute2 5.3
dev LINK                          Names the link.  iproute2 5.3
group GROUP                       Makes it a group of others: 1/2, or with weights 1,2/2,1.  iproute2 5.3
type TYPE                         Says how a group spreads connections.  iproute2 5.13
  mpath                           By a hash; many move when a member goes.
  resilient                       By slots; few move when a member goes.
blackhole                         Drops packets in silence.  iproute2 5.3
onlink                            Takes the router for a neighbour, though no route says so.  iproute2 5.3
fdb                               Makes it one for the forwarding table of a VXLAN.  iproute2 5.9
encap ENCAP                       Wraps packets in another header.  iproute2 5.3
protocol PROTOCOL                 Says who has added it.  iproute2 5.3

= ip nexthop show ~
dev LINK                          Takes next hops by one link only.  iproute2 5.3
id ID                             Takes the one of this number.  iproute2 5.3
vrf LINK                          Takes next hops of one VRF only.  iproute2 5.3
master MASTER                     Takes next hops by ports of one device only.  iproute2 5.3
groups                            Takes groups only.  iproute2 5.3
fdb                               Takes those for forwarding tables only.  iproute2 5.9
protocol PROTOCOL                 Takes those only that were added in one way.  iproute2 5.3
nhid ID                           Takes slots that lead to this next hop.  iproute2 5.13
list                              Lists slots.  iproute2 5.3
get                               Shows one slot.  iproute2 5.3
`;
