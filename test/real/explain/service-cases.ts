// Who gets what comes by TCP and UDP, and what rules of packet filters that need a protocol do to others.
import { type Case, cable } from './cases.ts';

const pair = (more: string) => `${cable('a', 'b')}
  a ip addr add 10.0.0.1/24 dev e0
  b ip addr add 10.0.0.2/24 dev e0
  a ip addr add fd00::1/64 dev e0
  b ip addr add fd00::2/64 dev e0
  ${more}`;

export const SERVICE_CASES: Readonly<Record<string, Case>> = {
  'addresses for all are refused to those that do not ask for one': {
    network: pair('b ip route add default via 10.0.0.1'),
    flows: {
      'a 10.0.0.255': 'route-refuses',
      'a 10.0.0.255 tcp 80': 'route-refuses',
      'a 10.0.0.255 udp 53': 'route-refuses',
      'a 127.255.255.255': 'route-refuses',
      'a 255.255.255.255': 'no-route',
      'b 255.255.255.255': 'route-refuses',
      'b 255.255.255.255 udp 53': 'route-refuses',
      'b 255.255.255.255 from 10.0.0.2': 'route-refuses',
    },
  },
  'rules change the hop limit': {
    network: `${cable('a', 'r')}${cable('r', 'b', ['e1', 'e0'])}
      a ip addr add 10.0.0.1/24 dev e0
      r ip addr add 10.0.0.2/24 dev e0
      r ip addr add 10.0.1.2/24 dev e1
      b ip addr add 10.0.1.1/24 dev e0
      b ip addr add 10.0.1.9/24 dev e0
      a ip route add default via 10.0.0.2
      b ip route add default via 10.0.1.2
      r set ipv4/ip_forward=1
      a set ipv4/ip_default_ttl=2
      r iptables mangle -A PREROUTING -i e0 -d 10.0.1.9 -j TTL --ttl-dec 1
      r iptables mangle -A PREROUTING -i e0 -p tcp -j TTL --ttl-dec 9
      r iptables mangle -A PREROUTING -i e0 -p tcp --dport 80 -j TTL --ttl-inc 2
      r iptables mangle -A POSTROUTING -o e1 -j TTL --ttl-set 0
      b iptables filter -A INPUT -m ttl --ttl-gt 0 -j DROP
      r iptables mangle -A PREROUTING -i e1 -s 10.0.1.9 -j TTL --ttl-set 1
      b listen tcp 80 0.0.0.0 -
      b listen tcp 81 0.0.0.0 -`,
    // A host takes what has nothing left.
    flows: {
      'a 10.0.1.1': 'delivered',
      'a 10.0.1.9': 'hop-limit',
      'a 10.0.1.1 tcp 80': 'delivered',
      'a 10.0.1.1 tcp 81': 'hop-limit',
      'b 10.0.0.1': 'delivered',
      'b 10.0.0.1 from 10.0.1.9': 'hop-limit',
    },
  },
  'sockets at one link': {
    network: pair(`b listen tcp 80 0.0.0.0 e0
      b listen udp 80 :: e0
      b listen tcp 81 :: lo
      b listen udp 81 0.0.0.0 lo`),
    // What has the address of a link comes by that link for a socket, though it went by the loopback.
    flows: {
      'a 10.0.0.2 tcp 80': 'delivered',
      'a fd00::2 udp 80': 'delivered',
      'a 10.0.0.2 tcp 81': 'nobody-listens',
      'b 10.0.0.2 tcp 80': 'delivered',
      'b fd00::2 udp 80': 'delivered',
      'b 127.0.0.1 udp 80': 'nobody-listens',
      'b fd00::2 tcp 81': 'nobody-listens',
      'b 10.0.0.2 udp 81': 'nobody-listens',
      'b 127.0.0.1 udp 81': 'delivered',
      'b ::1 tcp 81': 'delivered',
    },
  },
  'a socket at one link answers by that link': {
    network: `${cable('a', 'b')}${cable('a', 'b', ['e1', 'e1'])}
      a ip addr add 10.0.0.1/24 dev e0
      a ip addr add 10.0.1.1/24 dev e1
      b ip addr add 10.0.0.2/24 dev e0
      b ip addr add 10.0.1.2/24 dev e1
      a ip addr add fd00::1/64 dev e0
      a ip addr add fd01::1/64 dev e1
      b ip addr add fd00::2/64 dev e0
      b ip addr add fd01::2/64 dev e1
      b listen tcp 80 :: e0
      b listen udp 80 :: e0
      b listen tcp 81 :: -
      a ip addr add 10.9.0.1/32 dev lo
      a ip addr add fd09::1/128 dev lo
      b late route add 10.9.0.1 via 10.0.1.1
      b late route add fd09::1 via fd01::1
      b iptables filter -A OUTPUT -o e1 -j DROP
      b ip6tables filter -A OUTPUT -o e1 -j DROP`,
    // Without a route over it, IPv4 takes the other end for near, IPv6 does not.
    flows: {
      'a 10.0.0.2 tcp 80 from 10.9.0.1': 'delivered',
      'a 10.0.0.2 udp 80 from 10.9.0.1': 'delivered',
      'a fd00::2 tcp 80 from fd09::1': 'no-route',
      'a fd00::2 udp 80 from fd09::1': 'no-route',
      'a 10.0.0.2 tcp 81 from 10.9.0.1': 'firewall-drops',
      'a 10.0.0.2 tcp 80': 'delivered',
    },
  },
  'sockets at one address, or for one family': {
    network: pair(`b ip addr add 10.0.0.3/24 dev e0
      b listen tcp 80 10.0.0.3 -
      b listen udp 80 ::ffff:10.0.0.3 -
      b listen tcp 81 :: -
      b listen tcp 82 :: - only
      b listen udp 81 fd00::2 -
      b listen udp 82 0.0.0.0 -`),
    flows: {
      'a 10.0.0.2 tcp 80': 'nobody-listens',
      'a 10.0.0.3 tcp 80': 'delivered',
      'a 10.0.0.3 udp 80': 'delivered',
      'a 10.0.0.3 tcp 81': 'delivered',
      'a 10.0.0.3 tcp 82': 'nobody-listens',
      'a fd00::2 tcp 82': 'delivered',
      'a fd00::2 udp 81': 'delivered',
      'a fd00::2 udp 82': 'nobody-listens',
    },
  },
  'rules that refuse in the words of one protocol': {
    network: pair(`b listen udp 80 :: -
      b nft add table ip t
      b nft add chain ip t c { type filter hook input priority 0 ; }
      b nft add rule ip t c meta l4proto tcp reject with tcp reset
      b nft add table inet t
      b nft add chain inet t c { type filter hook input priority 0 ; }
      b nft add rule inet t c udp dport 80 reject with icmpv6 admin-prohibited`),
    flows: {
      'a 10.0.0.2': 'delivered',
      'a 10.0.0.2 tcp 80': 'firewall-rejects',
      'a 10.0.0.2 udp 80': 'delivered',
      'a fd00::2 udp 80': 'firewall-rejects',
    },
  },
  'no first answer makes a conversation assured': {
    network: pair(`b listen udp 80 0.0.0.0 -
      b listen tcp 80 0.0.0.0 -
      a iptables filter -A INPUT -m conntrack --ctstatus ASSURED -j DROP
      a iptables filter :INPUT DROP
      a iptables filter -A INPUT -m conntrack --ctstatus SEEN_REPLY -j ACCEPT`),
    flows: { 'a 10.0.0.2': 'delivered', 'a 10.0.0.2 udp 80': 'delivered', 'a 10.0.0.2 tcp 80': 'delivered' },
  },
  'answer-by-lo: what is redirected to a socket at lo is answered there': {
    network: `a link link add name br0 netns @a type bridge
      a ip link set br0 up
      a ip addr add 10.0.0.1/24 dev br0
      a nft add table ip t
      a nft add chain ip t c { type nat hook output priority -100 ; }
      a nft add rule ip t c ip daddr 10.0.0.0/8 redirect
      a listen tcp 5000 0.0.0.0 lo`,
    flows: { 'a 10.0.0.2 tcp 5000': 'delivered' },
  },
  'undone-and-shown-again: an answer that is shown to the packet filter after its translation was undone': {
    network: `${cable('a', 'b', ['e0', 'p4'])}
      b link link add name br2 netns @b type bridge
      b ip link set br2 up
      b link link add name br3 netns @b type bridge
      b ip link set br3 up
      ${cable('b', 'b', ['j0', 'j1'])}
      b ip link set j0 master br2
      b ip link set j1 master br3
      b ip link set p4 master br3
      b ip addr add 10.0.2.1/24 dev br2
      a ip addr add 10.0.2.2/24 dev e0
      a ip route add default via 10.0.2.1
      b set ipv4/conf/all/route_localnet=1
      b set bridge/bridge-nf-call-iptables=1
      b iptables nat -A PREROUTING -d 10.9.9.9 -j DNAT --to-destination 127.0.0.1
      b listen udp 5000 0.0.0.0 -`,
    flows: { 'a 10.9.9.9 udp 5000': 'unknown translation' },
  },
  'policy rules for some ports': {
    network: pair(`b listen tcp 80 0.0.0.0 -
      b listen tcp 91 0.0.0.0 -
      a ip rule add pref 5 ipproto tcp dport 50-90 blackhole`),
    flows: { 'a 10.0.0.2 tcp 80': 'route-refuses', 'a 10.0.0.2 tcp 91': 'delivered', 'a 10.0.0.2': 'delivered' },
  },
};
