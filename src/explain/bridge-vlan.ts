// Whether the ports of a bridge that filters by VLANs take a frame.
import type { Place } from '../topology/find.ts';
import { filtersVlans } from '../topology/vlans.ts';
import type { Frame } from './packet.ts';
import { linkThing } from './trace.ts';
import { given, isFilterKnown, sameTags, type Tags, taken, vlanText } from './vlan.ts';
import { Lost, type Walk } from './walk.ts';

/** The VLANs of a frame in the bridge, by which it was let in; `meant`: as its way needs them. Throws Stopped. */
export function inVlan(walk: Walk, bridge: Place, port: Place | undefined, frame: Frame, meant: Tags = []): Tags {
  const { netns, link } = bridge;
  const { tags = [] } = frame;
  if (!filtersVlans(link)) return tags;
  if (!isFilterKnown(netns, link)) throw new Lost({ what: 'vlan_filtering', thing: linkThing(bridge) });
  const inside = taken(netns, (port ?? bridge).link, tags);
  return inside && sameTags(inside, meant) ? inside : refuse(walk, port ?? bridge, frame, meant[0], tags.length === 0);
}

/** Its VLANs as it leaves by a port, or goes up where there is none. Throws Stopped. */
export function outOfVlan(
  walk: Walk,
  bridge: Place,
  port: Place | undefined,
  frame: Frame,
  inside: Tags,
  meant: Tags = [],
): Tags {
  const { netns, link } = bridge;
  if (!filtersVlans(link)) return inside;
  const left = given(netns, (port ?? bridge).link, inside);
  return left && sameTags(left, meant)
    ? left
    : refuse(walk, port ?? bridge, frame, inside[0], meant.length < inside.length);
}

function refuse(walk: Walk, port: Place, { packet }: Frame, vid: number | undefined, isUntagged: boolean): never {
  return walk.stop('vlan-not-allowed', linkThing(port), packet, port.link.ifname, vlanText(vid, isUntagged));
}
