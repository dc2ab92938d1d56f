// What is wrong beside the way of a flow that arrives all the same.
import { linkById, linksWith, type Place } from '../topology/find.ts';
import type { Topology } from '../topology/model.ts';
import { segmentOf } from '../topology/segments.ts';
import type { Trace } from './trace.ts';

/** An address that several hosts on one wire have. */
export interface Duplicate {
  readonly address: string;
  readonly places: readonly Place[];
}

/** Of the addresses that are asked for, and that of the target. */
export function duplicatesOf(topology: Topology, { flow, verdict, there, back }: Trace): Duplicate[] {
  if (verdict !== 'delivered') return [];
  const asked = [...there, ...back].flatMap(({ steps }) =>
    steps.flatMap(({ code, thing, detail = '' }) =>
      code === 'neighbour' && 'link' in thing ? [{ address: detail.split(' ')[0] ?? '', link: thing.link ?? '' }] : [],
    ),
  );
  // What is sent to oneself asks for nobody.
  const [to = ''] = flow.to.split('%');
  const own = linksWith(topology, to)
    .filter(({ netns }) => netns.id === flow.from)
    .map(({ link }) => ({ address: to, link: link.id }));
  const found = [...own, ...asked].flatMap(({ address, link }) => {
    const places = holders(topology, address, linkById(topology, link));
    return places.length > 1 ? [[address, { address, places }] as const] : [];
  });
  return [...new Map(found).values()];
}

/** Who has an address on the wire of a link, each netns once. */
function holders(topology: Topology, address: string, from: Place | undefined): readonly Place[] {
  if (!from) return [];
  const wire = segmentOf(topology, from.link.id);
  const all = linksWith(topology, address).filter(({ link }) => segmentOf(topology, link.id) === wire);
  return [...new Map(all.toReversed().map((place) => [place.netns.id, place])).values()].toReversed();
}
