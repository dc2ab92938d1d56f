import type { LinkId } from '../topology/model.ts';
import { type Ip, ipText } from '../topology/prefix.ts';
import type { Protocol } from './flow.ts';
import type { Thing } from './trace.ts';

/** What the model knows of a packet. */
export interface Packet {
  readonly src: Ip;
  readonly dst: Ip;
  readonly protocol: Protocol;
  /** Of TCP and UDP; a flow comes from one that is not privileged. */
  readonly sport: number;
  readonly dport: number;
  /** Of ICMP: what of it this is. */
  readonly icmp: 'request' | 'reply' | 'neighbour-solicitation' | 'neighbour-advertisement';
  /** 0: what the netns in which it begins gives it. */
  readonly ttl: number;
  /** What has made of that less than is usual, or changed it, and to how many. */
  readonly hopsBy?: { readonly thing: Thing; readonly hops: number } | undefined;
  readonly mark: number;
  /** What it belongs to in the netns in which it is; undefined before anybody has looked. */
  readonly ct: Attached | undefined;
  /** Bytes, with the header of IP; of one in fragments, those of the largest. */
  readonly size: number;
  /** Rules have given it another class of service than none. */
  readonly isClassed?: boolean;
  /** It must not be put into fragments on its way. */
  readonly whole: boolean;
  /** The first of TCP has SYN alone, its answer SYN and ACK. */
  readonly answer: boolean;
  /** One of TCP that comes after these: ACK alone. */
  readonly later?: true;
}

/** What a conversation is told by: nf_conntrack(8) calls it a tuple. */
export interface Tuple {
  readonly src: Ip;
  readonly dst: Ip;
  readonly protocol: Protocol;
  readonly sport: number;
  readonly dport: number;
}

const sameIp = (a: Ip, b: Ip): boolean => a.family === b.family && a.value === b.value;

export const sameTuple = (a: Tuple, b: Tuple): boolean =>
  sameIp(a.src, b.src) &&
  sameIp(a.dst, b.dst) &&
  a.protocol === b.protocol &&
  (a.protocol === 'icmp' || (a.sport === b.sport && a.dport === b.dport));

export const turned = ({ src, dst, protocol, sport, dport }: Tuple): Tuple => ({
  src: dst,
  dst: src,
  protocol,
  sport: dport,
  dport: sport,
});

/** A conversation as the connection tracking of a netns holds it. */
export interface Connection {
  readonly original: Tuple;
  /** What its answer looks like when it comes in: with the translated addresses. */
  reply: Tuple;
  mark: number;
  /** What was seen of it first is the answer. */
  readonly byAnswer: boolean;
  /** Whether its source, or its destination, has been decided on: only the first packet is asked about. */
  sourceDone: boolean;
  destinationDone: boolean;
  answered: boolean;
  /** The link by which it goes out under that link's address. */
  masquerades?: LinkId | undefined;
}

/** 'invalid': it answers what has not been seen. 'untracked': a rule has said so, or it is neighbour discovery. */
export type Attached = Connection | 'invalid' | 'untracked';

export interface Frame {
  readonly packet: Packet;
  /** MAC addresses; one that is sent to a group of hosts is flooded. */
  readonly src: string;
  readonly dst: string;
  readonly arp?: 'request' | 'reply';
  /** The VLANs that it is in, the outermost first. */
  readonly tags?: readonly number[];
}

/** The address of a packet whose source is still to be chosen. */
export const UNSET = 0n;

export const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** What a fragment carries is a multiple of that: RFC 791, 3.1. */
const UNIT = 8;
const HEADER = 20;

/** As it goes out of a link that takes so much at once; undefined: it must not be cut. ip_fragment() of net/ipv4/ip_output.c. */
export function cut(packet: Packet, mtu: number): Packet | undefined {
  if (packet.size <= mtu) return packet;
  if (packet.whole) return undefined;
  return { ...packet, size: HEADER + Math.floor((mtu - HEADER) / UNIT) * UNIT };
}

/** As it is shown. */
export const addressesOf = ({ src, dst, protocol, sport, dport }: Packet) => ({
  src: ipText(src),
  dst: ipText(dst),
  ...(protocol === 'icmp' ? {} : { sport, dport }),
});
