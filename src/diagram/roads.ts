import type { LinkId, NetnsId } from '../topology/model.ts';
import type { Edge, Picture } from './picture.ts';

/** A line of a picture, as it is passed: from its first end to its last, or `reversed`. */
export interface Stretch {
  readonly id: string;
  readonly reversed: boolean;
  /** The node that it leads to. */
  readonly to: string;
}

/** What frames go along, and what packets do within a netns. */
const KINDS: Readonly<Record<'wire' | 'routed', readonly Edge['kind'][]>> = {
  wire: ['wire', 'port', 'lower', 'tunnel'],
  routed: ['routed'],
};

/** A picture as something to travel in. */
export class Roads {
  readonly #links = new Map<LinkId, string>();
  readonly #netns = new Map<NetnsId, string>();
  readonly #routers = new Map<NetnsId, string>();
  readonly #edges: readonly Edge[];

  constructor({ boxes, nodes, edges }: Picture) {
    this.#edges = edges;
    for (const { id, subject } of [...boxes, ...nodes]) {
      if (subject.kind === 'link') this.#links.set(subject.link, id);
      if (subject.kind === 'netns') this.#netns.set(subject.netns, id);
      if (subject.kind === 'router') this.#routers.set(subject.netns, id);
      if (subject.kind !== 'fold') continue;
      for (const one of subject.links) this.#links.set(one, id);
      for (const one of subject.netns) this.#netns.set(one, id);
    }
  }

  /** The id of what shows a netns: its box, or the fold that it is in. */
  boxOf(netns: NetnsId): string | undefined {
    return this.#netns.get(netns);
  }

  routerOf(netns: NetnsId): string | undefined {
    return this.#routers.get(netns);
  }

  /** The id of what shows a link: its node, or the fold that it or its netns is in. */
  linkOf(netns: NetnsId, link: LinkId): string | undefined {
    const box = this.#netns.get(netns);
    return this.#links.get(link) ?? (box?.startsWith('f') ? box : undefined);
  }

  /** The line to where a default route leads that is not on this host. */
  outOf(node: string): Stretch | undefined {
    const edge = this.#edges.find(({ kind, from }) => kind === 'default' && from === node);
    return edge && { id: edge.id, reversed: false, to: edge.to };
  }

  /** The shortest way from node to node; nothing where there is none. */
  between(from: string, to: string, by: 'wire' | 'routed'): readonly Stretch[] {
    if (from === to) return [];
    const ways = new Map<string, readonly Stretch[]>([[from, []]]);
    for (const [at, way] of ways)
      for (const stretch of this.#from(at, by)) {
        if (ways.has(stretch.to)) continue;
        ways.set(stretch.to, [...way, stretch]);
        if (stretch.to === to) return [...way, stretch];
      }
    return [];
  }

  #from(node: string, by: 'wire' | 'routed'): Stretch[] {
    return this.#edges.flatMap(({ id, from, to, kind }): Stretch[] => {
      if (!KINDS[by].includes(kind) || (from !== node && to !== node)) return [];
      return [from === node ? { id, reversed: false, to } : { id, reversed: true, to: from }];
    });
  }
}
