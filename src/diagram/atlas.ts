import type { Link, LinkId, Netns, NetnsId, Topology } from '../topology/model.ts';
import { isSimulatedInternet, SIMULATED_INTERNET } from '../topology/names.ts';
import { type Order, ordered } from './order.ts';

/** A link and the netns it is in. */
export interface Place {
  readonly netns: Netns;
  readonly link: Link;
}

/** A topology with what drawing looks up again and again, each by one look. */
export class Atlas {
  readonly topology: Topology;
  /** Root first, then by their number, which is part of ids. */
  readonly netns: readonly Netns[];
  readonly #order: Order;
  readonly #places = new Map<LinkId, Place>();
  // Made when first asked for: most namespaces of a large network have nothing that asks.
  readonly #byName = new Map<Netns, Map<string, Link>>();
  #byAddress: Map<string, Place[]> | undefined;
  #segment: Map<LinkId, LinkId> | undefined;

  /** `order`: that of the picture before; without one, the order of those seen for the first time. */
  constructor(topology: Topology, order: Order = ordered(topology)) {
    this.topology = topology;
    this.#order = order;
    this.netns = topology.netns.toSorted((a, b) => this.#number(a.id) - this.#number(b.id));
    for (const netns of this.netns) for (const link of netns.links) this.#places.set(link.id, { netns, link });
  }

  #number(id: NetnsId): number {
    return this.#order.sights.get(id)?.number ?? 0;
  }

  /** The links that have an address. */
  #at(address: string): readonly Place[] {
    if (!this.#byAddress) {
      this.#byAddress = new Map();
      for (const place of this.#places.values())
        for (const { local } of place.link.addr_info) {
          if (local === undefined) continue;
          const known = this.#byAddress.get(local);
          if (known) known.push(place);
          else this.#byAddress.set(local, [place]);
        }
    }
    return this.#byAddress.get(address) ?? [];
  }

  /** The links between which a frame can travel have one segment. */
  #segmentOf(id: LinkId): LinkId {
    if (!this.#segment) {
      this.#segment = new Map();
      for (const place of this.#places.values())
        for (const other of [place.link.peer, place.link.lower, this.master(place)?.link.id])
          if (other) this.#segment.set(rootOf(this.#segment, place.link.id), rootOf(this.#segment, other));
    }
    return rootOf(this.#segment, id);
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
    return id ? this.#places.get(id) : undefined;
  }

  named(netns: Netns, ifname: string): Link | undefined {
    let names = this.#byName.get(netns);
    if (!names) {
      names = new Map(netns.links.map((link) => [link.ifname, link]));
      this.#byName.set(netns, names);
    }
    return names.get(ifname);
  }

  /** The bridge (bond, VRF) that a link belongs to. */
  master({ netns, link }: Place): Place | undefined {
    const master = link.master === undefined ? undefined : this.named(netns, link.master);
    return master && { netns, link: master };
  }

  /** The link in another netns, on the same wire as `from`, that has this address. */
  neighbour(from: Place, address: string): Place | undefined {
    const segment = this.#segmentOf(from.link.id);
    return this.#at(address).find(({ netns, link }) => netns !== from.netns && this.#segmentOf(link.id) === segment);
  }

  /** Any link that has this address. */
  owner(address: string): Place | undefined {
    return this.#at(address)[0];
  }
}

/** Union-find with path halving. */
function rootOf(parents: Map<LinkId, LinkId>, id: LinkId): LinkId {
  let at = id;
  for (;;) {
    const next = parents.get(at);
    if (next === undefined || next === at) return at;
    const further = parents.get(next);
    if (further !== undefined) parents.set(at, further);
    at = next;
  }
}

/** The addresses worth showing: not those that every loopback or IPv6 link has by itself. */
export function shownAddresses(link: Link): string[] {
  return link.addr_info
    .filter(({ scope }) => scope !== 'link' && scope !== 'host')
    .map(({ local, prefixlen, address }) => `${local ?? '?'}${address ? ` peer ${address}` : ''}/${prefixlen}`);
}
