// Whether a rule of the packet filter may be about the connection to the machine.

import { mayBeAnything } from '../shell/fields.ts';
import type { Mask, Match, Part, Value } from '../topology/firewall/model.ts';
import { isAddress, isDefault, type Risk } from './risk.ts';

/** Which way packets of a chain go: to the machine, or from it. */
export type Way = 'in' | 'out';

/** What a rule may do to the connection to the machine. */
export interface Reach {
  /** It does so to every packet. */
  readonly all: boolean;
  /** Only on this link. */
  readonly link?: string;
  /** Only from or to one of these addresses or prefixes. */
  readonly addresses?: readonly string[];
}

/** What two conditions leave together. */
export const both = (first: Reach, second: Reach): Reach => ({ ...first, ...second, all: first.all && second.all });

/** A packet that belongs to the connection. */
interface Packet {
  readonly state: 'new' | 'established';
  readonly flags: readonly string[];
}

const PACKETS: Readonly<Record<Way, readonly Packet[]>> = {
  in: [
    { state: 'new', flags: ['syn'] },
    { state: 'established', flags: ['ack'] },
    { state: 'established', flags: ['psh', 'ack'] },
  ],
  out: [
    { state: 'new', flags: ['syn'] },
    { state: 'established', flags: ['syn', 'ack'] },
    { state: 'established', flags: ['ack'] },
    { state: 'established', flags: ['psh', 'ack'] },
  ],
};

/**
 * What the conditions of a rule leave of the connection to the machine, which is one over TCP to port 22 from an address
 * that is not known here. undefined: it is not about that, as far as can be told.
 */
export function reachOf(conditions: readonly (Part | undefined)[], way: Way): Reach | undefined {
  let reach: Reach = { all: true };
  for (const condition of conditions) {
    const next = condition && ofCondition(condition, way);
    if (!next) return undefined;
    reach = { ...reach, ...next, all: reach.all && next.all };
  }
  const isForSome = PACKETS[way].some((packet) => conditions.every((each) => !each || isFor(each, packet)));
  return isForSome ? reach : undefined;
}

/** Whether what a condition asks of states, flags and rates is true of a packet. */
function isFor(part: Part, { state, flags }: Packet): boolean {
  // A new connection is one packet, and bytes are many before there are too many.
  if (part.kind === 'limit') return !part.over || (state === 'established' && part.unit === 'packets');
  if (part.kind !== 'match') return true;
  if (part.of === 'ct state') return part.values.includes(state) !== part.not;
  if (part.of !== 'tcp flags') return true;
  const mask = Array.isArray(part.mask) && !part.mask.includes('all') ? part.mask : undefined;
  const compared = mask ? flags.filter((flag) => mask.includes(flag)) : flags;
  const hasFlags = (value: Value) =>
    typeof value === 'object' && 'flags' in value
      ? value.flags.length === compared.length && value.flags.every((flag) => compared.includes(flag))
      : value === 'all' || flags.includes(String(value));
  return part.values.some(hasFlags) !== part.not;
}

/** The same for what is said of such a rule. */
export const within = (said: Risk, { link, addresses }: Reach): Risk => ({
  ...said,
  ...(link === undefined ? {} : { ifUplink: link }),
  ...(addresses === undefined ? {} : { ifAddress: addresses }),
});

const ALL: Reach = { all: true };
const SOME: Reach = { all: false };

function ofCondition(part: Part, way: Way): Reach | undefined {
  if (part.kind === 'match') return ofMatch(part, way);
  // What is for some packets only may be for those of the connection.
  return /^(?:counter|log|set)$/.test(part.kind) ? ALL : SOME;
}

function ofMatch(match: Match, way: Way): Reach | undefined {
  const { of, not, values } = match;
  if (values.some((value) => typeof value === 'object' && 'concat' in value)) return ofConcats(match, way);
  const [from, to, port, other, link] =
    way === 'in' ? ['saddr', 'daddr', 'dport', 'sport', 'i'] : ['daddr', 'saddr', 'sport', 'dport', 'o'];
  // What a variable stands for may be what the connection has.
  if (values.some(isUnknown)) return SOME;
  const holds = (test: (value: Value) => boolean) => (values.some(test) !== not ? SOME : undefined);
  if (new RegExp(`^(?:meta ${link}if(?:name)?|physdev ${link === 'i' ? 'in' : 'out'})$`).test(of)) return ofLink(match);
  if (/^(?:ct original )?ip6? [sd]addr$/.test(of))
    return ofAddresses(match, of.endsWith(of.startsWith('ct') ? 'daddr' : to));
  if (of.startsWith('ipset')) return SOME;
  if (new RegExp(`^(?:(?:tcp|th) (?:${port}|port)|ct original proto-dst|ct reply proto-src)$`).test(of))
    return holds(isSsh);
  if (new RegExp(`^(?:tcp|th) ${other}$`).test(of)) return holds(isOfClients);
  const [fib, local] = [
    new RegExp(`^fib ${from}(?: \\. [io]if)? type$`),
    new RegExp(`^fib ${to}(?: \\. [io]if)? type$`),
  ];
  if (fib.test(of)) return holds((value) => value === 'unicast');
  if (local.test(of)) return holds((value) => value === 'local');
  const test = ASKS.find(([field]) => field.test(of))?.[1];
  return test ? holds(test) : SOME;
}

/** Several fields at once: whether the connection has those of one element. */
function ofConcats({ of, not, values }: Match, way: Way): Reach | undefined {
  const fields = of.split(' . ');
  const reaches = values.flatMap((value) => {
    if (typeof value !== 'object' || !('concat' in value)) return [SOME];
    const each = value.concat.map((one, at) =>
      ofMatch({ kind: 'match', of: fields[at] ?? '', not: false, values: [one] }, way),
    );
    const known = each.flatMap((reach) => reach ?? []);
    return known.length === each.length ? [known.reduce(both)] : [];
  });
  return not || reaches.length > 1 ? SOME : reaches[0];
}

function isUnknown(value: Value): boolean {
  if (typeof value === 'string') return /[$`]/.test(value);
  return typeof value === 'object' && 'other' in value && mayBeAnything(value.other);
}

/** What the connection has that is not known by its way: a field, and whether a value is that of the connection. */
const ASKS: readonly (readonly [RegExp, (value: Value) => boolean])[] = [
  [/^(?:meta l4proto|ip protocol|ip6 nexthdr|ct original protocol)$/, (value) => value === 'tcp' || value === 6],
  [/^meta (?:nfproto|protocol)$/, (value) => /^ip(?:v4|v6|6)?$/.test(String(value))],
  [/^meta pkttype$/, (value) => /^(?:host|unicast)$/.test(String(value))],
  [/^ct status$/, (value) => /^(?:assured|confirmed|seen-reply)$/.test(String(value))],
  // Nobody marks it.
  [/^(?:meta|ct) mark$/, (value) => value === 0],
  [/^meta sk[ug]id$/, (value) => value === 0 || value === 'root'],
  [/ttl$|hoplimit$/, (value) => isWithin(value, 32, 255)],
  // A part that is lost comes again.
  [/^meta random$/, (value) => isWithin(value, RANDOM_HALF, RANDOM_HALF)],
  [/^numgen inc mod (?!1$)/, () => false],
  [/^(?:ether|arp|udp|udplite|sctp|dccp|icmp|icmpv6)(?: |$)/, () => false],
  // Its packets are whole.
  [/^ip frag-off$/, (value) => value === 0],
];

/** Half of what the kernel compares a random number with: net/netfilter/xt_statistic.c. */
const RANDOM_HALF = 0x4000_0000;

/** Whether a number, or one of a range, is between two. */
function isWithin(value: Value, least: number, most: number): boolean {
  if (typeof value === 'number') return least <= value && value <= most;
  if (typeof value !== 'object' || !('from' in value || 'to' in value)) return false;
  return Number(value.from ?? 0) <= most && least <= Number(value.to ?? Number.POSITIVE_INFINITY);
}

/** From many of the ports that connections begin at (ip(7), ip_local_port_range). */
const isOfClients = (value: Value): boolean => typeof value !== 'number' && isWithin(value, 40_000, 50_000);

function ofAddresses({ not, values, mask }: Match, isOwn: boolean): Reach | undefined {
  if (values.some((value) => isShort(value, 0))) return not ? undefined : ALL;
  // What is for all but some is for most.
  if (not || values.some((value) => isShort(value, 7))) return not && isOwn ? undefined : SOME;
  // What is in a set is not known.
  if (values.some((value) => typeof value === 'object' && 'set' in value)) return SOME;
  return { all: false, addresses: values.flatMap((value) => prefixesOf(value, mask)) };
}

function ofLink({ not, values: [value, ...more] }: Match): Reach | undefined {
  // All links but some: the uplink may be one.
  if (not || more.length > 0) return SOME;
  if (typeof value === 'string') return { all: false, link: value };
  if (typeof value !== 'object' || !('startsWith' in value)) return SOME;
  return value.startsWith === '' ? ALL : { all: false, link: `${value.startsWith}*` };
}

/** Whether it is a prefix of no greater length, so that it has many networks in it, or all. */
function isShort(value: Value, length: number): boolean {
  if (typeof value === 'string') return isDefault(value);
  if (typeof value !== 'object') return false;
  return 'other' in value ? isDefault(value.other) : 'address' in value && value.length <= length;
}

/** '10.0.0.1/32'; '10.0.0.1,10.0.0.2' of iptables. What a name or a variable stands for is not known. */
function prefixesOf(value: Value, mask: Mask | undefined): string[] {
  if (typeof value !== 'object') return [];
  if ('from' in value) return [`${value.from}-${value.to}`];
  if ('other' in value) return value.other.split(',').filter(isAddress);
  return 'address' in value ? [`${value.address}/${typeof mask === 'string' ? mask : value.length}`] : [];
}

const SSH = 22;

const isSsh = (value: Value): boolean => value === 'ssh' || isWithin(value, SSH, SSH);
