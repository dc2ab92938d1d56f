import { ATTRIBUTES, type AttributeOffer, LANGUAGES, type OfferedValue } from './attribute-table.ts';
import { quoted } from './attributes.ts';

/** What may stand at a place of an info string: offsets are of the line. */
export interface InfoOffers {
  readonly from: number;
  readonly offers: readonly { readonly kind: 'language' | 'key' | 'value'; readonly offer: Offer }[];
}

/** `insert`: what is written; a key that takes one of several values waits for that. */
interface Offer extends OfferedValue {
  readonly insert: string;
}

/** What more there is to choose from, by the key. */
export type LiveValues = (key: string) => readonly OfferedValue[];

const FENCE = /^\s{0,20}(?:`{3,}|~{3,})[ \t]*/;

/** What may be written at a place of a line, if that is in the info string of a fence. */
export function offersAt(line: string, at: number, live: LiveValues): InfoOffers | undefined {
  const start = FENCE.exec(line)?.[0].length;
  if (start === undefined || at < start || line.length > MAX_LENGTH) return undefined;
  const before = line.slice(start, at);
  const brace = before.indexOf('{');
  if (brace < 0) {
    if (/\s/.test(before)) return undefined;
    return {
      from: start,
      offers: LANGUAGES.map((one) => ({ kind: 'language', offer: { ...one, insert: one.value } })),
    };
  }
  const inner = before.slice(brace + 1);
  if (inner.includes('}') || (inner.split('"').length - 1) % 2 > 0) return undefined;
  const [, key, typed = ''] = /(?:^|[\s,])(?:([^\s,={}"]+)=)?([^\s,={}"]*)$/.exec(inner) ?? [];
  const from = at - typed.length;
  if (key !== undefined) {
    const known = attribute(key);
    const all = known ? [...known.values, ...live(key)] : [];
    return { from, offers: all.map((one) => ({ kind: 'value', offer: { ...one, insert: quoted(one.value) } })) };
  }
  const given = new Set([...inner.matchAll(/([^\s,={}"]+)=/g)].map(([, name]) => name));
  const keys = ATTRIBUTES.filter((one) => !given.has(one.key));
  const offers = keys.map((one) => ({ value: one.key, means: one.means, insert: insertOf(one) }));
  return { from, offers: offers.map((offer) => ({ kind: 'key', offer })) };
}

/** What the word at a place of a line means, if that is in the info string of a fence. */
export function meaningAt(
  line: string,
  at: number,
): { readonly from: number; readonly to: number; readonly of: OfferedValue } | undefined {
  const start = FENCE.exec(line)?.[0].length;
  if (start === undefined || line.length > MAX_LENGTH) return undefined;
  const brace = line.indexOf('{', start);
  const language = /^[^\s{]*/.exec(line.slice(start))?.[0] ?? '';
  const known = LANGUAGES.find(({ value }) => value === language.toLowerCase());
  if (known && at >= start && at <= start + language.length)
    return { from: start, to: start + language.length, of: known };
  if (brace < 0) return undefined;
  for (const { index, 0: text, 1: key = '', 2: value } of line.matchAll(WRITTEN)) {
    if (text === '}') return undefined;
    if (index <= brace || at < index || at > index + text.length) continue;
    const one = attribute(key);
    if (!one) return undefined;
    const inValue = value !== undefined && at > index + key.length;
    const of = inValue ? one.values.find((offered) => offered.value === value && offered.means) : undefined;
    if (of) return { from: index + key.length + 1, to: index + text.length, of };
    return { from: index, to: index + key.length, of: { value: key, means: one.means } };
  }
  return undefined;
}

/** Nobody writes a longer line of this kind by hand. */
const MAX_LENGTH = 4096;

const WRITTEN = /\}|([^\s,={}"]+)(?:=("(?:[^"\\]|\\.)*"|[^\s,{}"]*))?/g;

const attribute = (key: string): AttributeOffer | undefined => ATTRIBUTES.find((one) => one.key === key);

const insertOf = ({ key, kind }: AttributeOffer): string => (kind === 'flag' ? `${key}=true` : `${key}=`);
