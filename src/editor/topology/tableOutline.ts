import { printable } from '../../printable.ts';
import type { Neighbour, Netns, Route, Rule } from '../../topology/model.ts';
import { gatewayOf, hopsOf } from '../../topology/routes.ts';
import { forwardedFamilies } from '../../topology/switches.ts';
import { ruleText } from '../../topology/words.ts';
import type { Translate } from '../badges.ts';
import { inNetns } from './argv.ts';
import { group, numbered, type OutlineNode, type Subject } from './node.ts';

/** A line without children. */
function entry(
  parent: string,
  key: string,
  line: Pick<OutlineNode, 'label' | 'description' | 'icon' | 'facts'> & Partial<Pick<OutlineNode, 'state' | 'spoken'>>,
  subject: Omit<Subject, 'kind'>,
): OutlineNode {
  const spoken = [line.label, line.description].filter(Boolean).join(', ');
  return { id: `${parent}/${key}`, state: 'plain', spoken, ...line, subject: { ...subject, kind: 'entry' } };
}

/** Routes of the table main, and below them the other tables. Those that the kernel made for itself come last. */
export function routeGroup(netns: Netns, parent: string, t: Translate): OutlineNode[] {
  const tables = new Map<string, Route[]>([['main', []]]);
  for (const route of netns.routes) {
    const table = tables.get(route.table);
    if (table) table.push(route);
    else tables.set(route.table, [route]);
  }
  const { main = [], ...others } = Object.fromEntries(tables);
  const names = Object.keys(others).sort((a, b) => Number(a === 'local') - Number(b === 'local') || a.localeCompare(b));
  const subgroups = names.map((table) => (id: string) => tableGroup(netns, id, table, others[table] ?? [], t));
  const children = [...routeNodes(netns, main), ...subgroups];
  const shownBy = inNetns(netns, 'ip', 'route');
  const [node] = group(parent, 'routes', {
    label: t('Routes'),
    icon: 'milestone',
    children,
    subject: { netns: netns.id, shownBy },
  });
  return node ? [described(node, main.length > 0 ? `${main.length}` : t('none of its own'))] : [];
}

/** A screen reader hears what stands there. */
const described = (node: OutlineNode, description: string): OutlineNode => ({
  ...node,
  description,
  spoken: `${node.label}, ${description}`,
});

function tableGroup(netns: Netns, parent: string, table: string, routes: readonly Route[], t: Translate): OutlineNode {
  const shownBy = inNetns(netns, 'ip', 'route', 'show', 'table', table);
  const [node] = group(parent, `table ${JSON.stringify(table)}`, {
    label: t('table {0}', printable(table)),
    icon: 'table',
    children: routeNodes(netns, routes),
    subject: { netns: netns.id, shownBy },
  });
  if (!node) throw new RangeError('a table is only listed for its routes');
  return node;
}

function routeNodes(netns: Netns, routes: readonly Route[]) {
  return numbered(routes, (route) => JSON.stringify([route.family, routeHead(route), route.dev, route.metric])).map(
    ([key, route]) =>
      (parent: string) => {
        const family = route.family === 'inet6' ? ['-6'] : [];
        const shownBy = inNetns(netns, 'ip', ...family, 'route', 'show', 'table', route.table, route.dst);
        const down = flagsOf(route).some((flag) => flag === 'linkdown' || flag === 'dead');
        const gateway = gatewayOf(route);
        const address = gateway === undefined ? {} : { address: gateway };
        return entry(
          parent,
          key,
          {
            label: printable(routeHead(route)),
            description: printable(routeRest(route)),
            icon: route.type === 'unicast' || route.type === 'local' ? 'arrow-right' : 'circle-slash',
            state: down ? 'no-carrier' : 'plain',
            facts: route,
          },
          { netns: netns.id, shownBy, ...address },
        );
      },
  );
}

/** What a route is for, and where it leads: `default via 192.168.52.5`. */
function routeHead(route: Route): string {
  const { type, dst, nexthops } = route;
  const ways = nexthops ? hopsOf(route).map(({ gateway, dev }) => gateway ?? dev) : [gatewayOf(route)];
  const leads = ways.filter((way) => way !== undefined).join(' | ');
  return [...(type === 'unicast' ? [] : [type]), dst, ...(leads ? ['via', leads] : [])].join(' ');
}

function routeRest(route: Route): string {
  const { dev, prefsrc, metric, protocol } = route;
  return [
    ...(dev === undefined ? [] : [`dev ${dev}`]),
    ...(prefsrc === undefined ? [] : [`src ${prefsrc}`]),
    ...(metric === undefined ? [] : [`metric ${metric}`]),
    ...(protocol === undefined || protocol === 'kernel' || protocol === 'boot' ? [] : [`proto ${protocol}`]),
    ...flagsOf(route),
  ].join(' ');
}

const flagsOf = ({ flags = [], nexthops = [] }: Route) => [...flags, ...nexthops.flatMap((hop) => hop.flags ?? [])];

/** The rules of ip-rule(8) that a fresh netns has by itself. */
const isDefaultRule = ({ priority, src, table, action, ...rest }: Rule) =>
  (src ?? 'all') === 'all' &&
  action === undefined &&
  ((priority === 0 && table === 'local') ||
    (priority === 32766 && table === 'main') ||
    (priority === 32767 && table === 'default')) &&
  Object.keys(rest).every((key) => key === 'family' || key === 'protocol');

/** Left out where there is nothing but what every netns has. */
export function ruleGroup(netns: Netns, parent: string, t: Translate): OutlineNode[] {
  if (netns.rules.every(isDefaultRule)) return [];
  const keyed = numbered(netns.rules, (rule) => JSON.stringify(rule));
  const children = keyed.map(([key, rule]) => (id: string) => {
    const shownBy = inNetns(netns, 'ip', ...(rule.family === 'inet6' ? ['-6'] : []), 'rule');
    const label = ruleText(rule);
    const description = rule.family === 'inet6' ? 'IPv6' : '';
    return entry(id, key, { label, description, icon: 'filter', facts: rule }, { netns: netns.id, shownBy });
  });
  const subject = { netns: netns.id, shownBy: inNetns(netns, 'ip', 'rule') };
  return group(parent, 'rules', { label: t('Rules'), icon: 'list-ordered', children, subject });
}

/** Left out are the addresses that a link gives to itself and to groups (NOARP: ip-neighbour(8)). */
export function neighbourGroup(netns: Netns, parent: string, t: Translate): OutlineNode[] {
  const known = netns.neighbours.filter(({ state = [] }) => !state.includes('NOARP'));
  const keyed = numbered(known, ({ dst, dev, proxy }) =>
    JSON.stringify([dst, dev, ...(proxy === null ? ['proxy'] : [])]),
  );
  const shownBy = inNetns(netns, 'ip', 'neigh');
  const children = keyed.map(([key, neighbour]) => (id: string) => {
    const { dst, lladdr } = neighbour;
    const mac = lladdr === undefined ? {} : { mac: lladdr };
    const failed = (neighbour.state ?? []).some((state) => state === 'FAILED' || state === 'INCOMPLETE');
    const line = {
      label: dst,
      description: printable(neighbourText(neighbour)),
      icon: failed ? 'question' : 'person',
      state: failed ? ('no-carrier' as const) : ('plain' as const),
      facts: neighbour,
    };
    return entry(id, key, line, { netns: netns.id, shownBy, address: dst, ...mac });
  });
  return group(parent, 'neighbours', {
    label: t('Neighbours'),
    icon: 'organization',
    children,
    subject: { netns: netns.id, shownBy },
  });
}

function neighbourText({ lladdr, dev, state = [], proxy }: Neighbour): string {
  return [proxy === null ? 'proxy' : lladdr, dev === undefined ? undefined : `dev ${dev}`, ...state]
    .filter(Boolean)
    .join(' ');
}

export function sysctlGroup(netns: Netns, parent: string, t: Translate): OutlineNode[] {
  const children = Object.entries(netns.sysctls).map(([name, value]) => (id: string) => {
    const shownBy = inNetns(netns, 'sysctl', name);
    const line = {
      label: printable(name),
      description: `= ${printable(value)}`,
      icon: 'settings',
      facts: { [name]: value },
    };
    return entry(id, JSON.stringify(name), line, { netns: netns.id, shownBy, name });
  });
  const [node] = group(parent, 'sysctls', { label: t('Switches (sysctl)'), icon: 'settings-gear', children });
  if (!node) return [];
  const forward = netns.sysctls['net.ipv4.ip_forward'];
  const six = forwardedFamilies(netns).includes('IPv6') ? [t('forwards IPv6')] : [];
  const description =
    forward === undefined ? node.description : [`ip_forward = ${printable(forward)}`, ...six].join(' · ');
  return [described(node, description)];
}
