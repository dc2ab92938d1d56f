/** ip route, ip nexthop. */
export const IP_ROUTE = `
= ip route ~
show|list|lst|ls|sh > ip route show  Lists routes: of the main table, unless another one is named.
add > ip route add                Adds a route; it fails if the same one is there already.
del|delete|d > ip route add       Removes the first route that matches.
get > ip route get                Shows the route that the kernel would use to an address.
replace > ip route add            Changes a route, or adds it if there is none.
change|chg > ip route add         Changes a route that is there.
append > ip route add             Adds a route behind one to the same destination.
prepend > ip route add            Adds a route before one to the same destination.
flush > ip route show             Removes all routes that match.
test > ip route add               Succeeds if a route is there.
save > ip route show              Writes routes to standard output in a form for restore.  iproute2 2.6.37
restore                           Adds routes as save has written them, from standard input.  iproute2 2.6.37
showdump                          Prints what save has written, from standard input.  iproute2 3.6
help                              Prints the syntax of ip route.

= ip route add [DESTINATION] ~
default                           Matches every destination that no other route covers.
via ADDRESS                       Names the router to which packets are sent.
dev LINK                          Names the outgoing link.
src ADDRESS                       Sets the source address that the machine prefers for this destination.
metric|priority|preference METRIC  Ranks routes to the same destination; the lowest metric wins.
table TABLE                       Names the routing table.
onlink                            Treats the router as directly reachable even though no route says so.
scope SCOPE                       Sets the scope: how far away the destination is.
proto|protocol PROTOCOL           Records who added the route.
mtu BYTES                         Limits the packet size for this route; lock disables path MTU discovery.
  lock                            Forbids the kernel to learn a smaller size.
nexthop > ip route nexthop        Starts one of several next hops, among which flows are balanced.
nhid ID                           Uses the next hop object with this number.  iproute2 5.3
blackhole                         Drops packets silently.
unreachable                       Rejects packets as unreachable.
prohibit                          Rejects packets as prohibited.
throw                             Stops the lookup in this table; the next rule is tried.
unicast                           Means an ordinary route, as it does without this word.
local                             Means an address of the machine itself.
broadcast                         Means a broadcast address.
multicast                         Means multicast groups.
anycast                           Means an anycast address.
to DESTINATION                    Names the destination; the word itself may be left out.
tos|dsfield TOS                   Selects only packets with this type of service.
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
expires TIME                      Removes an IPv6 route after this many seconds.  iproute2 4.5
realms REALM                      Sets the realm for accounting.
weight WEIGHT                     Sets the share of this next hop.
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
via ADDRESS                       Names the router of this next hop.
dev LINK                          Names the link of this next hop.
weight WEIGHT                     Sets the share of flows that use this next hop.
onlink                            Treats the router as directly reachable even though no route says so.
nexthop > ip route nexthop        Starts another next hop.

= ip route show [DESTINATION] ~
table TABLE                       Takes one table, or all of them.
dev LINK                          Selects only routes by one link.
via ADDRESS                       Selects only routes by one router.
default                           Selects only the default routes.
vrf LINK                          Takes the table of a VRF.  iproute2 4.7
src ADDRESS                       Selects only routes with this preferred source.
proto|protocol PROTOCOL           Selects only routes added by one source.
scope SCOPE                       Selects only routes of one scope.
type TYPE                         Selects only routes of one type.
root PREFIX                       Takes routes to prefixes within this one.
match PREFIX                      Takes routes to prefixes that contain this one.
exact PREFIX                      Takes routes to exactly this prefix.
cached|cache                      Takes what the kernel remembers of paths, such as their MTU.
metric METRIC                     Selects only routes of one metric.
tos|dsfield TOS                   Selects only routes of one type of service.

= ip TYPE
unicast                           An ordinary route.
local                             An address of the machine itself.
broadcast                         A broadcast address.
multicast                         Multicast groups.
throw                             Ends the search in its table.
unreachable                       Rejects packets as unreachable.
prohibit                          Rejects packets as prohibited.
blackhole                         Drops packets silently.

= ip route get [ADDRESS] ~
from ADDRESS                      Looks up the route for packets with this source.
iif LINK                          Looks up the route for a packet that arrives on this link and is to be forwarded.
oif|dev LINK                      Looks up the route for packets that must leave by this link.
mark MARK                         Looks up the route for packets that carry a mark of the firewall.  iproute2 2.6.37
vrf LINK                          Looks up the route for packets of a VRF.  iproute2 4.7
fibmatch                          Shows the matching table entry instead of the resulting route.  iproute2 4.13
tos|dsfield TOS                   Looks up the route for packets with this type of service.
uid UID                           Looks up the route for packets of a user.  iproute2 4.10
ipproto PROTOCOL                  Looks up the route for packets of a transport protocol.  iproute2 4.18
sport PORT                        Looks up the route for packets with this source port.  iproute2 4.18
dport PORT                        Looks up the route for packets with this destination port.  iproute2 4.18
connected                         Asks again with the source that the first answer names.
to ADDRESS                        Names the destination; the word itself may be left out.

= ip nexthop ~
show|list|lst|ls > ip nexthop show  Lists next hops.  iproute2 5.3
add > ip nexthop add              Adds a next hop.  iproute2 5.3
replace > ip nexthop add          Changes a next hop, or adds it if there is none.  iproute2 5.3
del|delete > ip nexthop add       Removes a next hop, and the routes that use it.  iproute2 5.3
get > ip nexthop add              Shows one next hop.  iproute2 5.3
flush > ip nexthop show           Removes all next hops that match.  iproute2 5.3
bucket > ip nexthop show          Shows which slots of a resilient group lead where.  iproute2 5.13
help                              Prints the syntax of ip nexthop.

= ip nexthop add ~
id ID                             Sets the number by which routes name it.  iproute2 5.3
via ADDRESS                       Names the router.  iproute2 5.3
dev LINK                          Names the link.  iproute2 5.3
group GROUP                       Makes it a group of others: 1/2, or with weights 1,2/2,1.  iproute2 5.3
type TYPE                         Sets how a group spreads connections.  iproute2 5.13
  mpath                           By a hash; many move when a member goes.
  resilient                       By slots; few move when a member goes.
blackhole                         Drops packets silently.  iproute2 5.3
onlink                            Treats the router as directly reachable even though no route says so.  iproute2 5.3
fdb                               Makes it one for the forwarding table of a VXLAN.  iproute2 5.9
encap ENCAP                       Wraps packets in another header.  iproute2 5.3
protocol PROTOCOL                 Records who added it.  iproute2 5.3

= ip nexthop show ~
dev LINK                          Selects only next hops by one link.  iproute2 5.3
id ID                             Takes the one of this number.  iproute2 5.3
vrf LINK                          Selects only next hops of one VRF.  iproute2 5.3
master MASTER                     Selects only next hops by ports of one device.  iproute2 5.3
groups                            Selects only groups.  iproute2 5.3
fdb                               Selects only those for forwarding tables.  iproute2 5.9
protocol PROTOCOL                 Selects only those added by one source.  iproute2 5.3
nhid ID                           Takes slots that lead to this next hop.  iproute2 5.13
list                              Lists slots.  iproute2 5.3
get                               Shows one slot.  iproute2 5.3
`;
