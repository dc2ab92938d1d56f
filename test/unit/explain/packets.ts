// A packet as a hook sees it, in few words.

import { type Packet, turned } from '../../../src/explain/packet.ts';
import type { Seen } from '../../../src/explain/seen.ts';
import { readIp } from '../../../src/topology/prefix.ts';
import { link, netns } from '../diagram/build.ts';

export function ip(text: string) {
  const found = readIp(text);
  if (!found) throw new Error(`no address: ${text}`);
  return found;
}

export function packet(src: string, dst: string, more: Partial<Packet> = {}): Packet {
  return {
    ...{ src: ip(src), dst: ip(dst), protocol: 'icmp', icmp: 'request', sport: 0, dport: 0 },
    ...{ ttl: 64, mark: 0, ct: undefined, size: 84, whole: true, answer: false },
    ...more,
  };
}

export const eth0 = link('1', 2, 'eth0', 'veth', { addresses: ['10.0.0.1/24'] });
export const eth1 = link('1', 3, 'eth1', 'veth');

/** Of a new connection, coming in by eth0 for eth1. */
export function seen(one: Packet, more: Partial<Seen> = {}): Seen {
  const { src, dst, protocol, sport, dport } = one;
  const original = { src, dst, protocol, sport, dport };
  const local = { family: 'inet', type: 'local', dst: '10.0.0.1', table: 'local', dev: 'eth0' } as const;
  return {
    ...{ netns: netns('1', 'a', [eth0, eth1], { routes: [local] }), packet: one, iif: eth0, oif: eth1, own: false },
    ct: { state: 'new', direction: 'original', original, reply: turned(original), mark: 0 },
    ...more,
  };
}
