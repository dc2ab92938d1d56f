// Packet filters that see a part of a conversation, or hold rules of which not all is modelled.
import { type Case, cable } from './cases.ts';

/** Router r between a and b. */
const routed = (more: string) => `${cable('a', 'r', ['e0', 'e0'])}${cable('r', 'b', ['e1', 'e0'])}
  a ip addr add 10.1.0.2/24 dev e0
  r ip addr add 10.1.0.1/24 dev e0
  r ip addr add 10.2.0.1/24 dev e1
  b ip addr add 10.2.0.2/24 dev e0
  a ip route add default via 10.1.0.1
  b ip route add default via 10.2.0.1
  r set ipv4/ip_forward=1
  b listen tcp 80 0.0.0.0 -
  b listen udp 53 0.0.0.0 -
  ${more}`;

/** And a second cable, by which b answers. */
const answersElsewhere = (more: string) =>
  routed(`${cable('a', 'b', ['e1', 'e1'])}
    a ip addr add 10.7.0.1/24 dev e1
    b ip addr add 10.7.0.2/24 dev e1
    b late route add 10.1.0.0/24 via 10.7.0.1
    ${more}`);

export const FILTER_CASES: Readonly<Record<string, Case>> = {
  'half-of-a-connection: what follows is invalid where its answer was not seen': {
    network: answersElsewhere('r iptables filter -A FORWARD -m conntrack --ctstate INVALID -j DROP'),
    flows: { 'a 10.2.0.2 tcp 80': 'unknown later', 'a 10.2.0.2': 'delivered', 'a 10.2.0.2 udp 53': 'delivered' },
  },
  'half-of-a-connection: nor is it new or established': {
    network: answersElsewhere(`r iptables filter :FORWARD DROP
      r iptables filter -A FORWARD -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT`),
    flows: { 'a 10.2.0.2 tcp 80': 'unknown later', 'a 10.2.0.2': 'delivered' },
  },
  'half-of-a-connection: nobody minds': {
    network: answersElsewhere('r iptables filter -A FORWARD -m conntrack --ctstate ESTABLISHED -j DROP'),
    flows: { 'a 10.2.0.2 tcp 80': 'delivered' },
  },
  'half-of-a-connection: what begins in the middle is new': {
    network: answersElsewhere(`r iptables raw -A PREROUTING -p tcp --syn -j NOTRACK
      r iptables filter -A FORWARD -m conntrack --ctstate INVALID -j DROP`),
    flows: { 'a 10.2.0.2 tcp 80': 'delivered' },
  },
  'certain-though-something-is-not: a rule of another protocol does nothing, whatever it asks': {
    network: routed(`r nft add table inet t
      r nft add chain inet t f { type filter hook forward priority 0 ; }
      r nft add rule inet t f udp length 8-20 drop
      r nft add rule inet t f tcp window 1-9 drop
      r nft add rule inet t f ip6 flowlabel 5 drop
      r nft add rule inet t f udp checksum 0 ip saddr 10.9.9.9 drop`),
    flows: { 'a 10.2.0.2': 'delivered', 'a 10.2.0.2 tcp 80': 'unknown rule', 'a 10.2.0.2 udp 53': 'unknown rule' },
  },
  'certain-though-something-is-not: what is lost either way': {
    network: routed(`r nft add table inet t
      r nft add chain inet t f { type filter hook forward priority 0 ; }
      r nft add rule inet t f ip id 7 reject
      r nft add rule inet t f icmp type echo-reply drop`),
    flows: { 'a 10.2.0.2': 'firewall-drops' },
  },
  'targets-that-let-go-on: of iptables': {
    network: routed(`r iptables mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
      r iptables mangle -A FORWARD -j DSCP --set-dscp 10
      r iptables mangle -A FORWARD -p tcp -j TOS --set-tos 4
      r iptables mangle -A FORWARD -p tcp -j ECN --ecn-tcp-remove
      r iptables mangle -A FORWARD -p tcp -j TCPOPTSTRIP --strip-options sack-permitted
      r iptables mangle -A FORWARD -j CLASSIFY --set-class 1:1
      r iptables mangle -A FORWARD -j AUDIT --type drop
      r iptables mangle -A FORWARD -j IDLETIMER --timeout 5 --label x
      r iptables raw -A PREROUTING -p tcp -j CT --ctevents new
      r iptables filter -A FORWARD -p tcp -m dscp --dscp 9 -j ACCEPT
      a iptables filter -A OUTPUT -m dscp --dscp 10 -j DROP
      b iptables filter -A INPUT -p udp -m dscp --dscp 9 -j DROP`),
    flows: { 'a 10.2.0.2': 'delivered', 'a 10.2.0.2 tcp 80': 'delivered', 'a 10.2.0.2 udp 53': 'unknown rule' },
  },
  'targets-that-let-go-on: a zone of its own may do more': {
    network: routed('r iptables raw -A PREROUTING -p tcp -j CT --zone 5'),
    flows: { 'a 10.2.0.2 tcp 80': 'unknown target', 'a 10.2.0.2': 'delivered' },
  },
  'statements-that-let-go-on: of nft': {
    network: routed(`r nft add table inet t
      r nft add set inet t seen { type ipv4_addr ; flags dynamic,timeout ; timeout 1m ; }
      r nft add set inet t fast { type ipv4_addr ; flags dynamic ; }
      r nft add set inet t ports { type inet_service ; flags dynamic ; }
      r nft add set inet t knocked { type ipv4_addr ; flags dynamic ; }
      r nft add chain inet t f { type filter hook forward priority 0 ; }
      r nft add rule inet t f update @seen { ip saddr timeout 5s counter }
      r nft add rule inet t f add @fast { ip saddr limit rate over 10/second } drop
      r nft add rule inet t f add @ports { tcp dport } ip saddr 10.9.9.9 drop
      r nft add rule inet t f tcp flags syn tcp option maxseg size set rt mtu
      r nft add rule inet t f ip dscp set af11
      r nft add rule inet t f ip dscp cs0 meta l4proto icmp accept
      r nft add rule inet t f meta priority set 1:10
      r nft add rule inet t f meta nftrace set 1
      r nft add rule inet t f log prefix "x" counter
      r nft add rule inet t f quota over 10 mbytes drop
      r nft add rule inet t f ip id 7
      r nft add rule inet t f udp dport 53 add @knocked { ip saddr }
      r nft add rule inet t f udp dport 54 ip saddr @knocked drop`),
    flows: { 'a 10.2.0.2': 'delivered', 'a 10.2.0.2 tcp 80': 'delivered', 'a 10.2.0.2 udp 53': 'delivered' },
  },
  'statements-that-let-go-on: what a set holds when a rule has changed it is not known': {
    network: routed(`r nft add table inet t
      r nft add set inet t knocked { type ipv4_addr ; flags dynamic ; }
      r nft add chain inet t f { type filter hook forward priority 0 ; }
      r nft add rule inet t f meta l4proto udp add @knocked { ip saddr }
      r nft add rule inet t f ip saddr @knocked drop`),
    flows: { 'a 10.2.0.2 udp 53': 'unknown rule' },
  },
  'limit-met-often: one flow is more than a rule lets through at once': {
    network: routed(`r nft add table inet t
      r nft add chain inet t f { type filter hook forward priority 0 ; policy drop ; }
      r nft add rule inet t f limit rate 1/hour burst 1 packets accept
      r nft add chain inet t p { type filter hook postrouting priority 0 ; policy drop ; }
      r nft add rule inet t p limit rate 1/hour burst 2 packets accept`),
    flows: { 'a 10.2.0.2': 'unknown rule' },
  },
};
