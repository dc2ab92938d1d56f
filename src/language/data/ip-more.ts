/** Objects of ip(8) that are used less. */
export const IP_MORE = `
= ip mroute ~
show|list|lst > ip mroute show    Lists the multicast routes that a daemon has set.

= ip mroute show [PREFIX] ~
table TABLE                       Shows only one table.
iif LINK                          Shows only routes from one link.
to PREFIX                         Shows only routes to groups within a prefix.
from PREFIX                       Shows only routes from sources within a prefix.

= ip addrlabel ~
list                              Lists the labels.
add > ip addrlabel add            Adds a label for a prefix.
del|delete > ip addrlabel add     Removes a label.
flush                             Removes all labels.
help                              Prints the syntax of ip addrlabel.

= ip addrlabel add ~
prefix PREFIX                     Names the prefix.
dev LINK                          Limits the label to one link.
label NUMBER                      Sets the number; addresses with the same number fit together.

= ip netconf ~
show|list|lst > ip netconf show   Shows the settings.
help                              Prints the syntax of ip netconf.

= ip netconf show
dev LINK                          Shows one link only; all and default are names, too.

= ip ntable ~
show|list|lst > ip ntable show    Shows the tables.
change > ip ntable change         Changes a table.
help                              Prints the syntax of ip ntable.

= ip ntable show
dev LINK                          Shows only one link.
name TABLENAME                    Shows only one table.

= ip ntable change
name TABLENAME                    Names the table.
dev LINK                          Names the link.
thresh1 COUNT                     Sets up to how many neighbours none is forgotten.
thresh2 COUNT                     Sets up to how many neighbours there may be for more than a few seconds.
thresh3 COUNT                     Sets how many neighbours there may be.
base_reachable MILLISECONDS       Sets how long a neighbour counts as reachable, on average.
gc_stale MILLISECONDS             Sets after what time without use a neighbour may be forgotten.
delay_probe MILLISECONDS          Sets how long a confirmation is awaited before the neighbour is asked.
ucast_probes COUNT                Sets how often the neighbour directly is asked.
mcast_probes COUNT                Sets how often all are asked.

= ip TABLENAME
arp_cache                         The neighbours of IPv4.
ndisc_cache                       The neighbours of IPv6.

= ip tcp_metrics ~
show|list|lst > ip tcp_metrics show   Shows what is remembered.
delete > ip tcp_metrics show      Forgets what is remembered of one address.
flush                             Forgets all.
help                              Prints the syntax of ip tcp_metrics.

= ip tcp_metrics show [ADDRESS] ~
address ADDRESS                   Names the destination; the word itself may be left out.

= ip token ~
list                              Lists the tokens of links.
set TOKEN > ip token dev          Sets the last 64 bits of a link's addresses, such as ::10.
del > ip token dev                Removes a token.
get > ip token dev                Shows the token of one link.
help                              Prints the syntax of ip token.

= ip token dev
dev LINK                          Names the link.

= ip xfrm ~
state > ip xfrm state             Shows and changes the associations: keys and what they protect.
policy > ip xfrm policy           Shows and changes which packets are to be protected.
monitor                           Prints changes and lack of keys, until you stop it.
help                              Prints the syntax of ip xfrm.

= ip xfrm state ~
list|show                         Lists associations with their keys.
add                               Adds an association.
update                            Changes an association.
delete                            Removes an association.
deleteall                         Removes all associations that match.
get                               Shows one association.
flush                             Removes all associations.
count                             Counts associations.
allocspi                          Reserves a number for an association.

= ip xfrm policy ~
list|show                         Lists policies.
add                               Adds a policy.
update                            Changes a policy.
delete                            Removes a policy.
deleteall                         Removes all policies that match.
get                               Shows one policy.
flush                             Removes all policies.
count                             Counts policies.
set                               Sets how many bits of addresses the search tables compare.

= ip macsec ~
show [LINK]                       Lists devices with their channels and keys.
add LINK                          Adds a channel or a key.
set LINK                          Changes a channel or a key.
del|delete LINK                   Removes a channel or a key.
offload LINK                      Sets whether the network card does the work.
help                              Prints the syntax of ip macsec.

= ip l2tp ~
show > ip l2tp what               Lists tunnels or sessions.
add > ip l2tp what                Creates a tunnel or a session.
del > ip l2tp what                Removes a tunnel or a session.
help                              Prints the syntax of ip l2tp.

= ip l2tp what ~
tunnel                            Means a tunnel, which joins two addresses.
session                           Means a session, which is a link in a tunnel.
remote ADDRESS                    Sets the address of the other end.
local ADDRESS                     Sets the local address.
tunnel_id ID                      Sets the local number of the tunnel.
peer_tunnel_id ID                 Sets the number that the other end has for the tunnel.
session_id ID                     Sets the local number of the session.
peer_session_id ID                Sets the number that the other end has for the session.
encap ENCAP                       Sets what carries the tunnel.
  udp                             UDP.
  ip                              IP itself.
udp_sport PORT                    Sets the local UDP port.
udp_dport PORT                    Sets the UDP port of the other end.
name NAME                         Names the link of a session.

= ip fou ~
show                              Lists the ports.
add > ip fou add                  Opens a port.
del > ip fou add                  Closes a port.
help                              Prints the syntax of ip fou.

= ip fou add ~
port PORT                         Names the UDP port.
ipproto NUMBER                    Sets which protocol is in the UDP: 4 is IPv4, 47 is GRE.
gue                               Expects the header of GUE.
local ADDRESS                     Selects only what is sent to this address.
dev LINK                          Selects only what arrives on this link.

= ip mptcp ~
endpoint > ip mptcp endpoint      Shows and changes the addresses for further paths.
limits > ip mptcp limits          Shows and sets how many further paths there may be.
monitor                           Prints what happens to connections, until you stop it.
help                              Prints the syntax of ip mptcp.

= ip mptcp endpoint ~
show                              Lists endpoints.
add ADDRESS                       Adds an endpoint.
delete                            Removes an endpoint.
change                            Changes an endpoint.
flush                             Removes all endpoints.
dev LINK                          Names the link of the endpoint.
id NUMBER                         Names the number of the endpoint.
port PORT                         Announces another port.
signal                            Announces the endpoint to the other side.
subflow                           Opens a path from the endpoint.
backup                            Uses the path only when no other works.
fullmesh                          Opens a path to every address of the other side.

= ip mptcp limits ~
show                              Shows the limits.
set                               Sets the limits.
subflow COUNT                     Limits further paths of a connection.
add_addr_accepted COUNT           Limits how many announced addresses are taken.

= ip sr ~
hmac                              Shows and sets keys that segments are signed with.
tunsrc                            Shows and sets the source address of wrapped packets.
help                              Prints the syntax of ip sr.

= ip stats ~
show > ip stats show              Shows statistics of links, by groups.
set > ip stats show               Switches statistics of the hardware.
help                              Prints the syntax of ip stats.

= ip stats show ~
dev LINK                          Names the link.
group GROUP                       Names the group: link, offload, xstats, xstats_slave, afstats.
`;
