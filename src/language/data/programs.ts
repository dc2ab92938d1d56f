/** The programs whose language is known, and the packages that they come with. */
export const PROGRAMS = `
= programs
ip > ip                   Shows and changes links, addresses, routes, neighbours and namespaces.  iproute2
bridge > bridge           Shows and changes what a bridge knows: its ports, forwarding table and VLANs.  iproute2
tc > tc                   Shapes, delays, drops and redirects traffic as it leaves or enters a link.  iproute2
iptables > iptables       Shows and changes the packet filter's rules for IPv4.  iptables
ip6tables > iptables      Shows and changes the packet filter's rules for IPv6.  iptables
ping|ping6 > ping         Asks an address for echoes, and times the answers.  iputils
nft > nft                 Shows and changes the packet filter's tables, chains, rules and sets.  nftables
tcpdump > tcpdump         Prints the packets that a link sends and receives.  tcpdump
sysctl > sysctl         Shows and sets parameters of the running kernel.  procps
`;
