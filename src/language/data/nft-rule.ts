/** What rules of nft(8) compare, and what they do. */
export const NFT_RULE = `
= nft rule at
handle NUMBER > nft rule          Names the rule by its handle.
position NUMBER > nft rule        Puts the rule behind, or before, the one with this handle.
index NUMBER > nft rule           Puts the rule behind, or before, the one with this number.
& nft rule

= nft rule
accept > nft rule                 Accepts the packet; chains at later hooks still see it.
drop > nft rule                   Drops the packet silently.
ip > nft ip                       Matches or sets a field of IPv4.
tcp > nft tcp                     Matches or sets a field of TCP.
udp > nft udp                     Matches or sets a field of UDP.
ct > nft ct                       Matches or sets a property of the tracked connection.
iifname LINK > nft rule           Matches the name of the incoming link.
oifname LINK > nft rule           Matches the name of the outgoing link.
iif LINK > nft rule               Matches the incoming link by index; it must exist when the rule is added.
oif LINK > nft rule               Matches the outgoing link by index; it must exist when the rule is added.
counter > nft counter             Counts packets and bytes.
masquerade > nft nat              Translates the source to the address of the outgoing link.
dnat > nft nat                    Translates the destination to another address or port.
snat > nft nat                    Translates the source to another address.
redirect > nft nat                Translates the destination to this machine.
reject > nft reject               Drops the packet and sends an error back.
log > nft log                     Writes a line to the kernel log, or gives the packet to a program.
limit > nft limit                 Matches packets up to a rate.
jump CHAIN > nft rule             Continues in another chain, and returns when that one ends.
goto CHAIN > nft rule             Continues in another chain and does not return.
return > nft rule                 Returns to the calling chain.
continue > nft rule               Continues with the next rule, which is the default.
queue > nft queue                 Lets a program decide.
meta > nft meta                   Matches or sets metadata of the packet.
ip6 > nft ip6                     Matches or sets a field of IPv6.
icmp > nft icmp                   Matches a field of ICMP.
icmpv6 > nft icmp                 Matches a field of ICMPv6.
ether > nft ether                 Matches or sets a field of Ethernet.
arp > nft arp                     Matches a field of ARP.
vlan > nft vlan                   Matches or sets a field of the VLAN tag.
fib > nft fib                     Looks up an address in the routing table.  nftables 0.7
rt > nft rt                       Matches the route that was chosen for the packet.
th > nft th                       Matches ports of any protocol that has them.
sctp > nft udp                    Matches a field of SCTP.
socket > nft socket               Matches the local socket that the packet belongs to.
mark MARK > nft rule              Matches the mark of the packet.
iifgroup GROUP > nft rule         Matches the group of the incoming link.
oifgroup GROUP > nft rule         Matches the group of the outgoing link.
iiftype TYPE > nft rule           Matches the type of the incoming link.
oiftype TYPE > nft rule           Matches the type of the outgoing link.
skuid USER > nft rule             Matches the user who has sent the packet, on this machine.
skgid GROUP > nft rule            Matches the group that has sent the packet, on this machine.
quota > nft quota                 Matches until this many bytes have passed.
tproxy > nft tproxy               Gives the packet to a local socket, unchanged.
notrack > nft rule                Exempts the packet from connection tracking.
flow > nft flow                   Offloads the connection: its later packets skip the rules.
dup > nft dup                     Sends a copy to another machine.
fwd > nft dup                     Sends the packet out by another link.
add > nft element                 Adds an element to a set, from this packet.
update > nft element              Adds an element to a set, or lets it stay longer.
delete > nft element              Removes an element from a set.
vmap > nft rule                   Looks up the verdict in a map by the field before it.
numgen > nft numgen               Counts, or draws numbers.
jhash > nft rule                  Calculates a hash of fields.
exthdr > nft rule                 Matches an extension header of IPv6.
comment TEXT > nft rule           Adds a comment to the rule.

= nft ip > nft rule
saddr ADDRESS                     The source, as an address, a network or a set.
daddr ADDRESS                     The destination.
protocol PROTOCOL                 The transport protocol.
ttl HOPS                          The hop limit.
dscp CLASS                        The class of service.
length BYTES                      The size of the packet.
id NUMBER                         The number of the packet.
frag-off NUMBER                   The place of a fragment, and its flags.
version NUMBER                    The version.
hdrlength NUMBER                  The size of the header.
ecn ECN                           Explicit congestion notification.
checksum NUMBER                   The checksum.

= nft PROTOCOL
tcp                               TCP.
udp                               UDP.
icmp                              ICMP, for IPv4.
icmpv6                            ICMPv6, for IPv6.
ipv6-icmp                         ICMPv6, by its other name.
sctp                              SCTP.
gre                               GRE, which carries tunnels.
esp                               Encrypted packets of IPsec.

= nft ip6 > nft rule
saddr ADDRESS                     The source, as an address, a network or a set.
daddr ADDRESS                     The destination.
nexthdr PROTOCOL                  The header that follows.
hoplimit HOPS                     The hop limit.
dscp CLASS                        The class of service.
length BYTES                      The size of what follows the header.
flowlabel LABEL                   The flow label.
ecn ECN                           Explicit congestion notification.
version NUMBER                    The version.

= nft tcp > nft rule
dport PORT                        The destination port: 80, 8000-8080 or { 80, 443 }.
sport PORT                        The source port.
flags TCPFLAG,                    The flags.
option > nft tcp option           An option, such as the segment size.
sequence NUMBER                   The sequence number.
ackseq NUMBER                     The acknowledged number.
window NUMBER                     The window.
checksum NUMBER                   The checksum.
doff NUMBER                       The size of the header.
urgptr NUMBER                     The urgent pointer.

= nft TCPFLAG
syn                               It opens a connection.
ack                               It acknowledges.
fin                               It closes one direction.
rst                               It breaks the connection off.
psh                               The data is to be given on at once.
urg                               There is urgent data.
ecn                               Congestion was noticed.
cwr                               The sender has slowed down.

= nft tcp option
maxseg > nft maxseg               The segment size that TCP announces.
window > nft rule                 The scale of the window.
sack-perm > nft rule              Whether selective acknowledgements are allowed.
timestamp > nft rule              Times.

= nft maxseg
size > nft set value              The size in bytes.

= nft set value
set VALUE > nft rule              Sets the field, instead of comparing it.
& nft rule

= nft udp > nft rule
dport PORT                        The destination port: 53, 8000-8080 or { 53, 123 }.
sport PORT                        The source port.
length BYTES                      The size.
checksum NUMBER                   The checksum.

= nft th > nft rule
dport PORT                        The destination port.
sport PORT                        The source port.

= nft icmp > nft rule
type ICMPTYPE                     The type of the message.
  echo-request                    A ping.
  echo-reply                      The answer to a ping.
  destination-unreachable         It cannot be delivered.
  time-exceeded                   The hop limit was reached.
  parameter-problem               The header is wrong.
  redirect                        There is a shorter way.
  packet-too-big                  It is too large for the way; for IPv6.
  nd-router-solicit               A question for routers; for IPv6.
  nd-router-advert                What a router announces; for IPv6.
  nd-neighbor-solicit             A question for a neighbour's hardware address; for IPv6.
  nd-neighbor-advert              The answer to it; for IPv6.
code CODE                         The code of the message.
id NUMBER                         The number of a ping.
sequence NUMBER                   The number of a request of a ping.
mtu BYTES                         The MTU that the message tells.
gateway ADDRESS                   The router that the message names.

= nft ether > nft rule
saddr LLADDR                      The source's hardware address.
daddr LLADDR                      The destination's hardware address.
type ETHERTYPE                    The protocol.

= nft ETHERTYPE
ip                                IPv4.
ip6                               IPv6.
arp                               ARP.
vlan                              A VLAN tag.

= nft arp > nft rule
operation OPERATION               What ARP says.
  request                         A question.
  reply                           An answer.
saddr > nft arp address           The address that asks, or answers.
daddr > nft arp address           The address that is asked for.
htype NUMBER                      The type of hardware addresses.
ptype NUMBER                      The protocol.

= nft arp address > nft rule
ip ADDRESS                        The IPv4 address.
ether LLADDR                      The hardware address.

= nft vlan > nft rule
id VLAN                           The number of the VLAN.
pcp PRIORITY                      The priority in the tag.
type ETHERTYPE                    The protocol behind the tag.
dei NUMBER                        Whether it may be dropped first.

= nft ct > nft rule
state CTSTATE,                    The state of the connection.
mark MARK                         The mark of the connection.
status CTSTATUS,                  What is known of the connection.
direction DIRECTION               The direction.
  original                        Of who began the connection.
  reply                           Of who answers.
original > nft ct address         An address of packets of who began the connection.
reply > nft ct address            An address of answers.
count NUMBER                      How many connections there are.
l3proto FAMILY                    The family.
protocol PROTOCOL                 The transport protocol.
expiration TIME                   How long the connection is still remembered.
helper NAME                       The helper that reads the protocol.
zone NUMBER                       The zone.
packets NUMBER                    How many packets were counted.
bytes NUMBER                      How many bytes were counted.
avgpkt NUMBER                     How large packets are on average.
id NUMBER                         The number of the connection.
timeout NAME                      Sets the policy of how long connections are remembered.
expectation NAME                  Sets a connection that is expected.
event EVENTS                      Sets which events programs receive.

= nft CTSTATE
new                               The first packet of a connection.
established                       A packet of a connection that has seen a reply.
related                           A new connection that belongs to another, or an error about it.
invalid                           A packet that belongs to no known connection.
untracked                         A packet that is exempt from connection tracking.

= nft CTSTATUS
expected                          It was expected because of another one.
seen-reply                        It was answered.
assured                           It is not forgotten early.
confirmed                         Its first packet has left.
snat                              Its source is changed.
dnat                              Its destination is changed.
dying                             It is about to be forgotten.

= nft ct address
ip > nft ip address               An IPv4 address.
ip6 > nft ip address              An IPv6 address.
saddr ADDRESS > nft rule          The source.
daddr ADDRESS > nft rule          The destination.
proto-src PORT > nft rule         The source port.
proto-dst PORT > nft rule         The destination port.

= nft ip address > nft rule
saddr ADDRESS                     The source.
daddr ADDRESS                     The destination.

= nft meta > nft rule
iifname LINK                      The name of the link through which the packet arrived.
oifname LINK                      The name of the link through which the packet leaves.
iif LINK                          The link through which the packet arrived.
oif LINK                          The link through which the packet leaves.
l4proto PROTOCOL                  The transport protocol, for both families.
nfproto NFPROTO                   The family, in a table of inet.
  ipv4                            IPv4.
  ipv6                            IPv6.
protocol ETHERTYPE                The protocol of the frame.
mark MARK                         The mark of the packet.
skuid USER                        The user who has sent the packet, on this machine.
skgid GROUP                       The group that has sent the packet, on this machine.
pkttype PKTTYPE                   To whom the frame was sent.
  host                            To this machine.
  unicast                         To this machine, by its other name.
  broadcast                       To all.
  multicast                       To a group.
  other                           To another machine.
nftrace > nft set value           Whether the packet is followed, for nft monitor trace.
length BYTES                      The size of the packet.
priority CLASSID                  The class for tc.
ibrname LINK                      The bridge whose port the frame came in by.
obrname LINK                      The bridge whose port the frame leaves by.
iifkind KIND                      The kind of the link through which the packet arrived.
oifkind KIND                      The kind of the link through which the packet leaves.
iifgroup GROUP                    The group of the link through which the packet arrived.
oifgroup GROUP                    The group of the link through which the packet leaves.
iiftype TYPE                      The type of the link through which the packet arrived.
oiftype TYPE                      The type of the link through which the packet leaves.
cgroup NUMBER                     The control group of the socket.
cpu NUMBER                        The processor.
rtclassid REALM                   The realm of the route.
secpath BOOL                      Whether IPsec has protected the packet.
time TIME                         The date and the time.
hour TIME                         The time of day.
day DAY                           The day of the week.
random NUMBER                     A number at random.
sdif NUMBER                       The port of the VRF through which the packet arrived.

= nft counter
packets NUMBER > nft counter      Starts with this many packets.
bytes NUMBER > nft counter        Starts with this many bytes.
name NAME > nft rule              Takes a counter that rules share.
& nft rule

= nft nat
to ADDRESS > nft nat flags        Sets the new address, and a port behind a colon.
ip > nft nat                      Means an IPv4 address, in a table of inet.
ip6 > nft nat                     Means an IPv6 address, in a table of inet.
& nft nat flags

= nft nat flags
random > nft nat flags            Chooses the port at random.
fully-random > nft nat flags      Chooses the port fully at random.
persistent > nft nat flags        Gives a client the same address each time.
& nft rule

= nft reject
with > nft reject with            Sets the error that the sender receives.
& nft rule

= nft reject with
icmp CODE > nft rule              An error of ICMP.
  port-unreachable                No program listens there; this is the default.
  host-unreachable                The host is not there.
  net-unreachable                 The network is not there.
  prot-unreachable                The protocol is not spoken there.
  admin-prohibited                It is prohibited.
  host-prohibited                 The host is prohibited.
  net-prohibited                  The network is prohibited.
icmpv6 CODE > nft rule            An error of ICMPv6.
  port-unreachable                No program listens there.
  addr-unreachable                The host is not there.
  no-route                        There is no route.
  admin-prohibited                It is prohibited.
icmpx CODE > nft rule             An error of the packet's family, in a table of inet or bridge.
  port-unreachable                No program listens there.
  host-unreachable                The host is not there.
  no-route                        There is no route.
  admin-prohibited                It is prohibited.
tcp > nft reject tcp              A segment of TCP.

= nft reject tcp
reset > nft rule                  The connection is closed, as if no program listened.

= nft log
prefix TEXT > nft log             Starts the line with this text.
level LEVEL > nft log             Sets how urgent the line is.
  debug                           For looking into errors.
  info                            For information.
  notice                          Worth noticing.
  warn                            A warning; this is the default.
  err                             An error.
  audit                           A record for auditd.
group NUMBER > nft log            Gives the packet to a program that listens to this group.
flags FLAGS > nft log             Writes more, such as tcp sequence or all.
snaplen BYTES > nft log           Gives this many bytes of the packet.
queue-threshold COUNT > nft log   Gives this many packets at once.
& nft rule

= nft limit
rate > nft limit rate             Sets the rate, such as 5/second.
name NAME > nft rule              Takes a rate that rules share.

= nft limit rate [RATE] > nft limit rate
over                              Matches above the rate.
burst COUNT                       Sets how many packets match before the rate counts.
& nft rule

= nft quota
over BYTES > nft rule             Matches once this much has passed.
until BYTES > nft rule            Matches until this much has passed.
name NAME > nft rule              Takes a quota that rules share.

= nft queue
num NUMBER > nft queue            Names the queue that the program reads.
to NUMBER > nft queue             Names the queue, also by an expression.
flags FLAGS > nft queue           Sets what happens to packets when no program reads, or how they are spread.
  bypass                          They continue.
  fanout                          They are spread by processor.
bypass > nft queue                Accepts packets when no program reads the queue.
& nft rule

= nft fib
saddr > nft fib result            The source address.
daddr > nft fib result            The destination address.
iif > nft fib result              Looks at the link through which the packet arrived, too.
oif > nft fib result              Looks at the link through which the packet leaves, too.
mark > nft fib result             Looks at the mark, too.
type ADDRTYPE > nft rule          Matches what the address is to this machine.

= nft fib result
. > nft fib                       Adds another field to ask with.
type ADDRTYPE > nft rule          Matches what the address is to this machine.
oif LINK > nft rule               Matches the link by which the route leads; missing is none.
oifname LINK > nft rule           Matches its name.

= nft ADDRTYPE
local                             An address of this machine.
unicast                           An ordinary address.
broadcast                         A broadcast address.
multicast                         A multicast group.
anycast                           An anycast address.
blackhole                         An address that a route drops.
unreachable                       An address that a route calls unreachable.
prohibit                          An address that a route prohibits.

= nft rt > nft rule
nexthop ADDRESS                   The router that the packet goes to.
mtu BYTES                         The segment size that the route allows.
classid REALM                     The realm of the route.
ipsec BOOL                        Whether IPsec will protect the packet.

= nft socket > nft rule
transparent NUMBER                Whether the socket is one of a proxy.
mark MARK                         The mark of the socket.
wildcard NUMBER                   Whether the socket listens on any address.
cgroupv2 > nft rule               The control group of the socket.

= nft tproxy
to ADDRESS > nft rule             Names address and port of the socket.
ip > nft tproxy                   Means an IPv4 address, in a table of inet.
ip6 > nft tproxy                  Means an IPv6 address, in a table of inet.

= nft flow
add NAME > nft rule               Puts the connection into this flowtable, whose name begins with @.
offload NAME > nft rule           Does the same, by its older name.

= nft dup
to ADDRESS > nft rule             Names the machine, or the link.
device LINK > nft rule            Names the link.

= nft element [SET] > nft rule

= nft numgen
inc > nft numgen                  Counts.
random > nft numgen               Draws at random.
mod NUMBER > nft rule             Stays below this number.
`;
