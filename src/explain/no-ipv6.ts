// Links without IPv6: it is switched off there, or they take less than it needs. Their addresses and routes are gone then.
import { isNear } from '../topology/addresses.ts';
import type { Place } from '../topology/find.ts';
import type { Address, Netns, Topology } from '../topology/model.ts';
import { type Ip, isOf } from '../topology/prefix.ts';
import { linksOnSegment } from '../topology/segments.ts';
import { LEAST } from './edits.ts';
import { linkThing, type Thing } from './trace.ts';
import { isOn, settingOf } from './walk.ts';
import { bridgeOf } from './wire.ts';

/** Why there is none: a setting, or the MTU. */
export interface NoIpv6 {
  readonly place: Place;
  readonly why: string;
  readonly thing: Thing;
}

/** undefined: it has it, or as a port of a bridge needs none. */
export function withoutIpv6(place: Place): NoIpv6 | undefined {
  const { netns, link } = place;
  if (!link.flags.includes('UP') || bridgeOf(place)) return undefined;
  const key = settingOf('ipv6', link.ifname, 'disable_ipv6');
  if (isOn(netns, key))
    return { place, why: `${key} = 1`, thing: { netns: netns.id, kind: 'setting', key, link: link.id } };
  const { mtu = LEAST } = link;
  return mtu < LEAST ? { place, why: `mtu ${mtu}`, thing: linkThing(place) } : undefined;
}

/** The link of a netns that would lead to an address: others on its wire are in that network, or nothing else has IPv6. */
export function hereWithoutIpv6(topology: Topology, netns: Netns, dst: Ip): NoIpv6 | undefined {
  if (dst.family !== 'inet6') return undefined;
  const loops = isOf('loopback', dst);
  const places = netns.links
    .filter((link) => (link.link_type === 'loopback') === loops)
    .map((link) => ({ netns, link }));
  const off = places.flatMap((place) => withoutIpv6(place) ?? []);
  if (loops) return off[0];
  const hasOther = (place: Place, fits: (address: Address) => boolean) =>
    othersOf(topology, place).some((other) => other.link.addr_info.some(fits));
  const near = off.find(({ place }) => hasOther(place, (address) => isNear(address, dst)));
  const isAlone = !places.some(({ link }) => link.addr_info.some(isGlobal6));
  const some = off.find(({ place }) => hasOther(place, isGlobal6));
  return near ?? (isAlone ? some : undefined);
}

const isGlobal6 = ({ family, scope }: Address): boolean => family === 'inet6' && scope === 'global';

const othersOf = (topology: Topology, { netns, link }: Place): Place[] =>
  linksOnSegment(topology, link.id).filter((other) => other.netns.id !== netns.id);

/** The only one on the wire of a link that may have had an address. */
export function thereWithoutIpv6(topology: Topology, from: Place, hop: Ip): NoIpv6 | undefined {
  if (hop.family !== 'inet6') return undefined;
  const off = othersOf(topology, from).flatMap((place) => withoutIpv6(place) ?? []);
  return off.length === 1 ? off[0] : undefined;
}
