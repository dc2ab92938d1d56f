// What the options of iptables(8) and iptables-extensions(8) ask for, as iptables-save(8) prints them, in the names of nft(8).
import { icmpType } from './icmp.ts';
import {
  byName,
  type Context,
  FULL,
  type Module,
  masked,
  numberOf,
  numbersOf,
  type Option,
} from './iptables-options.ts';
import { address, type Match, type Part, type Value } from './model.ts';

/** `inverted`: it is the opposite of what is asked. */
type Asked = Omit<Match, 'kind' | 'not'> & { readonly inverted?: boolean };
type Ask = (value: string, context: Context, second: string) => Asked | undefined;

/** A module each of whose options is a condition on its own. */
const each =
  (asks: Readonly<Record<string, Ask>>): Module =>
  (options, context) => {
    const parts = options.map(({ name, not, values: [value = '', second = ''] }): Part | undefined => {
      const asked = Object.hasOwn(asks, name) ? asks[name]?.(value, context, second) : undefined;
      if (!asked) return undefined;
      const { inverted = false, ...rest } = asked;
      return { kind: 'match', ...rest, not: not !== inverted };
    });
    return complete(parts);
  };

const complete = (parts: readonly (Part | undefined)[]): Part[] | undefined =>
  parts.every((part) => part !== undefined) ? parts.flatMap((part) => part ?? []) : undefined;

const askedFor = (of: string, value: Value | undefined): Asked | undefined =>
  value === undefined ? undefined : { of, values: [value] };

const numbers =
  (of: string): Ask =>
  (value) =>
    askedFor(of, numbersOf(value, ':'));

const word =
  (of: string): Ask =>
  (value) => ({ of, values: [numberOf(value) ?? value] });

/** 'NEW,SEEN_REPLY': nft(8) has them small. */
const words =
  (of: string): Ask =>
  (value) => ({ of, values: value.split(',').map((one) => one.toLowerCase().replaceAll('_', '-')) });

const link =
  (of: string): Ask =>
  (value) => ({ of, values: [value.endsWith('+') ? { startsWith: value.slice(0, -1) } : value] });

const host =
  (field: string): Ask =>
  (value, { family }) => {
    const of = family === 'ip6' ? field.replace('ip ', 'ip6 ') : field;
    // A mask that is no prefix.
    const [, alone = '', mask] = /^([^/]+)\/(.*[.:].*)$/.exec(value) ?? [];
    return mask === undefined ? { of, values: [address(value)] } : { of, values: [address(alone)], mask };
  };

const hosts =
  (field: string): Ask =>
  (value, { family }) => {
    const [from, to, ...more] = value.split('-');
    return from && to && more.length === 0 ? { of: `${family} ${field}`, values: [{ from, to }] } : undefined;
  };

const ports =
  (field: string): Ask =>
  (value, { protocol }) => {
    const values = value.split(',').map((one) => numbersOf(one, ':'));
    const known = values.flatMap((one) => one ?? []);
    return known.length === values.length && protocol !== ''
      ? { of: `${protocol} ${field}`, values: known }
      : undefined;
  };

const mark =
  (of: string): Ask =>
  (value) => {
    const found = masked(value);
    return found && { of, values: [found.number], ...(found.mask === FULL ? {} : { mask: found.mask }) };
  };

/** 'FIN,SYN' and 'SYN', or 'NONE': that none of them is there. */
function tcpFlags(mask: string, _context: Context, flags: string): Asked | undefined {
  const [compared, set] = [mask, flags].map((list) => (list === 'NONE' ? [] : list.toLowerCase().split(',')));
  if (!compared || !set) return undefined;
  if (set.length === 0) return { of: 'tcp flags', values: compared, inverted: true };
  return { of: 'tcp flags', mask: compared, values: [{ flags: set }] };
}

/** '8', '3/1', 'any'. */
const icmp =
  (protocol: 'icmp' | 'icmpv6'): Ask =>
  (value) => {
    const [type, code, ...more] = value.split('/').map(numberOf);
    if (type === undefined || more.length > 0) return undefined;
    const name = icmpType(protocol, type);
    if (!value.includes('/')) return { of: `${protocol} type`, values: [name] };
    return code === undefined
      ? undefined
      : { of: `${protocol} type . ${protocol} code`, values: [{ concat: [name, code] }] };
  };

const SIDES = { '--sport': ports('sport'), '--dport': ports('dport') };

/** What comes before all modules. */
export const BASE: Module = each({
  '-s': host('ip saddr'),
  '-d': host('ip daddr'),
  '-i': link('meta iifname'),
  '-o': link('meta oifname'),
  '-p': word('meta l4proto'),
  // Not the first of a packet's fragments.
  '-f': () => ({ of: 'ip frag-off', mask: 0x1fff, values: [0], inverted: true }),
});

export const MATCHES: Readonly<Record<string, Module>> = {
  tcp: ofProtocol('tcp', { ...SIDES, '--tcp-flags': tcpFlags, '--tcp-option': optionThere }),
  udp: ofProtocol('udp', SIDES),
  sctp: ofProtocol('sctp', SIDES),
  dccp: ofProtocol('dccp', SIDES),
  icmp: each({ '--icmp-type': icmp('icmp') }),
  icmp6: each({ '--icmpv6-type': icmp('icmpv6') }),
  multiport: each({ '--sports': ports('sport'), '--dports': ports('dport'), '--ports': ports('port') }),
  state: each({ '--state': words('ct state') }),
  conntrack: each({
    '--ctstate': words('ct state'),
    '--ctstatus': (value, context) => (value === 'NONE' ? undefined : words('ct status')(value, context, '')),
    '--ctproto': word('ct original protocol'),
    '--ctorigsrc': host('ct original ip saddr'),
    '--ctorigdst': host('ct original ip daddr'),
    '--ctreplsrc': host('ct reply ip saddr'),
    '--ctrepldst': host('ct reply ip daddr'),
    '--ctorigsrcport': numbers('ct original proto-src'),
    '--ctorigdstport': numbers('ct original proto-dst'),
    '--ctreplsrcport': numbers('ct reply proto-src'),
    '--ctrepldstport': numbers('ct reply proto-dst'),
    '--ctexpire': numbers('ct expiration'),
    '--ctdir': words('ct direction'),
  }),
  mark: each({ '--mark': mark('meta mark') }),
  connmark: each({ '--mark': mark('ct mark') }),
  addrtype,
  iprange: each({ '--src-range': hosts('saddr'), '--dst-range': hosts('daddr') }),
  set: each({ '--match-set': (set, _context, sides) => ({ of: `ipset ${sides}`, values: [{ set }] }) }),
  statistic,
  limit,
  dscp: each({
    '--dscp': (value, { family }) => askedFor(`${family} dscp`, numberOf(value)),
  }),
  length: each({ '--length': numbers('meta length') }),
  mac: each({ '--mac-source': (value) => ({ of: 'ether saddr', values: [value.toLowerCase()] }) }),
  owner: each({ '--uid-owner': owner('meta skuid'), '--gid-owner': owner('meta skgid') }),
  pkttype: each({ '--pkt-type': words('meta pkttype') }),
  ttl: each(compared('ttl', 'ip ttl')),
  hl: each(compared('hl', 'ip6 hoplimit')),
  physdev: each({
    '--physdev-in': link('physdev in'),
    '--physdev-out': link('physdev out'),
    '--physdev-is-in': () => ({ of: 'physdev is-in', values: ['exists'] }),
    '--physdev-is-out': () => ({ of: 'physdev is-out', values: ['exists'] }),
    '--physdev-is-bridged': () => ({ of: 'physdev is-bridged', values: ['exists'] }),
  }),
};

/** `-p tcp -m tcp`: the match that the protocol brings along asks for nothing more on its own. */
function ofProtocol(protocol: string, asks: Readonly<Record<string, Ask>>): Module {
  const read = each(asks);
  return (options, context) => (context.protocol === protocol ? read(options, context) : undefined);
}

function optionThere(value: string): Asked | undefined {
  return numberOf(value) === undefined ? undefined : { of: `tcp option ${value}`, values: ['exists'] };
}

function owner(of: string): Ask {
  return (value) => askedFor(of, numbersOf(value, '-'));
}

function compared(name: string, of: string): Readonly<Record<string, Ask>> {
  const by =
    (ask: (number: number) => Value): Ask =>
    (value) => {
      const number = numberOf(value);
      return askedFor(of, number === undefined ? undefined : ask(number));
    };
  return {
    [`--${name}-eq`]: by((number) => number),
    [`--${name}-lt`]: by((number) => ({ to: number - 1 })),
    [`--${name}-gt`]: by((number) => ({ from: number + 1 })),
  };
}

/** As seen from a link, where it says so. */
function addrtype(options: readonly Option[], context: Context): Part[] | undefined {
  const within = options.flatMap(({ name }) => /^--limit-iface-(in|out)$/.exec(name)?.[1] ?? []);
  const from = within.length === 0 ? '' : within[0] === 'in' ? ' . iif' : ' . oif';
  const types = options.filter(({ name }) => !name.startsWith('--limit-iface-'));
  if (within.length > 1 || options.some(({ name, not }) => not && name.startsWith('--limit-iface-'))) return undefined;
  return each({
    '--src-type': words(`fib saddr${from} type`),
    '--dst-type': words(`fib daddr${from} type`),
  })(types, context);
}

/** The kernel compares these bits of a random number (net/netfilter/xt_statistic.c). */
const CHANCE = 0x7fffffff;

function statistic(options: readonly Option[]): Part[] | undefined {
  const not = options.some((option) => option.not);
  // Only the chance and the round can be negated.
  if (options.some((option) => option.not && !['--probability', '--every'].includes(option.name))) return undefined;
  const values = byName(
    options.map((option) => ({ ...option, not: false })),
    '--mode',
    '--probability',
    '--every',
    '--packet',
  );
  const { '--mode': mode, '--probability': chance, '--every': every = '', '--packet': packet = '0' } = values ?? {};
  if (mode === 'random' && chance !== undefined && options.length === 2) {
    const below = Math.round(Number(chance) * (CHANCE + 1));
    if (!Number.isFinite(below)) return undefined;
    return [{ kind: 'match', of: 'meta random', mask: CHANCE, not, values: [{ to: below - 1 }] }];
  }
  const [rounds, at] = [numberOf(every), numberOf(packet)];
  if (mode !== 'nth' || chance !== undefined || rounds === undefined || at === undefined) return undefined;
  return [{ kind: 'match', of: `numgen inc mod ${rounds}`, not, values: [at] }];
}

const TIMES: Readonly<Record<string, string>> = { sec: 'second', min: 'minute', hour: 'hour', day: 'day' };

/** Without a burst it is 5 (iptables-extensions(8), "limit"). */
function limit(options: readonly Option[]): Part[] | undefined {
  const { '--limit': rate = '', '--limit-burst': burst = '5' } = byName(options, '--limit', '--limit-burst') ?? {};
  const [, number, time = ''] = /^(\d+)\/(sec|min|hour|day)$/.exec(rate) ?? [];
  const many = numberOf(burst);
  if (number === undefined || many === undefined) return undefined;
  const per = TIMES[time] ?? time;
  return [{ kind: 'limit', rate: Number(number), per, unit: 'packets', burst: many, over: false }];
}
