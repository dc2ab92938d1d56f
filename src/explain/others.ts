// Who else is on the wires of a netns, and in which networks.
import { ipOf, isNear } from '../topology/addresses.ts';
import { linkById, type Place } from '../topology/find.ts';
import { memoized, memoizedAlike } from '../topology/memoized.ts';
import type { Link, LinkId, Netns, Topology } from '../topology/model.ts';
import type { Ip } from '../topology/prefix.ts';
import { linksOnSegment, segmentOf } from '../topology/segments.ts';
import { bridgeOf } from './wire.ts';

/** Those that have a network layer on the wire of a link, those of likely routers first. */
const stations = memoizedAlike((topology: Topology) => {
  const known = new Map<string, readonly LinkId[]>();
  return (link: LinkId): readonly LinkId[] => {
    const segment = segmentOf(topology, link);
    const before = known.get(segment);
    if (before) return before;
    const found = linksOnSegment(topology, link)
      .filter((place) => !bridgeOf(place) && place.link.addr_info.length > 0)
      .toSorted((a, b) => Number(hasMoreWires(b.netns)) - Number(hasMoreWires(a.netns)))
      .map(({ link: { id } }) => id);
    known.set(segment, found);
    return found;
  };
});

export const hasMoreWires = memoized(
  ({ links }: Netns): boolean =>
    links.filter(({ addr_info }) => addr_info.some(({ scope }) => scope === 'global')).length > 1,
);

/** The others on a wire: of thousands, enough. */
export const othersOn = (
  topology: Topology,
  { netns, link }: Place,
  fits: (other: Netns) => boolean = () => true,
): Place[] =>
  stations(topology)(link.id)
    .slice(0, MAX_OTHERS)
    .flatMap((id) => linkById(topology, id) ?? [])
    .filter((place) => place.netns.id !== netns.id && fits(place.netns));

const MAX_OTHERS = 32;

export const upLinks = ({ links }: Netns): Link[] =>
  links.filter(({ flags, link_type }) => flags.includes('UP') && link_type !== 'loopback');

/** An address of a netns that is in a smaller network than others on its wire. */
export interface Narrow {
  readonly link: Link;
  readonly own: string;
  readonly length: number;
  /** That of the others. */
  readonly prefixlen: number;
}

/** Where that leaves out an address. */
export const widerOn = (topology: Topology, netns: Netns, dst: Ip): Narrow[] =>
  upLinks(netns).flatMap((link) =>
    link.addr_info.flatMap((address): Narrow[] => {
      const { local: own = '', prefixlen: length } = address;
      const ip = ipOf(address);
      if (ip?.family !== dst.family || address.scope !== 'global') return [];
      const sample = othersOn(topology, { netns, link })
        .flatMap((other) => other.link.addr_info)
        .find((one) => one.prefixlen < length && isNear(one, ip) && isNear(one, dst));
      return sample ? [{ link, own, length, prefixlen: sample.prefixlen }] : [];
    }),
  );

/** An address of a link by which another one counts as near that is outside of the network of others on the wire. */
export function tooWide(topology: Topology, place: Place, dst: Ip): { text: string; prefixlen: number } | undefined {
  const near = place.link.addr_info.filter((address) => isNear(address, dst));
  const others = othersOn(topology, place).flatMap(({ link }) => link.addr_info);
  for (const { local = '', prefixlen, ...rest } of near) {
    const ip = ipOf({ local, prefixlen, ...rest });
    const sample = others.find((one) => one.prefixlen > prefixlen && ip && isNear(one, ip) && !isNear(one, dst));
    if (sample) return { text: `${local}/${prefixlen}`, prefixlen: sample.prefixlen };
  }
  return undefined;
}
