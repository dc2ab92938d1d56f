// Where a netns sends a packet: ip-rule(8), ip-route(8), fib_lookup() in net/ipv4/fib_rules.c and fib_trie.c.
import { memoized } from '../topology/memoized.ts';
import type { Json, Netns, NextHop, Route, Rule } from '../topology/model.ts';
import { type Ip, isIn, networkOf, type Prefix, readIp, readPrefix } from '../topology/prefix.ts';
import { gatewayOf } from '../topology/routes.ts';
import type { Packet } from './packet.ts';
import { isOn, settingOf } from './walk.ts';

/** What is asked of the policy rules. */
export interface Lookup extends Pick<Packet, 'src' | 'dst' | 'protocol' | 'sport' | 'dport' | 'mark'> {
  /** The name of the link by which it came; 'lo' for what begins here. */
  readonly iif: string;
  /** Only routes over that link. */
  readonly oif?: string;
  /** Of IPv6: of several that are as good, rather one over that link, rt6_score_route(). */
  readonly rather?: string;
  /** The table of the VRF that the packet belongs to. */
  readonly vrf?: string;
}

/** A way that a route leads. `dev` is absent for a route that only refuses. */
export interface Way {
  readonly route: Route;
  readonly rule: Rule | undefined;
  readonly gateway: Ip | undefined;
  readonly dev: string | undefined;
}

export type Routed =
  | { readonly kind: 'route'; readonly way: Way; readonly others: readonly Way[]; readonly doubts: readonly Rule[] }
  /** A route or a policy rule that refuses: 'blackhole', 'unreachable', 'prohibit'. */
  | { readonly kind: 'refused'; readonly by: Route | Rule; readonly type: string; readonly doubts: readonly Rule[] }
  | { readonly kind: 'none'; readonly doubts: readonly Rule[] };

const REFUSES: readonly string[] = ['blackhole', 'unreachable', 'prohibit'];

/** By the rules in their order, each with its table. */
export function route(netns: Netns, lookup: Lookup): Routed {
  const rules = rulesOf(netns, lookup.dst.family);
  const doubts: Rule[] = [];
  let from = Number.NEGATIVE_INFINITY;
  for (const rule of rules) {
    if (rule.priority < from) continue;
    const holds = ruleHolds(rule, lookup);
    if (holds === 'maybe') doubts.push(rule);
    if (holds !== true) continue;
    const goal = rule['goto'];
    if (typeof goal === 'number') {
      from = goal;
      continue;
    }
    const { action = 'lookup' } = rule;
    const table = 'l3mdev' in rule ? lookup.vrf : rule.table;
    if (REFUSES.includes(action)) return { kind: 'refused', by: rule, type: action, doubts };
    if (table === undefined || action === 'nop') continue;
    const found = inTable(netns, tableIn(netns, lookup.dst.family, table), lookup, rule);
    if (!found) continue;
    const [way, ...others] = found;
    if (!way) continue;
    if (REFUSES.includes(way.route.type)) return { kind: 'refused', by: way.route, type: way.route.type, doubts };
    return { kind: 'route', way, others, doubts };
  }
  return { kind: 'none', doubts };
}

/** A netns that has never had an address of IPv6 lists no rules for it; the kernel's own are these. */
export const KERNELS: readonly Rule[] = (['inet', 'inet6'] as const).flatMap((family) => [
  { family, priority: 0, src: 'all', table: 'local' },
  { family, priority: 32766, src: 'all', table: 'main' },
  { family, priority: 32767, src: 'all', table: 'default' },
]);

export const rulesOf = (netns: Netns, family: Ip['family']): readonly Rule[] => {
  const own = netns.rules.filter((rule) => rule.family === family);
  const isUnasked = own.length === 0 || (family === 'inet6' && own.every(isKernels));
  return isUnasked ? KERNELS.filter((rule) => rule.family === family) : own;
};

export const looksUp = (netns: Netns, family: Ip['family'], table: string): boolean =>
  rulesOf(netns, family).some((rule) => rule.table === table);

/** Until somebody has made another one of IPv6, none is asked, not even whether it is still there: fib6_has_custom_rules. */
export const isKernels = (rule: Rule): boolean =>
  rule.src === 'all' && KERNELS.some(({ priority, table }) => priority === rule.priority && table === rule.table);

/** Whether a netns has rules beside the kernel's: fib4_has_custom_rules(). Once there were any, that stays so. */
export const hasOwnRules = (netns: Netns): boolean =>
  rulesOf(netns, 'inet').length !== KERNELS.filter(({ family }) => family === 'inet').length ||
  rulesOf(netns, 'inet').some(({ priority, table }) =>
    KERNELS.every((one) => one.priority !== priority || one.table !== table),
  );

/** Whether somebody has made a local route of IPv4: net->ipv4.fib_has_custom_local_routes. */
export const hasOwnLocalRoutes = (netns: Netns): boolean =>
  netns.routes.some(({ family, type, protocol }) => family === 'inet' && type === 'local' && protocol !== 'kernel');

const KNOWN: readonly string[] = [
  ...['family', 'priority', 'src', 'srclen', 'dst', 'dstlen', 'iif', 'oif', 'fwmark', 'fwmask', 'not', 'table'],
  ...['protocol', 'action', 'goto', 'ipproto', 'sport', 'dport', 'suppress_prefixlen', 'nop', 'iif_detached', 'l3mdev'],
  ...['sport_start', 'sport_end', 'dport_start', 'dport_end'],
];

function ruleHolds(rule: Rule, lookup: Lookup): boolean | 'maybe' {
  const asked = [
    within(rule.src, rule['srclen'], lookup.src),
    within(rule.dst, rule['dstlen'], lookup.dst),
    rule['iif'] === undefined || rule['iif'] === lookup.iif,
    rule['oif'] === undefined || rule['oif'] === lookup.oif,
    marked(rule['fwmark'], rule['fwmask'], lookup.mark),
    rule['ipproto'] === undefined || ipproto(rule['ipproto'], lookup),
    portIn(rule, 'sport', lookup),
    portIn(rule, 'dport', lookup),
  ];
  const isKnown = Object.keys(rule).every((key) => KNOWN.includes(key));
  const holds = asked.every((one) => one);
  // What else it asks for can only make it hold less often.
  if (!isKnown) return holds || rule['not'] !== undefined ? 'maybe' : false;
  return rule['not'] === undefined ? holds : !holds;
}

function within(address: string | undefined, length: Json | undefined, ip: Ip): boolean {
  if (address === undefined || address === 'all') return true;
  const prefix = readPrefix(typeof length === 'number' ? `${address}/${length}` : address);
  return prefix !== undefined && isIn(ip, prefix);
}

function marked(mark: Json | undefined, mask: Json | undefined, is: number): boolean {
  if (mark === undefined) return true;
  const bits = mask === undefined ? 0xffffffff : Number(mask);
  return (is & bits) >>> 0 === (Number(mark) & bits) >>> 0;
}

const ipproto = (asked: Json, { protocol, dst }: Lookup): boolean =>
  asked === (protocol === 'icmp' && dst.family === 'inet6' ? 'ipv6-icmp' : protocol);

/** One port, or from one to another. */
function portIn(rule: Rule, side: 'sport' | 'dport', lookup: Lookup): boolean {
  const from = rule[`${side}_start`] ?? rule[side];
  if (from === undefined) return true;
  const to = rule[`${side}_end`] ?? from;
  return lookup.protocol !== 'icmp' && lookup[side] >= Number(from) && lookup[side] <= Number(to);
}

/** Of IPv4, as long as nobody has made rules, local and main are one table, fib_trie_table(): the longest prefix of both counts. */
const tableIn = (netns: Netns, family: Ip['family'], table: string): string =>
  family === 'inet' && !hasOwnRules(netns) && ['local', 'main'].includes(table) ? BOTH : table;

const BOTH = 'local and main';

interface Indexed {
  readonly route: Route;
  readonly prefix: Prefix;
}

/** The routes of each table, by length and network. */
type Table = ReadonlyMap<number, ReadonlyMap<bigint, readonly Indexed[]>>;

const tablesOf = memoized((netns: Netns): ReadonlyMap<string, Table> => {
  const tables = new Map<string, Map<number, Map<bigint, Indexed[]>>>();
  for (const one of netns.routes) {
    const prefix = prefixOf(one);
    if (!prefix) continue;
    for (const table of ['local', 'main'].includes(one.table) ? [one.table, BOTH] : [one.table]) {
      const key = `${one.family} ${table}`;
      const lengths = tables.get(key) ?? new Map<number, Map<bigint, Indexed[]>>();
      tables.set(key, lengths);
      const networks = lengths.get(prefix.length) ?? new Map<bigint, Indexed[]>();
      lengths.set(prefix.length, networks);
      const network = networkOf(prefix, prefix.length);
      networks.set(network, [...(networks.get(network) ?? []), { route: one, prefix }]);
    }
  }
  for (const lengths of tables.values())
    for (const networks of lengths.values())
      for (const routes of networks.values())
        routes.sort((a, b) => tableRank(a.route) - tableRank(b.route) || (a.route.metric ?? 0) - (b.route.metric ?? 0));
  return tables;
});

const tableRank = ({ table }: Route): number => (table === 'local' ? 0 : 1);

function prefixOf({ dst, family }: Route): Prefix | undefined {
  return dst === 'default' ? { family, value: 0n, length: 0 } : readPrefix(dst);
}

/** The best route of a table, first of its ways; undefined: none, so that the next rule is asked. */
function inTable(netns: Netns, table: string, lookup: Lookup, rule: Rule): readonly Way[] | undefined {
  const { family } = lookup.dst;
  const lengths = tablesOf(netns).get(`${family} ${table}`);
  if (!lengths) return undefined;
  const suppressed = rule['suppress_prefixlen'];
  for (const length of [...lengths.keys()].sort((a, b) => b - a)) {
    if (typeof suppressed === 'number' && length <= suppressed) return undefined;
    const fitting = lengths.get(length)?.get(networkOf(lookup.dst, length)) ?? [];
    for (const { route: one } of lookup.rather === undefined ? fitting : preferring(fitting, lookup.rather)) {
      if (one.type === 'throw') return undefined;
      if (REFUSES.includes(one.type)) return [{ route: one, rule, gateway: undefined, dev: undefined }];
      const ways = waysOf(netns, one, rule).filter(({ dev }) => lookup.oif === undefined || dev === lookup.oif);
      if (ways.length > 0) return ways;
    }
  }
  return undefined;
}

function preferring(routes: readonly Indexed[], dev: string): readonly Indexed[] {
  const rank = (one: Indexed) => (one.route.dev === dev ? 0 : 1);
  return routes.toSorted((a, b) => (a.route.metric ?? 0) - (b.route.metric ?? 0) || rank(a) - rank(b));
}

/** Those that the kernel may take: `dead` is a link that is down, `linkdown` one without a carrier. */
function waysOf(netns: Netns, one: Route, rule: Rule): Way[] {
  const hops: readonly NextHop[] = one.nexthops ?? [one];
  return hops
    .filter(
      ({ flags = [], dev }) =>
        !flags.includes('dead') && !(flags.includes('linkdown') && ignoresDown(netns, one.family, dev)),
    )
    .flatMap((hop) => gatewaysIn(netns, hop).map((gateway) => ({ route: one, rule, gateway, dev: hop.dev })));
}

/**
 * A gateway that is the netns itself counts for nothing, as the scope of the hop is then `host`, rt_set_nexthop(); unless the address
 * came after the route, which nothing shows.
 */
function gatewaysIn(netns: Netns, hop: NextHop): (Ip | undefined)[] {
  const gateway = readIp(gatewayOf(hop) ?? '');
  return gateway?.family === 'inet' && isLocal(netns, gateway) ? [undefined, gateway] : [gateway];
}

/** Of the link; of IPv4 of all, too, IN_DEV_ORCONF(). That of IPv6 is copied to the links. */
function ignoresDown(netns: Netns, family: Ip['family'], dev: string | undefined): boolean {
  const isSet = (who: string) =>
    isOn(netns, settingOf(family === 'inet' ? 'ipv4' : 'ipv6', who, 'ignore_routes_with_linkdown'));
  return dev !== undefined && (isSet(dev) || (family === 'inet' && isSet('all')));
}

/** Whether an address is the netns's own: in its table local, RTN_LOCAL, inet_addr_type(). */
export function isLocal(netns: Netns, ip: Ip): boolean {
  const lengths = tablesOf(netns).get(`${ip.family} ${tableIn(netns, ip.family, 'local')}`);
  for (const length of [...(lengths?.keys() ?? [])].sort((a, b) => b - a)) {
    const [found] = lengths?.get(length)?.get(networkOf(ip, length)) ?? [];
    if (found) return found.route.type === 'local';
  }
  return false;
}
