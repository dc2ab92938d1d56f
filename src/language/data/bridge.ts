/** bridge(8). */
export const BRIDGE = `
= bridge ~
link > bridge link                Shows and changes the ports of bridges.
fdb > bridge fdb                  Shows and changes which hardware address is behind which port.
vlan > bridge vlan                Shows and changes which VLANs a port carries.
mdb > bridge mdb                  Shows and changes which ports listen to which multicast groups.
monitor > bridge monitor          Prints changes as the kernel announces them, until it is stopped.
vni > bridge vni                  Shows and changes which segments a VXLAN takes.  iproute2 5.19
help                              Prints what bridge can be told.
-json|-j                          Prints JSON, for programs to read.
-details|-d                       Shows all that the kernel says of each thing.
-statistics|-stats|-s             Shows counters and ages, too.
-netns|-n NETNS                   Runs the command inside another network namespace.
-color|-c                         Colours names and addresses.
-compressvlans                    Shows VLANs that follow one another as a range.
-oneline|-o                       Prints each thing on one line, for grep and wc.
-pretty|-p                        Indents JSON, so that people can read it.
-timestamp|-t                     Prints the time before each change that monitor shows.
-batch|-b FILE                    Reads commands from a file, one a line; - is standard input.
-force                            Goes on after a command of a batch has failed.
-Version|-V                       Prints the version of bridge.

= bridge ONOFF
on                                Yes: it is switched on.
off                               No: it is switched off.

= bridge BOOL
1                                 On.
0                                 Off.

= bridge link ~
show|list|lst|ls > bridge link show  Lists ports with their state, cost and flags.
set > bridge link set             Changes a port.
help                              Prints what bridge link can be told.

= bridge link show
dev LINK                          Shows one port only.

= bridge link set
dev LINK                          Names the port.
state STATE                       Sets whether the port forwards.
  disabled                        It takes no part.
  listening                       It listens for other bridges.
  learning                        It learns addresses, but does not forward yet.
  forwarding                      It forwards.
  blocking                        It is kept closed, as it would make a loop.
isolated ONOFF                    Forbids the port to speak to other ports that are isolated.
hairpin ONOFF                     Sends frames back by the port that they came from.
learning ONOFF                    Learns addresses from what arrives at the port.
flood ONOFF                       Sends frames for unknown addresses to the port.
mcast_flood ONOFF                 Sends multicast for unknown groups to the port.
bcast_flood ONOFF                 Sends broadcasts to the port.
guard ONOFF                       Shuts the port when a switch speaks the spanning tree there.
root_block ONOFF                  Forbids the port to lead to the root of the spanning tree.
cost COST                         Sets the cost of the port in the spanning tree.
priority PRIORITY                 Ranks ports of equal cost.
fastleave ONOFF                   Stops sending a group as soon as one listener leaves.
learning_sync ONOFF               Tells the bridge what the hardware has learned.
neigh_suppress ONOFF              Keeps ARP and neighbour discovery from the port where the answer is known.
mcast_router NUMBER               Says whether a multicast router is behind the port.
mcast_to_unicast ONOFF            Sends multicast to each listener by its own address.
vlan_tunnel ONOFF                 Maps VLANs to numbers of a VXLAN.
locked ONOFF                      Takes frames only from addresses that are in the forwarding table.
hwmode MODE                       Says where frames between virtual ports are switched.
  vepa                            In the switch outside.
  veb                             In the network card.
backup_port LINK                  Sends what would go by the port to another one while it is down.
nobackup_port                     Has no such port.
self                              Changes the device itself.
master                            Changes the device as a port of its bridge; so it is without a word.

= bridge fdb ~
show|list|lst|ls > bridge fdb show   Lists hardware addresses with the ports behind which they are.
add > bridge fdb add              Adds an address; it fails if it is there already.
append > bridge fdb add           Adds one more destination for an address, as for VXLAN.
del|delete > bridge fdb add       Removes an address.
replace > bridge fdb add          Changes an address, or adds it if it is missing.
get > bridge fdb add              Shows one address.
flush > bridge fdb flush          Removes all addresses that match.
help                              Prints what bridge fdb can be told.

= bridge fdb show
br MASTER                         Shows one bridge only.
brport LINK                       Shows one port only.
dev LINK                          Shows one port or VXLAN only.
vlan VLAN                         Shows one VLAN only.
state STATE                       Shows addresses in this state only.
  permanent                       Those of the bridge itself.
  static                          Those that do not age.
  stale                           Those that were not seen for long.
  reachable                       Those that were seen a moment ago.
dynamic                           Shows addresses that were learned only.

= bridge fdb add [LLADDR]
dev LINK                          Names the port, or the VXLAN.
dst ADDRESS                       Names the other end of a VXLAN behind which the address is.
master                            Writes into the table of the bridge.
self                              Writes into the table of the device itself; so it is without a word.
vlan VLAN                         Limits the entry to one VLAN.
static                            Keeps the entry from ageing.
dynamic                           Lets the entry age.
local|permanent                   Says that the address is the bridge's own.
vni VNI                           Sets the number of the segment at the other end.
src_vni VNI                       Sets the number of the segment on this side.
port PORT                         Sets the UDP port of the other end.
via LINK                          Names the link by which a VXLAN's packets leave.
nhid ID                           Takes the other ends from a shared next hop of this number.
sticky                            Keeps the address at its port, even if it is seen elsewhere.
extern_learn                      Marks the entry as learned by a program.
router                            Marks the address as that of a router.
use                               Makes the kernel refresh the entry as if it were used.
br MASTER                         Names the bridge.
brport LINK                       Names the port.

= bridge fdb flush
dev LINK                          Names the bridge or the VXLAN.
brport LINK                       Takes addresses behind one port only.
vlan VLAN                         Takes addresses of one VLAN only.
dynamic                           Takes addresses that were learned.
nodynamic                         Takes addresses that were not learned.
static                            Takes addresses that do not age.
nostatic                          Takes addresses that age.
permanent                         Takes the bridge's own addresses.
nopermanent                       Takes all but the bridge's own addresses.
extern_learn                      Takes addresses that a program has learned.
noextern_learn                    Takes addresses that no program has learned.
sticky                            Takes addresses that are kept at their port.
nosticky                          Takes addresses that may move to another port.
added_by_user                     Takes addresses that were added by hand.
noadded_by_user                   Takes addresses that were not added by hand.
offloaded                         Takes addresses that the hardware has, too.
nooffloaded                       Takes addresses that the hardware does not have.
self                              Takes the table of the device itself.
master                            Takes the table of the bridge.

= bridge vlan ~
show|list|lst|ls > bridge vlan show  Lists the VLANs of each port.
add > bridge vlan add             Lets a port carry a VLAN, or a range of them.
del|delete > bridge vlan add      Takes a VLAN from a port.
set > bridge vlan set             Changes a VLAN at a port.
tunnelshow > bridge vlan show     Lists which VLAN has which number of a VXLAN.
global > bridge vlan global       Shows and changes settings of a VLAN in the whole bridge.
help                              Prints what bridge vlan can be told.

= bridge vlan show
dev LINK                          Shows one port only.
vid VLAN                          Shows one VLAN only.

= bridge vlan add
dev LINK                          Names the port, or with self the bridge.
vid VLAN                          Names the VLAN, or a range such as 10-20.
pvid                              Puts untagged frames that arrive into this VLAN.
untagged                          Sends frames of this VLAN without a tag.
self                              Means the bridge itself, which is a port to its machine.
master                            Means a port of the bridge; so it is without a word.
tunnel_info ID VNI                Maps the VLAN to this number of a VXLAN.

= bridge vlan set
dev LINK                          Names the port.
vid VLAN                          Names the VLAN.
state STATE                       Sets whether the port forwards this VLAN.
mcast_router NUMBER               Says whether a multicast router is behind the port in this VLAN.

= bridge vlan global
set                               Changes settings.
show                              Shows settings.
dev LINK                          Names the bridge.
vid VLAN                          Names the VLAN.
mcast_snooping BOOL               Sends multicast only to ports behind which someone listens.
mcast_querier BOOL                Asks for listeners itself, where no router does.

= bridge mdb ~
show|list|lst > bridge mdb show   Lists groups with the ports that listen.
add > bridge mdb add              Makes a port listen to a group.
del|delete > bridge mdb add       Stops a port listening to a group.
help                              Prints what bridge mdb can be told.

= bridge mdb show
dev MASTER                        Shows one bridge only.
vid VLAN                          Shows one VLAN only.

= bridge mdb add
dev MASTER                        Names the bridge.
port LINK                         Names the port.
grp GROUP                         Names the multicast group.
src ADDRESS                       Limits the entry to packets of one source.
permanent                         Keeps the entry from ageing.
temp                              Lets the entry age.
vid VLAN                          Limits the entry to one VLAN.

= bridge vni ~
show > bridge vni add             Lists segments.
add > bridge vni add              Lets a VXLAN take a segment.
del|delete > bridge vni add       Takes a segment from a VXLAN.
help                              Prints what bridge vni can be told.

= bridge vni add
vni VNI                           Names the segment, or a range.
dev LINK                          Names the VXLAN.
group ADDRESS                     Names the multicast group of all ends.
remote ADDRESS                    Names the one other end.

= bridge monitor
all                               Announces everything.
link                              Announces ports.
fdb                               Announces hardware addresses.
mdb                               Announces multicast groups.
vlan                              Announces VLANs.
vni                               Announces segments.
file FILE                         Reads changes that were saved.
help                              Prints what bridge monitor can be told.
`;
