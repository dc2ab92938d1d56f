import { printable } from '../printable.ts';
import type { LinkState } from './link-state.ts';
import type { Address, FdbEntry, Json, Link, Neighbour, Netns, Route, Rule } from './model.ts';
import { gatewayOf } from './routes.ts';

/** ' in sleep'; nothing for the root netns. */
export function within({ root, label }: Netns): string {
  return root ? '' : ` in ${label}`;
}

export function linkName({ ifname }: Link): string {
  return printable(ifname);
}

export const STATE_WORDS: Readonly<Record<LinkState, string>> = {
  up: 'up',
  down: 'down',
  'no-carrier': 'no carrier',
  'lower-down': 'lower layer down',
  dormant: 'dormant',
};

/** '10.0.0.1/24', '10.0.0.1 peer 10.0.0.2/32': as `ip addr` writes it. */
export function addressText({ local = '?', prefixlen, address }: Address): string {
  return address === undefined ? `${local}/${prefixlen}` : `${local} peer ${address}/${prefixlen}`;
}

/** As `ip route` writes it: 'default via 10.0.0.1 dev eth0'. The table is named where it is not main. */
export function routeText(route: Route): string {
  const { type, dst, table, nexthops, protocol, metric, prefsrc } = route;
  return [
    ...(type === 'unicast' ? [] : [type]),
    dst,
    ...(typeof route['from'] === 'string' ? ['from', route['from']] : []),
    hopText(route),
    ...(nexthops ?? []).map((hop) => `nexthop ${hopText(hop)}${(hop.weight ?? 1) > 1 ? ` weight ${hop.weight}` : ''}`),
    ...(table === 'main' ? [] : ['table', table]),
    ...(metric === undefined ? [] : ['metric', metric]),
    ...(prefsrc === undefined || protocol === 'kernel' ? [] : ['src', prefsrc]),
  ]
    .filter((word) => word !== '')
    .map((word) => printable(String(word)))
    .join(' ');
}

function hopText(hop: Pick<Route, 'gateway' | 'dev' | 'via'>): string {
  const host = gatewayOf(hop);
  return [...(host === undefined ? [] : ['via', host]), ...(hop.dev === undefined ? [] : ['dev', hop.dev])].join(' ');
}

/** As `ip rule` writes it: '1000: from 10.1.0.2 lookup 100'. */
export function ruleText(rule: Rule): string {
  const { priority, src = 'all', dst, table, action } = rule;
  const value = (key: string, word = key) => (rule[key] === undefined ? [] : [word, scalar(rule[key])]);
  const range = (key: string) =>
    rule[`${key}_start`] === undefined
      ? value(key)
      : [key, `${scalar(rule[`${key}_start`])}-${scalar(rule[`${key}_end`])}`];
  return [
    `${priority}:`,
    ...('not' in rule ? ['not'] : []),
    'from',
    rule['srclen'] === undefined ? src : `${src}/${rule['srclen']}`,
    ...(dst === undefined ? [] : ['to', rule['dstlen'] === undefined ? dst : `${dst}/${rule['dstlen']}`]),
    ...value('iif'),
    ...value('oif'),
    ...(rule['fwmark'] === undefined
      ? []
      : ['fwmark', [rule['fwmark'], rule['fwmask']].filter(Boolean).map(scalar).join('/')]),
    ...value('tos'),
    ...value('ipproto'),
    ...range('sport'),
    ...range('dport'),
    ...range('uid'),
    ...(table === undefined ? [] : ['lookup', table]),
    ...value('suppress_prefixlen', 'suppress_prefixlength'),
    ...value('goto'),
    ...(action === undefined ? [] : [action]),
  ]
    .map((word) => printable(String(word)))
    .join(' ');
}

/** As `ip neigh` writes it: '10.0.0.2 dev eth0 lladdr 02:… REACHABLE'. */
export function neighbourText({ dst, dev, lladdr, state, proxy }: Neighbour): string {
  const words = [
    dst,
    ...(dev === undefined ? [] : ['dev', printable(dev)]),
    ...(lladdr === undefined ? [] : ['lladdr', lladdr]),
    ...(proxy === null ? ['proxy'] : []),
    ...(state ?? []),
  ];
  return words.join(' ');
}

/** As `bridge fdb` writes it: '02:… dev veth0 master br0'. */
export function fdbText({ mac, ifname, master, state, dst, vlan }: FdbEntry): string {
  const words = [
    mac,
    ...(ifname === undefined ? [] : ['dev', printable(ifname)]),
    ...(dst === undefined ? [] : ['dst', scalar(dst)]),
    ...(vlan === undefined ? [] : ['vlan', scalar(vlan)]),
    ...(master === undefined ? [] : ['master', printable(master)]),
    ...(state === undefined || state === '' ? [] : [state]),
  ];
  return words.join(' ');
}

export function sysctlText(key: string, was: string | undefined, is: string | undefined): string {
  const name = printable(key);
  if (is === undefined) return `${name} is gone`;
  return was === undefined ? `${name} is ${printable(is)}` : `${name} is ${printable(is)} (was ${printable(was)})`;
}

function scalar(value: Json | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
