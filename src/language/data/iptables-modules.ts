/** The options of iptables-extensions(8): behind -m and -p, and behind -j. */
export const IPTABLES_MODULES = `
= iptables match tcp
--dport|--destination-port PORT   Matches the destination port, or a range such as 8000:8080.
--sport|--source-port PORT        Matches the source port, or a range.
--syn                             Matches packets that open a connection.
--tcp-flags FLAGS SET             Looks at these flags, of which exactly those must be set.
--tcp-option NUMBER               Matches packets with this option.

= iptables match udp
--dport|--destination-port PORT   Matches the destination port, or a range such as 8000:8080.
--sport|--source-port PORT        Matches the source port, or a range.

= iptables match sctp
& iptables match udp
--chunk-types WHICH TYPES         Matches the chunks of the packet: all, any or only of some types.

= iptables match icmp
--icmp-type ICMPTYPE              Matches the type of the message, by name or number.
  echo-request                    A ping.
  echo-reply                      The answer to a ping.
  destination-unreachable         It cannot be delivered.
  fragmentation-needed            It is too large for the way.
  port-unreachable                No program listens there.
  host-unreachable                The host does not answer.
  network-unreachable             There is no route.
  time-exceeded                   The hop limit was reached.
  redirect                        There is a shorter way.
  any                             Any type.

= iptables match icmpv6
--icmpv6-type ICMPTYPE            Matches the type of the message, by name or number.
  echo-request                    A ping.
  echo-reply                      The answer to a ping.
  destination-unreachable         It cannot be delivered.
  packet-too-big                  It is too large for the way.
  time-exceeded                   The hop limit was reached.
  router-solicitation             A question for routers.
  router-advertisement            What a router announces.
  neighbour-solicitation          A question for a neighbour's hardware address.
  neighbour-advertisement         The answer to it.

= iptables match icmp6
& iptables match icmpv6

= iptables match conntrack
--ctstate CTSTATE,                Matches the state of the connection.
--ctproto PROTOCOL                Matches the protocol of the connection.
--ctdir DIRECTION                 Matches the direction.  iptables 1.4.1
  ORIGINAL                        Of who began the connection.
  REPLY                           Of who answers.
--ctorigsrc ADDRESS               Matches the source before any translation.
--ctorigdst ADDRESS               Matches the destination before any translation.
--ctreplsrc ADDRESS               Matches the source of answers.
--ctrepldst ADDRESS               Matches the destination of answers.
--ctorigsrcport PORT              Matches the source port before any translation.  iptables 1.4.1
--ctorigdstport PORT              Matches the destination port before any translation.  iptables 1.4.1
--ctreplsrcport PORT              Matches the source port of answers.  iptables 1.4.1
--ctrepldstport PORT              Matches the destination port of answers.  iptables 1.4.1
--ctstatus CTSTATUS,              Matches a property of the tracked connection.
--ctexpire TIME                   Matches how many seconds the connection is still remembered.

= iptables CTSTATE
NEW                               The first packet of a connection.
ESTABLISHED                       A packet of a connection that has seen a reply.
RELATED                           A new connection that belongs to another, or an error about it.
INVALID                           A packet that belongs to no known connection.
UNTRACKED                         A packet that is exempt from connection tracking.
SNAT                              A packet of a connection whose source was changed.
DNAT                              A packet of a connection whose destination was changed.

= iptables CTSTATUS
NONE                              Nothing.
EXPECTED                          It was expected because of another one.
SEEN_REPLY                        It was answered.
ASSURED                           It is not forgotten early.
CONFIRMED                         Its first packet has left.

= iptables match state
--state CTSTATE,                  Matches the state of the connection.

= iptables match multiport
--dports|--destination-ports PORTS  Matches the destination port with up to 15, such as 80,443,8000:8080.
--sports|--source-ports PORTS     Matches the source port with up to 15.
--ports PORTS                     Matches both ports with up to 15.

= iptables match comment
--comment TEXT                    Sets the text, which lists show.

= iptables match limit
--limit RATE                      Sets the rate, such as 5/second or 3/hour.
--limit-burst COUNT               Sets how many packets match before the rate counts.

= iptables match mac
--mac-source LLADDR               Matches the source's hardware address.

= iptables match mark
--mark MARK                       Matches the mark; /MASK compares some bits.

= iptables match connmark
--mark MARK                       Matches the mark of the connection; /MASK compares some bits.

= iptables match addrtype
--dst-type ADDRTYPE,              Matches what the destination is to this machine.
--src-type ADDRTYPE,              Matches what the source is to this machine.
--limit-iface-in                  Looks only at the link through which the packet arrived.  iptables 1.4.1
--limit-iface-out                 Looks only at the link through which the packet leaves.  iptables 1.4.1

= iptables ADDRTYPE
LOCAL                             An address of this machine.
UNICAST                           An ordinary address.
BROADCAST                         A broadcast address.
MULTICAST                         A multicast group.
ANYCAST                           An anycast address.
BLACKHOLE                         An address that a route drops.
UNREACHABLE                       An address that a route calls unreachable.
PROHIBIT                          An address that a route prohibits.
UNSPEC                            No address, such as 0.0.0.0.
THROW                             An address for which a route ends the search in its table.

= iptables match iprange
--src-range RANGE                 Matches the source, such as 10.0.0.10-10.0.0.20.
--dst-range RANGE                 Matches the destination.

= iptables match set
--match-set SET FLAGS             Looks the source or the destination up: src, dst, or both.  iptables 1.4.4
--return-nomatch                  Turns the answer round for entries that are marked nomatch.  iptables 1.4.16
--update-counters                 Counts the match in the set.  iptables 1.4.20
--update-subcounters              Counts the match in sets of the set.  iptables 1.4.20
--packets-eq COUNT                Matches how many packets the entry has counted.  iptables 1.4.20
--packets-lt COUNT                Matches if the entry has counted fewer packets.  iptables 1.4.20
--packets-gt COUNT                Matches if the entry has counted more packets.  iptables 1.4.20
--bytes-eq COUNT                  Matches how many bytes the entry has counted.  iptables 1.4.20
--bytes-lt COUNT                  Matches if the entry has counted fewer bytes.  iptables 1.4.20
--bytes-gt COUNT                  Matches if the entry has counted more bytes.  iptables 1.4.20

= iptables match recent
--set                             Puts the source on the list.
--rcheck                          Matches if the source is on the list.
--update                          Matches if the source is on the list, and notes the time.
--remove                          Matches if the source is on the list, and takes it off.
--seconds SECONDS                 Only if it was seen within this many seconds.
--hitcount COUNT                  Only if it was seen this often.
--name NAME                       Names the list; without it, DEFAULT is meant.
--rsource                         Means the source; this is the default.
--rdest                           Means the destination.
--rttl                            Only if the hop limit is the same.
--reap                            Forgets entries that are older than the seconds.  iptables 1.4.13
--mask MASK                       Puts networks on the list, instead of single addresses.  iptables 1.4.15

= iptables match hashlimit
--hashlimit-name NAME             Names the table in /proc/net/ipt_hashlimit.
--hashlimit-upto RATE             Matches up to this rate, such as 10/second.  iptables 1.4.1
--hashlimit-above RATE            Matches above this rate.  iptables 1.4.1
--hashlimit-mode WHAT             Says for what each there is a limit: srcip, dstip, srcport, dstport.
--hashlimit-burst COUNT           Sets how many packets match before the rate counts.
--hashlimit-srcmask LENGTH        Takes networks of this length for one source.  iptables 1.4.1
--hashlimit-dstmask LENGTH        Takes networks of this length for one destination.  iptables 1.4.1
--hashlimit-htable-size COUNT     Sets the size of the table.
--hashlimit-htable-max COUNT      Limits how many entries there may be.
--hashlimit-htable-expire MILLISECONDS  Sets after what time an entry is forgotten.
--hashlimit-htable-gcinterval MILLISECONDS  Sets how often entries are cleaned up.
--hashlimit-rate-match            Matches by the rate alone, and takes nothing from it.
--hashlimit-rate-interval SECONDS  Sets over what time that rate is measured.

= iptables match connlimit
--connlimit-above COUNT           Matches if there are more connections.
--connlimit-upto COUNT            Matches if there are no more connections.  iptables 1.4.11
--connlimit-mask LENGTH           Takes networks of this length for one host.
--connlimit-saddr                 Counts by source; this is the default.  iptables 1.4.11
--connlimit-daddr                 Counts by destination.  iptables 1.4.11

= iptables match owner
--uid-owner USER                  Matches the user, or a range of their numbers.
--gid-owner GROUP                 Matches the group, or a range of their numbers.
--suppl-groups                    Looks at the other groups of the user, too.
--socket-exists                   Matches packets that a socket has sent.  iptables 1.4.1

= iptables match physdev
--physdev-in LINK                 Matches the port through which the frame arrived.
--physdev-out LINK                Matches the port by which the frame leaves.
--physdev-is-in                   Matches what came in by a port of a bridge.
--physdev-is-out                  Matches what leaves by a port of a bridge.
--physdev-is-bridged              Matches what is bridged, and not routed.

= iptables match length
--length LENGTH                   Matches the size in bytes, or a range such as 0:100.

= iptables match pkttype
--pkt-type PKTTYPE                Matches to whom the frame was sent.
  unicast                         To this machine.
  broadcast                       To all.
  multicast                       To a group.
  otherhost                       To another machine.

= iptables match rpfilter
--invert                          Matches packets that fail the test.  iptables 1.4.13
--loose                           Takes any link for the way back.  iptables 1.4.13
--validmark                       Uses the packet's mark when looking up the route back.  iptables 1.4.13
--accept-local                    Takes packets that have an address of this machine as their source.  iptables 1.4.13

= iptables match statistic
--mode MODE                       Sets how packets are chosen.  iptables 1.3.6
  random                          By chance.
  nth                             Each this many.
--probability NUMBER              Sets the chance, 0 to 1.  iptables 1.3.6
--every COUNT                     Matches one of this many.  iptables 1.3.6
--packet NUMBER                   Sets which of this many.  iptables 1.3.6

= iptables match string
--string TEXT                     Looks for this text.
--hex-string TEXT                 Looks for these bytes, such as |0d 0a|.
--algo ALGORITHM                  Sets how it is looked for.  iptables 1.3.4
  bm                              By Boyer and Moore.
  kmp                             By Knuth, Morris and Pratt.
--from OFFSET                     Starts there.  iptables 1.3.4
--to OFFSET                       Ends there.  iptables 1.3.4
--icase                           Takes capitals and small letters for the same.  iptables 1.4.2

= iptables match time
--timestart TIME                  Matches from this time of day.
--timestop TIME                   Matches until this time of day.
--datestart DATE                  Matches from this date.
--datestop DATE                   Matches until this date.
--weekdays DAYS                   Matches on these days, such as Sat,Sun.  iptables 1.4.0
--monthdays DAYS                  Matches on these days of the month.  iptables 1.4.0
--kerneltz                        Takes the kernel's time zone instead of UTC.  iptables 1.4.11

= iptables match tos
--tos TOS                         Matches the type of service.

= iptables match dscp
--dscp NUMBER                     Matches the class of service by number.
--dscp-class CLASS                Matches the class of service by name, such as EF.

= iptables match ttl
--ttl-eq NUMBER                   Matches this hop limit.
--ttl-lt NUMBER                   Matches lower hop limits.
--ttl-gt NUMBER                   Matches higher hop limits.

= iptables match hl
--hl-eq NUMBER                    Matches this hop limit.
--hl-lt NUMBER                    Matches lower hop limits.
--hl-gt NUMBER                    Matches higher hop limits.

= iptables match tcpmss
--mss SIZE                        Matches the size, or a range.

= iptables match u32
--u32 TESTS                       Matches bytes at offsets.

= iptables match socket
--transparent                     Selects only sockets of proxies.  iptables 1.4.11
--nowildcard                      Takes sockets that listen on any address, too.  iptables 1.4.21
--restore-skmark                  Gives the packet the mark of the socket.

= iptables target DNAT
--to-destination ADDRESS          Sets the new address, and a port behind a colon.
--persistent                      Gives a client the same address each time.  iptables 1.4.4
--random                          Chooses the port at random.  iptables 1.3.8

= iptables target SNAT
--to-source ADDRESS               Sets the new source, and ports behind a colon.
--persistent                      Gives a client the same address each time.  iptables 1.4.4
--random                          Chooses the port at random.  iptables 1.3.8
--random-fully                    Chooses the port fully at random.

= iptables target MASQUERADE
--to-ports PORTS                  Sets the range from which source ports are taken.
--random                          Chooses the port at random.  iptables 1.3.8
--random-fully                    Chooses the port fully at random.

= iptables target REDIRECT
--to-ports PORTS                  Sets the port on this machine.
--random                          Chooses the port at random.  iptables 1.3.8

= iptables target REJECT
--reject-with REASON              Sets the error that the sender receives.
  icmp-port-unreachable           No program listens there; this is the default.
  tcp-reset                       The connection is closed, as if no program listened.
  icmp-host-unreachable           The host is not there.
  icmp-net-unreachable            The network is not there.
  icmp-proto-unreachable          The protocol is not spoken there.
  icmp-admin-prohibited           It is prohibited.
  icmp-net-prohibited             The network is prohibited.
  icmp-host-prohibited            The host is prohibited.
  icmp6-port-unreachable          No program listens on the port, for IPv6.
  icmp6-adm-prohibited            It is prohibited, for IPv6.
  icmp6-no-route                  There is no route, for IPv6.
  icmp6-addr-unreachable          The host is not there, for IPv6.

= iptables target LOG
--log-prefix TEXT                 Starts the line with this text.
--log-level LEVEL                 Sets how urgent the line is.
  debug                           For looking into errors.
  info                            For information.
  notice                          Worth noticing.
  warning                         A warning; this is the default.
  err                             An error.
--log-uid                         Names the user who has sent the packet.
--log-tcp-sequence                Writes sequence numbers of TCP.
--log-tcp-options                 Writes options of TCP.
--log-ip-options                  Writes options of IP.
--log-macdecode                   Writes hardware addresses and the protocol.  iptables 1.4.10

= iptables target MARK
--set-mark MARK                   Sets the mark; /MASK sets some bits.
--set-xmark MARK                  Clears the bits of the mask, and flips those of the value.  iptables 1.4.1
--or-mark BITS                    Sets bits of the mark.
--and-mark BITS                   Keeps only these bits of the mark.
--xor-mark BITS                   Flips bits of the mark.  iptables 1.4.1

= iptables target CONNMARK
--save-mark                       Gives the connection the mark of the packet.
--restore-mark                    Gives the packet the mark of the connection.
--set-mark MARK                   Sets the mark of the connection.
--set-xmark MARK                  Clears the bits of the mask, and flips those of the value.  iptables 1.4.1
--or-mark BITS                    Sets bits of the mark.  iptables 1.4.1
--and-mark BITS                   Keeps only these bits of the mark.  iptables 1.4.1
--xor-mark BITS                   Flips bits of the mark.  iptables 1.4.1
--left-shift-mark COUNT           Shifts the mark to the left.
--right-shift-mark COUNT          Shifts the mark to the right.
--mask MASK                       Copies these bits only.
--ctmask MASK                     Looks at these bits of the connection's mark.  iptables 1.4.1
--nfmask MASK                     Looks at these bits of the packet's mark.  iptables 1.4.1

= iptables target TCPMSS
--clamp-mss-to-pmtu               Sets it to what the way there can carry.
--set-mss SIZE                    Sets it to this size.

= iptables target NFLOG
--nflog-group NUMBER              Names the group that the program listens to.  iptables 1.3.7
--nflog-prefix TEXT               Adds a text for the program.  iptables 1.3.7
--nflog-size BYTES                Sends this many bytes of each packet.
--nflog-threshold COUNT           Sends this many packets at once.  iptables 1.3.7

= iptables target NFQUEUE
--queue-num NUMBER                Names the queue that the program reads.  iptables 1.3.3
--queue-balance RANGE             Spreads flows over several queues.  iptables 1.4.5
--queue-bypass                    Accepts packets when no program reads the queue.  iptables 1.4.11
--queue-cpu-fanout                Chooses the queue by processor.  iptables 1.4.20

= iptables target CT
--notrack                         Exempts the packet from connection tracking.  iptables 1.4.8
--helper NAME                     Reads the protocol, such as ftp, for the connections that it opens.  iptables 1.4.8
--zone ZONE                       Keeps connections apart by zones.  iptables 1.4.8
--zone-orig ZONE                  Sets the zone for the one direction only.
--zone-reply ZONE                 Sets the zone for answers only.
--timeout NAME                    Takes this policy for how long connections are remembered.  iptables 1.4.14
--ctevents EVENTS                 Sets which events programs receive.  iptables 1.4.8
--expevents EVENTS                Sets which expectation events programs receive.  iptables 1.4.8

= iptables target TPROXY
--on-port PORT                    Names the port of the socket.  iptables 1.4.3
--on-ip ADDRESS                   Names the address of the socket.  iptables 1.4.3
--tproxy-mark MARK                Marks the packet, so that a routing rule keeps it here.  iptables 1.4.3

= iptables target NETMAP
--to NETWORK                      Names the new network; the rest of each address stays.

= iptables target TTL
--ttl-set NUMBER                  Sets the hop limit.
--ttl-dec NUMBER                  Lowers the hop limit.
--ttl-inc NUMBER                  Raises the hop limit.

= iptables target HL
--hl-set NUMBER                   Sets the hop limit.
--hl-dec NUMBER                   Lowers the hop limit.
--hl-inc NUMBER                   Raises the hop limit.

= iptables target TOS
--set-tos TOS                     Sets the type of service.
--or-tos BITS                     Sets bits of it.  iptables 1.4.1
--and-tos BITS                    Keeps only these bits of it.  iptables 1.4.1
--xor-tos BITS                    Flips bits of it.  iptables 1.4.1

= iptables target DSCP
--set-dscp NUMBER                 Sets the class of service by number.
--set-dscp-class CLASS            Sets the class of service by name, such as EF.

= iptables target SET
--add-set SET FLAGS               Adds the source or destination to a set.
--del-set SET FLAGS               Removes the source or destination from a set.
--exist                           Restarts the timeout if the entry exists already.  iptables 1.4.11
--timeout SECONDS                 Sets how long the entry stays.  iptables 1.4.11
--map-set SET FLAGS               Takes mark, priority or queue from the set's entry.
--map-mark                        Takes the mark.
--map-prio                        Takes the priority.
--map-queue                       Takes the queue.

= iptables target TEE
--gateway ADDRESS                 Names the machine that gets the copy.  iptables 1.4.9
--oif LINK                        Names the link through which the copy leaves.  iptables 1.4.9

= iptables target CLASSIFY
--set-class CLASSID               Sets the class, such as 1:10.

= iptables target CHECKSUM
--checksum-fill                   Calculates the checksum.  iptables 1.4.10

= iptables target AUDIT
--type TYPE                       Sets what is recorded: accept, drop or reject.  iptables 1.4.11
`;
