import type { Place } from '../topology/find.ts';
import type { Chain, FirewallRule } from '../topology/firewall/model.ts';
import type { FdbEntry, LinkId, Neighbour, Netns, NetnsId, Route, Rule } from '../topology/model.ts';
import type { Flow } from './flow.ts';
import type { Manner, Reason } from './reasons.ts';

/** What decided, or stands in the way: something that the topology holds. */
export type Thing = { readonly netns: NetnsId } & (
  | { readonly kind: 'netns' }
  | { readonly kind: 'link'; readonly link: LinkId }
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'policy'; readonly rule: Rule }
  | { readonly kind: 'neighbour'; readonly neighbour: Neighbour }
  | { readonly kind: 'fdb'; readonly link: LinkId; readonly entry: FdbEntry }
  | { readonly kind: 'chain'; readonly chain: Chain }
  | { readonly kind: 'rule'; readonly chain: Chain; readonly rule: FirewallRule }
  | { readonly kind: 'setting'; readonly key: string; readonly link?: LinkId }
);

export const netnsThing = ({ id }: Netns): Thing => ({ netns: id, kind: 'netns' });

export const linkThing = ({ netns, link }: Place): Thing => ({ netns: netns.id, kind: 'link', link: link.id });

/** What happened to the packet, by a code; the words are in words.ts. */
export type StepCode =
  | 'source'
  | 'route'
  | 'to-itself'
  | 'neighbour'
  | 'sent'
  | 'received'
  | 'bridged'
  | 'shown'
  | 'tunnelled'
  | 'accepted'
  | 'translated'
  /** To the answer, what was done to the question. */
  | 'undone'
  | 'marked'
  /** A rule exempts it from connection tracking. */
  | 'untracked'
  | 'forwarded'
  | 'delivered'
  | 'left'
  | 'stopped'
  | 'doubted';

/** One decision on the way. */
export interface Step {
  readonly code: StepCode;
  readonly thing: Thing;
  /** The packet's addresses as they are then, and its ports where it has some. */
  readonly packet: Addresses;
  /** What the code needs: a next hop, a MAC address, the name of a hook. */
  readonly detail?: string;
}

export interface Addresses {
  readonly src: string;
  readonly dst: string;
  readonly sport?: number;
  readonly dport?: number;
}

/** All that happens in one netns, until the packet leaves it. */
export interface Hop {
  readonly netns: NetnsId;
  readonly steps: readonly Step[];
}

export type Verdict =
  /** It arrives, and so does its answer. */
  | 'delivered'
  /** It does not arrive, or its answer does not. */
  | 'lost'
  /** It leaves what the topology shows, in a way in which an answer can come back. */
  | 'exits'
  /** Something on the way is not modelled that could change it. */
  | 'unknown';

/** Why a packet goes no further. */
export interface Stop {
  readonly reason: Reason;
  readonly manner?: Manner;
  readonly thing: Thing;
  /** Of the question, or of its answer. */
  readonly way: 'there' | 'back';
  readonly packet: Addresses;
  /** How many steps of that way come before, where the way itself goes on. */
  readonly steps?: number;
  /** What the words of the reason, or of its manner, need. */
  readonly args: readonly string[];
}

/** What is not modelled and could change the verdict. */
export interface Doubt {
  readonly what: string;
  readonly thing: Thing;
}

/** What a flow meets in one topology. */
export interface Trace {
  readonly flow: Flow;
  readonly verdict: Verdict;
  /** The first thing in its way, if there is one. */
  readonly stop?: Stop;
  readonly doubts: readonly Doubt[];
  readonly there: readonly Hop[];
  readonly back: readonly Hop[];
  /** How many decisions there were, with those about questions for neighbours and packets of tunnels. */
  readonly decisions: number;
}
