// The options of a rule of iptables, and what their values have in common.
import type { Part, Value } from './model.ts';

export interface Option {
  readonly name: string;
  readonly not: boolean;
  readonly values: readonly string[];
}

export interface Context {
  readonly family: 'ip' | 'ip6';
  /** Of `-p`, where the rule names one. */
  readonly protocol: string;
  /** The chains of one's own in the same table. */
  readonly chains: ReadonlySet<string>;
}

/** A match or a target. undefined: not all of its options are understood. */
export type Module = (options: readonly Option[], context: Context) => Part[] | undefined;

/** The values by their options. undefined: one of them is negated, or there twice, or not among the names. */
export function byName<Name extends string>(
  options: readonly Option[],
  ...names: readonly Name[]
): Partial<Record<Name, string>> | undefined {
  const values: Partial<Record<Name, string>> = {};
  for (const option of options) {
    const name = names.find((known) => known === option.name);
    if (name === undefined || option.not || values[name] !== undefined) return undefined;
    values[name] = option.values[0] ?? '';
  }
  return values;
}

export function numberOf(text: string): number | undefined {
  return /^(?:0x[\da-f]+|\d+)$/i.test(text) ? Number(text) : undefined;
}

/** 'a:b', 'a-b', or one. */
export function numbersOf(text: string, sign: ':' | '-'): Value | undefined {
  const [from, to, ...more] = text.split(sign).map(numberOf);
  if (from === undefined || more.length > 0) return undefined;
  if (!text.includes(sign)) return from;
  return to === undefined ? undefined : { from, to };
}

/** All bits of a mark. */
export const FULL = 0xffffffff;

/** '0x1/0xff'. */
export function masked(value: string): { readonly number: number; readonly mask: number } | undefined {
  const [number, mask = FULL, ...more] = value.split('/').map(numberOf);
  const whole = value.includes('/') ? /\/(?:0x[\da-f]+|\d+)$/i.test(value) : true;
  return number === undefined || more.length > 0 || !whole ? undefined : { number, mask };
}
