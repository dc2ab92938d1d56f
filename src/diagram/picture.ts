import type { LinkId, NetnsId } from '../topology/model.ts';

/** What is drawn, before it becomes Mermaid text: boxes, the nodes in them, and the edges between nodes. */
export interface Picture {
  readonly boxes: readonly Box[];
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly Edge[];
  /** What is left out; empty when nothing is. */
  readonly hidden: readonly Hidden[];
}

/** How many things are left out, and why; HIDDEN_WORDS has the words. */
export interface Hidden {
  readonly what: 'foldedNetns' | 'foldedLinks' | 'farNetns' | 'farNodes';
  readonly count: number;
}

/** A network namespace. The root netns is the host itself. */
export interface Box {
  /** Generated: [a-z0-9_]+. */
  readonly id: string;
  readonly kind: 'host' | 'netns';
  readonly lines: readonly string[];
  readonly subject: Subject;
}

export interface PictureNode {
  readonly id: string;
  /** The box it is in; none for what is outside this host. */
  readonly box?: string;
  readonly kind: NodeKind;
  /** Texts as the kernel has them; they may hold any character. */
  readonly lines: readonly string[];
  readonly state?: State;
  readonly subject: Subject;
}

export type NodeKind =
  | 'bridge'
  | 'veth'
  | 'uplink'
  | 'tunnel'
  | 'upper'
  | 'link'
  | 'router'
  | 'gateway'
  | 'fold'
  | 'note';

/** `nocarrier`: switched on, but it carries nothing, for lack of a carrier or as link-state.ts says. */
export type State = 'up' | 'down' | 'nocarrier';

export interface Edge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** A veth pair, membership in a bridge, a link on top of another one, a tunnel, a default route, or the way through the router. */
  readonly kind: 'wire' | 'port' | 'lower' | 'tunnel' | 'default' | 'routed';
  readonly label?: string;
  readonly state?: State;
}

/** What in the topology a box, a node or an edge of the picture stands for. */
export type Subject =
  | { readonly kind: 'netns'; readonly netns: NetnsId }
  | { readonly kind: 'link'; readonly netns: NetnsId; readonly link: LinkId }
  | { readonly kind: 'router'; readonly netns: NetnsId }
  | { readonly kind: 'gateway'; readonly address: string }
  | {
      readonly kind: 'fold';
      readonly key: string;
      readonly netns: readonly NetnsId[];
      readonly links: readonly LinkId[];
      /** Members that are unfolded, and those to be unfolded instead: the next page. */
      readonly shown: readonly string[];
      readonly next: readonly string[];
    }
  | { readonly kind: 'note' };
