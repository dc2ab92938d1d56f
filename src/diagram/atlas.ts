import type { Link, LinkId, Netns, NetnsId, Topology } from '../topology/model.ts';

/** A link and the netns it is in. */
export interface Place {
  readonly netns: Netns;
  readonly link: Link;
}

/** A topology with what drawing looks up again and again, each by one look. */
export class Atlas {
  readonly topology: Topology;
  /** Root first, then by inode, which is the order of their making; their number is part of ids. */
  readonly netns: readonly Netns[];
  readonly #numbers = new Map<NetnsId, number>();
  readonly #places = new Map<LinkId, Place>();
  readonly #byName = new Map<string, Link>();
  readonly #byAddress = new Map<string, Place[]>();
  readonly #segment = new Map<LinkId, LinkId>();

  constructor(topology: Topology) {
    this.topology = topology;
    this.netns = topology.netns.toSorted((a, b) => Number(b.root) - Number(a.root) || byInode(a.id, b.id));
    for (const [number, netns] of this.netns.entries()) {
      this.#numbers.set(netns.id, number);
      for (const link of netns.links) this.#enter({ netns, link });
    }
    for (const place of this.#places.values()) this.#join(place);
  }

  #enter(place: Place): void {
    const { netns, link } = place;
    this.#places.set(link.id, place);
    this.#byName.set(`${netns.id}/${link.ifname}`, link);
    for (const { local } of link.addr_info) {
      if (local === undefined) continue;
      const known = this.#byAddress.get(local);
      if (known) known.push(place);
      else this.#byAddress.set(local, [place]);
    }
  }

  #join({ netns, link }: Place): void {
    const master = link.master === undefined ? undefined : this.named(netns, link.master);
    for (const other of [link.peer, link.lower, master?.id])
      if (other) this.#segment.set(this.#segmentOf(link.id), this.#segmentOf(other));
  }

  /** Union-find with path halving: the links between which a frame can travel have one segment. */
  #segmentOf(id: LinkId): LinkId {
    let at = id;
    for (;;) {
      const next = this.#segment.get(at);
      if (next === undefined || next === at) return at;
      const further = this.#segment.get(next);
      if (further !== undefined) this.#segment.set(at, further);
      at = next;
    }
  }

  /** Generated and safe: `host`, `n1`, `n2`, … */
  netnsDrawnAs(id: NetnsId): string {
    const number = this.#numbers.get(id) ?? 0;
    return number === 0 ? 'host' : `n${number}`;
  }

  /** What a person calls it, in a picture of this host. */
  nameOf({ root, label, names, holder }: Netns): string {
    if (root) return this.topology.host.label;
    if (isSimulatedInternet({ names, holder })) return 'internet (simulated)';
    return [label, ...names.slice(1)].join(' / ');
  }

  drawnAs({ netns, link }: Place): string {
    return `${this.netnsDrawnAs(netns.id)}_${link.ifindex}`;
  }

  place(id: LinkId | null | undefined): Place | undefined {
    return id ? this.#places.get(id) : undefined;
  }

  named(netns: Netns, ifname: string): Link | undefined {
    return this.#byName.get(`${netns.id}/${ifname}`);
  }

  /** The bridge (bond, VRF) that a link belongs to. */
  master({ netns, link }: Place): Place | undefined {
    const master = link.master === undefined ? undefined : this.named(netns, link.master);
    return master && { netns, link: master };
  }

  /** The link in another netns, on the same wire as `from`, that has this address. */
  neighbour(from: Place, address: string): Place | undefined {
    const segment = this.#segmentOf(from.link.id);
    return this.#byAddress
      .get(address)
      ?.find(({ netns, link }) => netns !== from.netns && this.#segmentOf(link.id) === segment);
  }

  /** Any link that has this address. */
  owner(address: string): Place | undefined {
    return this.#byAddress.get(address)?.[0];
  }
}

function byInode(a: NetnsId, b: NetnsId): number {
  return Number(a) - Number(b) || (a < b ? -1 : 1);
}

/** Whether it is the sandbox's own, which answers for every address outside (docs/sandbox.md). */
export const isSimulatedInternet = ({
  names,
  holder,
}: Pick<Netns, 'names'> & { holder?: Netns['holder'] | undefined }): boolean =>
  names.length === 0 && holder?.command === 'netlab-internet';

export const isLoopback = (link: Link): boolean => link.link_type === 'loopback';

/** The addresses worth showing: not those that every loopback or IPv6 link has by itself. */
export function shownAddresses(link: Link): string[] {
  return link.addr_info
    .filter(({ scope }) => scope !== 'link' && scope !== 'host')
    .map(({ local, prefixlen, address }) => `${local ?? '?'}${address ? ` peer ${address}` : ''}/${prefixlen}`);
}
