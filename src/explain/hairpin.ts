// Ports that send back what came in by them (bridge(8), "hairpin"), where that comes to another bridge.
import { linkById, netnsWhere, type Place } from '../topology/find.ts';
import { isGroup } from '../topology/mac.ts';
import { memoized } from '../topology/memoized.ts';
import type { Link, Topology } from '../topology/model.ts';
import { segmentOf } from '../topology/segments.ts';
import { portData } from './bridge.ts';
import { BROADCAST, type Frame } from './packet.ts';
import { linkThing } from './trace.ts';
import { Lost, type Walk } from './walk.ts';
import { bridgeOf, type Crossing, wayTo } from './wire.ts';

/** The port by which a way comes to a bridge sends back what is for all: the bridges before it take it for the way to the sender. */
export function reflect(walk: Walk, path: readonly Crossing[], { src, dst }: Frame): void {
  const port = path.at(-1)?.place;
  if (!isGroup(dst) || !port || !sendsBack(port, dst)) return;
  for (const [at, { place, way }] of path.entries()) {
    const out = path[at + 1]?.place.link;
    if (way === 'hub' && out && portData(out)['learning'] !== false) walk.learn(place.link.id, src, out.ifname);
  }
}

function sendsBack({ link }: Place, dst: string): boolean {
  const data = portData(link);
  const flag = dst === BROADCAST ? 'bcast_flood' : 'mcast_flood';
  return data['hairpin'] === true && data['isolated'] !== true && data[flag] !== false;
}

const isHairpin = (link: Link): boolean => portData(link)['hairpin'] === true;
const withHairpins = netnsWhere(({ links }) => links.some(isHairpin));

/** Between two bridges. */
const hairpins = memoized((topology: Topology): readonly Place[] =>
  withHairpins(topology)
    .flatMap((netns) => netns.links.filter(isHairpin).map((link) => ({ netns, link })))
    .filter((place) => {
      const other = linkById(topology, place.link.peer);
      return bridgeOf(place) && other && bridgeOf(other);
    }),
);

/**
 * What is for all comes to ports, too, that are not on its way. What they send back may be earlier or later than the answer.
 * Throws Lost where two of them send the same round and round.
 */
export function reflectElsewhere(walk: Walk, way: readonly Crossing[], frame: Frame): void {
  const [from] = way;
  if (!from) return;
  for (const port of hairpins(walk.topology)) {
    const bridge = bridgeOf(port);
    const onWire = segmentOf(walk.topology, port.link.id) === segmentOf(walk.topology, from.place.link.id);
    const path = bridge && onWire && sendsBack(port, frame.dst) ? wayTo(walk.topology, from.place, bridge) : undefined;
    if (path?.at(-2)?.place.link.id !== port.link.id) continue;
    const other = linkById(walk.topology, port.link.peer);
    if (other && sendsBack(other, frame.dst)) throw new Lost({ what: 'storm', thing: linkThing(port) });
    if (way.some(({ place }) => place.link.id === port.link.id)) continue;
    const key = JSON.stringify(['hairpin', port.link.id, frame.src, frame.dst]);
    if (walk.choose('hairpin', linkThing(port), 2, key) === 0) reflect(walk, path.slice(0, -1), frame);
  }
}
