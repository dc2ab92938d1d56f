/** bridge(8). */
export const BRIDGE = `
= bridge ~
link > bridge link                Shows and changes the ports of bridges.  iproute2 3.5
fdb > bridge fdb                  Shows and changes which hardware address is behind which port.  iproute2 3.5
vlan > bridge vlan                Shows and changes which VLANs a port carries.  iproute2 3.9
mdb > bridge mdb                  Shows and changes which ports listen to which multicast groups.  iproute2 3.8
monitor > bridge monitor          Prints changes as the kernel announces them, until you stop it.  iproute2 3.5
vni > bridge vni                  Shows and changes which segments a VXLAN takes.  iproute2 5.19
help                              Prints the syntax of bridge.
-json|-j                          Prints JSON, for programs to read.  iproute2 4.7
-details|-d                       Shows all details.  iproute2 3.5
-statistics|-stats|-s             Shows counters and ages, too.  iproute2 3.5
-netns|-n NETNS                   Runs the command inside another network namespace.  iproute2 3.19
-color|-c                         Colours names and addresses.
-compressvlans                    Shows VLANs that follow one another as a range.  iproute2 4.0
-oneline|-o                       Prints each thing on one line, for grep and wc.  iproute2 3.9
-pretty|-p                        Indents JSON, so that people can read it.  iproute2 4.17
-timestamp|-t                     Prints the time before each change that monitor shows.  iproute2 3.5
-batch|-b FILE                    Reads commands from a file, one a line; - is standard input.  iproute2 4.3
-force                            Continues after a command of a batch has failed.  iproute2 4.3
-Version|-V                       Prints the version of bridge.  iproute2 3.5

= bridge ONOFF
on                                Yes: it is switched on.
off                               No: it is switched off.

= bridge BOOL
1                                 On.
0                                 Off.

= bridge link ~
show|list|lst|ls > bridge link show  Lists ports with their state, cost and flags.  iproute2 3.9
set > bridge link set             Changes a port.  iproute2 3.9
help                              Prints the syntax of bridge link.

= bridge link show
dev LINK                          Shows only one port.  iproute2 3.9

= bridge link set
dev LINK                          Names the port.  iproute2 3.9
state STATE                       Sets whether the port forwards.  iproute2 3.9
  disabled                        It takes no part.
  listening                       It listens for other bridges.
  learning                        It learns addresses, but does not forward yet.
  forwarding                      It forwards.
  blocking                        It is kept closed, as it would make a loop.
isolated ONOFF                    Forbids the port to speak to other ports that are isolated.  iproute2 4.19
hairpin ONOFF                     Sends frames back by the port that they came from.  iproute2 3.9
learning ONOFF                    Learns addresses from what arrives at the port.  iproute2 3.15
flood ONOFF                       Sends frames for unknown addresses to the port.  iproute2 3.15
mcast_flood ONOFF                 Sends multicast for unknown groups to the port.  iproute2 4.9
bcast_flood ONOFF                 Sends broadcasts to the port.  iproute2 5.18
guard ONOFF                       Shuts the port when a switch speaks the spanning tree there.  iproute2 3.9
root_block ONOFF                  Forbids the port to lead to the root of the spanning tree.  iproute2 3.9
cost COST                         Sets the cost of the port in the spanning tree.  iproute2 3.9
priority PRIORITY                 Ranks ports of equal cost.  iproute2 3.9
fastleave ONOFF                   Stops sending a group as soon as one listener leaves.  iproute2 3.9
learning_sync ONOFF               Tells the bridge what the hardware has learned.  iproute2 3.19
neigh_suppress ONOFF              Keeps ARP and neighbour discovery from the port where the answer is known.  iproute2 4.15
mcast_router NUMBER               Sets whether a multicast router is behind the port.  iproute2 5.18
mcast_to_unicast ONOFF            Sends multicast to each listener by its own address.  iproute2 5.1
vlan_tunnel ONOFF                 Maps VLANs to numbers of a VXLAN.  iproute2 4.15
locked ONOFF                      Takes frames only from addresses that are in the forwarding table.  iproute2 5.18
hwmode MODE                       Sets where frames between virtual ports are switched.  iproute2 3.9
  vepa                            In the switch outside.
  veb                             In the network card.
backup_port LINK                  Sends what would go by the port to another one while it is down.  iproute2 4.20
nobackup_port                     Has no such port.  iproute2 4.20
self                              Changes the device itself.  iproute2 3.19
master                            Changes the device as a port of its bridge; this is the default.  iproute2 4.0

= bridge fdb ~
show|list|lst|ls > bridge fdb show   Lists hardware addresses with the ports behind which they are.  iproute2 3.5
add > bridge fdb add              Adds an address; it fails if it is there already.  iproute2 3.5
append > bridge fdb add           Adds one more destination for an address, as for VXLAN.  iproute2 3.10
del|delete > bridge fdb add       Removes an address.  iproute2 3.5
replace > bridge fdb add          Changes an address, or adds it if there is none.  iproute2 3.11
get > bridge fdb add              Shows one address.  iproute2 5.5
flush > bridge fdb flush          Removes all addresses that match.  iproute2 6.0
help                              Prints the syntax of bridge fdb.

= bridge fdb show
br MASTER                         Shows only one bridge.  iproute2 3.16
brport LINK                       Shows only one port.  iproute2 3.16
dev LINK                          Shows only one port or VXLAN.  iproute2 3.5
vlan VLAN                         Shows only one VLAN.  iproute2 3.9
state STATE                       Shows only addresses in this state.  iproute2 4.10
  permanent                       Those of the bridge itself.
  static                          Those that do not age.
  stale                           Those that were not seen for long.
  reachable                       Those that were seen a moment ago.
dynamic                           Shows only addresses that were learned.  iproute2 4.5

= bridge fdb add [LLADDR]
dev LINK                          Names the port, or the VXLAN.  iproute2 3.5
dst ADDRESS                       Names the other end of a VXLAN behind which the address is.  iproute2 3.7
master                            Writes into the table of the bridge.  iproute2 3.6
self                              Writes into the table of the device itself; this is the default.  iproute2 3.6
vlan VLAN                         Limits the entry to one VLAN.  iproute2 3.9
static                            Keeps the entry from ageing.  iproute2 4.5
dynamic                           Lets the entry age.  iproute2 4.5
local|permanent                   Sets that the address is the bridge's own.  iproute2 3.5
vni VNI                           Sets the number of the segment at the other end.  iproute2 3.10
src_vni VNI                       Sets the number of the segment on this side.  iproute2 5.1
port PORT                         Sets the UDP port of the other end.  iproute2 3.10
via LINK                          Names the link by which a VXLAN's packets leave.  iproute2 3.10
nhid ID                           Takes the other ends from a shared next hop of this number.  iproute2 5.9
sticky                            Keeps the address at its port, even if it is seen elsewhere.  iproute2 4.20
extern_learn                      Marks the entry as learned by a program.  iproute2 4.17
router                            Marks the address as that of a router.  iproute2 3.10
use                               Makes the kernel refresh the entry as if it were used.  iproute2 4.2
br MASTER                         Names the bridge.
brport LINK                       Names the port.

= bridge fdb flush
dev LINK                          Names the bridge or the VXLAN.
brport LINK                       Selects only addresses behind one port.
vlan VLAN                         Selects only addresses of one VLAN.
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
show|list|lst|ls > bridge vlan show  Lists the VLANs of each port.  iproute2 3.9
add > bridge vlan add             Lets a port carry a VLAN, or a range of them.  iproute2 3.9
del|delete > bridge vlan add      Takes a VLAN from a port.  iproute2 3.9
set > bridge vlan set             Changes a VLAN at a port.  iproute2 5.13
tunnelshow > bridge vlan show     Lists which VLAN has which number of a VXLAN.  iproute2 4.15
global > bridge vlan global       Shows and changes settings of a VLAN in the whole bridge.  iproute2 5.16
help                              Prints the syntax of bridge vlan.

= bridge vlan show
dev LINK                          Shows only one port.  iproute2 3.9
vid VLAN                          Shows only one VLAN.  iproute2 3.9

= bridge vlan add
dev LINK                          Names the port, or with self the bridge.  iproute2 3.9
vid VLAN                          Names the VLAN, or a range such as 10-20.  iproute2 3.9
pvid                              Puts untagged frames that arrive into this VLAN.  iproute2 3.9
untagged                          Sends frames of this VLAN without a tag.  iproute2 3.9
self                              Means the bridge itself, which is a port to its machine.  iproute2 3.9
master                            Means a port of the bridge; this is the default.  iproute2 3.9
tunnel_info ID VNI                Maps the VLAN to this number of a VXLAN.  iproute2 4.15

= bridge vlan set
dev LINK                          Names the port.
vid VLAN                          Names the VLAN.
state STATE                       Sets whether the port forwards this VLAN.
mcast_router NUMBER               Sets whether a multicast router is behind the port in this VLAN.

= bridge vlan global
set                               Changes settings.
show                              Shows settings.
dev LINK                          Names the bridge.
vid VLAN                          Names the VLAN.
mcast_snooping BOOL               Sends multicast only to ports behind which someone listens.  iproute2 5.16
mcast_querier BOOL                Asks for listeners itself, where no router does.  iproute2 5.16

= bridge mdb ~
show|list|lst > bridge mdb show   Lists groups with the ports that listen.  iproute2 3.8
add > bridge mdb add              Makes a port listen to a group.  iproute2 3.8
del|delete > bridge mdb add       Stops a port listening to a group.  iproute2 3.8
help                              Prints the syntax of bridge mdb.

= bridge mdb show
dev MASTER                        Shows only one bridge.  iproute2 3.8
vid VLAN                          Shows only one VLAN.  iproute2 4.3

= bridge mdb add
dev MASTER                        Names the bridge.  iproute2 3.8
port LINK                         Names the port.  iproute2 3.8
grp GROUP                         Names the multicast group.  iproute2 3.8
src ADDRESS                       Limits the entry to packets of one source.  iproute2 5.10
permanent                         Keeps the entry from ageing.  iproute2 3.8
temp                              Lets the entry age.  iproute2 3.8
vid VLAN                          Limits the entry to one VLAN.  iproute2 4.3

= bridge vni ~
show > bridge vni add             Lists segments.  iproute2 5.19
add > bridge vni add              Lets a VXLAN take a segment.  iproute2 5.19
del|delete > bridge vni add       Takes a segment from a VXLAN.  iproute2 5.19
help                              Prints the syntax of bridge vni.

= bridge vni add
vni VNI                           Names the segment, or a range.  iproute2 5.19
dev LINK                          Names the VXLAN.  iproute2 5.19
group ADDRESS                     Names the multicast group of all ends.  iproute2 5.19
remote ADDRESS                    Names the one other end.  iproute2 5.19

= bridge monitor
all                               Announces everything.  iproute2 3.5
link                              Announces ports.  iproute2 3.5
fdb                               Announces hardware addresses.  iproute2 3.5
mdb                               Announces multicast groups.  iproute2 3.8
vlan                              Announces VLANs.  iproute2 5.13
vni                               Announces segments.  iproute2 5.19
file FILE                         Reads changes that were saved.  iproute2 3.5
help                              Prints the syntax of bridge monitor.
`;
