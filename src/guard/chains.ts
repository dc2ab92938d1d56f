// Chains of one's own in packet filters: what comes to them, and whether anything leaves them; and sets.

import type { Part } from '../topology/firewall/model.ts';
import { both, type Reach, reachOf, type Way, within } from './own-traffic.ts';
import type { Risk } from './risk.ts';

/** What texts of one shell have made of the chains and sets, by program, table and name. */
export interface Chains {
  /** The hooks of those that the kernel calls: nft(8). */
  readonly hooks: ReadonlyMap<string, string>;
  /** Nothing that comes to these leaves them. */
  readonly dropping: ReadonlySet<string>;
  /** Packets of the connection may come to these, by a rule of another one. */
  readonly linked: ReadonlyMap<string, Link>;
  /** The rules of those that the kernel does not call: one more rule may lead there. */
  readonly held: ReadonlyMap<string, readonly Held[]>;
  /** Sets and maps, and the words of what is in them: nft(8). */
  readonly sets: ReadonlyMap<string, readonly string[]>;
}

/** Which way they go, and which of them it may be. */
export interface Link {
  readonly way: Way;
  readonly reach: Reach;
}

/** A rule that is asked about when packets of the connection may come to its chain. */
export interface Held {
  readonly conditions: readonly (Part | undefined)[];
  /** What it does to them; absent where it only leads to another chain. */
  readonly said?: Risk;
  readonly to?: string;
}

export const NO_CHAINS: Chains = {
  hooks: new Map(),
  dropping: new Set(),
  linked: new Map(),
  held: new Map(),
  sets: new Map(),
};

/** The same, while a text is read. */
export interface ChainsRead extends Chains {
  readonly hooks: Map<string, string>;
  readonly dropping: Set<string>;
  readonly linked: Map<string, Link>;
  readonly held: Map<string, readonly Held[]>;
  readonly sets: Map<string, readonly string[]>;
}

export const readChains = ({ hooks, dropping, linked, held, sets }: Chains = NO_CHAINS): ChainsRead => ({
  hooks: new Map(hooks),
  dropping: new Set(dropping),
  linked: new Map(linked),
  held: new Map(held),
  sets: new Map(sets),
});

/** Remembers a rule of a chain to which another rule may lead later. */
export function hold({ held }: ChainsRead, chain: string, rule: Held): void {
  held.set(chain, [...(held.get(chain) ?? []), rule]);
}

/** Packets of the connection come to a chain from now on: what the rules do to them that are there already. */
export function link(chains: ChainsRead, chain: string, { way, reach }: Link, seen = new Set<string>()): Risk[] {
  const known = chains.linked.get(chain);
  const isSame = !known || JSON.stringify(known.reach) === JSON.stringify(reach);
  // Of two rules that lead there, each for some packets, what is added later may be for those of either.
  chains.linked.set(chain, known && !isSame ? { way: known.way, reach: { all: false } } : { way, reach });
  // Two jumps in each of many chains would be followed without end.
  const asked = JSON.stringify([chain, way, reach]);
  if (seen.has(asked)) return [];
  seen.add(asked);
  return (chains.held.get(chain) ?? []).flatMap(({ conditions, said, to }) => {
    const own = reachOf(conditions, way);
    if (!own) return [];
    const left = both(reach, own);
    const further = to === undefined ? [] : link(chains, to, { way, reach: left }, seen);
    return [...(said ? [within(said, left)] : []), ...further];
  });
}
