// A question for a neighbour, as ARP and neighbour discovery ask it.
import type { Place } from '../topology/find.ts';
import { type Ip, ipText, readIp } from '../topology/prefix.ts';
import type { Tunnel } from './frames.ts';
import type { Packet } from './packet.ts';
import type { Walk } from './walk.ts';
import type { Crossing } from './wire.ts';

/** Where a frame for a next hop goes. */
export interface Neighbourhood {
  readonly mac: string;
  readonly path: readonly Crossing[];
}

/** A question for an address: who asks where, for which packet, and the ways there and back. */
export interface Question {
  readonly walk: Walk;
  readonly from: Place;
  readonly to: Place;
  readonly path: readonly Crossing[];
  readonly back: readonly Crossing[];
  readonly hop: Ip;
  readonly packet: Packet;
  readonly tunnel: Tunnel;
}

/** In what walks remember. */
export const entryKey = ({ link }: Place, ip: Ip): string => `${link.id} ${ipText(ip)}`;

/** Whether somebody has said that it answers for an address there: `ip neigh add proxy`. */
export const isProxied = ({ netns, link }: Place, hop: Ip): boolean =>
  netns.neighbours.some(
    ({ proxy, dst, dev }) =>
      proxy === null && readIp(dst)?.value === hop.value && (dev === undefined || dev === link.ifname),
  );
