/** iptables(8) and ip6tables(8), and what -m and -j may name. */
export const IPTABLES = `
= iptables
-A|--append CHAIN > iptables rule   Adds a rule at the end of a chain.
-I|--insert CHAIN [NUMBER] > iptables rule  Adds a rule at the beginning of a chain, or at a place in it.
-D|--delete CHAIN [NUMBER] > iptables rule  Removes a rule, by its number or by what it says.
-t|--table TABLE + iptables TABLE  Names the table; without it, filter is meant.
-L|--list [CHAIN] > iptables list   Lists rules for people to read; -S is more exact.
-S|--list-rules [CHAIN] > iptables list  Lists rules as the commands that make them.
-P|--policy CHAIN VERDICT         Sets the verdict for packets that reach the end of the chain.
-N|--new|--new-chain NAME         Creates a chain of your own.
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
-j|--jump TARGET + iptables target TARGET  Sets what happens to matching packets.
-s|--source|--src ADDRESS         Matches the source, as an address or a network.
-d|--destination|--dst ADDRESS    Matches the destination, as an address or a network.
-i|--in-interface LINK            Matches the incoming link; eth+ matches every name that begins with eth.
-o|--out-interface LINK           Matches the outgoing link.
-p|--protocol|--proto PROTOCOL + iptables match PROTOCOL  Matches the protocol, whose options may follow.
-m|--match MATCH + iptables match MATCH  Loads a match module, whose options may follow.
-g|--goto CHAIN                   Continues in another chain and does not return.
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
-t|--table TABLE + iptables TABLE  Names the table; without it, filter is meant.
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
FORWARD                           Packets that this machine forwards.
OUTPUT                            Packets that this machine sends.
PREROUTING                        Incoming packets, before routing.
POSTROUTING                       Outgoing packets, after routing.

= iptables filter
= iptables filter CHAIN
INPUT                             Packets for this machine.
FORWARD                           Packets that this machine forwards.
OUTPUT                            Packets that this machine sends.

= iptables security
= iptables security CHAIN
& iptables filter CHAIN

= iptables nat
= iptables nat CHAIN
POSTROUTING                       Outgoing packets, after routing: where SNAT and MASQUERADE are.
PREROUTING                        Incoming packets, before routing: where DNAT is.
OUTPUT                            Packets that this machine sends.
INPUT                             Packets for this machine.

= iptables raw
= iptables raw CHAIN
PREROUTING                        Incoming packets, before connection tracking.
OUTPUT                            Packets that this machine sends, before connection tracking.

= iptables VERDICT
ACCEPT                            Accepts them.
DROP                              Drops them silently.

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
ACCEPT                            Accepts the packet.
DROP                              Drops the packet silently.
REJECT                            Drops the packet and sends an error back.
MASQUERADE                        Translates the source to the address of the outgoing link.
DNAT                              Translates the destination to another address or port.
SNAT                              Translates the source to another address.
REDIRECT                          Translates the destination to this machine.
LOG                               Writes a line to the kernel log, and continues.
RETURN                            Returns to the calling chain.
MARK                              Marks the packet, for routing rules and other tables.
CONNMARK                          Marks the connection, or copies its mark.
TCPMSS                            Changes the segment size that TCP announces.
NFLOG                             Gives packets to a program such as ulogd.  iptables 1.3.7
NFQUEUE                           Lets a program decide.  iptables 1.3.3
CT                                Sets how connection tracking treats the packet.  iptables 1.4.8
NOTRACK                           Exempts the packet from connection tracking.
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
conntrack                         Matches the state of the tracked connection.
multiport                         Matches several ports at once.
comment                           Adds a comment to the rule.
limit                             Matches packets up to a rate.
state                             Looks at the state of the connection, as conntrack does.
mac                               Matches the source's hardware address.
mark                              Matches the mark of the packet.
addrtype                          Matches what an address is to this machine.
iprange                           Matches a range of addresses.
set                               Looks an address up in an IP set.
recent                            Remembers addresses that were seen.
hashlimit                         Matches packets up to a rate, for each address or port.
connlimit                         Matches how many connections a host has.
connmark                          Matches the mark of the connection.
owner                             Matches who has sent the packet, on this machine.
physdev                           Matches the port of the bridge that the packet crosses.
length                            Matches the size of the packet.
pkttype                           Matches whether it was sent to one, some or all.
rpfilter                          Matches whether the way back leads by the same link.  iptables 1.4.13
statistic                         Matches at random, or each this many.  iptables 1.3.6
string                            Looks for text in the packet.
time                              Matches the time of day and the date.
tos                               Matches the type of service.
dscp                              Matches the class of service.
ttl                               Matches the hop limit of IPv4.
hl                                Matches the hop limit of IPv6.
tcpmss                            Matches the segment size that TCP announces.
u32                               Matches bytes of the packet.
socket                            Looks for a local socket that the packet belongs to.  iptables 1.4.3
tcp                               Matches fields of TCP.
udp                               Matches fields of UDP.
icmp                              Matches fields of ICMP.
icmp6                             Matches fields of ICMPv6.
`;
