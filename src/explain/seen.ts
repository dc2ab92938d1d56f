import type { Limit } from '../topology/firewall/model.ts';
import type { Link, Netns } from '../topology/model.ts';
import type { Packet, Tuple } from './packet.ts';

/** A packet as a hook sees it. */
export interface Seen {
  readonly netns: Netns;
  readonly packet: Packet;
  /** ARP in place of IP: its packet has the addresses that are asked for. */
  readonly arp?: 'request' | 'reply';
  readonly iif?: Link | undefined;
  readonly oif?: Link | undefined;
  /** Of a frame that a bridge forwards: its ports. */
  readonly ports?: { readonly in?: Link | undefined; readonly out?: Link | undefined };
  readonly macs?: { readonly src: string; readonly dst: string };
  readonly ct: Tracked;
  /** Whether it begins in this netns: only then it has a socket. */
  readonly own: boolean;
  /** The sets that rules have changed on the way, by setKey: what these hold then is not known. */
  readonly changedSets?: Set<string>;
  /** How many packets have met a limit already. */
  readonly limited?: Map<Limit, number>;
}

export const setKey = ({ netns }: Pick<Seen, 'netns'>, set: string): string => `${netns.id} ${set}`;

/** What connection tracking says of a packet. */
export interface Tracked {
  readonly state: 'new' | 'established' | 'untracked' | 'invalid';
  /** Of what belongs to no connection there is none. */
  readonly direction: 'original' | 'reply' | undefined;
  readonly original: Tuple;
  readonly reply: Tuple;
  readonly mark: number;
}
