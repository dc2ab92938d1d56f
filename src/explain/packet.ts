import type { Ip } from '../topology/prefix.ts';
import type { Protocol } from './flow.ts';

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
  readonly ttl: number;
  readonly mark: number;
  /** Bytes, with the header of IP. */
  readonly size: number;
  /** The first of TCP has SYN alone, its answer SYN and ACK. */
  readonly answer: boolean;
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
