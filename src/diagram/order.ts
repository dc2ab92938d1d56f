import type { Netns, NetnsId, Topology } from '../topology/model.ts';

/** The number that each netns has got, by which it is placed in the picture and named in its text: the root 0, others from 1. */
export interface Order {
  /** The number for the next one that is seen. */
  readonly next: number;
  readonly sights: ReadonlyMap<NetnsId, Sight>;
}

interface Sight {
  readonly number: number;
  readonly names: readonly string[];
}

const NOTHING: Order = { next: 1, sights: new Map() };

/**
 * Namespaces seen before keep their numbers, and a number is never given twice; new ones come after them. The kernel cannot say
 * which netns is the older one: it uses inodes again. Namespaces seen for the first time together come by name, as `n2` before
 * `n10`, then the unnamed ones.
 */
export function ordered({ root, netns }: Topology, last: Order = NOTHING): Order {
  // Another root netns is another network.
  const before = last.sights.has(root) ? last : NOTHING;
  const sights = new Map<NetnsId, Sight>();
  const fresh: Netns[] = [];
  for (const one of netns) {
    const seen = before.sights.get(one.id);
    if (one.root) sights.set(one.id, { number: 0, names: one.names });
    else if (seen && seen.number > 0 && isSame(seen, one)) sights.set(one.id, { ...seen, names: one.names });
    else fresh.push(one);
  }
  let { next } = before;
  for (const { id, names } of fresh.sort(byName)) sights.set(id, { number: next++, names });
  return { next, sights };
}

/** Its inode may be that of another one, which was removed a moment ago. */
const isSame = (seen: Sight, { names }: Netns): boolean =>
  seen.names.length === 0 || names.length === 0 || names.some((name) => seen.names.includes(name));

const collator = new Intl.Collator('en', { numeric: true });

function byName(a: Netns, b: Netns): number {
  const named = Number(a.names.length === 0) - Number(b.names.length === 0);
  return named || collator.compare(a.label, b.label) || Number(a.id) - Number(b.id) || (a.id < b.id ? -1 : 1);
}
