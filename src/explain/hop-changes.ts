// Rules that change how many routers a packet may still pass: iptables-extensions(8), "TTL", "HL"; nft(8), "ip ttl set".
import type { Part } from '../topology/firewall/model.ts';

const MOST = 255;

/** What such a part makes of a hop limit; undefined: it is none, or not understood. */
export function hopsAfter(part: Part, hops: number): number | undefined {
  if (part.kind === 'set')
    return isHops(part.of) && part.mask === undefined && typeof part.value === 'number' ? part.value : undefined;
  const [, how, text] = (part.kind === 'xt' && TARGET.exec(part.text ?? '')) || [];
  if (how === undefined) return undefined;
  const number = Number(text);
  if (how === 'set') return number;
  // ttl_tg(): what is less than that becomes none.
  return how === 'inc' ? Math.min(hops + number, MOST) : Math.max(hops - number, 0);
}

const TARGET = /^-j (?:TTL --ttl|HL --hl)-(set|inc|dec) (\d+)$/;

/** A field of the one family, which packets of the other one do not have. */
export const isHops = (of: string): boolean => of === 'ip ttl' || of === 'ip6 hoplimit';
