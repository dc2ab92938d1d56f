// Whether somebody answers where a packet arrives.
import { linkByName, netnsById } from '../topology/find.ts';
import { ruleLine } from '../topology/firewall/words.ts';
import type { Netns, Socket } from '../topology/model.ts';
import { ipText, readIp } from '../topology/prefix.ts';
import { changesOf } from './changes.ts';
import type { End } from './ip.ts';
import type { Packet } from './packet.ts';
import { asShown } from './programs.ts';
import { route } from './routing.ts';
import { netnsThing } from './trace.ts';
import type { Walk } from './walk.ts';
import type { Out } from './way.ts';

/** Returns by which link the answer must go, if by a certain one. Throws Stopped where nobody answers. */
export function serve(walk: Walk, { netns, link, packet }: Extract<End, { kind: 'delivered' }>): Out | undefined {
  const { protocol } = packet;
  if (protocol === 'icmp') {
    const key = packet.dst.family === 'inet' ? 'net.ipv4.icmp_echo_ignore_all' : 'net.ipv6.icmp.echo_ignore_all';
    if (Number(netns.sysctls[key] ?? 0) > 0)
      walk.stop('echo-ignored', { netns: netns.id, kind: 'setting', key }, packet);
    return undefined;
  }
  if (!netns.sockets) {
    walk.doubt('sockets', netnsThing(netns));
    return undefined;
  }
  const by = link.ifname === 'lo' ? ownLink(netns, packet) : link.ifname;
  const [best] = netns.sockets.filter((socket) => takes(socket, packet, by)).toSorted((a, b) => rank(a) - rank(b));
  if (!best) return nobody(walk, netns, packet);
  const bound = linkByName(netns.links, best.dev ?? '');
  return bound && { link: bound, bound: true };
}

function nobody(walk: Walk, netns: Netns, packet: Packet): never {
  const { protocol, dport, dst } = packet;
  const others = (netns.sockets ?? []).filter(({ netid, port }) => netid === protocol && port === dport);
  const places = new Set(others.map(({ local, dev }) => (dev === undefined ? local : `${local}%${dev}`)));
  const asked = [protocol.toUpperCase(), `${dport}`];
  const elsewhere = places.size === 0 ? [] : [ipText(dst), [...places].join(', ')];
  const changed = changedBy(walk);
  const why = changed
    ? (['translated-to-nobody', 'translated-elsewhere'] as const)
    : (['nobody-listens', 'listens-elsewhere'] as const);
  return walk.stop(
    why[places.size === 0 ? 0 : 1],
    netnsThing(netns),
    packet,
    ...asked,
    ...elsewhere,
    ...(changed ?? []),
  );
}

/** Where it was sent, and the rule that sends it here, with its netns. */
function changedBy(walk: Walk): string[] | undefined {
  const { step, before } = changesOf(walk.hops('there'), 'dst').at(-1) ?? {};
  const netns = netnsById(walk.topology, step?.thing.netns ?? '');
  if (step?.thing.kind !== 'rule' || !before || !netns) return undefined;
  const { chain, rule } = step.thing;
  const line = ruleLine(asShown(netns.firewall, chain), rule);
  return [before.dst, `${before.dport ?? ''}`, line, netns.id];
}

/**
 * What a netns sends to itself comes, for a socket, by the link that has the address: ip_route_output_key_hash_rcu() notes that one for
 * inet_iif(), ip6_rcv_core() for inet6_iif().
 */
function ownLink(netns: Netns, packet: Packet): string {
  const found = route(netns, { ...packet, iif: 'lo' });
  return (found.kind === 'route' ? found.way.dev : undefined) ?? 'lo';
}

const ALL: readonly string[] = ['0.0.0.0', '::'];

/** __inet_lookup_listener(), udp4_lib_lookup2(): one for that address comes before one for a link. */
const rank = ({ local, dev }: Socket): number => (ALL.includes(local) ? 2 : 0) + (dev === undefined ? 1 : 0);

/** Whether a socket gets what comes for an address and a port by a link: ip(7), ipv6(7) "IPV6_V6ONLY", socket(7) "SO_BINDTODEVICE". */
function takes({ netid, local, port, dev, v6only }: Socket, { protocol, dport, dst }: Packet, by: string): boolean {
  if (netid !== protocol || port !== dport || (dev !== undefined && dev !== by)) return false;
  if (local === '::' && (dst.family === 'inet6' || v6only !== true)) return true;
  if (local === '0.0.0.0') return dst.family === 'inet';
  return readIp(local.replace(/^::ffff:/, ''))?.value === dst.value;
}
