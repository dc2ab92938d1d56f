// What a packet has in a field that a rule asks for: nft(8), "EXPRESSIONS".
import { isGroup } from '../topology/mac.ts';
import type { Link, Netns } from '../topology/model.ts';
import { type Ip, isOf } from '../topology/prefix.ts';
import { hopsOf } from '../topology/routes.ts';
import { BROADCAST, type Packet } from './packet.ts';
import { isLocal, route } from './routing.ts';
import type { Seen, Tracked } from './seen.ts';

/** What a packet has in a field; undefined: it has no such field, so that the rule ends; 'unknown': not modelled. */
export type Has = string | number | Ip | readonly string[] | undefined | 'unknown';

export function fieldOf(of: string, seen: Seen): Has {
  const { packet, arp } = seen;
  const { src, dst, protocol } = packet;
  const six = src.family === 'inet6';
  if (arp !== undefined) return ofArp(of, seen);
  const ports = protocol === 'icmp' ? undefined : packet;
  const read = /^(ip6?) ([sd])addr$/.exec(of);
  if (read) return (read[1] === 'ip6') === six ? (read[2] === 's' ? src : dst) : undefined;
  const port = /^(tcp|udp|th) (sport|dport)$/.exec(of);
  if (port) {
    const side = port[2] === 'sport' ? 'sport' : 'dport';
    return port[1] === 'th' || port[1] === protocol ? ports?.[side] : undefined;
  }
  const icmp = six ? 'icmpv6' : 'icmp';
  switch (of) {
    case 'ip protocol':
      return six ? undefined : protocol;
    case 'ip6 nexthdr':
      return six ? l4(packet) : undefined;
    case 'meta l4proto':
      return l4(packet);
    case 'ip ttl':
      return six ? undefined : packet.ttl;
    case 'ip6 hoplimit':
      return six ? packet.ttl : undefined;
    case 'ip version':
      return six ? undefined : 4;
    case 'ip frag-off':
      return six ? undefined : 0;
    case 'ip dscp':
    case 'ip6 dscp':
      return six !== (of === 'ip6 dscp') ? undefined : packet.isClassed ? 'unknown' : 0;
    case 'meta length':
      return packet.size;
    case 'ip length':
      return six ? undefined : packet.size;
    case 'icmp type':
    case 'icmpv6 type':
      return protocol === 'icmp' && of === `${icmp} type` ? icmpName(packet) : undefined;
    case 'icmp code':
    case 'icmpv6 code':
      return protocol === 'icmp' && of === `${icmp} code` ? 0 : undefined;
    case 'tcp flags':
      return protocol === 'tcp' ? tcpFlags(packet) : undefined;
    case 'meta protocol':
    case 'ether type':
      return six ? 'ip6' : 'ip';
    case 'meta nfproto':
      return six ? 'ipv6' : 'ipv4';
    default:
      return isOfOther(of, packet) ? undefined : ofMeta(of, seen);
  }
}

/** How fields of a header begin that not all packets have. */
const HEADER = /^(arp|ip6?|icmp|icmpv6|igmp|tcp|udp|udplite|sctp|dccp|esp|ah|comp|gre|gretap|vxlan|geneve) /;

/** Whether the header of a field is that of another protocol: nft(8) asks for that protocol first, also where it does not say so. */
function isOfOther(of: string, { protocol, src }: Packet): boolean {
  const [, header] = HEADER.exec(of) ?? [];
  if (header === undefined) return false;
  const six = src.family === 'inet6';
  if (header === 'ip' || header === 'ip6') return six !== (header === 'ip6');
  if (header.startsWith('icmp')) return protocol !== 'icmp' || six !== (header === 'icmpv6');
  return (header === 'vxlan' || header === 'geneve' ? 'udp' : header) !== protocol;
}

const tcpFlags = ({ answer, later }: Packet): readonly string[] =>
  later ? ['ack'] : answer ? ['syn', 'ack'] : ['syn'];

const l4 = ({ protocol, src }: Packet): string =>
  protocol === 'icmp' && src.family === 'inet6' ? 'ipv6-icmp' : protocol;

const ICMP_NAMES = {
  request: 'echo-request',
  reply: 'echo-reply',
  'neighbour-solicitation': 'nd-neighbor-solicit',
  'neighbour-advertisement': 'nd-neighbor-advert',
} as const;
const icmpName = ({ icmp }: Packet): string => ICMP_NAMES[icmp];

function ofArp(of: string, seen: Seen): Has {
  const { packet, arp, macs } = seen;
  switch (of) {
    case 'ether type':
    case 'meta protocol':
      return 'arp';
    case 'arp htype':
      return 1;
    case 'arp ptype':
      return 'ip';
    case 'arp hlen':
      return 6;
    case 'arp plen':
      return 4;
    case 'arp operation':
      return arp;
    case 'arp saddr ip':
      return packet.src;
    case 'arp daddr ip':
      return packet.dst;
    case 'arp saddr ether':
      return macs?.src;
    default:
      return /^(?:th|ct) /.test(of) || HEADER.test(of)
        ? of.startsWith('arp ')
          ? 'unknown'
          : undefined
        : ofMeta(of, seen);
  }
}

const name = (link: Link | undefined): string => link?.ifname ?? '';

function ofMeta(of: string, seen: Seen): Has {
  const { netns, packet, iif, oif, ports, macs, own } = seen;
  switch (of) {
    case 'meta iifname':
    case 'meta iif':
      return ports?.in && !iif ? ports.in.ifname : name(iif);
    case 'meta oifname':
    case 'meta oif':
      return ports?.out && !oif ? ports.out.ifname : name(oif);
    case 'physdev in':
      return name(ports?.in);
    case 'physdev out':
      return name(ports?.out);
    case 'physdev is-in':
      return ports?.in ? 'exists' : 'missing';
    case 'physdev is-out':
      return ports?.out ? 'exists' : 'missing';
    case 'physdev is-bridged':
      return ports?.in && ports.out ? 'exists' : 'missing';
    case 'meta ibrname':
      return ports?.in?.master ?? '';
    case 'meta obrname':
      return ports?.out?.master ?? '';
    case 'meta mark':
      return packet.mark;
    case 'ether saddr':
      return macs?.src ?? 'unknown';
    case 'ether daddr':
      return macs?.dst ?? 'unknown';
    // A socket's owner: what labs send comes from root.
    case 'meta skuid':
    case 'meta skgid':
      return own ? 'unknown' : undefined;
    case 'meta pkttype':
      if (macs && isGroup(macs.dst)) return macs.dst === BROADCAST ? 'broadcast' : 'multicast';
      // eth_type_trans(): what a bridge passes on is for another host.
      if (ports?.in && ports.out && !own) return 'other';
      return own || ports ? 'unknown' : 'host';
    case 'meta iiftype':
      return iif?.link_type ?? 'unknown';
    default:
      return of.startsWith('ct ')
        ? ofConnection(of.slice(3), seen)
        : of.startsWith('fib ')
          ? ofFib(netns, of, seen)
          : 'unknown';
  }
}

/** nft(8), "CONNTRACK EXPRESSIONS". */
function ofConnection(key: string, { ct, packet: { later } }: Seen): Has {
  const { state, direction, original, reply, mark } = ct;
  if (direction === undefined && key !== 'state') return undefined;
  const side = /^(original|reply) (.*)$/.exec(key);
  const tuple = side?.[1] === 'reply' ? reply : original;
  switch (side?.[2] ?? key) {
    case 'state':
      return ['state', state, ...natOf(ct)];
    // A first answer makes nothing assured, what comes after it does: nf_conntrack_udp_packet(), tcp_conntracks.
    case 'status':
      return [
        'state',
        ...(state === 'established' ? ['seen-reply', 'confirmed'] : []),
        ...(later ? ['assured'] : []),
        ...natOf(ct),
      ];
    case 'direction':
      return direction;
    case 'mark':
      return mark;
    case 'ip saddr':
    case 'ip6 saddr':
    case 'saddr':
      return tuple.src;
    case 'ip daddr':
    case 'ip6 daddr':
    case 'daddr':
      return tuple.dst;
    case 'proto-src':
      return tuple.protocol === 'icmp' ? 'unknown' : tuple.sport;
    case 'proto-dst':
      return tuple.protocol === 'icmp' ? 'unknown' : tuple.dport;
    case 'protocol':
    case 'l4proto':
      return tuple.protocol;
    default:
      return 'unknown';
  }
}

function natOf({ original, reply }: Tracked): string[] {
  const differs = (a: Ip, b: Ip, p: number, q: number) => a.value !== b.value || p !== q;
  return [
    ...(differs(original.src, reply.dst, original.sport, reply.dport) ? ['snat'] : []),
    ...(differs(original.dst, reply.src, original.dport, reply.sport) ? ['dnat'] : []),
  ];
}

/** nft(8), "FIB EXPRESSIONS": the type of an address, or the link by which it would be reached. */
function ofFib(netns: Netns, of: string, { packet, iif, oif }: Seen): Has {
  const [, flags = '', result] = /^fib (.*) (type|oif|oifname)$/.exec(of) ?? [];
  const asked = flags.split(' . ');
  const ip = asked.includes('saddr') ? packet.src : packet.dst;
  const via = asked.includes('iif') ? iif : asked.includes('oif') ? oif : undefined;
  if (result === 'type') return via ? 'unknown' : addressType(netns, ip);
  if (!asked.includes('saddr') || asked.includes('mark')) return 'unknown';
  // nft_fib_can_skip().
  if (iif?.ifname === 'lo') return 'lo';
  const found = route(netns, { ...packet, src: packet.dst, dst: ip, mark: 0, iif: 'lo' });
  const hops = found.kind === 'route' && found.way.route.type === 'unicast' ? hopsOf(found.way.route) : [];
  const [hop] = via ? hops.filter(({ dev }) => dev === via.ifname) : hops;
  // Missing is no name, and the index 0.
  return hop?.dev ?? (result === 'oif' ? 0 : '');
}

/** iptables-extensions(8), "addrtype". */
function addressType(netns: Netns, ip: Ip): string {
  if (isOf('multicast', ip)) return 'multicast';
  if (isLocal(netns, ip)) return 'local';
  const found = route(netns, { src: ip, dst: ip, protocol: 'udp', sport: 0, dport: 0, mark: 0, iif: 'lo' });
  return found.kind === 'route' ? found.way.route.type : found.kind === 'refused' ? found.type : 'unreachable';
}
