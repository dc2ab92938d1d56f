/** tcpdump(8), and the filters of pcap-filter(7). */
export const TCPDUMP = `
= tcpdump
-i|--interface LINK               Names the link; any is all of them.
-n                                Asks for no names: addresses and ports stay numbers.
-c COUNT                          Stops after so many packets.
-e                                Prints hardware addresses and VLANs, too.
-v                                Prints more; -vv and -vvv still more.
-w FILE                           Writes packets to a file, for reading later or in Wireshark.
-r FILE                           Reads packets from a file.
-l                                Prints each line at once, also into a pipe.
-X                                Prints bytes in hex and as text.
-A                                Prints bytes as text.
-q                                Prints less.
-t                                Prints no times.
-s|--snapshot-length BYTES        Keeps so many bytes of each packet.
-p|--no-promiscuous-mode          Does not make the link promiscuous.
-Q|--direction DIRECTION          Takes packets of one direction only.
  in                              Those that come in.
  out                             Those that leave.
  inout                           Both.
-x                                Prints bytes in hex.
-S|--absolute-tcp-sequence-numbers  Prints sequence numbers as they are, and not from the first one on.
-D|--list-interfaces              Lists the links.
-U|--packet-buffered              Writes each packet to the file at once.
-C SIZE                           Begins another file when one is so large, in millions of bytes.
-W COUNT                          Keeps so many files, and begins with the first again.
-G SECONDS                        Begins another file after so many seconds.
-B|--buffer-size SIZE             Sets the buffer of the kernel, in KiB.
-Z|--relinquish-privileges USER   Goes on as this user once the link is open.
-F FILE                           Reads the filter from a file.
-d                                Prints what the filter was made into, and stops.
-N                                Prints names of hosts without their domain.
-f                                Asks for no names of hosts elsewhere.
-K|--dont-verify-checksums        Does not check checksums.
-E KEYS                           Decrypts IPsec with these keys.
-M SECRET                         Checks signatures of TCP with this secret.
-T TYPE                           Reads packets as of this protocol, such as vxlan.
-y|--linktype TYPE                Sets the type of frames.
-L|--list-data-link-types         Lists the types of frames of the link.
-j|--time-stamp-type TYPE         Says who takes the time.
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
host ADDRESS                      Takes packets to or from this address.
port PORT                         Takes packets to or from this port.
src > tcpdump src                 Takes packets by their source.
dst > tcpdump src                 Takes packets by their destination.
net NETWORK                       Takes packets to or from this network.
tcp                               Takes TCP.
udp                               Takes UDP.
icmp                              Takes ICMP, for IPv4.
arp                               Takes ARP.
icmp6                             Takes ICMPv6.
ip                                Takes IPv4.
ip6                               Takes IPv6.
and                               Both must be so.
or                                One must be so.
not                               It must not be so.
portrange RANGE                   Takes packets to or from these ports, such as 8000-8080.
vlan [VLAN]                       Takes frames with a VLAN tag; what follows looks behind it.
ether > tcpdump ether             Takes frames by their hardware addresses.
broadcast                         Takes broadcasts.
multicast                         Takes frames for groups.
less LENGTH                       Takes packets of at most this size.
greater LENGTH                    Takes packets of at least this size.
proto PROTOCOL                    Takes this protocol.
gateway HOST                      Takes packets that this host passes on.
mpls [LABEL]                      Takes MPLS; what follows looks behind it.
pppoed                            Takes the discovery of PPPoE.
pppoes [ID]                       Takes sessions of PPPoE; what follows looks into them.
geneve [VNI]                      Takes Geneve; what follows looks into it.
sctp                              Takes SCTP.
igmp                              Takes IGMP.
esp                               Takes encrypted packets of IPsec.
ah                                Takes signed packets of IPsec.
rarp                              Takes RARP.
inbound                           Takes packets that come in.
outbound                          Takes packets that leave.
ifname LINK                       Takes packets of this link, in files of pf.

= tcpdump src > tcpdump filter
host ADDRESS                      Compares the address.
port PORT                         Compares the port.
net NETWORK                       Compares the network.
portrange RANGE                   Compares a range of ports.
or > tcpdump src                  Means either: src or dst.
and > tcpdump src                 Means both: src and dst.
dst > tcpdump src                 Means the destination.
src > tcpdump src                 Means the source.

= tcpdump ether > tcpdump filter
host LLADDR                       Takes frames to or from this address.
src LLADDR                        Takes frames from this address.
dst LLADDR                        Takes frames to this address.
proto PROTOCOL                    Takes this protocol, by name or number.
  ip                              IPv4.
  ip6                             IPv6.
  arp                             ARP.
  stp                             The spanning tree.
broadcast                         Takes broadcasts.
multicast                         Takes frames for groups.
`;
