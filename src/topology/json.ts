import { inWords } from '../words.ts';
import type { Json, JsonObject, Topology, Unread } from './model.ts';

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands in the place of a text, as a text: an object may have a `toString` that is none. */
export const jsonText = (value: Json | undefined): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

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
