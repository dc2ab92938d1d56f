/** sysctl(8), and the keys that matter to networks (Documentation/networking/ip-sysctl.rst of Linux, tcp(7), ip(7)). */
export const SYSCTL = `
= sysctl
& sysctl keys
& sysctl options

= sysctl options
-w|--write                        Sets keys, and fails if a word is no setting.
-n|--values                       Prints values only.
-a|--all                          Prints all keys.
-p|--load [FILE]                  Sets what a file says; without one, /etc/sysctl.conf.
--system                          Sets what all files of the system say.
-q|--quiet                        Does not print what it sets.
-e|--ignore                       Does not complain of keys that are not there.
-r|--pattern PATTERN              Selects only keys that match a pattern.
-N|--names                        Prints names only.
-b|--binary                       Prints values without an end of line.
--dry-run                         Prints what it would set.
--deprecated                      Prints keys that are out of date, too.
-h|--help                         Prints the options.
-V|--version                      Prints the version.

= sysctl keys
net.ipv4.ip_forward =SWITCH       Forwards IPv4 packets between links, as a router does.  Linux
net.ipv6.conf.all.forwarding =SWITCH  Forwards IPv6 packets between links, as a router does.  Linux
net.ipv4.conf.LINK.rp_filter =VALUE  Drops packets whose source is not reachable that way; the higher of this and all counts.  Linux
  0                               No check.
  1                               Strict: the route back must lead through the same link.
  2                               Loose: there must be a route back, through any link.
net.ipv4.conf.LINK.forwarding =SWITCH  Forwards IPv4 packets that arrive on this link.  Linux
net.ipv4.conf.LINK.proxy_arp =SWITCH  Answers ARP for addresses that are reached through another link.  Linux
net.ipv4.conf.LINK.arp_ignore =VALUE  Sets which ARP requests are answered.  Linux
  0                               Requests for any local address.
  1                               Requests for an address of this link.
  2                               Requests for an address of this link from the same subnet.
  3                               Requests for addresses with global or link scope.
  8                               None.
net.ipv4.conf.LINK.arp_announce =VALUE  Sets the source address of ARP requests.  Linux
  0                               Any of this machine.
  1                               An address in the target's subnet, if there is one.
  2                               The best one for the target.
net.ipv4.conf.LINK.accept_local =SWITCH  Accepts packets whose source is a local address.  Linux
net.ipv4.conf.LINK.route_localnet =SWITCH  Routes addresses of 127.0.0.0/8 through this link.  Linux
net.ipv4.conf.LINK.accept_redirects =SWITCH  Accepts ICMP redirects.  Linux
net.ipv4.conf.LINK.secure_redirects =SWITCH  Accepts ICMP redirects only from known gateways.  Linux
net.ipv4.conf.LINK.send_redirects =SWITCH  Sends ICMP redirects to hosts that could use a shorter path.  Linux
net.ipv4.conf.LINK.accept_source_route =SWITCH  Accepts source-routed packets.  Linux
net.ipv4.conf.LINK.log_martians =SWITCH  Logs packets with impossible addresses.  Linux
net.ipv4.conf.LINK.src_valid_mark =SWITCH  Uses the packet's mark when looking up the route back.  Linux
net.ipv4.conf.LINK.arp_filter =SWITCH  Answers ARP only if the route to the sender uses this link.  Linux
net.ipv4.conf.LINK.arp_notify =SWITCH  Announces addresses when the link comes up.  Linux
net.ipv4.conf.LINK.arp_accept =SWITCH  Learns from gratuitous ARP.  Linux
net.ipv4.conf.LINK.proxy_arp_pvlan =SWITCH  Answers ARP even for hosts behind the same link.  Linux
net.ipv4.conf.LINK.promote_secondaries =SWITCH  Promotes a secondary address when the primary one is removed.  Linux
net.ipv4.conf.LINK.disable_policy =SWITCH  Disables IPsec policies on this link.  Linux
net.ipv4.conf.LINK.disable_xfrm =SWITCH  Disables IPsec encryption on this link.  Linux
net.ipv4.conf.LINK.ignore_routes_with_linkdown =SWITCH  Ignores routes through this link while it has no carrier.  Linux
net.ipv6.conf.LINK.disable_ipv6 =SWITCH  Disables IPv6 on the link and removes its IPv6 addresses.  Linux
net.ipv6.conf.LINK.forwarding =SWITCH  Acts as a router on this link, and ignores router advertisements.  Linux
net.ipv6.conf.LINK.accept_ra =VALUE  Sets whether router advertisements are accepted.  Linux
  0                               Never.
  1                               Unless the machine is a router itself.
  2                               Always.
net.ipv6.conf.LINK.autoconf =SWITCH  Creates addresses from advertised prefixes.  Linux
net.ipv6.conf.LINK.accept_dad =VALUE  Looks for duplicates of an address.  Linux
  0                               No.
  1                               Yes.
  2                               Yes, and a duplicate link-local address takes IPv6 from the link.
net.ipv6.conf.LINK.use_tempaddr =VALUE  Makes addresses for privacy.  Linux
  0                               No.
  1                               Yes, but others are preferred.
  2                               Yes, and prefers them.
net.ipv6.conf.LINK.addr_gen_mode =VALUE  Sets how the link-local address is made.  Linux
  0                               From the hardware address.
  1                               Not at all.
  2                               From a secret.
  3                               From a random secret generated by the kernel.
net.ipv6.conf.LINK.proxy_ndp =SWITCH  Answers for neighbours that are set with ip neigh add proxy.  Linux
net.ipv6.conf.LINK.accept_redirects =SWITCH  Accepts ICMP redirects.  Linux
net.ipv6.conf.LINK.hop_limit =HOPS  Sets the hop limit of packets.  Linux
net.ipv6.conf.LINK.mtu =BYTES     Sets the MTU for IPv6.  Linux
net.ipv6.conf.LINK.dad_transmits =COUNT  Sets how often it asks whether an address is taken.  Linux
net.ipv6.conf.LINK.seg6_enabled =SWITCH  Takes packets of segment routing by this link.  Linux
net.ipv6.conf.LINK.keep_addr_on_down =VALUE  Keeps addresses when the link goes down.  Linux
  0                               As the system says.
  1                               Yes.
  -1                              No.
net.ipv6.bindv6only =SWITCH       Keeps sockets of IPv6 from taking IPv4, too.  Linux
net.ipv6.conf.all.disable_ipv6 =SWITCH  Disables IPv6 on all links and removes their IPv6 addresses.  Linux
net.ipv4.icmp_echo_ignore_all =SWITCH  Ignores all pings.  Linux
net.ipv4.icmp_echo_ignore_broadcasts =SWITCH  Answers no pings to broadcast addresses and groups.  Linux
net.ipv4.icmp_ratelimit =MILLISECONDS  Sets how long to wait between errors to the same host.  Linux
net.ipv4.icmp_errors_use_inbound_ifaddr =SWITCH  Sends errors from the address of the link by which the packet came.  Linux
net.ipv4.ping_group_range =RANGE  Sets which groups may ping without root.  Linux
net.ipv4.ip_default_ttl =HOPS     Sets the hop limit of packets.  Linux
net.ipv4.ip_local_port_range =RANGE  Sets from which ports connections are made.  Linux
net.ipv4.ip_local_reserved_ports =PORTS  Keeps these ports from being taken at random.  Linux
net.ipv4.ip_unprivileged_port_start =PORT  Sets the lowest port that needs no root to listen on.  Linux
net.ipv4.ip_nonlocal_bind =SWITCH  Lets programs bind to addresses that are not there.  Linux
net.ipv4.ip_no_pmtu_disc =VALUE   Sets how the MTU of paths is found.  Linux
  0                               By errors that routers send.
  1                               Not at all; errors make packets small.
  2                               By no errors; packets can be cut up on the way.
  3                               By errors that are about a real packet only.
net.ipv4.ip_forward_use_pmtu =SWITCH  Uses what was learned of paths for forwarded packets, too.  Linux
net.ipv4.ip_dynaddr =VALUE        Changes sockets when the address of a dial-up link changes.  Linux
  0                               No.
  1                               Yes.
  2                               Yes, and writes it to the log.
net.ipv4.fib_multipath_hash_policy =VALUE  Sets of what the next of several ways is calculated.  Linux
  0                               Of the addresses.
  1                               Of addresses and ports.
  2                               Of the addresses inside a tunnel.
  3                               Of the fields that are chosen.
net.ipv4.fib_multipath_use_neigh =SWITCH  Does not choose ways whose neighbour has failed.  Linux
net.ipv4.neigh.LINK.base_reachable_time_ms =MILLISECONDS  Sets how long a neighbour counts as reachable, on average.  Linux
net.ipv4.neigh.LINK.gc_stale_time =SECONDS  Sets after what time without use a neighbour may be forgotten.  Linux
net.ipv4.neigh.LINK.delay_first_probe_time =SECONDS  Sets how long a confirmation is awaited before a neighbour is asked.  Linux
net.ipv4.neigh.LINK.ucast_solicit =COUNT  Sets how often a neighbour itself is asked.  Linux
net.ipv4.neigh.LINK.mcast_solicit =COUNT  Sets how often all are asked for a neighbour.  Linux
net.ipv4.neigh.LINK.retrans_time_ms =MILLISECONDS  Sets the time between questions.  Linux
net.ipv4.neigh.default.gc_thresh1 =COUNT  Sets up to how many neighbours none is forgotten.  Linux
net.ipv4.neigh.default.gc_thresh2 =COUNT  Sets up to how many neighbours there may be for more than a few seconds.  Linux
net.ipv4.neigh.default.gc_thresh3 =COUNT  Sets how many neighbours there may be.  Linux
net.ipv4.tcp_syncookies =VALUE    Answers more half-open connections than fit into memory.  Linux
  0                               Never.
  1                               When there are too many.
  2                               Always.
net.ipv4.tcp_congestion_control =NAME  Chooses the congestion control for new connections.  Linux
  cubic                           What Linux takes as a rule.
  bbr                             Measures the path, and paces to it.
  reno                            The classic one.
net.ipv4.tcp_available_congestion_control  Lists the congestion controls that are there; it is read only.  Linux
net.ipv4.tcp_ecn =VALUE           Uses explicit congestion notification.  Linux
  0                               Never.
  1                               Asks for it, and agrees when asked.
  2                               Agrees when asked.
net.ipv4.tcp_mtu_probing =VALUE   Finds the MTU of the path by trying.  Linux
  0                               Never.
  1                               When large packets seem to vanish.
  2                               Always.
net.ipv4.tcp_keepalive_time =SECONDS  Sets after what silence a kept connection is checked.  Linux
net.ipv4.tcp_keepalive_intvl =SECONDS  Sets the time between such checks.  Linux
net.ipv4.tcp_keepalive_probes =COUNT  Sets after how many missed checks the connection is given up.  Linux
net.ipv4.tcp_fin_timeout =SECONDS  Sets how long a closed connection waits for the other side to close, too.  Linux
net.ipv4.tcp_tw_reuse =VALUE      Reuses ports of connections that ended a moment ago.  Linux
  0                               No.
  1                               Yes.
  2                               For loopback only.
net.ipv4.tcp_syn_retries =COUNT   Sets how often opening a connection is tried again.  Linux
net.ipv4.tcp_synack_retries =COUNT  Sets how often accepting a connection is tried again.  Linux
net.ipv4.tcp_retries1 =COUNT      Sets after how many repetitions the route is looked at again.  Linux
net.ipv4.tcp_retries2 =COUNT      Sets after how many repetitions a connection is given up.  Linux
net.ipv4.tcp_max_syn_backlog =COUNT  Sets how many half-open connections a listener may have.  Linux
net.ipv4.tcp_rmem =SIZES          Sets the least, the usual and the largest receive buffer.  Linux
net.ipv4.tcp_wmem =SIZES          Sets the least, the usual and the largest send buffer.  Linux
net.ipv4.tcp_sack =SWITCH         Sets which segments have arrived, not only up to where.  Linux
net.ipv4.tcp_timestamps =VALUE    Puts times into segments.  Linux
  0                               No.
  1                               With a random offset for each connection.
  2                               Without the offset.
net.ipv4.tcp_window_scaling =SWITCH  Allows windows of more than 64 KB.  Linux
net.ipv4.tcp_slow_start_after_idle =SWITCH  Starts slowly again after a pause.  Linux
net.ipv4.tcp_fastopen =VALUE      Sends data with the first segment.  Linux
  0                               No.
  1                               As a client.
  2                               As a server.
  3                               As both.
net.ipv4.tcp_l3mdev_accept =SWITCH  Lets a listener outside of VRFs take connections in all of them.  Linux
net.ipv4.udp_l3mdev_accept =SWITCH  Lets a socket outside of VRFs take packets in all of them.  Linux
net.ipv4.raw_l3mdev_accept =SWITCH  Lets a raw socket outside of VRFs take packets in all of them.  Linux
net.ipv6.route.max_size =COUNT    Limits how many IPv6 routes there may be.  Linux
net.core.somaxconn =COUNT         Limits how many connections may wait to be accepted.  Linux
net.core.default_qdisc =NAME      Sets the queue of new links, such as fq_codel.  Linux
net.core.rmem_max =BYTES          Limits the receive buffer that a program may ask for.  Linux
net.core.wmem_max =BYTES          Limits the send buffer that a program may ask for.  Linux
net.core.rmem_default =BYTES      Sets the receive buffer of new sockets.  Linux
net.core.wmem_default =BYTES      Sets the send buffer of new sockets.  Linux
net.core.netdev_max_backlog =PACKETS  Sets how many packets may wait to be looked at.  Linux
net.core.bpf_jit_enable =VALUE    Compiles BPF programs.  Linux
  0                               No.
  1                               Yes.
  2                               Yes, and writes the code to the log.
net.bridge.bridge-nf-call-iptables =SWITCH  Shows IPv4 that is bridged to iptables; needs br_netfilter.  Linux
net.bridge.bridge-nf-call-ip6tables =SWITCH  Shows IPv6 that is bridged to ip6tables; needs br_netfilter.  Linux
net.bridge.bridge-nf-call-arptables =SWITCH  Shows ARP that is bridged to arptables; needs br_netfilter.  Linux
net.netfilter.nf_conntrack_max =COUNT  Limits how many connections are remembered.  Linux
net.netfilter.nf_conntrack_count  Sets how many connections are remembered; it is read only.  Linux
net.netfilter.nf_conntrack_tcp_timeout_established =SECONDS  Sets how long a silent TCP connection is remembered.  Linux
net.netfilter.nf_conntrack_udp_timeout =SECONDS  Sets how long an unanswered UDP flow is remembered.  Linux
net.netfilter.nf_conntrack_udp_timeout_stream =SECONDS  Sets how long an answered UDP flow is remembered.  Linux
net.netfilter.nf_conntrack_icmp_timeout =SECONDS  Sets how long a ping is remembered.  Linux
net.netfilter.nf_conntrack_tcp_be_liberal =SWITCH  Takes segments outside of the window for valid.  Linux
net.netfilter.nf_conntrack_tcp_loose =SWITCH  Takes connections up whose beginning was not seen.  Linux
net.netfilter.nf_conntrack_acct =SWITCH  Counts packets and bytes of each connection.  Linux
net.netfilter.nf_log_all_netns =SWITCH  Lets namespaces write to the kernel's log.  Linux
net.mpls.platform_labels =COUNT   Sets how many MPLS labels there are; 0 switches MPLS off.  Linux
net.mpls.conf.LINK.input =SWITCH  Takes MPLS by this link.  Linux

= sysctl SWITCH
0                                 No.  Linux
1                                 Yes.  Linux
`;
