/** tc(8): its objects, and what it does with packets. */
export const TC = `
= tc ~
qdisc > tc qdisc                  Shows and changes how packets wait to be sent.
class > tc class                  Shows and changes shares of a link's rate.
filter > tc filter                Shows and changes which packets go to which class, or meet which action.
action|actions > tc action        Shows and changes actions that several filters share.
chain > tc chain                  Shows and changes chains of filters.  iproute2 4.19
monitor                           Prints changes as the kernel announces them, until you stop it.
-statistics|-stats|-s             Shows counters: packets, bytes, drops, backlog.
-details|-d                       Shows all details.
-json|-j                          Prints JSON, for programs to read.  iproute2 4.15
-pretty|-p                        Indents JSON, so that people can read it.  iproute2 2.6.26
-netns|-n NETNS                   Runs the command inside another network namespace.  iproute2 3.19
-color|-c                         Colours names.
-graph|-g                         Draws classes as a tree.  iproute2 3.19
-brief|-br                        Prints less of each filter.  iproute2 5.11
-names|-nm                        Prints names of classes from a file.  iproute2 4.0
-raw|-r                           Prints handles as numbers.
-iec                              Prints rates in powers of 1024.
-oneline|-o                       Prints each thing on one line.  iproute2 4.17
-Numeric|-N                       Prints numbers in place of names.  iproute2 5.3
-batch|-b FILE                    Reads commands from a file, one a line; - is standard input.
-force                            Continues after a command of a batch has failed.
-timestamp|-t                     Prints the time before each change that monitor shows.  iproute2 4.3
-conf|-cf FILE                    Reads names of classes from this file.  iproute2 4.0
-Version|-V                       Prints the version of tc.
help                              Prints the syntax of tc.

= tc qdisc ~
show|list|ls > tc qdisc add       Lists the queues of links.
add > tc qdisc add                Puts a queue on a link; it fails if there is one already.
replace > tc qdisc add            Puts a queue on a link, in place of the one that is there.
change > tc qdisc add             Changes parameters of a queue.
del|delete > tc qdisc add         Removes a queue; the kernel's usual one takes its place.
link > tc qdisc add               Replaces a queue by another one of the same kind.
help                              Prints the syntax of tc qdisc.

= tc qdisc add
dev LINK                          Names the link.
root                              Means the queue of the link itself, through which all packets leave.
handle HANDLE                     Numbers the queue, such as 1:, so that others can name it.
parent CLASSID                    Puts the queue behind a class or band of another, such as 1:1.
netem > tc netem                  Delays, drops, duplicates, corrupts or reorders packets, to emulate a network.
tbf > tc tbf                      Limits the rate; excess packets are queued or dropped.
htb > tc htb                      Divides the rate among classes, which can borrow unused rate.
fq_codel > tc fq_codel            Serves flows in turn, and drops packets that have waited too long.
fq > tc fq                        Serves flows in turn, and paces TCP.
cake > tc cake                    Shapes to a rate, and is fair to hosts and flows; made for home uplinks.
prio > tc prio                    Sends from the first band that has a packet.
sfq > tc sfq                      Serves flows in turn.
ingress                           Takes filters for packets that come in.
clsact                            Takes filters for packets that come in and that leave.  iproute2 4.5
pfifo > tc fifo                   Queues up to a number of packets, first in, first out.
bfifo > tc fifo                   Queues up to a number of bytes, first in, first out.
pfifo_fast                        Has three lines by type of service; what the kernel took long ago.
noqueue                           Sends at once, as veth and bridges do.
codel > tc codel                  Drops packets when they wait too long.
red > tc red                      Drops packets at random before the line is full.
mq                                Gives each hardware queue a queue of its own.
multiq                            Gives each hardware queue a band.
ingress_block BLOCK               Shares filters for what comes in with other links.  iproute2 4.16
egress_block BLOCK                Shares filters for what leaves with other links.  iproute2 4.16
invisible                         Shows the kernel's own queues, too.  iproute2 4.12

= tc netem
delay TIME [JITTER] [CORRELATION]  Delays packets; jitter varies the delay.
loss PERCENT [CORRELATION]        Drops this percentage of packets.
  random                          By chance.
  state                           By a model with good and bad times.
  gemodel                         By the model of Gilbert and Elliott.
duplicate PERCENT [CORRELATION]   Duplicates this percentage of packets.
corrupt PERCENT [CORRELATION]     Flips a bit in this percentage of packets.
reorder PERCENT [CORRELATION]     Sends this percentage of packets immediately, ahead of delayed ones.
rate RATE                         Limits the rate.  iproute2 3.3
limit PACKETS                     Sets how many packets may wait; more are dropped.
distribution DISTRIBUTION         Sets how delays are spread.
  normal                          As a bell.
  pareto                          With few that are very long.
  paretonormal                    Between the two.
  uniform                         Evenly.
gap DISTANCE                      Reorders each this many packets.
slot DELAY                        Holds packets back, and sends them together.  iproute2 4.20
ecn                               Marks packets instead of losing them.  iproute2 3.5

= tc tbf
rate RATE                         Sets the rate, such as 1mbit.
burst|buffer|maxburst BYTES       Sets how much may leave at once.
latency TIME                      Sets how long a packet may wait before it is dropped.
limit BYTES                       Sets how many bytes may wait.
peakrate RATE                     Limits the rate within a burst.
mtu|minburst BYTES                Sets the burst at the peak rate.
mpu BYTES                         Counts each packet as this large at least.
overhead BYTES                    Adds this much to the size of each packet.  iproute2 2.6.25
linklayer TYPE                    Counts sizes as on this kind of line.  iproute2 2.6.25
  ethernet                        Ethernet.
  atm                             DSL over ATM.
  adsl                            The same.

= tc htb
default CLASS                     Names the class for packets that no filter assigns.
rate RATE                         Sets what a class is guaranteed.
ceil RATE                         Sets what a class may have when others leave it.
burst BYTES                       Sets how much may leave at once.
cburst BYTES                      Sets how much may leave at once at the ceiling.
prio PRIORITY                     Ranks classes that compete for spare rate; lower numbers are served first.
quantum BYTES                     Sets how much a class sends before it is another's turn.
mtu BYTES                         Sets the largest packet that is reckoned with.
mpu BYTES                         Counts each packet as this large at least.
overhead BYTES                    Adds this much to the size of each packet.
r2q NUMBER                        Derives quanta from rates by this divisor.
direct_qlen PACKETS               Limits the line for packets that no class takes.  iproute2 3.12
offload                           Lets the network card do it.  iproute2 5.12

= tc fq_codel
limit PACKETS                     Sets how many packets may wait.  iproute2 3.5
flows COUNT                       Sets among how many lines flows are spread.  iproute2 3.5
target TIME                       Sets how long packets may wait on a good day.  iproute2 3.5
interval TIME                     Sets how long they may wait longer before some are dropped.  iproute2 3.5
quantum BYTES                     Sets how much a flow sends before it is another's turn.  iproute2 3.5
memory_limit BYTES                Limits the memory for packets that wait.  iproute2 4.7
ecn                               Marks packets before it drops them.  iproute2 3.5
noecn                             Drops packets, and marks none.  iproute2 3.5
ce_threshold TIME                 Marks packets that have waited longer.  iproute2 4.2
drop_batch COUNT                  Limits how many packets are dropped at once.  iproute2 5.7

= tc fq
limit PACKETS                     Sets how many packets may wait.  iproute2 3.12
flow_limit PACKETS                Sets how many packets of one flow may wait.  iproute2 3.12
maxrate RATE                      Limits the rate of each flow.  iproute2 3.12
pacing                            Spreads packets of TCP over time.  iproute2 3.12
nopacing                          Sends packets as they come.  iproute2 3.12
quantum BYTES                     Sets how much a flow sends before it is another's turn.  iproute2 3.12
initial_quantum BYTES             Sets how much a new flow may send at first.  iproute2 3.12
buckets COUNT                     Sets the size of the table of flows.  iproute2 3.12
ce_threshold TIME                 Marks packets that have waited longer.  iproute2 5.0

= tc cake
bandwidth RATE                    Sets the rate; a little less than the line has.  iproute2 4.19
unlimited                         Does not limit the rate.  iproute2 4.19
autorate-ingress                  Guesses the rate from what arrives.  iproute2 4.19
besteffort                        Treats all packets alike.  iproute2 4.19
diffserv3                         Has three classes by DSCP.  iproute2 4.19
diffserv4                         Has four classes by DSCP.  iproute2 4.19
diffserv8                         Has eight classes by DSCP.  iproute2 4.19
flows                             Divides the rate fairly among flows.  iproute2 4.19
hosts                             Divides the rate fairly among pairs of hosts.  iproute2 4.19
dual-srchost                      Divides the rate fairly among sources, then to their flows.  iproute2 4.19
dual-dsthost                      Divides the rate fairly among destinations, then to their flows.  iproute2 4.19
triple-isolate                    Divides the rate fairly among sources, destinations and flows.  iproute2 4.19
nat                               Looks behind NAT for the hosts.  iproute2 4.19
nonat                             Takes the addresses that packets have.  iproute2 4.19
wash                              Clears DSCP of packets.  iproute2 4.19
nowash                            Leaves DSCP as it is.  iproute2 4.19
ack-filter                        Drops acknowledgements that later ones make needless.  iproute2 4.19
no-ack-filter                     Drops no acknowledgements.  iproute2 4.19
rtt TIME                          Sets the usual time there and back.  iproute2 4.19
overhead BYTES                    Adds this much to the size of each packet.  iproute2 4.19
mpu BYTES                         Counts each packet as this large at least.  iproute2 4.19
ingress                           Counts dropped packets as received.  iproute2 4.19
egress                            Counts packets that are sent.  iproute2 4.19
memlimit BYTES                    Limits the memory for packets that wait.  iproute2 4.19

= tc prio
bands COUNT                       Sets the number of bands.
priomap BANDS                     Sets which band each priority has.

= tc sfq
perturb SECONDS                   Redistributes flows at this interval.
quantum BYTES                     Sets how much a flow sends before it is another's turn.
limit PACKETS                     Sets how many packets may wait.
divisor NUMBER                    Sets the size of the table of flows.  iproute2 2.6.39
flows COUNT                       Sets how many flows there may be.  iproute2 3.3
depth PACKETS                     Sets how many packets of one flow may wait.  iproute2 3.3

= tc fifo
limit NUMBER                      Sets how many packets, or bytes, may wait.

= tc codel
limit PACKETS                     Sets how many packets may wait.  iproute2 3.5
target TIME                       Sets how long packets may wait on a good day.  iproute2 3.5
interval TIME                     Sets how long they may wait longer before some are dropped.  iproute2 3.5
ecn                               Marks packets before it drops them.  iproute2 3.5
noecn                             Drops packets, and marks none.  iproute2 3.5
ce_threshold TIME                 Marks packets that have waited longer.  iproute2 4.2

= tc red
limit BYTES                       Sets how many bytes may wait.
min BYTES                         Drops none while fewer wait on average.
max BYTES                         Drops with the full probability when this many wait on average.
avpkt BYTES                       Sets the size of a usual packet.
burst PACKETS                     Sets how large bursts may be.
probability NUMBER                Sets the probability, 0 to 1.
bandwidth RATE                    Sets the rate of the link.
ecn                               Marks packets instead of dropping them.
harddrop                          Drops all above the maximum.  iproute2 3.2
adaptive                          Changes the probability as needed.  iproute2 3.3

= tc class ~
show|list|ls > tc class add       Lists classes.
add > tc class add                Adds a class.
change > tc class add             Changes a class.
replace > tc class add            Changes a class, or adds it if there is none.
del|delete > tc class add         Removes a class.
help                              Prints the syntax of tc class.

= tc class add
dev LINK                          Names the link.
parent CLASSID                    Names the queue or class that it is a part of.
classid CLASSID                   Numbers the class, such as 1:10.
root                              Means the queue of the link itself.
htb > tc htb                      Starts options of a class of HTB.

= tc filter ~
show|list|ls > tc filter add      Lists filters.
add > tc filter add               Adds a filter.
change > tc filter add            Changes a filter.
replace > tc filter add           Changes a filter, or adds it if there is none.
del|delete > tc filter add        Removes a filter.
get > tc filter add               Shows one filter.
help                              Prints the syntax of tc filter.

= tc filter add
dev LINK                          Names the link.
ingress                           Means packets that come in.
egress                            Means packets that leave.
parent CLASSID                    Names the queue or class whose packets it looks at.
protocol PROTOCOL                 Selects only packets of this protocol.
  ip                              IPv4.
  ipv6                            IPv6.
  arp                             ARP.
  all                             All.
  802.1Q                          Frames with a VLAN tag.
prio|pref|priority PRIORITY       Ranks filters; lower numbers are asked first.
handle HANDLE                     Names the filter, or for fw the mark.
chain NUMBER                      Puts the filter into a chain.
block BLOCK                       Puts the filter into a block that links share.
root                              Means the queue of the link itself.
u32 > tc u32                      Matches bytes of the packet.
flower > tc flower                Matches fields of the headers by their names.
matchall > tc filter then         Takes all packets.
bpf > tc bpf                      Lets a BPF program decide.
fw > tc filter then               Matches the mark of the firewall with the handle.
basic > tc filter then            Matches by expressions.

= tc filter then
action KIND + tc action KIND      Starts an action for packets that match.
classid|flowid CLASSID            Sends packets that match to this class.
skip_hw                           Keeps the filter from the network card.
skip_sw                           Gives the filter to the network card only.

= tc u32
match WHAT > tc u32 WHAT          Starts a comparison.
  ip                              A field of IPv4.
  ip6                             A field of IPv6.
  tcp                             A field of TCP.
  udp                             A field of UDP.
  u32                             Four bytes.
  u16                             Two bytes.
  u8                              One byte.
flowid|classid CLASSID            Sends packets that match to this class.
action KIND + tc action KIND      Starts an action for packets that match.
police + tc action police         Starts a limit of the rate.

= tc u32 ip
src PREFIX > tc u32               Matches the source address.
dst PREFIX > tc u32               Matches the destination address.
protocol NUMBER MASK > tc u32     Matches the protocol, such as 6 0xff for TCP.
sport PORT MASK > tc u32          Matches the source port.
dport PORT MASK > tc u32          Matches the destination port, such as 80 0xffff.
tos TOS MASK > tc u32             Matches the type of service.

= tc u32 ip6
& tc u32 ip

= tc u32 tcp
src PORT MASK > tc u32            Matches the source port.
dst PORT MASK > tc u32            Matches the destination port.

= tc u32 udp
& tc u32 tcp

= tc flower
ip_proto PROTOCOL                 Matches the transport protocol.  iproute2 4.2
  tcp                             TCP.
  udp                             UDP.
  icmp                            ICMP.
  icmpv6                          ICMPv6.
  sctp                            SCTP.
src_ip PREFIX                     Matches the source address.  iproute2 4.2
dst_ip PREFIX                     Matches the destination address.  iproute2 4.2
src_port PORT                     Matches the source port.  iproute2 4.2
dst_port PORT                     Matches the destination port.  iproute2 4.2
src_mac LLADDR                    Matches the source's hardware address.  iproute2 4.2
dst_mac LLADDR                    Matches the destination's hardware address.  iproute2 4.2
vlan_id VLAN                      Matches the VLAN.  iproute2 4.9
vlan_prio PRIORITY                Matches the priority in the VLAN tag.  iproute2 4.9
vlan_ethtype TYPE                 Matches the protocol behind the VLAN tag.  iproute2 4.9
ip_tos TOS                        Matches the type of service.  iproute2 4.13
ip_ttl TTL                        Matches the hop limit.  iproute2 4.13
tcp_flags FLAGS                   Matches the flags of TCP.  iproute2 4.13
type TYPE                         Matches the type of ICMP.  iproute2 4.10
code CODE                         Matches the code of ICMP.  iproute2 4.10
arp_tip ADDRESS                   Matches the address that ARP asks for.  iproute2 4.11
arp_sip ADDRESS                   Matches the address that asks.  iproute2 4.11
arp_op OPERATION                  Matches what ARP says.  iproute2 4.11
  request                         A question.
  reply                           An answer.
enc_key_id ID                     Matches the number of the tunnel's segment.  iproute2 4.10
enc_src_ip ADDRESS                Matches the source address of the tunnel.  iproute2 4.10
enc_dst_ip ADDRESS                Matches the destination address of the tunnel.  iproute2 4.10
enc_dst_port PORT                 Matches the UDP port of the tunnel.  iproute2 4.10
ip_flags FLAGS                    Matches whether it is a fragment.  iproute2 4.11
ct_state STATE                    Matches the state of the connection, such as +trk+est.  iproute2 5.4
ct_zone ZONE                      Matches the zone of connection tracking.  iproute2 5.4
ct_mark MARK                      Matches the mark of the connection.  iproute2 5.4
indev LINK                        Matches the link by which the packet came.  iproute2 4.2
& tc filter then

= tc bpf
obj|object-file FILE              Names the file with the program.
sec|section NAME                  Names the section in the file.
da|direct-action                  Lets the program say itself what becomes of the packet.  iproute2 4.4
pinned|object-pinned FILE         Names a program that was loaded before.
verb|verbose                      Prints what the kernel says of the program.
& tc filter then

= tc KIND
drop                              Drops the packet.
pass|ok                           Lets the packet go, and asks no more filters.
mirred                            Sends the packet, or a copy, to another link.
police                            Limits the rate.
skbedit                           Changes the mark, priority or queue of the packet.
pedit                             Changes bytes of the packet.
vlan                              Adds, changes or removes a VLAN tag.
nat                               Changes an address, without connection tracking.
ct                                Gives the packet to connection tracking.
gact                              Decides, also at random.
tunnel_key                        Sets or removes the data of a tunnel.
pipe                              Continues with the next action.
continue                          Continues with the next filter.
reclassify                        Starts again with the first filter.
csum                              Recalculates checksums.
connmark                          Takes the mark of the connection.
sample                            Sends samples of packets to a program.
mpls                              Adds, changes or removes MPLS labels.
bpf                               Lets a BPF program decide.
trap                              Sends the packet from the hardware to the machine.

= tc action mirred
ingress                           As if it came in there.
egress                            So that it leaves there.
redirect                          Sends the packet itself.
mirror                            Sends a copy.
dev LINK                          Names the link.

= tc action police
rate RATE                         Sets the rate.
burst|buffer|maxburst BYTES       Sets how much may come at once.
mtu|minburst BYTES                Drops larger packets.
drop                              Drops the excess.
pipe                              Continues with the next action for the excess.
conform-exceed ACTIONS            Sets what happens to excess packets, and to the rest.
peakrate RATE                     Limits the rate within a burst.
pkts_rate RATE                    Limits the number of packets in a second.
pkts_burst PACKETS                Sets how many packets may come at once.
overhead BYTES                    Adds this much to the size of each packet.

= tc action skbedit
mark MARK                         Sets the mark of the firewall.
priority CLASSID                  Sets the priority.
queue_mapping NUMBER              Sets the hardware queue.
ptype TYPE                        Sets to whom the packet was sent.
  host                            To this machine.
  otherhost                       To another machine.
  broadcast                       To all.
  multicast                       To a group.
inheritdsfield                    Takes the priority from the type of service.

= tc action vlan
push                              Adds a tag.
pop                               Removes a tag.
modify                            Changes a tag.
id VLAN                           Sets the VLAN.
protocol PROTOCOL                 Sets the type of the tag.
  802.1Q                          Usual tags.
  802.1ad                         Tags of a provider, around those of customers.
priority PRIORITY                 Sets the priority in the tag.

= tc action nat
ingress PREFIX ADDRESS            Changes the destination of packets that come in.
egress PREFIX ADDRESS             Changes the source of packets that leave.

= tc action tunnel_key
set                               Sets the data of the tunnel.
unset                             Removes the data of the tunnel.
src_ip ADDRESS                    Sets the source address of the tunnel.
dst_ip ADDRESS                    Sets the destination address of the tunnel.
id ID                             Sets the number of the segment.
dst_port PORT                     Sets the UDP port.

= tc action ct
clear                             Forgets the connection.
commit                            Remembers the connection.
zone ZONE                         Sets the zone.
mark MARK                         Sets the mark of the connection.
nat                               Changes addresses as the connection says.

= tc action ~
show|list|ls > tc action add      Lists actions of one kind.
add > tc action add               Adds an action.
replace > tc action add           Changes an action, or adds it if there is none.
del|delete > tc action add        Removes an action.
get > tc action add               Shows one action.
flush > tc action add             Removes all actions of one kind.
help                              Prints the syntax of tc actions.

= tc action add
action KIND + tc action KIND      Names the kind of action.
index NUMBER                      Numbers the action.

= tc chain ~
show|list|ls > tc chain add       Lists chains.
add > tc chain add                Creates a chain.
del|delete > tc chain add         Removes a chain with its filters.
get > tc chain add                Shows one chain.
help                              Prints the syntax of tc chain.

= tc chain add
dev LINK                          Names the link.
block BLOCK                       Names a block that links share.
ingress                           Means packets that come in.
egress                            Means packets that leave.
parent CLASSID                    Names the queue.
chain NUMBER                      Numbers the chain.
`;
