// By which links a frame could come from one link to another, if nothing held it back.
import { linkById, linksWith, masterOf, type Place, portsOf } from '../topology/find.ts';
import { grouped } from '../topology/group.ts';
import { jsonText } from '../topology/json.ts';
import { kindOf, networkId, roleOf } from '../topology/link-kinds.ts';
import { memoizedAlike } from '../topology/memoized.ts';
import type { Link, LinkId, Topology } from '../topology/model.ts';
import { segmentOf } from '../topology/segments.ts';
import { hasJoined, isWired, remotesOf, tunnelEnd } from '../topology/tunnels.ts';
import { filtersVlans } from '../topology/vlans.ts';
import { given, givenAnyway, type Tags, taken, takenAnyway } from './vlan.ts';

/** One link that a frame goes through. */
export interface Crossing {
  readonly place: Place;
  /** 'out': the netns sends it there. 'in': it comes from there. 'hub': a bridge, between two of its ports or itself. */
  readonly way: 'out' | 'in' | 'hub';
  /** The VLANs of the frame there, as the way needs them; in a bridge that filters that which it has there is among them. */
  readonly tags?: Tags;
}

/** Where a frame for a next hop goes. */
export interface Neighbourhood {
  readonly mac: string;
  readonly path: readonly Crossing[];
}

/** The links above one: VLANs, macvlans. */
const upperIndex = memoizedAlike(({ netns }: Topology) =>
  grouped(
    netns.flatMap(({ links }) => links.filter(({ lower }) => lower)),
    ({ lower }) => lower,
  ),
);

const placesOf = (topology: Topology, links: readonly { readonly id: LinkId }[]): readonly Place[] =>
  links.flatMap(({ id }) => linkById(topology, id) ?? []);

export const uppersOf = (topology: Topology, link: Link): readonly Place[] =>
  placesOf(topology, upperIndex(topology).get(link.id) ?? []);

export const isBridge = (link: Link): boolean => kindOf(link) === 'bridge';
export const isMacvlan = (link: Link): boolean => ['macvlan', 'macvtap'].includes(kindOf(link));

/** Whether it sends to the others on its link itself: ip-link(8), "mode bridge". */
const isBridging = (link: Link): boolean => isMacvlan(link) && macvlanMode(link) === 'bridge';

/** The kernel's own choice is 'vepa'. */
export const macvlanMode = ({ linkinfo }: Link): string => jsonText(linkinfo?.info_data?.['mode'] ?? 'vepa');

/** Whether both are macvlans, and on one link. */
export const isBesides = (one: Link, other: Link): boolean =>
  one.id !== other.id && [one, other].every(isMacvlan) && one.lower !== undefined && one.lower === other.lower;

/** The bridge that a link is a port of. */
export function bridgeOf(place: Place): Place | undefined {
  const master = masterOf(place);
  return master && isBridge(master.link) ? master : undefined;
}

/** Whether a port leads to more than one host: to another bridge, to VLANs, out of what is here. */
const isTrunk = (topology: Topology, { link }: Place): boolean => {
  const other = linkById(topology, link.peer);
  if (roleOf(link) !== 'pair' || !other) return true;
  return bridgeOf(other) !== undefined || uppersOf(topology, other.link).length > 0;
};

const trunkIndex = memoizedAlike((_: Topology) => new Map<LinkId, readonly Link[]>());

function trunksOf(topology: Topology, { netns, link }: Place): readonly Place[] {
  const known = trunkIndex(topology);
  const trunks = known.get(link.id) ?? portsOf(netns, link).filter((port) => isTrunk(topology, { netns, link: port }));
  known.set(link.id, trunks);
  return placesOf(topology, trunks);
}

const keyOf = ({ place, way }: Crossing, tags: Tags): string => `${place.link.id} ${way} ${tags.join()}`;

/** The other ends of a vxlan besides those that it was told: which it has learned of from their frames. */
export type Learned = (vxlan: Place) => readonly Place[];

const NOTHING: Learned = () => [];

const vxlans = memoizedAlike(({ netns }: Topology) =>
  grouped(
    netns.flatMap(({ links }) => links.filter((link) => kindOf(link) === 'vxlan')),
    networkId,
  ),
);

/** All others of its number, as if it were told of them: where only a remote is missing. */
export const allEnds =
  (topology: Topology): Learned =>
  ({ netns, link }) =>
    placesOf(topology, vxlans(topology).get(networkId(link)) ?? []).filter(
      (end) => end.link.id !== link.id && isWired(topology, end.netns, netns),
    );

/** The other vxlans of its number that have joined a group on its wire. */
export const joinedOn = (topology: Topology, link: Link, group: string): readonly Place[] =>
  placesOf(topology, vxlans(topology).get(networkId(link)) ?? []).filter(
    (end) => end.link.id !== link.id && hasJoined(end.link, group) && isOneWire(topology, end.link.lower, link.lower),
  );

const isOneWire = (topology: Topology, ...links: readonly (LinkId | null | undefined)[]): boolean =>
  links.every((one) => one && segmentOf(topology, one) === segmentOf(topology, links[0] || one));

/** Who takes what a vxlan sends to a remote: it has the address, and a vxlan of the same number. */
function endsAt(topology: Topology, { netns, link }: Place, remote: string): readonly Place[] {
  const joined = joinedOn(topology, link, remote);
  if (joined.length > 0) return joined;
  const known = tunnelEnd(topology, { netns, link }, remote);
  if (known) return [known];
  const fits = (other: Link) => kindOf(other) === 'vxlan' && networkId(other) === networkId(link);
  const ends = linksWith(topology, remote).flatMap((there) =>
    there.netns.links.filter(fits).map((end) => ({ netns: there.netns, link: end })),
  );
  const near = ends.filter((end) => isWired(topology, end.netns, netns));
  return near.filter((end) => end.link.id !== link.id);
}

/**
 * The shortest ways first; each is the links in their order, from `from` (out) to `to` (in, or a hub). `anyway`: as if all ports took
 * all VLANs.
 */
export function wayTo(
  topology: Topology,
  from: Place,
  to: Place,
  learned: Learned = NOTHING,
  anyway = false,
): readonly Crossing[] | undefined {
  const search: Search = { topology, near: approach(topology, to), learned, anyway };
  type Node = { readonly crossing: Crossing; readonly tags: Tags; readonly before: Node | undefined };
  const first: Node = { crossing: { place: from, way: 'out' }, tags: [], before: undefined };
  const queue: Node[] = [first];
  const seen = new Set([keyOf(first.crossing, [])]);
  for (const node of queue) {
    const { crossing, tags } = node;
    // What a bridge's own netns sends does not come up there.
    const isUp = crossing.way === 'in' || (crossing.way === 'hub' && node.before?.crossing.way === 'in');
    if (isUp && crossing.place.link.id === to.link.id && tags.length === 0) return pathOf(node);
    if (queue.length > MAX_STEPS) return undefined;
    for (const one of nextOf(search, crossing, tags, node.before?.crossing)) {
      const key = keyOf(one.crossing, one.tags);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ ...one, before: node });
    }
  }
  return undefined;

  function pathOf(end: Node): Crossing[] {
    const path: Crossing[] = [];
    for (let node: Node | undefined = end; node; node = node.before)
      path.unshift({ ...node.crossing, tags: node.tags });
    return path;
  }
}

/** Of a topology that is larger than that, not all is looked at. */
const MAX_STEPS = 20_000;

/** The ports through which a bridge comes to a link without another bridge between: the one it is wired to. */
function approach(topology: Topology, { netns, link }: Place): ReadonlySet<LinkId> {
  const near = new Set<LinkId>([link.id]);
  const lowest = link.lower ? linkById(topology, link.lower) : undefined;
  for (const one of [{ netns, link }, ...(lowest ? [lowest] : [])]) {
    near.add(one.link.id);
    if (one.link.peer) near.add(one.link.peer);
    for (const remote of remotesOf(one.netns, one.link)) {
      const end = tunnelEnd(topology, one, remote);
      if (end) near.add(end.link.id);
    }
  }
  return near;
}

interface Search {
  readonly topology: Topology;
  readonly near: ReadonlySet<LinkId>;
  readonly learned: Learned;
  readonly anyway: boolean;
}

interface Next {
  readonly crossing: Crossing;
  readonly tags: Tags;
}

const next = (place: Place | undefined, way: Crossing['way'], tags: Tags | undefined): Next[] =>
  place && tags ? [{ crossing: { place, way }, tags }] : [];

function nextOf(search: Search, { place, way }: Crossing, tags: Tags, before: Crossing | undefined): Next[] {
  if (way === 'out') return sentBy(search, place, tags);
  if (way === 'hub') return outOfBridge(search, place, tags, before?.way === 'out');
  const { topology } = search;
  const vlans = uppersOf(topology, place.link).filter(({ link }) => kindOf(link) === 'vlan');
  // vlan_do_receive() comes before the bridge.
  const vlan = vlans.flatMap((upper) =>
    tags[0] !== undefined && tags[0] === networkId(upper.link) ? next(upper, 'in', tags.slice(1)) : [],
  );
  if (vlan.length > 0) return vlan;
  const bridge = bridgeOf(place);
  if (bridge) return intoBridge(search, bridge, place.link, tags);
  return uppersOf(topology, place.link).flatMap((upper) => (isMacvlan(upper.link) ? next(upper, 'in', tags) : []));
}

function intoBridge({ anyway }: Search, bridge: Place, port: Link, tags: Tags): Next[] {
  const { netns, link } = bridge;
  if (!filtersVlans(link)) return next(bridge, 'hub', tags);
  return next(bridge, 'hub', (anyway ? takenAnyway : taken)(netns, port, tags));
}

/** With fewer ports all are looked at. */
const FEW = 16;

/** `isOwn`: the frame comes from the bridge's own netns, and does not come up there. */
function outOfBridge({ topology, near, anyway }: Search, place: Place, tags: Tags, isOwn: boolean): Next[] {
  const { netns, link } = place;
  const filters = filtersVlans(link);
  const leaves = (out: Link): readonly Tags[] => {
    if (!filters) return [tags];
    const usual = given(netns, out, tags);
    return anyway ? givenAnyway(netns, out, tags) : usual ? [usual] : [];
  };
  const ports = portsOf(netns, link);
  const few = ports.length > FEW ? trunksOf(topology, place) : ports.map((port) => ({ netns, link: port }));
  const direct =
    ports.length > FEW ? ports.filter(({ id }) => near.has(id)).map((port) => ({ netns, link: port })) : [];
  const up = !isOwn && (filters || uppersOf(topology, link).length > 0) ? leaves(link) : [];
  return [
    ...up.flatMap((one) => next(place, 'in', one)),
    ...[...direct, ...few].flatMap((port) => leaves(port.link).flatMap((one) => next(port, 'out', one))),
  ];
}

function sentBy(search: Search, place: Place, tags: Tags): Next[] {
  const { topology, learned } = search;
  const { netns, link } = place;
  if (isBridge(link)) return intoBridge(search, place, link, tags);
  const lower = linkById(topology, link.lower);
  if (kindOf(link) === 'vlan') {
    const id = networkId(link);
    return id === undefined ? [] : next(lower, 'out', [id, ...tags]);
  }
  if (isMacvlan(link)) {
    const above = lower ? uppersOf(topology, lower.link) : [];
    const siblings = above.filter((other) => other.link.id !== link.id && [other.link, link].every(isBridging));
    return [...siblings.flatMap((sibling) => next(sibling, 'in', tags)), ...next(lower, 'out', tags)];
  }
  if (kindOf(link) === 'vxlan')
    return [...remotesOf(netns, link).flatMap((remote) => endsAt(topology, place, remote)), ...learned(place)].flatMap(
      (end) => next(end, 'in', tags),
    );
  return next(linkById(topology, link.peer), 'in', tags);
}
