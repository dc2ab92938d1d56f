import { inWords } from '../words.ts';
import type { Topology, Unread } from './model.ts';

/** Why it was not read, in words, not printable yet. */
export const whyText = ({ why }: Unread): string => inWords(why);

/** What docs/topology.schema.json describes: reasons are in English. */
export function forPrograms(topology: Topology): object {
  const inEnglish = (unread: readonly Unread[]) => unread.map((one) => ({ what: one.what, why: whyText(one) }));
  return {
    ...topology,
    netns: topology.netns.map((netns) => ({ ...netns, unread: inEnglish(netns.unread) })),
    unread: inEnglish(topology.unread),
  };
}
