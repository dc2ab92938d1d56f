import type { Address, Link, Netns, Route, Rule } from './model.ts';
import { addressText, routeHead, routeWay, ruleWords } from './words.ts';

/** The argv that runs a program in a netns, from a shell in the host's root netns (ip-netns(8), nsenter(1)). */
export function inNetns(netns: Netns, program: string, ...args: readonly string[]): string[] {
  const [name] = netns.names;
  if (netns.root) return [program, ...args];
  if (name === undefined) return ['nsenter', `--net=${netns.file}`, '--', program, ...args];
  if (program === 'ip' || program === 'bridge') return [program, '-n', name, ...args];
  return ['ip', 'netns', 'exec', name, program, ...args];
}

export function setLink(netns: Netns, { ifname }: Link, state: 'up' | 'down'): string[] {
  return inNetns(netns, 'ip', 'link', 'set', 'dev', ifname, state);
}

export function deleteLink(netns: Netns, { ifname }: Link): string[] {
  return inNetns(netns, 'ip', 'link', 'del', 'dev', ifname);
}

/** Deletes the name; the netns itself goes when nothing else holds it. */
export function deleteNetns(name: string): string[] {
  return ['ip', 'netns', 'del', name];
}

export function ping(netns: Netns, address: string): string[] {
  const end = address.startsWith('-') ? ['--'] : [];
  return inNetns(netns, 'ping', '-c', '3', '-W', '2', ...end, address);
}

/** `address`: '10.0.0.1/24'. */
export function addAddress(netns: Netns, { ifname }: Link, address: string): string[] {
  return inNetns(netns, 'ip', 'addr', 'add', address, 'dev', ifname);
}

export function deleteAddress(netns: Netns, { ifname }: Link, address: Address): string[] {
  return inNetns(netns, 'ip', 'addr', 'del', ...addressText(address).split(' '), 'dev', ifname);
}

/** `words`: what follows `ip route add`. */
export function addRoute(netns: Netns, words: readonly string[]): string[] {
  const six = words.some((word) => word.includes(':')) ? ['-6'] : [];
  return inNetns(netns, 'ip', ...six, 'route', 'add', ...words);
}

/** Names all that distinguishes a route from others: ip-route(8). */
export function deleteRoute(netns: Netns, route: Route): string[] {
  const { family, type, dst, table, gateway, via, dev, metric, tos } = route;
  const host = via && typeof via['host'] === 'string' ? ['via', `${via['family']}`, via['host']] : [];
  const { nhid } = route;
  // What a nexthop object says is not the route's own: fib_nh_match() takes neither that nor its type.
  const isByObject = typeof nhid === 'number';
  const way = [...(gateway === undefined ? host : ['via', gateway]), ...(dev === undefined ? [] : ['dev', dev])];
  return inNetns(
    netns,
    'ip',
    ...(family === 'inet6' ? ['-6'] : []),
    ...['route', 'del', ...(type === 'unicast' || isByObject ? [] : [type]), dst],
    ...(typeof tos === 'string' ? ['tos', tos] : []),
    ...(isByObject ? ['nhid', `${nhid}`] : way),
    ...(table === 'main' ? [] : ['table', table]),
    ...(metric === undefined ? [] : ['metric', `${metric}`]),
  );
}

/** A route of the kind unicast in place of the one for its network, table and metric. */
export function replaceRoute(netns: Netns, route: Route): string[] {
  const { family, table } = route;
  const { metric, ...bare } = route;
  // What the kernel takes where none is said, IP6_RT_PRIO_USER.
  const way = family === 'inet6' && metric === 1024 ? bare : route;
  const six = family === 'inet6' ? ['-6'] : [];
  const words = [routeHead(route), routeWay(way, table === 'main' ? '' : `table ${table}`)];
  return inNetns(netns, 'ip', ...six, 'route', 'replace', ...words.join(' ').split(' '));
}

/** By its priority; where others have the same one, with all that it asks for: ip-rule(8). */
export function deletePolicy(netns: Netns, rule: Rule): string[] {
  const six = rule.family === 'inet6' ? ['-6'] : [];
  const others = netns.rules.filter(({ family, priority }) => family === rule.family && priority === rule.priority);
  const words = others.length > 1 ? ruleWords(rule) : [];
  return inNetns(netns, 'ip', ...six, 'rule', 'del', 'pref', `${rule.priority}`, ...words);
}
