/** The options of links that stand on others, and of tunnels: ip link add NAME type KIND. */
export const IP_LINK_TUNNELS = `
= ip link add macvlan ~
mode MODE                         Sets whom it can speak to on the same cable.  iproute2 2.6.33
  bridge                          To the others on this cable directly.
  private                         To none of the others.
  vepa                            To the others by way of the switch outside.
  passthru                        It takes the whole cable for itself.
  source                          To the hardware addresses that are listed.
flag FLAG                         Changes how it uses the link below.  iproute2 4.9
  nopromisc                       Does not make the link below promiscuous in passthru.
  nodst                           Does not look for the destination in source mode.
bcqueuelen COUNT                  Sets how many broadcasts may wait.  iproute2 5.11
macaddr WHAT                      Changes the list of source mode.  iproute2 4.9
  add                             Adds an address.
  del                             Removes an address.
  set                             Replaces all.
  flush                           Removes all.

= ip link set macvlan
& ip link add macvlan

= ip link add macvtap
& ip link add macvlan

= ip link add ipvlan ~
mode MODE                         Sets at which layer it shares the link below.  iproute2 3.19
  l3                              As a router would: without ARP and broadcasts.
  l3s                             The same, but seen by conntrack and iptables.
  l2                              As a switch would.
bridge                            Lets it speak to the others on this link directly.  iproute2 4.15
private                           Lets it speak to none of the others.  iproute2 4.15
vepa                              Lets it speak to the others by way of the switch outside.  iproute2 4.15

= ip link add ipvtap
& ip link add ipvlan

= ip link add vrf
table TABLE                       Sets the routing table for the links that are put into it.  iproute2 4.3

= ip link add gre ~
remote ADDRESS                    Sets the address of the other end.  iproute2 2.6.28
local ADDRESS                     Sets the local address, the source of the tunnel's packets.  iproute2 2.6.28
ttl|hoplimit TTL                  Sets the hop limit of the outer packets; inherit copies that of the inner ones.  iproute2 2.6.28
key KEY                           Distinguishes tunnels between the same endpoints.  iproute2 2.6.28
ikey KEY                          Sets the key of packets that arrive.  iproute2 2.6.28
okey KEY                          Sets the key of packets that leave.  iproute2 2.6.28
dev LINK                          Binds the tunnel to a link, through which all its packets leave.  iproute2 2.6.28
tos TOS                           Sets the type of service of the outer packets.  iproute2 2.6.28
csum                              Adds checksums, and asks for them.  iproute2 2.6.28
seq                               Adds sequence numbers, and asks for them.  iproute2 2.6.28
pmtudisc                          Lets the outer packets find the MTU of the path.  iproute2 2.6.28
nopmtudisc                        Lets routers cut up the outer packets.  iproute2 2.6.28
ignore-df                         Cuts packets up even if they forbid it.  iproute2 4.13
external                          Takes both ends from the route or tc.  iproute2 4.4
encap ENCAP                       Wraps the tunnel in UDP, too.  iproute2 3.18
  fou                             With nothing between.
  gue                             With the header of GUE between.
  none                            Not at all.
encap-sport PORT                  Sets the source port of that UDP; auto spreads flows.  iproute2 3.18
encap-dport PORT                  Sets the destination port of that UDP.  iproute2 3.18
fwmark MARK                       Looks the way to the other end up with this mark.  iproute2 4.12

= ip link set gre
& ip link add gre

= ip link add gretap
& ip link add gre

= ip link add ipip ~
remote ADDRESS                    Sets the address of the other end.  iproute2 3.8
local ADDRESS                     Sets the local address, the source of the tunnel's packets.  iproute2 3.8
ttl|hoplimit TTL                  Sets the hop limit of the outer packets; inherit copies that of the inner ones.  iproute2 3.8
dev LINK                          Binds the tunnel to a link, through which all its packets leave.  iproute2 3.8
tos TOS                           Sets the type of service of the outer packets.  iproute2 3.8
mode MODE                         Sets what it carries.  iproute2 3.11
  ipip                            IPv4.
  mplsip                          MPLS.
  any                             Both.
pmtudisc                          Lets the outer packets find the MTU of the path.  iproute2 3.8
nopmtudisc                        Lets routers cut up the outer packets.  iproute2 3.8
external                          Takes both ends from the route or tc.  iproute2 4.9
fwmark MARK                       Looks the way to the other end up with this mark.  iproute2 4.12

= ip link add sit
remote ADDRESS                    Sets the address of the other end; any finds it in 6to4 addresses.  iproute2 3.8
& ip link add ipip

= ip link add ip6tnl ~
remote ADDRESS                    Sets the address of the other end.  iproute2 3.8
local ADDRESS                     Sets the local address, the source of the tunnel's packets.  iproute2 3.8
mode MODE                         Sets what it carries.  iproute2 3.8
  ip6ip6                          IPv6.
  ipip6                           IPv4.
  any                             Both.
hoplimit|ttl HOPS                 Sets the hop limit of the outer packets.  iproute2 3.8
encaplimit LIMIT                  Limits how often a packet may be wrapped; none sends no limit.  iproute2 3.8
dev LINK                          Binds the tunnel to a link, through which all its packets leave.  iproute2 3.8

= ip link add geneve ~
id|vni VNI                        Sets the number of the virtual segment.  iproute2 4.2
remote ADDRESS                    Sets the address of the other end.  iproute2 4.2
dstport PORT                      Sets the UDP port; 6081 is the standard.  iproute2 4.5
ttl|hoplimit TTL                  Sets the hop limit of the outer packets.  iproute2 4.2
tos TOS                           Sets the type of service of the outer packets.  iproute2 4.2
external                          Takes the end and the number from the route or tc.  iproute2 4.5
df DF                             Sets whether the outer packets may be cut up on the way.  iproute2 5.0
  unset                           They may.
  set                             They may not.
  inherit                         As the inner ones.
innerprotoinherit                 Carries IP without Ethernet around it.  iproute2 5.18

= ip link add macsec ~
port PORT                         Sets the number of the channel at this address.  iproute2 4.7
address LLADDR                    Sets the address of the channel.  iproute2 4.7
sci SCI                           Sets address and number of the channel at once.  iproute2 4.7
encrypt ONOFF                     Encrypts frames, instead of only protecting them from change.  iproute2 4.7
cipher CIPHER                     Chooses the cipher.  iproute2 4.7
  gcm-aes-128                     AES with 128 bits.
  gcm-aes-256                     AES with 256 bits.
send_sci ONOFF                    Sends the whole name of the channel with each frame.  iproute2 4.7
protect ONOFF                     Protects frames that leave.  iproute2 4.7
replay ONOFF                      Drops frames that have arrived before.  iproute2 4.7
window COUNT                      Sets how far frames may come out of order.  iproute2 4.7
validate LEVEL                    Sets what happens to frames that are not genuine.  iproute2 4.7
  strict                          They are dropped.
  check                           They are counted.
  disabled                        They are not looked at.

= ip link add xfrm
if_id ID                          Sets the number that states and policies name.  iproute2 5.1
dev LINK                          Names the link below it.  iproute2 5.1
external                          Takes the number from the route or tc.  iproute2 6.1
`;
