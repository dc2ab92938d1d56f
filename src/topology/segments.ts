import { linkById, masterOf, type Place } from './find.ts';
import { jsonText } from './json.ts';
import { kindOf, networkId } from './link-kinds.ts';
import { memoizedAlike } from './memoized.ts';
import type { Link, LinkId, Topology } from './model.ts';
import { remotesOf, tunnelEnd } from './tunnels.ts';

/**
 * The broadcast segment of a link, by a name that all links on it share: a frame that one of them sends can come to the
 * others, if all that is between is up. That is a pair's other end; a bridge and its ports; macvlans and the link below; VLANs
 * of one number on one segment; the ends of a tunnel. Bridges that keep VLANs apart themselves are not known to do so.
 */
export function segmentOf(topology: Topology, link: LinkId): string {
  return headOf(segments(topology), link);
}

/** The links of each segment, by its name. */
const members = memoizedAlike((topology: Topology): ReadonlyMap<string, readonly LinkId[]> => {
  const found = new Map<string, LinkId[]>();
  for (const { links } of topology.netns)
    for (const { id } of links) {
      const name = segmentOf(topology, id);
      const known = found.get(name);
      if (known) known.push(id);
      else found.set(name, [id]);
    }
  return found;
});

/** All links of the segment of a link, that one among them. */
export const linksOnSegment = (topology: Topology, link: LinkId): readonly Place[] =>
  (members(topology).get(segmentOf(topology, link)) ?? []).flatMap((id) => linkById(topology, id) ?? []);

/** Union-find: each name leads to another one of its segment, the head to none. */
type Segments = Map<string, string>;

const segments = memoizedAlike((topology: Topology): Segments => {
  const found: Segments = new Map();
  const places = topology.netns.flatMap((netns) => netns.links.map((link) => ({ netns, link })));
  for (const place of places) for (const other of wiredTo(topology, place)) join(found, place.link.id, other);
  // What has a number on a segment is a segment of its own. One that grows brings together those above it.
  const numbered = places.flatMap(({ link: { id, lower }, link }) => {
    const number = numberOn(link);
    return lower && number !== undefined ? [{ id, lower, number }] : [];
  });
  let growing = numbered.length > 0;
  while (growing) {
    growing = false;
    for (const { id, lower, number } of numbered)
      growing = join(found, id, `${headOf(found, lower)} ${number}`) || growing;
  }
  return found;
});

function wiredTo(topology: Topology, place: Place): LinkId[] {
  const { netns, link } = place;
  const master = masterOf(place);
  const others = [
    linkById(topology, link.peer),
    sharesWire(link) ? linkById(topology, link.lower) : undefined,
    // A VRF is a routing table.
    master && kindOf(master.link) !== 'vrf' ? master : undefined,
    ...remotesOf(netns, link).map((remote) => tunnelEnd(topology, place, remote)),
  ];
  return others.flatMap((other) => other?.link.id ?? []);
}

/** Whether its frames are those of the link below. An ipvlan in the modes l3 and l3s passes on packets, not frames. */
function sharesWire(link: Link): boolean {
  if (!['macvlan', 'macvtap', 'ipvlan', 'ipvtap'].includes(kindOf(link))) return false;
  const mode = link.linkinfo?.info_data?.['mode'];
  return mode !== 'l3' && mode !== 'l3s';
}

/** What frames have of it on the segment below, by which its others know them. */
function numberOn(link: Link): string | undefined {
  const data = link.linkinfo?.info_data ?? {};
  const kind = kindOf(link);
  if (kind === 'vlan') return `vlan ${jsonText(data['protocol'])} ${networkId(link)}`;
  const group = data['group'] ?? data['group6'];
  return kind === 'vxlan' && group !== undefined ? `vxlan ${jsonText(group)} ${networkId(link)}` : undefined;
}

/** Whether they were two. The head of the first stays one. */
function join(found: Segments, a: string, b: string): boolean {
  const [first, second] = [headOf(found, a), headOf(found, b)];
  if (first === second) return false;
  found.set(second, first);
  return true;
}

function headOf(found: Segments, name: string): string {
  let head = name;
  for (let next = found.get(head); next !== undefined; next = found.get(head)) {
    // Path halving: the next look-up is shorter.
    const further = found.get(next);
    if (further !== undefined) found.set(head, further);
    head = next;
  }
  return head;
}
