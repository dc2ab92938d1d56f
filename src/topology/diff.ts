import type { Said } from '../words.ts';
import type { Change } from './change.ts';
import { sayChange, within } from './change-words.ts';
import { diffLinks } from './diff-links.ts';
import { pair, same } from './diff-lists.ts';
import { diffFirewall } from './firewall/diff.ts';
import { isLoopback } from './link-kinds.ts';
import type { FdbEntry, Json, Neighbour, Netns, NetnsId, Route, Topology, Unread } from './model.ts';
import { isPassing } from './sockets.ts';
import { isDefault, vlansText } from './vlans.ts';
import { fdbText, neighbourText, routeText, ruleText, socketText } from './words.ts';

/**
 * What is different, what was removed last. Two pictures of different hosts or extents have nothing to compare: [].
 */
export function diff(before: Topology, after: Topology): Change[] {
  if (before === after || before.root !== after.root || before.extent !== after.extent) return [];
  const old = new Map(before.netns.map((netns) => [netns.id, netns]));
  const now = new Map(after.netns.map((netns) => [netns.id, netns]));
  const common = after.netns.flatMap((netns) => {
    const was = old.get(netns.id);
    return was && was !== netns ? [{ was, netns }] : [];
  });
  const added = after.netns.filter(({ id }) => !old.has(id));
  return [
    ...added.map(netnsAdded),
    ...common.flatMap(({ was, netns }) => netnsChanged(was, netns)),
    ...diffLinks(before, after),
    ...added.flatMap((netns) => diffNetns(asMade(netns), netns)),
    ...common.flatMap(({ was, netns }) => diffNetns(was, netns)),
    ...before.netns.filter(({ id }) => !now.has(id)).map(netnsRemoved),
    ...unreadChanged(before.unread, after.unread, after.root, 'host'),
  ];
}

function netnsAdded(netns: Netns): Change {
  return {
    what: 'netns',
    how: 'added',
    said: sayChange('added', sayChange('netns', netns.label)),
    netns: netns.id,
    detail: false,
    after: { ...asMade(netns), links: netns.links.filter(isLoopback) },
  };
}

/** Without the routes and servers that somebody has added since. */
const asMade = (netns: Netns): Netns => ({
  ...netns,
  routes: netns.routes.filter(isKernels),
  ...(netns.sockets ? { sockets: [] } : {}),
});

function netnsRemoved(netns: Netns): Change {
  const said = sayChange('removed', sayChange('netns', netns.label));
  return { what: 'netns', how: 'removed', said, netns: netns.id, detail: false, before: netns };
}

function netnsChanged(before: Netns, after: Netns): Change[] {
  const given = after.names.filter((name) => !before.names.includes(name));
  const taken = before.names.filter((name) => !after.names.includes(name));
  const phrases = [
    ...given.map((name): Said => sayChange('called', name)),
    ...taken.map((name) => sayChange('not-called', name)),
  ];
  const detail = phrases.length === 0;
  if (before.nsid !== after.nsid)
    phrases.push(after.nsid === undefined ? sayChange('no-nsid') : sayChange('nsid', after.nsid));
  if (!same(before.holder, after.holder)) phrases.push(sayChange('other-holder'));
  if (phrases.length === 0 && before.file !== after.file) phrases.push(sayChange('other-file', after.file));
  if (phrases.length === 0) return [];
  const said = sayChange('in-netns', before.label, phrases);
  return [{ what: 'netns', how: 'changed', said, netns: after.id, detail, before, after }];
}

function diffNetns(before: Netns, after: Netns): Change[] {
  const at = { netns: after.id };
  const told = (how: Change['how'], thing: Said) => within(after, sayChange(how, thing));
  return [
    ...pair(before.routes, after.routes, routeKey).map(
      (change): Change => ({
        ...at,
        ...change,
        what: 'route',
        said: told(change.how, sayChange('route', routeText(change.after ?? change.before))),
        detail: isKernels(change.after ?? change.before),
      }),
    ),
    ...pair(before.rules, after.rules, ({ family, priority }) => `${family} ${priority}`).map(
      (change): Change => ({
        ...at,
        ...change,
        what: 'rule',
        said: told(change.how, sayChange('rule', ruleText(change.after ?? change.before))),
        detail: false,
      }),
    ),
    ...pair(before.neighbours, after.neighbours, neighbourKey).map(
      (change): Change => ({
        ...at,
        ...change,
        what: 'neighbour',
        said: told(change.how, sayChange('neighbour', neighbourText(ageless(change.after ?? change.before)))),
        detail: change.how === 'changed' && change.before?.lladdr === change.after?.lladdr,
      }),
    ),
    ...pair(before.fdb, after.fdb, fdbKey).map(
      (change): Change => ({
        ...at,
        ...change,
        what: 'fdb',
        said: told(change.how, sayChange('fdb', fdbText(change.after ?? change.before))),
        detail: isOwnEntry(change.after ?? change.before),
      }),
    ),
    ...diffVlans(before, after),
    ...pair(before.qdiscs ?? [], after.qdiscs ?? [], ({ kind, dev }) => keyOf(kind, dev)).map((change): Change => {
      const { kind, dev } = change.after ?? change.before;
      const gone = !after.links.some(({ ifname }) => ifname === dev);
      return { ...at, ...change, what: 'qdisc', said: told(change.how, sayChange('qdisc', kind, dev)), detail: gone };
    }),
    ...diffSockets(before, after),
    ...diffFirewall(before.firewall, after.firewall).map(
      (change): Change => ({
        ...at,
        ...change,
        what: 'firewall',
        said: within(after, change.said),
        before: before.firewall,
        after: after.firewall,
      }),
    ),
    ...diffSysctls(before, after),
    ...unreadChanged(before.unread, after.unread, after.id, 'netns', after),
  ];
}

const routeKey = ({ family, table, dst, metric, type, tos }: Route) =>
  keyOf(family, table, dst, metric, type === 'unicast' ? '' : type, tos);
const neighbourKey = ({ dst, dev, proxy }: Neighbour) => [dst, dev, proxy === null].join(' ');
const fdbKey = ({ mac, ifname, master, vlan, vni, dst }: FdbEntry) => keyOf(mac, ifname, master, vlan, vni, dst);

const keyOf = (...parts: readonly (Json | undefined)[]): string => JSON.stringify(parts);

/** Of an address or a link that is up: nobody typed it. */
function isKernels(route: Route | undefined): boolean {
  return route?.protocol === 'kernel' || route?.table === 'local';
}

/** Without what it becomes as time passes, or else its line would never rest; ip-neighbour(8), "nud". */
const ageless = ({ state, ...neighbour }: Neighbour): Neighbour => ({
  ...neighbour,
  ...(state ? { state: state.filter((one) => !AGES.includes(one)) } : {}),
});
const AGES: readonly string[] = ['REACHABLE', 'STALE', 'DELAY', 'PROBE'];

/** A link's own address, or a multicast group it listens to: neither learned nor typed. */
function isOwnEntry(entry: FdbEntry | undefined): boolean {
  return entry?.['dst'] === undefined && (entry?.state === 'permanent' || (entry?.flags?.includes('self') ?? false));
}

function diffVlans(before: Netns, after: Netns): Change[] {
  return pair(before.vlans ?? [], after.vlans ?? [], ({ ifname }) => ifname).map((change): Change => {
    const port = change.after ?? change.before;
    const { master } = after.links.find(({ ifname }) => ifname === port.ifname) ?? {};
    return {
      ...change,
      what: 'vlan',
      netns: after.id,
      said: within(after, sayChange(change.how, sayChange('vlans', port.ifname, vlansText(port)))),
      // They come with the port, and go with it.
      detail: change.how === 'added' ? isDefault(port) : change.how === 'removed' && master === undefined,
    };
  });
}

function diffSockets(before: Netns, after: Netns): Change[] {
  // That they could not be read is said by itself: then nobody has opened or closed them.
  const known = before.sockets !== undefined && after.sockets !== undefined;
  return pair(before.sockets ?? [], after.sockets ?? [], socketText).map((change): Change => {
    const socket = change.after ?? change.before;
    const said = sayChange(change.after ? 'listens' : 'listens-no-more', socketText(socket));
    return {
      ...change,
      what: 'socket',
      netns: after.id,
      said: within(after, said),
      detail: !known || isPassing(socket),
    };
  });
}

function diffSysctls(before: Netns, after: Netns): Change[] {
  const keys = [...new Set([...Object.keys(before.sysctls), ...Object.keys(after.sysctls)])];
  const different = keys.filter((key) => before.sysctls[key] !== after.sysctls[key]);
  // Setting one of these sets the `forwarding` of every link: ip-sysctl in the kernel's documentation.
  const leaders = different.filter((key) => key === 'net.ipv4.ip_forward' || key === 'net.ipv6.conf.all.forwarding');
  return different.map((key): Change => {
    const [was, is] = [before.sysctls[key], after.sysctls[key]];
    const follows = /^net\.(ipv[46])\.conf\..*\.forwarding$/.exec(key)?.[1];
    return {
      what: 'sysctl',
      key,
      how: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed',
      said: within(after, sysctlSaid(key, was, is)),
      netns: after.id,
      detail:
        was === undefined ||
        is === undefined ||
        (follows !== undefined && leaders.some((leader) => leader !== key && leader.startsWith(`net.${follows}.`))),
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    };
  });
}

function unreadChanged(
  before: readonly Unread[],
  after: readonly Unread[],
  netns: NetnsId,
  of: 'netns' | 'host',
  where?: Netns,
): Change[] {
  if (same(before, after)) return [];
  const told = (said: Said) => (where ? within(where, said) : said);
  const said =
    after.length === 0
      ? told(sayChange('all-read'))
      : sayChange(
          'list',
          after.map(({ what, why }) => told(sayChange('not-read', what, why))),
        );
  return [{ what: 'unread', of, how: 'changed', said, netns, detail: false, before, after }];
}

function sysctlSaid(key: string, was: string | undefined, is: string | undefined): Said {
  if (is === undefined) return sayChange('sysctl-gone', key);
  return was === undefined ? sayChange('sysctl-is', key, is) : sayChange('sysctl-was', key, is, was);
}
