import { linkById, linksWith, type Place } from '../topology/find.ts';
import type { LinkId, Netns, NetnsId, Topology } from '../topology/model.ts';
import { segmentOf } from '../topology/segments.ts';
import { isSimulatedInternet, SIMULATED_INTERNET } from '../topology/simulated-internet.ts';
import { type Order, ordered } from './order.ts';

/** A topology with what drawing looks up again and again, each by one look. */
export class Atlas {
  readonly topology: Topology;
  /** Root first, then by their number, which is part of ids. */
  readonly netns: readonly Netns[];
  readonly #order: Order;

  /** `order`: that of the picture before; without one, the order of those seen for the first time. */
  constructor(topology: Topology, order: Order = ordered(topology)) {
    this.topology = topology;
    this.#order = order;
    this.netns = topology.netns.toSorted((a, b) => this.#number(a.id) - this.#number(b.id));
  }

  #number(id: NetnsId): number {
    return this.#order.sights.get(id)?.number ?? 0;
  }

  /** Generated and safe: `host`, `n1`, `n2`, … */
  netnsDrawnAs(id: NetnsId): string {
    const number = this.#number(id);
    return number === 0 ? 'host' : `n${number}`;
  }

  /** What a person calls it, in a picture of this host. */
  nameOf({ root, label, names, holder }: Netns): string {
    if (root) return this.topology.host.label;
    if (isSimulatedInternet({ names, holder })) return SIMULATED_INTERNET;
    return [label, ...names.slice(1)].join(' / ');
  }

  drawnAs({ netns, link }: Place): string {
    return `${this.netnsDrawnAs(netns.id)}_${link.ifindex}`;
  }

  place(id: LinkId | null | undefined): Place | undefined {
    return linkById(this.topology, id);
  }

  /** The link in another netns, on the same segment as `from`, that has this address. */
  neighbour(from: Place, address: string): Place | undefined {
    const segment = (place: Place) => segmentOf(this.topology, place.link.id);
    return linksWith(this.topology, address).find(
      (place) => place.netns !== from.netns && segment(place) === segment(from),
    );
  }
}
