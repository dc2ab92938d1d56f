// What a bridge that filters by VLANs makes of the tags of a frame: net/bridge/br_vlan.c.
import { jsonText } from '../topology/json.ts';
import { memoized, memoizedAlike } from '../topology/memoized.ts';
import type { Link, Netns, Topology } from '../topology/model.ts';
import { filtersVlans, singleVlans } from '../topology/vlans.ts';

/** The VLANs of a frame, the outermost first. */
export type Tags = readonly number[];

/** Whether it is known what a bridge that filters does. */
export function isFilterKnown({ vlans, unread }: Netns, { linkinfo }: Link): boolean {
  const data = linkinfo?.info_data ?? {};
  const isPlain = jsonText(data['vlan_protocol'] ?? '802.1Q') === '802.1Q' && Number(data['mst_enabled'] ?? 0) === 0;
  return isPlain && vlans !== undefined && !unread.some(({ what }) => what === 'vlan');
}

export const hasFilters = memoizedAlike((topology: Topology): boolean =>
  topology.netns.some(({ links }) => links.some(filtersVlans)),
);

interface Port {
  readonly pvid?: number;
  readonly vlans: ReadonlyMap<number, 'tagged' | 'untagged'>;
}

const NONE: Port = { vlans: new Map() };

const portsOf = memoized(
  ({ vlans = [] }: Netns): ReadonlyMap<string, Port> =>
    new Map(
      vlans.map(({ ifname, vlans: ranges }) => {
        const each = singleVlans(ranges);
        const pvid = each.find(({ flags }) => flags?.includes('PVID'))?.vlan;
        const members = each.map(({ vlan, flags }) => {
          const how: 'tagged' | 'untagged' = flags?.includes('Egress Untagged') ? 'untagged' : 'tagged';
          return [vlan, how] as const;
        });
        return [ifname, { vlans: new Map(members), ...(pvid !== undefined && { pvid }) }];
      }),
    ),
);

/** The bridge's own link counts as a port. */
const portOf = (netns: Netns, { ifname }: Link): Port => portsOf(netns).get(ifname) ?? NONE;

/** A frame that comes in by a port, as it is in the bridge; undefined: it is dropped. br_allowed_ingress(). */
export function taken(netns: Netns, port: Link, tags: Tags): Tags | undefined {
  const { pvid, vlans } = portOf(netns, port);
  const [vid = 0, ...rest] = tags;
  if (vid === 0) return pvid === undefined ? undefined : [pvid, ...rest];
  return vlans.has(vid) ? tags : undefined;
}

/** A frame of the bridge as it leaves by a port; undefined: it does not. br_allowed_egress(), br_handle_vlan(). */
export function given(netns: Netns, port: Link, tags: Tags): Tags | undefined {
  const [vid = 0, ...rest] = tags;
  const how = portOf(netns, port).vlans.get(vid);
  return how === undefined ? undefined : how === 'untagged' ? rest : tags;
}

const FIRST = 1;

/** What a port would make of a frame if it were set up for that. */
export const takenAnyway = (netns: Netns, port: Link, tags: Tags): Tags =>
  taken(netns, port, tags) ?? ((tags[0] ?? 0) === 0 ? [FIRST, ...tags.slice(1)] : tags);

export function givenAnyway(netns: Netns, port: Link, tags: Tags): readonly Tags[] {
  const usual = given(netns, port, tags);
  const others = [tags, tags.slice(1)].filter((one) => one.length !== usual?.length);
  return usual ? [usual, ...others] : others;
}

export const sameTags = (a: Tags, b: Tags): boolean => a.length === b.length && a.every((vid, at) => vid === b[at]);

/** As bridge(8) says it: '10', '10 untagged'. */
export const vlanText = (vid: number | undefined, isUntagged: boolean): string =>
  `${vid ?? FIRST}${isUntagged ? ' untagged' : ''}`;
