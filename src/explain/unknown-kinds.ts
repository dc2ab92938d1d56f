// Links whose ways are not modelled.
import { masterOf, type Place } from '../topology/find.ts';
import { kindOf } from '../topology/link-kinds.ts';
import type { Link, LinkId, Topology } from '../topology/model.ts';
import { linksOnSegment, segmentOf } from '../topology/segments.ts';

const KINDS: ReadonlySet<string> = new Set([
  ...['tun', 'wireguard', 'ipip', 'sit', 'gre', 'gretap', 'erspan', 'ip6tnl', 'ip6gre', 'ip6gretap', 'ip6erspan'],
  ...['vti', 'vti6', 'xfrm', 'geneve', 'bareudp', 'macsec', 'ipvlan', 'ipvtap', 'bond', 'team', 'vrf', 'nlmon'],
]);

const isUnknown = (link: Link): boolean => KINDS.has(kindOf(link));

/** The link that decides what becomes of a packet on this one, if that is not modelled: itself, or the VRF or bond that it is part of. */
export function unknownKind(place: Place): Place | undefined {
  if (isUnknown(place.link)) return place;
  const master = masterOf(place);
  return master && isUnknown(master.link) ? master : undefined;
}

/** One of those between a link and the holder of an address, or where that is. */
export function unknownBetween(topology: Topology, from: LinkId, holders: readonly Place[]): Place | undefined {
  const segment = segmentOf(topology, from);
  const isOn = (id: LinkId) => segmentOf(topology, id) === segment;
  const isNear = ({ link }: Place) => isOn(link.id) || (typeof link.lower === 'string' && isOn(link.lower));
  const close = holders.filter(isNear);
  const holder = close.flatMap((place) => unknownKind(place) ?? []).at(0);
  if (holder || close.length === 0) return holder;
  return linksOnSegment(topology, from).find(({ link }) => isUnknown(link));
}
