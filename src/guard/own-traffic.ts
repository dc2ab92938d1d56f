// Whether a rule of the packet filter may be about the connection to the machine.

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
  return reach;
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
  switch (part.kind) {
    case 'match':
      return ofMatch(part, way);
    case 'counter':
    case 'log':
    case 'set':
      return ALL;
    default:
      return undefined;
  }
}

function ofMatch(match: Match, way: Way): Reach | undefined {
  const { of, not, values } = match;
  const [from, to, port, link] = way === 'in' ? ['saddr', 'daddr', 'dport', 'iif'] : ['daddr', 'saddr', 'sport', 'oif'];
  if (new RegExp(`^meta ${link}(?:name)?$`).test(of)) return ofLink(match);
  if (new RegExp(`^ip6? (?:${from}|${to})$`).test(of)) {
    if (values.some((value) => isShort(value, 0))) return not ? undefined : ALL;
    // What is for all but some is for most.
    if (not || values.some((value) => isShort(value, 7))) return not && of.endsWith(to) ? undefined : SOME;
    return { all: false, addresses: values.flatMap((value) => prefixesOf(value, match.mask)) };
  }
  const holds = (test: (value: Value) => boolean) => (values.some(test) !== not ? SOME : undefined);
  if (/^(?:meta l4proto|ip protocol|ip6 nexthdr)$/.test(of)) return holds((value) => value === 'tcp' || value === 6);
  if (new RegExp(`^(?:tcp|th) (?:${port}|port)$`).test(of)) return holds(isSsh);
  if (/^meta (?:nfproto|protocol)$/.test(of)) return holds((value) => /^ip(?:v4|v6|6)?$/.test(String(value)));
  // Without new ones nobody comes back; without those that are there, all is over now.
  if (of === 'ct state')
    return not
      ? values.includes('new') && values.includes('established')
        ? undefined
        : SOME
      : holds((value) => value === 'new' || value === 'established');
  // What begins a connection. Others than those are hardly sent by anybody.
  if (of === 'tcp flags') return not ? undefined : holds((value) => value === 'syn' || isOnly(value, 'syn'));
  if (/^fib daddr(?: \. iif)? type$/.test(of) && way === 'in') return holds((value) => value === 'local');
  return of === 'meta pkttype' && way === 'in' ? holds((value) => /^(?:host|unicast)$/.test(String(value))) : undefined;
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
  if ('other' in value) return value.other.split(',').filter(isAddress);
  return 'address' in value ? [`${value.address}/${typeof mask === 'string' ? mask : value.length}`] : [];
}

const isOnly = (value: Value, flag: string): boolean =>
  typeof value === 'object' && 'flags' in value && value.flags.length === 1 && value.flags[0] === flag;

const SSH = 22;

function isSsh(value: Value): boolean {
  if (value === SSH || value === 'ssh') return true;
  if (typeof value !== 'object' || !('from' in value || 'to' in value)) return false;
  return Number(value.from ?? 0) <= SSH && SSH <= Number(value.to ?? 65_535);
}
