// Who has a MAC address.
import { linkById, type Place } from '../topology/find.ts';
import { grouped } from '../topology/group.ts';
import { memoizedAlike } from '../topology/memoized.ts';
import type { Topology } from '../topology/model.ts';
import { segmentOf } from '../topology/segments.ts';
import { bridgeOf } from './wire.ts';

const macIndex = memoizedAlike(({ netns }: Topology) =>
  grouped(
    netns.flatMap(({ links }) => links),
    ({ address = '' }) => address.toLowerCase(),
  ),
);

/** The links that have a MAC address; a port of a bridge has it for the bridge. */
export function linksOf(topology: Topology, mac: string): readonly Place[] {
  const all = macIndex(topology).get(mac) ?? [];
  const places = all.flatMap(({ id }) => linkById(topology, id) ?? []).map((place) => bridgeOf(place) ?? place);
  return places.filter(({ link }, at) => places.findIndex((one) => one.link.id === link.id) === at);
}

/** Those on the wire of a link. */
export const sharersOn = (topology: Topology, { link }: Place, mac: string): readonly Place[] =>
  linksOf(topology, mac).filter(
    // Not a bridge for one of its ports.
    (one) =>
      one.link.address?.toLowerCase() === mac && segmentOf(topology, one.link.id) === segmentOf(topology, link.id),
  );

/** One that no link has: an address that is administered locally, the next one after `mac`. */
export function freeMac(topology: Topology, mac: string): string {
  const own = BigInt(`0x${mac.replaceAll(':', '')}`);
  for (let value = ((own & ~GROUP) | LOCAL) + 1n; ; value++) {
    const next = (value & ALL)
      .toString(16)
      .padStart(12, '0')
      .replace(/..(?!$)/g, '$&:');
    if (linksOf(topology, next).length === 0) return next;
  }
}

const ALL = 0xffff_ffff_ffffn;
const GROUP = 1n << 40n;
const LOCAL = 2n << 40n;
