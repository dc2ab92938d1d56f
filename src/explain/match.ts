// Whether a packet is what a rule asks for: nft(8), "EXPRESSIONS"; iptables-extensions(8).
import type { Match, Value } from '../topology/firewall/model.ts';
import { type Ip, isIn, readIp, readPrefix } from '../topology/prefix.ts';
import { fieldOf } from './fields.ts';
import { type Seen, setKey } from './seen.ts';

/** Three-valued: what is not modelled may hold. */
export type Holds = boolean | 'maybe';

export const not = (holds: Holds): Holds => (holds === 'maybe' ? 'maybe' : !holds);
const anyOf = (all: readonly Holds[]): Holds => (all.includes(true) ? true : all.includes('maybe') ? 'maybe' : false);
const allOf = (all: readonly Holds[]): Holds => (all.includes(false) ? false : all.includes('maybe') ? 'maybe' : true);

export function matches(match: Match, seen: Seen): Holds {
  const fields = match.of.split(' . ');
  const isConcat = fields.length > 1 && !match.of.startsWith('fib ');
  // What the packet does not have ends the rule (NFT_BREAK), whatever is asked of it.
  if ((isConcat ? fields : [match.of]).some((of) => fieldOf(of, seen) === undefined)) return false;
  const holds = isConcat
    ? anyOf(match.values.flatMap(elementsIn(seen)).map((value) => concatHolds(fields, value, seen)))
    : anyOf(match.values.flatMap(elementsIn(seen)).map((value) => valueHolds(match, value, seen)));
  return match.not ? not(holds) : holds;
}

/** What a set holds, if that is known. */
const elementsIn =
  (seen: Seen) =>
  (value: Value): readonly Value[] => {
    if (typeof value !== 'object' || !('set' in value)) return [value];
    const isChanged = seen.changedSets?.has(setKey(seen, value.set)) === true;
    return (isChanged ? undefined : value.elements) ?? [{ other: value.set }];
  };

function concatHolds(fields: readonly string[], value: Value, seen: Seen): Holds {
  if (typeof value !== 'object' || !('concat' in value)) return 'maybe';
  return allOf(value.concat.map((one, at) => valueHolds({ of: fields[at] ?? '', mask: undefined }, one, seen)));
}

type Asked = { readonly of: string; readonly mask?: Match['mask'] | undefined };

/** One value against what the packet has there. */
export function valueHolds({ of, mask }: Asked, value: Value, seen: Seen): Holds {
  const has = fieldOf(of, seen);
  if (has === 'unknown') return 'maybe';
  if (has === undefined) return false;
  if (typeof has !== 'object') return scalarHolds(has, value, mask);
  return 'family' in has ? addressHolds(has, value, mask) : flagsHold(has, value, mask);
}

function flagsHold([kind, ...has]: readonly string[], value: Value, mask: Match['mask']): Holds {
  const flags = kind === 'state' ? has : [kind, ...has];
  if (typeof value === 'string') return flags.includes(value);
  if (typeof value !== 'object' || !('flags' in value)) return 'maybe';
  const compared = Array.isArray(mask) && !mask.includes('all') ? flags.filter((flag) => mask.includes(flag)) : flags;
  return compared.length === value.flags.length && value.flags.every((flag) => compared.includes(`${flag}`));
}

function addressHolds(has: Ip, value: Value, mask: Match['mask']): Holds {
  if (typeof value === 'string') return textHolds(has, value);
  if (typeof value !== 'object') return 'maybe';
  if ('address' in value) {
    const asked = readPrefix(`${value.address}/${value.length}`);
    if (!asked) return 'maybe';
    const bits = typeof mask === 'string' ? readIp(mask) : undefined;
    if (mask !== undefined && !bits) return 'maybe';
    if (bits) return asked.family === has.family && (has.value & bits.value) === (asked.value & bits.value);
    return isIn(has, asked);
  }
  if ('from' in value || 'to' in value) {
    const [from, to] = [readIp(`${value.from ?? ''}`), readIp(`${value.to ?? ''}`)];
    if (!from || !to || from.family !== has.family) return 'maybe';
    return has.value >= from.value && has.value <= to.value;
  }
  return 'maybe';
}

function textHolds(has: Ip, value: string): Holds {
  const asked = readPrefix(value);
  return asked ? isIn(has, asked) : 'maybe';
}

function scalarHolds(has: string | number, value: Value, mask: Match['mask']): Holds {
  if (typeof value === 'object') {
    if ('startsWith' in value) return typeof has === 'string' && has.startsWith(value.startsWith) && has !== '';
    if ('flags' in value) return value.flags.length === 1 && value.flags[0] === has;
    if (('from' in value || 'to' in value) && typeof has === 'number')
      return has >= Number(value.from ?? 0) && has <= Number(value.to ?? Number.POSITIVE_INFINITY);
    return 'maybe';
  }
  if (typeof has === 'number') {
    const asked = typeof value === 'number' ? value : Number(value);
    if (Number.isNaN(asked)) return 'maybe';
    if (mask !== undefined && typeof mask !== 'number') return 'maybe';
    return mask === undefined ? has === asked : (has & mask) >>> 0 === (asked & mask) >>> 0;
  }
  if (mask !== undefined) return 'maybe';
  return has === `${value}` || NUMBERS[has] === value;
}

/** What nft may say as a number. */
const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  'ipv6-icmp': 58,
  'echo-request': 8,
  'echo-reply': 0,
};
