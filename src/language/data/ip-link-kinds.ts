/** The options of cables, switches and bundles: ip link add NAME type KIND. */
export const IP_LINK_KINDS = `
= ip link add veth
peer > ip link add                Starts the options of the other end: its name, its namespace.

= ip link set bridge
& ip link add bridge

= ip link add bridge ~
vlan_filtering BOOL               Makes the bridge VLAN-aware: each port carries only the VLANs assigned to it.  iproute2 4.3
stp_state BOOL                    Switches the spanning tree on, which breaks loops.  iproute2 4.2
forward_delay CENTISECONDS        Sets how long a port listens and learns before it forwards.  iproute2 3.18
priority PRIORITY                 Ranks bridges; the lowest becomes the root of the spanning tree.  iproute2 4.2
ageing_time CENTISECONDS          Sets after what time of silence an address is forgotten.  iproute2 4.2
hello_time CENTISECONDS           Sets how often the root of the spanning tree announces itself.  iproute2 3.18
max_age CENTISECONDS              Sets after what time of silence the root counts as lost.  iproute2 3.18
mcast_snooping BOOL               Sends multicast only to ports behind which someone listens.  iproute2 4.5
mcast_querier BOOL                Asks for listeners itself, where no router does.  iproute2 4.5
vlan_default_pvid VLAN            Sets the VLAN of untagged frames at new ports; 0 is none.  iproute2 4.5
vlan_protocol PROTOCOL            Sets the type of VLAN tags.  iproute2 4.3
  802.1Q                          Usual tags.
  802.1ad                         Tags of a provider, around those of customers.
group_fwd_mask MASK               Forwards frames for reserved link-local groups, such as LLDP.  iproute2 4.5
group_address LLADDR              Sets the group to which the spanning tree speaks.  iproute2 4.5
no_linklocal_learn BOOL           Does not learn addresses from link-local frames.  iproute2 6.1
vlan_stats_enabled BOOL           Counts traffic by VLAN.  iproute2 4.11
vlan_stats_per_port BOOL          Counts traffic by VLAN at each port.  iproute2 5.2
nf_call_iptables BOOL             Shows IPv4 that is bridged to iptables.  iproute2 4.5
nf_call_ip6tables BOOL            Shows IPv6 that is bridged to ip6tables.  iproute2 4.5
nf_call_arptables BOOL            Shows ARP that is bridged to arptables.  iproute2 4.5
fdb_flush                         Forgets all addresses that were learned.  iproute2 4.11
mcast_router NUMBER               Sets whether a multicast router is behind the bridge itself.  iproute2 4.5
mcast_vlan_snooping BOOL          Tracks listeners separately for each VLAN.  iproute2 5.16
mcast_query_use_ifaddr BOOL       Asks for listeners with the bridge's own address.  iproute2 4.5
mcast_hash_max COUNT              Limits how many groups are remembered.  iproute2 4.5
mcast_hash_elasticity COUNT       Has no effect in current kernels.  iproute2 4.5
mcast_last_member_count COUNT     Sets how often it is asked before a group counts as left.  iproute2 4.5
mcast_startup_query_count COUNT   Sets how often it is asked at first.  iproute2 4.5
mcast_last_member_interval CENTISECONDS  Sets the time between these questions when a group is left.  iproute2 4.5
mcast_membership_interval CENTISECONDS  Sets after what time of silence a listener is forgotten.  iproute2 4.5
mcast_querier_interval CENTISECONDS  Sets after what time of silence another querier counts as lost.  iproute2 4.5
mcast_query_interval CENTISECONDS  Sets how often listeners are asked for.  iproute2 4.5
mcast_query_response_interval CENTISECONDS  Sets how long listeners may take to answer.  iproute2 4.5
mcast_startup_query_interval CENTISECONDS  Sets the time between the questions at first.  iproute2 4.5
mcast_stats_enabled BOOL          Counts the messages of IGMP and MLD.  iproute2 4.11
mcast_igmp_version NUMBER         Chooses IGMP 2 or 3.  iproute2 4.11
mcast_mld_version NUMBER          Chooses MLD 1 or 2.  iproute2 4.11

= ip BOOL
1                                 On.
0                                 Off.

= ip link add vlan ~
id VLAN                           Sets the number of the VLAN, 1 to 4094.
protocol PROTOCOL                 Sets the type of VLAN tags.  iproute2 3.10
  802.1Q                          Usual tags.
  802.1ad                         Tags of a provider, around those of customers.
reorder_hdr ONOFF                 Hides the tag from programs that capture.
gvrp ONOFF                        Announces the VLAN to switches by GVRP.  iproute2 2.6.27
mvrp ONOFF                        Announces the VLAN to switches by MVRP.  iproute2 3.9
loose_binding ONOFF               Keeps the VLAN up when the link below it is down.  iproute2 2.6.33
bridge_binding ONOFF              Keeps the VLAN up as long as a port of the bridge carries it.  iproute2 5.2
ingress-qos-map MAP               Maps priorities in tags to those of packets.
egress-qos-map MAP                Maps priorities of packets to those in tags.

= ip link set vlan
& ip link add vlan

= ip link add vxlan ~
id|vni VNI                        Sets the number of the virtual segment.  iproute2 3.7
remote|group|remote6|group6 ADDRESS  Names the one other end, or the multicast group of all.  iproute2 3.7
local|local6 ADDRESS              Sets the address from which its packets come.  iproute2 3.7
dstport PORT                      Sets the UDP port; 4789 is the standard, 8472 is what Linux takes otherwise.  iproute2 3.14
dev LINK                          Names the link through which its packets leave.  iproute2 3.7
learning                          Learns from what arrives which end has which address.  iproute2 3.7
nolearning                        Learns nothing; a program or a person fills the forwarding table.  iproute2 3.7
ttl|hoplimit TTL                  Sets the hop limit of the outer packets.  iproute2 3.7
tos TOS                           Sets the type of service of the outer packets.  iproute2 3.7
srcport LEAST MOST                Sets the range from which source ports are taken.  iproute2 3.14
proxy                             Answers ARP for what is behind other ends.  iproute2 3.8
noproxy                           Does not answer ARP for others.  iproute2 3.8
external                          Takes both ends and the number from the route or tc.  iproute2 4.4
noexternal                        Takes the ends from the device itself.  iproute2 4.4
udpcsum                           Adds checksums to UDP over IPv4.  iproute2 3.18
noudpcsum                         Adds no checksums to UDP over IPv4.  iproute2 3.18
udp6zerocsumtx                    Sends UDP over IPv6 without checksums.  iproute2 3.18
noudp6zerocsumtx                  Sends UDP over IPv6 with checksums.  iproute2 3.18
udp6zerocsumrx                    Accepts UDP over IPv6 without checksums.  iproute2 3.18
noudp6zerocsumrx                  Accepts UDP over IPv6 with checksums only.  iproute2 3.18
l2miss                            Tells programs of hardware addresses that are not known.  iproute2 3.8
nol2miss                          Tells nobody of hardware addresses that are not known.  iproute2 3.8
l3miss                            Tells programs of IP addresses that are not known.  iproute2 3.8
nol3miss                          Tells nobody of IP addresses that are not known.  iproute2 3.8
rsc                               Sends directly to the next hop, without the router between.  iproute2 3.8
norsc                             Sends as it is addressed.  iproute2 3.8
ageing SECONDS                    Sets after what time of silence an address is forgotten.  iproute2 3.7
maxaddress COUNT                  Limits how many addresses are remembered.  iproute2 3.7
df DF                             Sets whether the outer packets may be cut up on the way.  iproute2 5.0
  unset                           They may.
  set                             They may not.
  inherit                         As the inner ones.
flowlabel LABEL                   Sets the flow label of outer IPv6 packets.  iproute2 4.6
gbp                               Carries the mark of a packet as a group policy.  iproute2 4.0
gpe                               Adds the header for other protocols than Ethernet.  iproute2 4.7
vnifilter                         Takes only the numbers that bridge vni has added.  iproute2 5.19
novnifilter                       Takes the one number that it has.  iproute2 5.19

= ip link set vxlan
& ip link add vxlan

= ip link add bond ~
mode MODE                         Sets how the ports share the traffic.  iproute2 3.14
  balance-rr                      Packet by packet in turn.
  active-backup                   One port works; another one takes over when it fails.
  balance-xor                     By a hash of addresses.
  broadcast                       Every packet by every port.
  802.3ad                         As LACP agrees with the switch.
  balance-tlb                     By load, as ports send; the switch need not know.
  balance-alb                     By load in both directions; the switch need not know.
miimon MILLISECONDS               Sets how often the carrier of each port is looked at; 0 is never.  iproute2 3.14
lacp_rate RATE                    Sets how often LACP speaks.  iproute2 3.14
  slow                            Every 30 seconds.
  fast                            Every second.
xmit_hash_policy POLICY           Sets of what the port for a packet is calculated.  iproute2 3.14
  layer2                          Of the hardware addresses.
  layer2+3                        Of hardware and IP addresses.
  layer3+4                        Of IP addresses and ports.
  encap2+3                        As layer2+3, inside tunnels, too.
  encap3+4                        As layer3+4, inside tunnels, too.
  vlan+srcmac                     Of the VLAN and the source's hardware address.
primary LINK                      Names the port that is preferred.  iproute2 3.14
active_slave LINK                 Makes a port the working one now.  iproute2 3.14
clear_active_slave                Lets the bond choose the working port again.  iproute2 3.14
primary_reselect WHEN             Sets when the preferred port takes over again.  iproute2 3.14
  always                          As soon as it is back.
  better                          If it is the faster one.
  failure                         Only when the working one fails.
updelay MILLISECONDS              Waits before a port with carrier is used.  iproute2 3.14
downdelay MILLISECONDS            Waits before a port without carrier is given up.  iproute2 3.14
peer_notify_delay MILLISECONDS    Sets the time between announcements after a change of ports.  iproute2 5.3
use_carrier BOOL                  Asks the driver's carrier state, not ethtool or MII.  iproute2 3.14
arp_interval MILLISECONDS         Checks ports by ARP, this often.  iproute2 3.14
arp_ip_target ADDRESSES           Names whom it asks by ARP.  iproute2 3.14
ns_ip6_target ADDRESSES           Names whom it asks by neighbour solicitation.  iproute2 5.18
arp_validate WHICH                Sets for which ports the answers must be genuine.  iproute2 3.14
  none                            For none.
  active                          For the working one.
  backup                          For the others.
  all                             For all.
  filter                          For none, but only ARP counts as a sign of life.
  filter_active                   For the working one, and only ARP counts.
  filter_backup                   For the others, and only ARP counts.
arp_all_targets WHICH             Sets how many must answer.  iproute2 3.14
  any                             One.
  all                             All.
arp_missed_max COUNT              Sets after how many missed answers a port is down.  iproute2 5.17
fail_over_mac POLICY              Sets what happens to hardware addresses when another port takes over.  iproute2 3.14
  none                            All ports have that of the bond.
  active                          The bond has that of the working port.
  follow                          The new port takes that of the old one.
resend_igmp COUNT                 Sets how many membership reports are sent after a failover.  iproute2 3.14
num_grat_arp|num_unsol_na COUNT   Sets how often addresses are announced after a change of ports.  iproute2 3.14
all_slaves_active BOOL            Takes what arrives at ports that do not work.  iproute2 3.14
min_links COUNT                   Sets how many ports must work for the bond to be up.  iproute2 3.14
lp_interval SECONDS               Sets how often switches are taught where addresses are.  iproute2 3.14
packets_per_slave COUNT           Sets after how many packets balance-rr takes the next port.  iproute2 3.14
tlb_dynamic_lb BOOL               Moves flows between ports as the load changes.  iproute2 4.3
ad_select POLICY                  Sets which of several groups of LACP works.  iproute2 3.14
  stable                          The one that works, until it has no port left.
  bandwidth                       The one with the most bandwidth.
  count                           The one with the most ports.
lacp_active ONOFF                 Speaks LACP first, or only answers.  iproute2 5.15
ad_user_port_key KEY              Sets a part of the key of LACP.  iproute2 4.2
ad_actor_sys_prio PRIORITY        Ranks this system in LACP.  iproute2 4.2
ad_actor_system LLADDR            Sets the address of this system in LACP.  iproute2 4.2

= ip link set bond
& ip link add bond

= ip link set bridge_slave ~
state NUMBER                      Sets whether the port forwards: 0 disabled, 3 forwarding, 4 blocking.  iproute2 3.18
isolated ONOFF                    Forbids the port to speak to other ports that are isolated.  iproute2 4.19
hairpin ONOFF                     Sends frames back by the port that they came from.  iproute2 3.18
learning ONOFF                    Learns addresses from what arrives at the port.  iproute2 3.18
flood ONOFF                       Sends frames for unknown addresses to the port.  iproute2 3.18
mcast_flood ONOFF                 Sends multicast for unknown groups to the port.  iproute2 4.9
bcast_flood ONOFF                 Sends broadcasts to the port.  iproute2 5.18
guard ONOFF                       Shuts the port when a switch speaks the spanning tree there.  iproute2 3.18
root_block ONOFF                  Forbids the port to lead to the root of the spanning tree.  iproute2 3.18
cost COST                         Sets the cost of the port in the spanning tree.  iproute2 3.18
priority PRIORITY                 Ranks ports of equal cost.  iproute2 3.18
proxy_arp ONOFF                   Answers ARP for known neighbours.  iproute2 4.5
neigh_suppress ONOFF              Keeps ARP and neighbour discovery from the port where the answer is known.  iproute2 4.15
mcast_router NUMBER               Sets whether a multicast router is behind the port.  iproute2 4.5
mcast_fast_leave ONOFF            Stops sending a group as soon as one listener leaves.  iproute2 4.5
mcast_to_unicast ONOFF            Sends multicast to each listener by its own address.  iproute2 5.1
vlan_tunnel ONOFF                 Maps VLANs to numbers of a VXLAN.  iproute2 4.15
locked ONOFF                      Takes frames only from addresses that are in the forwarding table.  iproute2 5.18
backup_port LINK                  Sends what would go by the port to another one while it is down.  iproute2 4.20
nobackup_port                     Has no such port.  iproute2 4.20
group_fwd_mask MASK               Forwards frames for reserved link-local groups, such as LLDP.  iproute2 4.15
fdb_flush                         Forgets all addresses that were learned at the port.  iproute2 4.11
`;
