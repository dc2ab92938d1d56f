/** ip link, and the kinds of links. */
export const IP_LINK = `
= ip link ~
show|list|lst|ls|sh > ip link show      Lists links with their state, MTU and hardware address.
set|s > ip link set               Changes a link: up or down, name, MTU, namespace, master.
add > ip link add                 Makes a link.
del|delete|d > ip link del        Removes a link; of a veth pair both ends go.
change > ip link set              Changes a link.
replace > ip link add             Changes a link, or makes it if it is missing.
xstats > ip link xstats           Shows counters that only this kind of link has.  iproute2 4.11
afstats > ip link dev             Shows counters of MPLS for each link.  iproute2 4.11
property > ip link property       Adds and removes other names of a link.  iproute2 5.5
help [KIND]                       Prints what ip link, or one kind of link, can be told.

= ip link dev ~
dev LINK                          Names the link.

= ip link property ~
add > ip link altname             Adds another name.
del|delete > ip link altname      Removes another name.

= ip link altname ~
dev LINK                          Names the link.
altname NAME                      Names the link additionally; it may be longer than 15 characters.  iproute2 5.5

= ip link xstats ~
type KIND                         Names the kind of link.
dev LINK                          Shows one link only.

= ip link show [LINK] ~
dev LINK                          Shows one link only.
up                                Shows links that are up only.
type KIND                         Shows links of one kind only.  iproute2 3.18
master MASTER                     Shows the ports of one bridge, bond or VRF only.  iproute2 3.18
nomaster                          Shows links that are no ports only.  iproute2 5.16
vrf LINK                          Shows the links of one VRF only.  iproute2 4.7
group GROUP                       Shows links of one group only.  iproute2 2.6.39

= ip link del [LINK] ~
dev LINK                          Names the link, which may also stand alone.
type KIND                         Names its kind, which the kernel knows anyway.
group GROUP                       Removes all links of a group.  iproute2 2.6.39

= ip link set [LINK] ~
up                                Starts the link: it sends and receives from now on.
down                              Stops the link; the routes that leave by it are lost.
master MASTER                     Makes the link a port of a bridge, a bond or a VRF.  iproute2 2.6.39
nomaster                          Takes the port from its bridge, bond or VRF.  iproute2 2.6.39
netns NETNS                       Moves the link into another network namespace; its addresses are lost.  iproute2 2.6.26
mtu BYTES                         Sets the largest packet that leaves in one piece.
name NAME                         Renames the link.
address LLADDR                    Sets the hardware address.
dev LINK                          Names the link, which may also stand alone.
promisc ONOFF                     Receives frames for other hardware addresses, too.
arp ONOFF                         Says whether neighbours are looked for by ARP.
multicast ONOFF                   Says whether the link can send to groups.
allmulticast ONOFF                Receives frames for all multicast groups.
type KIND > ip link set KIND      Begins options of the link's kind, or of what it is a port of.
txqueuelen|qlen|txqlen PACKETS    Sets how many packets may wait to be sent.
alias TEXT                        Describes the link for people and SNMP.  iproute2 2.6.29
group GROUP                       Puts the link into a group that commands can name.  iproute2 2.6.39
broadcast|brd LLADDR              Sets the hardware address for broadcasts.
dynamic ONOFF                     Lets the addresses go when the link goes down.
carrier ONOFF                     Says that the cable is plugged in, or not.  iproute2 4.11
addrgenmode MODE                  Says how the link-local IPv6 address is made.  iproute2 3.17
  eui64                           From the hardware address.
  none                            Not at all.
  stable_secret                   From a secret, so that it does not give the hardware away.
  random                          From a secret that the kernel invents.
vrf LINK                          Puts the link into a VRF.  iproute2 4.7
link-netns NETNS                  Says in which namespace the lower link is.  iproute2 4.17
link-netnsid NSID                 Says in which namespace the lower link is, by its number.  iproute2 4.0
protodown ONOFF                   Holds the link down on behalf of a protocol.  iproute2 4.3
protodown_reason REASON ONOFF     Says which of several reasons holds it down.  iproute2 5.10
gso_max_size BYTES                Limits the large packets that the network card cuts up.  iproute2 4.16
gso_max_segs COUNT                Limits into how many pieces it cuts them.  iproute2 4.16
gro_max_size BYTES                Limits the packets that are joined as they arrive.  iproute2 5.18
xdp PROGRAM                       Attaches a BPF program to what comes in; off removes it.  iproute2 4.10
xdpgeneric PROGRAM                Attaches a BPF program in the kernel's generic way, for any driver.  iproute2 4.12
xdpdrv PROGRAM                    Attaches a BPF program in the driver, or fails.  iproute2 4.13
xdpoffload PROGRAM                Attaches a BPF program in the network card, or fails.  iproute2 4.13
vf NUMBER                         Begins settings of a virtual function of an SR-IOV card.  iproute2 2.6.34
trailers ONOFF                    Has no effect in the kernels of today.
mode MODE                         Sets how the state of the link follows others.  iproute2 3.3
state STATE                       Sets the operational state by hand.  iproute2 3.4
altname NAME                      Names the link by one of its other names.  iproute2 5.5

= ip link add [NAME] ~
type KIND > ip link add KIND      Says what kind of link it is; options of this kind may follow.
name NAME                         Names the link, which may also stand alone.
link LINK                         Names the link below it, as for VLANs and macvlans.
netns NETNS                       Makes the link inside another network namespace.  iproute2 2.6.26
mtu BYTES                         Sets the largest packet that leaves in one piece.
address LLADDR                    Sets the hardware address.
up                                Starts the link as soon as it is made.
dev NAME                          Names the link, which may also stand alone.
index NUMBER                      Sets the number of the link.  iproute2 3.14
numtxqueues COUNT                 Sets how many queues it has for sending.  iproute2 3.6
numrxqueues COUNT                 Sets how many queues it has for receiving.  iproute2 3.6
txqueuelen|qlen|txqlen PACKETS    Sets how many packets may wait to be sent.
broadcast|brd LLADDR              Sets the hardware address for broadcasts.
master MASTER                     Makes the link a port of a bridge, a bond or a VRF.  iproute2 2.6.39
alias TEXT                        Describes the link for people and SNMP.  iproute2 2.6.29
group GROUP                       Puts the link into a group that commands can name.  iproute2 2.6.39
link-netns NETNS                  Says in which namespace the lower link is.  iproute2 4.17
link-netnsid NSID                 Says in which namespace the lower link is, by its number.  iproute2 4.0
parentdev NAME                    Names the device of the hardware below it.  iproute2 5.14

= ip KIND
veth                              A cable: two links, and what one is given the other receives.
bridge                            A switch: its ports exchange frames by hardware address.
dummy                             A link without a cable: what it sends is gone.
vlan                              One VLAN of the link below it.
vxlan                             Ethernet in UDP, to carry a segment across a routed network.  iproute2 3.7
bond                              Several links as one, for throughput or in case one fails.
macvlan                           A link with a hardware address of its own on the cable of another.
ipvlan                            A link with IP addresses of its own on the cable and address of another.  iproute2 3.19
vrf                               A routing table of its own for the links that are put into it.  iproute2 4.3
wireguard                         A VPN whose peers are known by their public keys.
gre                               A tunnel of GRE over IPv4, for IP packets.
gretap                            A tunnel of GRE over IPv4, for Ethernet frames.
ip6gre                            A tunnel of GRE over IPv6, for IP packets.
ip6gretap                         A tunnel of GRE over IPv6, for Ethernet frames.
ipip                              A tunnel of IPv4 in IPv4.
sit                               A tunnel of IPv6 in IPv4.
ip6tnl                            A tunnel of IPv4 or IPv6 in IPv6.
geneve                            Ethernet in UDP with options, as virtual networks use it.  iproute2 4.2
macsec                            Encrypted Ethernet on the link below it.  iproute2 4.7
macvtap                           A macvlan that a program such as QEMU reads and writes.
ipvtap                            An ipvlan that a program such as QEMU reads and writes.
ifb                               A detour on which incoming traffic can be shaped.
vti                               A tunnel of IPsec that is seen as a link.
xfrm                              A link that stands for states and policies of IPsec with its number.  iproute2 5.1
nlmon                             A copy of all netlink messages, for tcpdump.
team                              Several links as one, as a daemon decides.
vcan                              A CAN bus without hardware.
vxcan                             A cable between two CAN buses in different namespaces.
erspan                            A mirror of traffic in GRE over IPv4.  iproute2 4.14
ip6erspan                         A mirror of traffic in GRE over IPv6.
bareudp                           A tunnel of IP or MPLS in UDP, without any other header.  iproute2 5.8
amt                               A tunnel for multicast across networks that have none.  iproute2 5.16
gtp                               The tunnel of mobile networks.
netdevsim                         A simulated network card, for tests of the kernel.
bridge_slave                      A port of a bridge.
bond_slave                        A port of a bond.
dsa                               A port of a hardware switch.
ipoib                             IP over InfiniBand.
rmnet                             A channel of a mobile modem.
wwan                              A link of a mobile modem.
virt_wifi                         A Wi-Fi device that stands on a wired one.
team_slave                        A port of a team device.
`;
