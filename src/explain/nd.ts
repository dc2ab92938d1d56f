// The question for the MAC address of an address of IPv6, and its answer: RFC 4861, net/ipv6/ndisc.c.
import type { Place } from '../topology/find.ts';
import type { Address } from '../topology/model.ts';
import { type Ip, ipText, isOf, readIp } from '../topology/prefix.ts';
import { type Arrival, carry } from './frames.ts';
import { ipHook } from './hooks.ts';
import type { Frame, Packet } from './packet.ts';
import { entryKey, isProxied, type NeighbourQuestion, wayBack } from './question.ts';
import { ownAddresses } from './reverse-path.ts';
import { looksUp } from './routing.ts';
import { linkThing, netnsThing } from './trace.ts';
import { isOn, settingOf, type Walk } from './walk.ts';
import type { Neighbourhood } from './wire.ts';

const HOP_LIMIT = 255;
const SIZE = 72;

/** Throws Stopped where question or answer get lost, or nobody answers. */
export function askNd(question: NeighbourQuestion): Neighbourhood {
  const { walk, from, to, path, hop, packet } = question;
  const sender = senderOf(from, packet.src);
  if (!sender) return walk.stop('no-source', linkThing(from), packet, from.link.ifname);
  const mac = from.link.address ?? '';
  const asks: Packet = {
    ...{
      ...packet,
      src: sender,
      dst: solicited(hop),
      size: SIZE,
      ttl: HOP_LIMIT,
      hopsBy: undefined,
      answer: false,
      mark: 0,
      ct: undefined,
    },
    ...{ protocol: 'icmp', icmp: 'neighbour-solicitation' },
  };
  const arrival = carry(walk, path, sentOut(walk, from, asks, mac, groupMac(hop)));
  takenIn(walk, to, arrival, hop);
  answersThere(walk, from, to, hop, packet);
  walk.neighbours.set(entryKey(to, sender), mac);
  const theirs = to.link.address ?? '';
  const answer: Packet = { ...asks, icmp: 'neighbour-advertisement', src: hop, dst: sender };
  takenIn(walk, from, carry(walk, wayBack(question), sentOut(walk, to, answer, theirs, mac)), sender);
  return { mac: theirs, path };
}

/** ndisc_solicit(): the packet's own source if it is one of that link's, otherwise the link-local address there. */
function senderOf({ link }: Place, src: Ip): Ip | undefined {
  const isSure = ({ tentative, dadfailed }: Address) => tentative !== true && dadfailed !== true;
  const own = ownAddresses({ ...link, addr_info: link.addr_info.filter(isSure) }, 'inet6');
  return own.find(({ value }) => value === src.value) ?? own.find((ip) => isOf('linkLocal', ip));
}

function sentOut(walk: Walk, { netns, link }: Place, packet: Packet, src: string, dst: string): Frame {
  const at = { netns, oif: link, own: true };
  return { packet: ipHook(walk, 'postrouting', at, ipHook(walk, 'output', at, packet)), src, dst };
}

/** `own`: whose it is. Throws Stopped. */
function takenIn(walk: Walk, { netns, link }: Place, { frame, prerouted }: Arrival, own: Ip): void {
  const at = { netns, iif: link };
  const arrived = prerouted ? frame.packet : ipHook(walk, 'prerouting', at, frame.packet);
  // There are also the routes of what is for several, ff00::/8.
  if (!looksUp(netns, 'inet6', 'local'))
    walk.stop('table-not-looked-up', netnsThing(netns), arrived, ipText(own), 'local');
  const packet = ipHook(walk, 'input', at, arrived);
  // ndisc_rcv(): what no router has passed on.
  const { hopsBy, ttl } = packet;
  if (hopsBy && ttl !== HOP_LIMIT)
    walk.stopAt(linkThing({ netns, link }), 'neighbour-hops', hopsBy.thing, packet, netns.id, `${hopsBy.hops}`);
}

/** ndisc_recv_ns(): the address must be one of that very link, or one that is answered for there. Throws Stopped. */
function answersThere(walk: Walk, from: Place, to: Place, hop: Ip, packet: Packet): void {
  const { netns, link } = to;
  const stop = (why: string): never =>
    walk.stop('arp-not-answered', linkThing(to), packet, ipText(hop), link.ifname, why);
  const own = link.addr_info.find(({ local = '', family }) => family === 'inet6' && readIp(local)?.value === hop.value);
  // ndisc_constructor(): such a link would send its answer to its own MAC address.
  if (link.flags.includes('NOARP')) {
    if (link.address !== from.link.address) stop('NOARP');
    walk.doubt('kind', linkThing(to));
  }
  if (own?.['dadfailed'] === true) stop('dadfailed');
  if (own?.['tentative'] === true) stop('tentative');
  if (own) return;
  const isSet = (who: string, name: string) => isOn(netns, settingOf('ipv6', who, name));
  const answers = isSet(link.ifname, 'forwarding') && (isSet('all', 'proxy_ndp') || isSet(link.ifname, 'proxy_ndp'));
  if (!answers || !isProxied(to, hop)) stop('other-link');
}

const hex = (value: bigint, shift: bigint): string => ((value >> shift) & 255n).toString(16).padStart(2, '0');

/** RFC 4291, 2.7.1: ff02::1:ff00:0/104 with the last 24 bits of the address. */
const solicited = ({ value }: Ip): Ip => ({
  family: 'inet6',
  value: (0xff02_0000_0000_0000_0000_0001_ff00_0000n & ~0xffffffn) | (value & 0xffffffn),
});

/** RFC 2464, section 7. */
const groupMac = ({ value }: Ip): string => `33:33:ff:${[16n, 8n, 0n].map((shift) => hex(value, shift)).join(':')}`;
