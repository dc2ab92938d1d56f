/** tcpdump(8), and the filters of pcap-filter(7). */
export const TCPDUMP = `
= tcpdump
-i|--interface LINK               Names the link to capture on; any captures on all.
-n                                Does not resolve names: addresses and ports stay numeric.
-c COUNT                          Stops after this many packets.
-e                                Prints hardware addresses and VLANs, too.
-v                                Prints more; -vv and -vvv still more.
-w FILE                           Writes packets to a file, for reading later or in Wireshark.
-r FILE                           Reads packets from a file.
-l                                Prints each line at once, also into a pipe.
-X                                Prints bytes in hex and as text.
-A                                Prints bytes as text.
-q                                Prints less.
-t                                Prints no times.
-s|--snapshot-length BYTES        Keeps this many bytes of each packet.
-p|--no-promiscuous-mode          Does not make the link promiscuous.
-Q|--direction DIRECTION          Captures packets in one direction only.
  in                              Those that come in.
  out                             Those that leave.
  inout                           Both.
-x                                Prints bytes in hex.
-S|--absolute-tcp-sequence-numbers  Prints sequence numbers as they are, and not from the first one on.
-D|--list-interfaces              Lists the links.
-U|--packet-buffered              Writes each packet to the file at once.
-C SIZE                           Starts another file when one is this large, in millions of bytes.
-W COUNT                          Keeps this many files, and begins with the first again.
-G SECONDS                        Starts another file after this many seconds.
-B|--buffer-size SIZE             Sets the buffer of the kernel, in KiB.
-Z|--relinquish-privileges USER   Continues as this user once the link is open.
-F FILE                           Reads the filter from a file.
-d                                Prints what the filter was made into, and stops.
-N                                Prints names of hosts without their domain.
-f                                Does not resolve the names of foreign hosts.
-K|--dont-verify-checksums        Does not check checksums.
-E KEYS                           Decrypts IPsec with these keys.
-M SECRET                         Checks signatures of TCP with this secret.
-T TYPE                           Reads packets as of this protocol, such as vxlan.
-y|--linktype TYPE                Sets the type of frames.
-L|--list-data-link-types         Lists the types of frames of the link.
-j|--time-stamp-type TYPE         Sets who takes the time.
-J|--list-time-stamp-types        Lists who can take the time.
-I|--monitor-mode                 Listens to all of Wi-Fi.
-O|--no-optimize                  Does not simplify the filter.
-H                                Looks for mesh headers of Wi-Fi.
-R                                Takes ESP and AH for those of old standards.
-V FILE                           Reads the names of files from a file.
-z COMMAND                        Runs a command on each file that is full.
-m FILE                           Reads definitions of SNMP.
-b                                Prints AS numbers of BGP with dots.
-h|--help                         Prints the options.
--version                         Prints the versions.
--print                           Prints packets even if they are written to a file.  tcpdump 4.99.0
--immediate-mode                  Takes packets from the kernel at once.  tcpdump 4.7.2
--count                           Prints how many packets there were, and not the packets.  tcpdump 4.99.0
--micro                           Prints times to the microsecond.  tcpdump 4.6.0
--nano                            Prints times to the nanosecond.  tcpdump 4.6.0
& tcpdump filter

= tcpdump filter > tcpdump filter
host ADDRESS                      Matches packets to or from this address.
port PORT                         Matches packets to or from this port.
src > tcpdump src                 Matches packets by their source.
dst > tcpdump src                 Matches packets by their destination.
net NETWORK                       Matches packets to or from this network.
tcp                               Matches TCP.
udp                               Matches UDP.
icmp                              Matches ICMP, for IPv4.
arp                               Matches ARP.
icmp6                             Matches ICMPv6.
ip                                Matches IPv4.
ip6                               Matches IPv6.
and                               Requires both conditions.
or                                Requires either condition.
not                               Negates the condition.
portrange RANGE                   Matches packets to or from these ports, such as 8000-8080.
vlan [VLAN]                       Matches frames with a VLAN tag; what follows looks behind it.
ether > tcpdump ether             Matches frames by their hardware addresses.
broadcast                         Matches broadcasts.
multicast                         Matches frames for groups.
less LENGTH                       Matches packets of at most this size.
greater LENGTH                    Matches packets of at least this size.
proto PROTOCOL                    Matches this protocol.
gateway HOST                      Matches packets that this host passes on.
mpls [LABEL]                      Matches MPLS; what follows looks behind it.
pppoed                            Matches the discovery of PPPoE.
pppoes [ID]                       Matches sessions of PPPoE; what follows looks into them.
geneve [VNI]                      Matches Geneve; what follows looks into it.
sctp                              Matches SCTP.
igmp                              Matches IGMP.
esp                               Matches encrypted packets of IPsec.
ah                                Matches signed packets of IPsec.
rarp                              Matches RARP.
inbound                           Matches packets that come in.
outbound                          Matches packets that leave.
ifname LINK                       Matches packets of this link, in files of pf.

= tcpdump src > tcpdump filter
host ADDRESS                      Matches the address.
port PORT                         Matches the port.
net NETWORK                       Matches the network.
portrange RANGE                   Matches a range of ports.
or > tcpdump src                  Means either: src or dst.
and > tcpdump src                 Means both: src and dst.
dst > tcpdump src                 Means the destination.
src > tcpdump src                 Means the source.

= tcpdump ether > tcpdump filter
host LLADDR                       Matches frames to or from this address.
src LLADDR                        Matches frames from this address.
dst LLADDR                        Matches frames to this address.
proto PROTOCOL                    Matches this protocol, by name or number.
  ip                              IPv4.
  ip6                             IPv6.
  arp                             ARP.
  stp                             The spanning tree.
broadcast                         Matches broadcasts.
multicast                         Matches frames for groups.
`;
