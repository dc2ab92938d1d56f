import { masterOf } from './find.ts';
import type { Link, Netns, PortVlans, VlanRange } from './model.ts';

/** '1 PVID Egress Untagged, 10-20': as `bridge vlan` says it. */
export const vlansText = ({ vlans }: PortVlans): string => vlans.map(rangeText).join(', ');

const rangeText = ({ vlan, vlanEnd, flags = [] }: VlanRange): string =>
  [vlanEnd === undefined ? `${vlan}` : `${vlan}-${vlanEnd}`, ...flags].join(' ');

/** Each VLAN by itself. */
export const singleVlans = (ranges: readonly VlanRange[]): readonly VlanRange[] =>
  ranges.flatMap(({ vlan: first, vlanEnd = first, ...rest }) =>
    Array.from({ length: vlanEnd - first + 1 }, (_, at) => ({ ...rest, vlan: first + at })),
  );

/** Whether a bridge keeps VLANs apart. */
export const filtersVlans = ({ linkinfo }: Link): boolean => Number(linkinfo?.info_data?.['vlan_filtering'] ?? 0) > 0;

/** What a port is given when it joins: bridge(8), "vlan_default_pvid". */
export const isDefault = (port: PortVlans | undefined): boolean =>
  port !== undefined && vlansText(port) === '1 PVID Egress Untagged';

/** Of a port of a bridge that filters by VLAN: what it lets through, if that is not what every port does. */
export function vlanWords(netns: Netns, link: Link): string[] {
  const bridge = masterOf({ netns, link })?.link;
  // The table may not be there because it could not be read.
  if (!bridge || !filtersVlans(bridge) || netns.unread.some(({ what }) => what === 'vlan')) return [];
  const port = netns.vlans?.find(({ ifname }) => ifname === link.ifname);
  if (isDefault(port)) return [];
  return [port ? `vlan ${vlansText(port)}` : 'no vlan'];
}
