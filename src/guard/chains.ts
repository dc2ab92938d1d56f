// Chains of one's own in packet filters: what comes to them, and whether anything leaves them; and sets.

import type { Reach, Way } from './own-traffic.ts';

/** What texts of one shell have made of the chains and sets, by program, table and name. */
export interface Chains {
  /** The hooks of those that the kernel calls: nft(8). */
  readonly hooks: ReadonlyMap<string, string>;
  /** Nothing that comes to these leaves them. */
  readonly dropping: ReadonlySet<string>;
  /** Packets of the connection may come to these, by a rule of another one. */
  readonly linked: ReadonlyMap<string, Link>;
  /** Sets and maps, and the words of what is in them: nft(8). */
  readonly sets: ReadonlyMap<string, readonly string[]>;
}

/** Which way they go, and which of them it may be. */
export interface Link {
  readonly way: Way;
  readonly reach: Reach;
}

export const NO_CHAINS: Chains = { hooks: new Map(), dropping: new Set(), linked: new Map(), sets: new Map() };

/** The same, while a text is read. */
export interface ChainsRead extends Chains {
  readonly hooks: Map<string, string>;
  readonly dropping: Set<string>;
  readonly linked: Map<string, Link>;
  readonly sets: Map<string, readonly string[]>;
}

export const readChains = ({ hooks, dropping, linked, sets }: Chains = NO_CHAINS): ChainsRead => ({
  hooks: new Map(hooks),
  dropping: new Set(dropping),
  linked: new Map(linked),
  sets: new Map(sets),
});
