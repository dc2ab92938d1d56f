import { type Rate, rateText } from '../topology/counters.ts';
import type { LinkId } from '../topology/model.ts';
import { filled } from '../words.ts';
import { keyOf } from './keys.ts';
import type { LineRate, ThingRate } from './messages.ts';
import type { Edge, Picture, PictureNode } from './picture.ts';
import { RATE_WORDS, type RateWords } from './words.ts';

/** The namespaces whose links are in a picture. */
export function netnsIn({ nodes }: Picture): string[] {
  return [...new Set(nodes.flatMap(({ subject }) => (subject.kind === 'link' ? [subject.netns] : [])))];
}

/** What lines carry, for their labels, and what links carry, in words. A line that carries nothing has no label. */
export function shownRates(
  { nodes, edges }: Picture,
  rates: ReadonlyMap<LinkId, Rate>,
  words: RateWords = RATE_WORDS,
): { readonly lines: readonly LineRate[]; readonly things: readonly ThingRate[] } {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const wired = new Set(edges.flatMap(({ kind, from, to }) => (kind === 'wire' ? [from, to] : [])));
  const rateOf = (node: PictureNode | undefined) =>
    node?.subject.kind === 'link' ? rates.get(node.subject.link) : undefined;
  return {
    lines: edges.flatMap((edge): LineRate[] => {
      const rate = carries(edge, wired) ? rateOf(byId.get(edge.from)) : undefined;
      if (!rate || (isNothing(rate.sent) && isNothing(rate.received))) return [];
      const text = (bits: number) => (isNothing(bits) ? '' : rateText(bits));
      return [{ id: edge.id, there: text(rate.sent), back: text(rate.received) }];
    }),
    things: nodes.flatMap((node): ThingRate[] => {
      const rate = rateOf(node);
      if (!rate) return [];
      const text = filled(words.rate, rateText(rate.received), rateText(rate.sent));
      return [{ key: keyOf(node.subject), text }];
    }),
  };
}

/** What a port carries is said at its cable. */
function carries({ kind, from }: Edge, wired: ReadonlySet<string>): boolean {
  return kind === 'wire' || kind === 'lower' || kind === 'tunnel' || (kind === 'port' && !wired.has(from));
}

const isNothing = (bits: number) => bits < 0.5;
