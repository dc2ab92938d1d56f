// The lists of a netns: routes, rules, neighbours, sockets, settings.
import { deleteRoute, inNetns } from '../topology/argv.ts';
import { grouped } from '../topology/group.ts';
import type { Netns, Route, Rule } from '../topology/model.ts';
import { gatewayOf } from '../topology/routes.ts';
import { isForItself, isPassing } from '../topology/sockets.ts';
import { notableSwitches } from '../topology/sysctls.ts';
import { neighbourWay, routeHead, routeWay, ruleText, socketText } from '../topology/words.ts';
import { entry, group, groupNode, numbered, type OutlineNode } from './node.ts';
import { sayLine } from './words.ts';

/** Routes of the table main, and below them the other tables. Those that the kernel made for itself come last. */
export function routeGroup(netns: Netns, parent: string): OutlineNode[] {
  const tables = grouped(netns.routes, ({ table }) => table);
  const main = tables.get('main') ?? [];
  const others = [...tables]
    .filter(([table]) => table !== 'main')
    .sort(([a], [b]) => Number(a === 'local') - Number(b === 'local') || a.localeCompare(b));
  const subgroups = others.map(
    ([table, routes]) =>
      (id: string) =>
        groupNode(id, `table ${JSON.stringify(table)}`, {
          label: sayLine('table', table),
          sort: 'table',
          children: routeNodes(netns, routes),
          subject: { netns: netns.id, shownBy: inNetns(netns, 'ip', 'route', 'show', 'table', table) },
        }),
  );
  return group(parent, 'routes', {
    label: sayLine('routes'),
    sort: 'routes',
    summary: [main.length > 0 ? `${main.length}` : sayLine('no-own-routes')],
    children: [...routeNodes(netns, main), ...subgroups],
    subject: { netns: netns.id, shownBy: inNetns(netns, 'ip', 'route'), traits: ['routes'] },
  });
}

function routeNodes(netns: Netns, routes: readonly Route[]) {
  const keyed = numbered(routes, (route) => JSON.stringify([route.family, routeHead(route), route.dev, route.metric]));
  return keyed.map(([key, route]) => (parent: string): OutlineNode => {
    const { family, type, table, dst, protocol } = route;
    const flags = flagsOf(route);
    const gateway = gatewayOf(route);
    const shownBy = inNetns(netns, 'ip', ...(family === 'inet6' ? ['-6'] : []), 'route', 'show', 'table', table, dst);
    return entry(
      parent,
      key,
      {
        label: routeHead(route),
        details: [[routeWay(route), ...protocolWords(route), ...flags].filter(Boolean).join(' ')],
        sort: type === 'unicast' || type === 'local' ? 'route' : 'refusal',
        state: flags.some((flag) => flag === 'linkdown' || flag === 'dead') ? 'no-carrier' : 'plain',
        // What the kernel made of addresses: in the table local nobody looks, but for what somebody has put there.
        minor: table === 'local' && protocol === 'kernel',
        facts: route,
      },
      {
        netns: netns.id,
        shownBy,
        ...(gateway === undefined ? {} : { address: gateway }),
        // Those of the table local belong to addresses.
        ...(table === 'local' ? {} : { removedBy: deleteRoute(netns, route) }),
        traits: ['route'],
      },
    );
  });
}

/** Who made it, where that is not the usual one. */
const protocolWords = ({ protocol }: Route) =>
  protocol === undefined || protocol === 'kernel' || protocol === 'boot' ? [] : ['proto', protocol];

const flagsOf = ({ flags = [], nexthops = [] }: Route) => [...flags, ...nexthops.flatMap((hop) => hop.flags ?? [])];

/** The rules of ip-rule(8) that a fresh netns has of itself. */
const isDefaultRule = ({ priority, src, table, action, ...rest }: Rule) =>
  (src ?? 'all') === 'all' &&
  action === undefined &&
  ((priority === 0 && table === 'local') ||
    (priority === 32766 && table === 'main') ||
    (priority === 32767 && table === 'default')) &&
  Object.keys(rest).every((key) => key === 'family' || key === 'protocol');

/** Each once: many are there for both families. Left out where there is nothing but what every netns has. */
export function ruleGroup(netns: Netns, parent: string): OutlineNode[] {
  if (netns.rules.every(isDefaultRule)) return [];
  const children = [...grouped(netns.rules, ruleText)].map(([label, [rule, ...same]]) => (id: string) => {
    const six = same.length === 0 && rule?.family === 'inet6';
    return entry(
      id,
      JSON.stringify(label),
      {
        label,
        details: six ? ['IPv6'] : [],
        sort: 'rule',
        minor: rule !== undefined && isDefaultRule(rule),
        facts: rule,
      },
      { netns: netns.id, shownBy: inNetns(netns, 'ip', ...(six ? ['-6'] : []), 'rule') },
    );
  });
  const subject = { netns: netns.id, shownBy: inNetns(netns, 'ip', 'rule') };
  return group(parent, 'rules', { label: sayLine('rules'), sort: 'rules', children, subject });
}

/** Left out are the addresses that a link gives to itself and to groups (NOARP: ip-neighbour(8)). */
export function neighbourGroup(netns: Netns, parent: string): OutlineNode[] {
  const known = netns.neighbours.filter(({ state = [] }) => !state.includes('NOARP'));
  const keyed = numbered(known, ({ dst, dev, proxy }) =>
    JSON.stringify([dst, dev, ...(proxy === null ? ['proxy'] : [])]),
  );
  const shownBy = inNetns(netns, 'ip', 'neigh');
  const children = keyed.map(([key, neighbour]) => (id: string) => {
    const { dst, lladdr, state = [] } = neighbour;
    const silent = state.some((one) => one === 'FAILED' || one === 'INCOMPLETE');
    return entry(
      id,
      key,
      {
        label: dst,
        details: [neighbourWay(neighbour)],
        sort: silent ? 'silent-neighbour' : 'neighbour',
        state: silent ? 'no-carrier' : 'plain',
        facts: neighbour,
      },
      { netns: netns.id, shownBy, address: dst, ...(lladdr === undefined ? {} : { mac: lladdr }) },
    );
  });
  const subject = { netns: netns.id, shownBy };
  return group(parent, 'neighbours', { label: sayLine('neighbours'), sort: 'neighbours', children, subject });
}

/** What waits for others to come. */
export function socketGroup(netns: Netns, parent: string): OutlineNode[] {
  const shownBy = inNetns(netns, 'ss', '-tuln');
  const children = (netns.sockets ?? []).map((socket) => (id: string) => {
    const label = socketText(socket);
    const minor = isForItself(socket) || isPassing(socket);
    return entry(
      id,
      JSON.stringify(label),
      { label, sort: 'socket', minor, facts: socket },
      { netns: netns.id, shownBy },
    );
  });
  const subject = { netns: netns.id, shownBy };
  return group(parent, 'sockets', { label: sayLine('sockets'), sort: 'sockets', children, subject });
}

export function switchGroup(netns: Netns, parent: string): OutlineNode[] {
  const notable = new Set(notableSwitches(netns).map(([name]) => name));
  const children = Object.entries(netns.sysctls).map(
    ([name, value]) =>
      (id: string) =>
        entry(
          id,
          JSON.stringify(name),
          { label: name, details: [`= ${value}`], sort: 'switch', minor: !notable.has(name), facts: { [name]: value } },
          { netns: netns.id, shownBy: inNetns(netns, 'sysctl', name), name },
        ),
  );
  const forward = netns.sysctls['net.ipv4.ip_forward'];
  return group(parent, 'sysctls', {
    label: sayLine('switches'),
    sort: 'switches',
    ...(forward === undefined ? {} : { summary: [`ip_forward = ${forward}`] }),
    children,
  });
}
