import { printable } from '../printable.ts';
import { type Said, sayFrom } from '../words.ts';
import { isObject, jsonText } from './json.ts';
import type { LinkState } from './link-state.ts';
import type { Address, FdbEntry, Json, Neighbour, Route, Rule, Socket } from './model.ts';
import { gatewayOf } from './routes.ts';
import type { Forwarding } from './sysctls.ts';

export const STATE_WORDS = {
  up: 'up',
  down: 'down',
  'no-carrier': 'no carrier',
  'lower-down': 'lower layer down',
  dormant: 'dormant',
} as const satisfies Readonly<Record<LinkState, string>>;

export const sayState = sayFrom(STATE_WORDS);

export const FORWARDING_WORDS = {
  forwards: '{0}',
  'forwards-only': '{0} from {1} only',
  'forwards-but': '{0}, but not from {1}',
} as const;

const sayForwarding = sayFrom(FORWARDING_WORDS);

/** 'IPv4', 'IPv4 from eth1 only': what a netns forwards. What is said of links comes last, so that it is of one family. */
export const forwardingTexts = (all: readonly Forwarding[]): Said[] =>
  all
    .toSorted((one, other) => Number(isOfSome(one)) - Number(isOfSome(other)))
    .map(({ family, only, but }) =>
      only || but
        ? sayForwarding(only ? 'forwards-only' : 'forwards-but', family, (only ?? but ?? []).map(printable))
        : sayForwarding('forwards', family),
    );

const isOfSome = ({ only, but }: Forwarding): boolean => (only ?? but) !== undefined;

/** '10.0.0.1/24', '10.0.0.1 peer 10.0.0.2/32': as `ip addr` writes it. */
export function addressText({ local = '?', prefixlen, address }: Address): string {
  return address === undefined ? `${local}/${prefixlen}` : `${local} peer ${address}/${prefixlen}`;
}

/** As `ip route` writes it: 'default via 10.0.0.1 dev eth0'. The table is named where it is not main. */
export function routeText(route: Route): string {
  const table = route.table === 'main' ? '' : `table ${printable(route.table)}`;
  return [routeHead(route), routeWay(route, table)].filter(Boolean).join(' ');
}

/** What a route is for, and through whom it leads: 'default via 192.168.52.5', 'blackhole 10.9.0.0/16'. */
export function routeHead(route: Route): string {
  const { type, dst } = route;
  return [
    ...(type === 'unicast' ? [] : [type]),
    dst,
    ...(typeof route['from'] === 'string' ? ['from', route['from']] : []),
    ...viaWords(route),
  ]
    .map(printable)
    .join(' ');
}

/** The rest of it: 'dev eth0 metric 100', 'nexthop via 10.0.0.1 dev eth0 nexthop via 10.0.0.2 dev eth1 weight 2'. */
export function routeWay({ dev, nexthops = [], protocol, metric, prefsrc, metrics }: Route, table = ''): string {
  const hops = nexthops.map((hop) => {
    const weight = (hop.weight ?? 1) > 1 ? ['weight', `${hop.weight}`] : [];
    return ['nexthop', ...viaWords(hop), ...devWords(hop), ...weight].map(printable).join(' ');
  });
  return [
    ...devWords({ dev }).map(printable),
    ...hops,
    table,
    ...(metric === undefined ? [] : ['metric', metric]),
    ...(prefsrc === undefined || protocol === 'kernel' ? [] : ['src', printable(prefsrc)]),
    ...metricsWords(metrics),
  ]
    .filter((word) => word !== '')
    .join(' ');
}

/** 'mtu 1400 advmss 1360': what `ip -json` lists of a route's own limits. That one is locked, it does not say. */
const metricsWords = (metrics: Json | undefined): string[] =>
  [metrics ?? []]
    .flat()
    .flatMap((one) =>
      isObject(one) ? Object.entries(one).map(([key, value]) => printable(metricText(key, value))) : [],
    );

/** As `ip route` writes it, where its JSON has another form (iproute2, print_rta_metrics()). */
function metricText(key: string, value: Json | undefined): string {
  if (value === null) return `features ${key}`;
  if (key === 'congestion') return `congctl ${jsonText(value)}`;
  return `${key} ${jsonText(value)}${['rtt', 'rttvar', 'rto_min'].includes(key) ? 'ms' : ''}`;
}

function viaWords(hop: Pick<Route, 'gateway' | 'via'>): string[] {
  const host = gatewayOf(hop);
  return host === undefined ? [] : ['via', host];
}

const devWords = ({ dev }: { readonly dev?: string | undefined }) => (dev === undefined ? [] : ['dev', dev]);

/** As `ip rule` writes it: '1000: from 10.1.0.2 lookup 100'. */
export const ruleText = (rule: Rule): string =>
  [`${rule.priority}:`, ...ruleWords(rule)].map((word) => printable(word)).join(' ');

/** The same without its priority, as words that `ip rule` also takes. */
export function ruleWords(rule: Rule): string[] {
  const { src = 'all', dst, table, action } = rule;
  const value = (key: string, word = key) => (rule[key] === undefined ? [] : [word, jsonText(rule[key])]);
  const range = (key: string, word = key) =>
    rule[`${key}_start`] === undefined
      ? value(key)
      : [word, `${jsonText(rule[`${key}_start`])}-${jsonText(rule[`${key}_end`])}`];
  return [
    ...('not' in rule ? ['not'] : []),
    'from',
    rule['srclen'] === undefined ? src : `${src}/${jsonText(rule['srclen'])}`,
    ...(dst === undefined ? [] : ['to', rule['dstlen'] === undefined ? dst : `${dst}/${jsonText(rule['dstlen'])}`]),
    ...value('iif'),
    ...value('oif'),
    ...(rule['fwmark'] === undefined
      ? []
      : ['fwmark', [rule['fwmark'], rule['fwmask']].filter(Boolean).map(jsonText).join('/')]),
    ...value('tos'),
    ...value('ipproto'),
    ...range('sport'),
    ...range('dport'),
    ...range('uid', 'uidrange'),
    ...(table === undefined ? [] : ['lookup', table]),
    ...value('suppress_prefixlen', 'suppress_prefixlength'),
    ...value('goto'),
    ...(action === undefined ? [] : [jsonText(action)]),
  ];
}

/** As `ip neigh` writes it: '10.0.0.2 dev eth0 lladdr 02:… REACHABLE'. */
export const neighbourText = (neighbour: Neighbour): string => `${neighbour.dst} ${neighbourWay(neighbour)}`.trimEnd();

/** The same without its address. */
export function neighbourWay({ dev, lladdr, state, proxy }: Neighbour): string {
  const words = [
    ...(dev === undefined ? [] : ['dev', printable(dev)]),
    ...(lladdr === undefined ? [] : ['lladdr', lladdr]),
    ...(proxy === null ? ['proxy'] : []),
    ...(state ?? []),
  ];
  return words.join(' ');
}

/** As `bridge fdb` writes it: '02:… dev veth0 master br0'. */
export function fdbText(entry: FdbEntry): string {
  const { mac, master, state } = entry;
  return [mac, fdbWay({ ...entry, state: '' }), ...(master === undefined ? [] : ['master', printable(master)]), state]
    .filter(Boolean)
    .join(' ');
}

/** The same without its address and its bridge: 'dev veth0 static'. */
export function fdbWay({ ifname, state, dst, vlan }: FdbEntry): string {
  const words = [
    ...(ifname === undefined ? [] : ['dev', printable(ifname)]),
    ...(dst === undefined ? [] : ['dst', jsonText(dst)]),
    ...(vlan === undefined ? [] : ['vlan', jsonText(vlan)]),
    ...(state === undefined || state === '' ? [] : [state]),
  ];
  return words.join(' ');
}

/** As `ss -tuln` writes it: 'tcp 0.0.0.0:80', 'udp [::1]%lo:53', 'tcp *:80' for both families. */
export const socketText = (socket: Socket): string => `${socket.netid} ${socketAddress(socket)}`;

/** The same without its protocol. */
function socketAddress({ local, port, dev, v6only }: Socket): string {
  const address = v6only === false ? '*' : local.includes(':') ? `[${local}]` : local;
  return `${address}${dev === undefined ? '' : `%${printable(dev)}`}:${port}`;
}
