/** iptables(8) and ip6tables(8), and what -m and -j may name. */
export const IPTABLES = `
= iptables
-A|--append CHAIN > iptables rule   Adds a rule at the end of a chain.
-I|--insert CHAIN [NUMBER] > iptables rule  Adds a rule at the beginning of a chain, or at a place in it.
-D|--delete CHAIN [NUMBER] > iptables rule  Removes a rule, by its number or by what it says.
-t|--table TABLE                  Names the table; without it, filter is meant.
-L|--list [CHAIN] > iptables list   Lists rules for people to read; -S is more exact.
-S|--list-rules [CHAIN] > iptables list  Lists rules as the commands that make them.
-P|--policy CHAIN VERDICT         Sets what becomes of packets that no rule of the chain decides.
-N|--new|--new-chain CHAIN        Makes a chain of your own.
-F|--flush [CHAIN]                Removes all rules of a chain, or of the table.
-X|--delete-chain [CHAIN]         Removes a chain of your own, or all that are empty.
-C|--check CHAIN > iptables rule  Succeeds if the rule is there.
-R|--replace CHAIN NUMBER > iptables rule  Puts a rule in place of another.
-E|--rename-chain CHAIN NAME      Renames a chain of your own.
-Z|--zero [CHAIN] > iptables list   Sets the counters to zero.
-V|--version                      Prints the version, and whether nf_tables or the older kernel part is used.
-h|--help                         Prints the options; with -m or -j those of a module, too.
& iptables list
& iptables rule

= iptables rule
-j|--jump TARGET + iptables target TARGET  Says what becomes of packets that match.
-s|--source|--src ADDRESS         Compares the source, as an address or a network.
-d|--destination|--dst ADDRESS    Compares the destination, as an address or a network.
-i|--in-interface LINK            Compares the link by which packets come in; eth+ is all that begin so.
-o|--out-interface LINK           Compares the link by which packets leave.
-p|--protocol|--proto PROTOCOL + iptables match PROTOCOL  Compares the protocol; its options may follow.
-m|--match MATCH + iptables match MATCH  Begins a comparison by a module; its options may follow.
-g|--goto CHAIN                   Goes on in another chain, and does not come back.
-f|--fragment|--fragments         Matches all but the first of the pieces of a packet.
-4|--ipv4                         Means IPv4 only, in files for both.
-6|--ipv6                         Means IPv6 only, in files for both.
-c|--set-counters PACKETS BYTES   Sets the counters of the rule.
& iptables options

= iptables list
-n|--numeric                      Prints addresses and ports as numbers, which is quicker.
-v|--verbose                      Prints counters and links, too.
--line-numbers                    Prints the number of each rule.
-x|--exact                        Prints counters in full.
& iptables options

= iptables options
-t|--table TABLE                  Names the table; without it, filter is meant.
-w|--wait [SECONDS]               Waits for the lock that another iptables holds.
--modprobe COMMAND                Names the command that loads modules.

= iptables TABLE
filter                            Lets packets through or not; what is meant without -t.
nat                               Changes addresses and ports when a connection begins.
mangle                            Changes other fields of packets, and marks them.
raw                               Sees packets before connection tracking does.
security                          Sets labels of SELinux.

= iptables CHAIN
INPUT                             Packets for this machine.
FORWARD                           Packets that this machine passes on.
OUTPUT                            Packets that this machine itself sends.
PREROUTING                        Packets that come in, before the route is looked up.
POSTROUTING                       Packets that leave, after the route was looked up.

= iptables VERDICT
ACCEPT                            Lets them go.
DROP                              Drops them in silence.

= iptables PROTOCOL
tcp                               TCP.
udp                               UDP.
icmp                              ICMP, for IPv4.
icmpv6                            ICMPv6, for IPv6.
sctp                              SCTP.
gre                               GRE, which carries tunnels.
esp                               Encrypted packets of IPsec.
ah                                Signed packets of IPsec.
all                               Any protocol.

= iptables TARGET
ACCEPT                            Lets the packet go on its way.
DROP                              Drops the packet in silence.
REJECT                            Drops the packet, and tells the sender.
MASQUERADE                        Gives the packet the address of the link by which it leaves.
DNAT                              Sends the connection to another address or port.
SNAT                              Gives the connection another source address.
REDIRECT                          Sends the connection to this machine itself.
LOG                               Writes a line to the kernel's log, and goes on.
RETURN                            Goes back to the chain that it came from.
MARK                              Marks the packet, for rules of routing and other tables.
CONNMARK                          Marks the connection, or copies its mark.
TCPMSS                            Changes the segment size that TCP announces.
NFLOG                             Gives packets to a program such as ulogd.  iptables 1.3.7
NFQUEUE                           Lets a program decide.  iptables 1.3.3
CT                                Says how connection tracking treats the packet.  iptables 1.4.8
NOTRACK                           Keeps the packet from connection tracking.
TPROXY                            Gives the packet to a local socket, unchanged.  iptables 1.4.3
NETMAP                            Maps a whole network to another.
TTL                               Changes the hop limit of IPv4.
HL                                Changes the hop limit of IPv6.
TOS                               Changes the type of service.
DSCP                              Changes the class of service.
SET                               Adds to an IP set, or removes from it.
TRACE                             Follows the packet through all rules, for xtables-monitor.
TEE                               Sends a copy to another machine.  iptables 1.4.9
CLASSIFY                          Sets the class for tc.
CHECKSUM                          Calculates missing checksums.  iptables 1.4.10
AUDIT                             Writes a record for auditd.  iptables 1.4.11

= iptables MATCH
conntrack                         Looks at the connection that the packet is a part of.
multiport                         Compares several ports at once.
comment                           Says what the rule is for.
limit                             Matches so many packets in a time.
state                             Looks at the state of the connection, as conntrack does.
mac                               Compares the source's hardware address.
mark                              Compares the mark of the packet.
addrtype                          Compares what an address is to this machine.
iprange                           Compares a range of addresses.
set                               Looks an address up in an IP set.
recent                            Remembers addresses that were seen.
hashlimit                         Matches so many packets in a time, for each address or port.
connlimit                         Compares how many connections a host has.
connmark                          Compares the mark of the connection.
owner                             Compares who has sent the packet, on this machine.
physdev                           Compares the port of the bridge that the packet crosses.
length                            Compares the size of the packet.
pkttype                           Compares whether it was sent to one, some or all.
rpfilter                          Compares whether the way back leads by the same link.  iptables 1.4.13
statistic                         Matches by chance, or each so many.  iptables 1.3.6
string                            Looks for text in the packet.
time                              Compares the time of day and the date.
tos                               Compares the type of service.
dscp                              Compares the class of service.
ttl                               Compares the hop limit of IPv4.
hl                                Compares the hop limit of IPv6.
tcpmss                            Compares the segment size that TCP announces.
u32                               Compares bytes of the packet.
socket                            Looks for a local socket that the packet belongs to.  iptables 1.4.3
tcp                               Compares fields of TCP.
udp                               Compares fields of UDP.
icmp                              Compares fields of ICMP.
icmp6                             Compares fields of ICMPv6.
`;
