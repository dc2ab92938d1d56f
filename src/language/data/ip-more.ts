/** Objects of ip(8) that are used less. */
export const IP_MORE = `
= ip mroute ~
show|list|lst > ip mroute show    Lists the multicast routes that a daemon has set.

= ip mroute show [PREFIX] ~
table TABLE                       Shows one table only.
iif LINK                          Shows routes from one link only.
to PREFIX                         Shows routes to groups within a prefix only.
from PREFIX                       Shows routes from sources within a prefix only.

= ip addrlabel ~
list                              Lists the labels.
add > ip addrlabel add            Adds a label for a prefix.
del|delete > ip addrlabel add     Removes a label.
flush                             Removes all labels.
help                              Prints what ip addrlabel can be told.

= ip addrlabel add ~
prefix PREFIX                     Names the prefix.
dev LINK                          Limits the label to one link.
label NUMBER                      Sets the number; addresses with the same number fit together.

= ip netconf ~
show|list|lst > ip netconf show   Shows the settings.
help                              Prints what ip netconf can be told.

= ip netconf show
dev LINK                          Shows one link only; all and default are names, too.

= ip ntable ~
show|list|lst > ip ntable show    Shows the tables.
change > ip ntable change         Changes a table.
help                              Prints what ip ntable can be told.

= ip ntable show
dev LINK                          Shows one link only.
name TABLENAME                    Shows one table only.

= ip ntable change
name TABLENAME                    Names the table.
dev LINK                          Names the link.
thresh1 COUNT                     Sets up to how many neighbours none is forgotten.
thresh2 COUNT                     Sets up to how many neighbours there may be for more than a few seconds.
thresh3 COUNT                     Sets how many neighbours there may be.
base_reachable MILLISECONDS       Sets how long a neighbour counts as reachable, on average.
gc_stale MILLISECONDS             Sets after what time without use a neighbour may be forgotten.
delay_probe MILLISECONDS          Sets how long a confirmation is awaited before the neighbour is asked.
ucast_probes COUNT                Sets how often the neighbour itself is asked.
mcast_probes COUNT                Sets how often all are asked.

= ip TABLENAME
arp_cache                         The neighbours of IPv4.
ndisc_cache                       The neighbours of IPv6.

= ip tcp_metrics ~
show|list|lst > ip tcp_metrics show   Shows what is remembered.
delete > ip tcp_metrics show      Forgets what is remembered of one address.
flush                             Forgets all.
help                              Prints what ip tcp_metrics can be told.

= ip tcp_metrics show [ADDRESS] ~
address ADDRESS                   Names the destination, which may also stand alone.

= ip token ~
list                              Lists the tokens of links.
set TOKEN > ip token dev          Sets the last 64 bits of a link's addresses, such as ::10.
del > ip token dev                Removes a token.
get > ip token dev                Shows the token of one link.
help                              Prints what ip token can be told.

= ip token dev
dev LINK                          Names the link.

= ip xfrm ~
state > ip xfrm state             Shows and changes the associations: keys and what they protect.
policy > ip xfrm policy           Shows and changes which packets are to be protected.
monitor                           Prints changes and lack of keys, until it is stopped.
help                              Prints what ip xfrm can be told.

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
offload LINK                      Says whether the network card does the work.
help                              Prints what ip macsec can be told.

= ip l2tp ~
show > ip l2tp what               Lists tunnels or sessions.
add > ip l2tp what                Makes a tunnel or a session.
del > ip l2tp what                Removes a tunnel or a session.
help                              Prints what ip l2tp can be told.

= ip l2tp what ~
tunnel                            Means a tunnel, which joins two addresses.
session                           Means a session, which is a link in a tunnel.
remote ADDRESS                    Sets the address of the other end.
local ADDRESS                     Sets the own address.
tunnel_id ID                      Sets the own number of the tunnel.
peer_tunnel_id ID                 Sets the number that the other end has for the tunnel.
session_id ID                     Sets the own number of the session.
peer_session_id ID                Sets the number that the other end has for the session.
encap ENCAP                       Says what carries the tunnel.
  udp                             UDP.
  ip                              IP itself.
udp_sport PORT                    Sets the own UDP port.
udp_dport PORT                    Sets the UDP port of the other end.
name NAME                         Names the link of a session.

= ip fou ~
show                              Lists the ports.
add > ip fou add                  Opens a port.
del > ip fou add                  Closes a port.
help                              Prints what ip fou can be told.

= ip fou add ~
port PORT                         Names the UDP port.
ipproto NUMBER                    Says which protocol is in the UDP: 4 is IPv4, 47 is GRE.
gue                               Expects the header of GUE.
local ADDRESS                     Takes what is sent to this address only.
dev LINK                          Takes what comes in by this link only.

= ip mptcp ~
endpoint > ip mptcp endpoint      Shows and changes the addresses for further paths.
limits > ip mptcp limits          Shows and sets how many further paths there may be.
monitor                           Prints what happens to connections, until it is stopped.
help                              Prints what ip mptcp can be told.

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
help                              Prints what ip sr can be told.

= ip stats ~
show > ip stats show              Shows statistics of links, by groups.
set > ip stats show               Switches statistics of the hardware.
help                              Prints what ip stats can be told.

= ip stats show ~
dev LINK                          Names the link.
group GROUP                       Names the group: link, offload, xstats, xstats_slave, afstats.
`;
