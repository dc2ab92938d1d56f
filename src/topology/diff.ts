import { printable } from '../printable.ts';
import type { Change } from './change.ts';
import { diffLinks } from './diff-links.ts';
import { pair, same } from './diff-lists.ts';
import { diffFirewall } from './firewall/diff.ts';
import { isLoopback } from './links.ts';
import type { FdbEntry, Neighbour, Netns, NetnsId, Route, Topology, Unread } from './model.ts';
import { fdbText, neighbourText, routeText, ruleText, sysctlText, within } from './words.ts';

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
  const changes = [
    ...after.netns.filter(({ id }) => !old.has(id)).map(netnsAdded),
    ...common.flatMap(({ was, netns }) => netnsChanged(was, netns)),
    ...diffLinks(before, after),
    ...common.flatMap(({ was, netns }) => diffNetns(was, netns)),
    ...before.netns.filter(({ id }) => !now.has(id)).map(netnsRemoved),
    ...unreadChanged(before.unread, after.unread, after.root, 'host', ''),
  ];
  return changes.map((change) => ({ ...change, text: printable(change.text) }));
}

function netnsAdded(netns: Netns): Change {
  return {
    what: 'netns',
    how: 'added',
    text: `netns ${netns.label} added`,
    netns: netns.id,
    detail: false,
    after: { ...netns, links: netns.links.filter(isLoopback) },
  };
}

function netnsRemoved(netns: Netns): Change {
  const text = `netns ${netns.label} removed`;
  return { what: 'netns', how: 'removed', text, netns: netns.id, detail: false, before: netns };
}

function netnsChanged(before: Netns, after: Netns): Change[] {
  const given = after.names.filter((name) => !before.names.includes(name));
  const taken = before.names.filter((name) => !after.names.includes(name));
  const phrases = [
    ...given.map((name) => `is now called ${name}`),
    ...taken.map((name) => `is no longer called ${name}`),
  ];
  const detail = phrases.length === 0;
  if (before.nsid !== after.nsid) phrases.push(after.nsid === undefined ? 'has no nsid' : `has nsid ${after.nsid}`);
  if (!same(before.holder, after.holder)) phrases.push('is held by another process');
  if (phrases.length === 0 && before.file !== after.file) phrases.push(`is entered by ${after.file}`);
  if (phrases.length === 0) return [];
  const text = `netns ${before.label} ${phrases.join(', ')}`;
  return [{ what: 'netns', how: 'changed', text, netns: after.id, detail, before, after }];
}

function diffNetns(before: Netns, after: Netns): Change[] {
  const where = within(after);
  const at = { netns: after.id };
  return [
    ...pair(before.routes, after.routes, routeKey).map(
      (change): Change => ({
        ...at,
        ...change,
        what: 'route',
        text: `route ${routeText(change.after ?? change.before)} ${change.how}${where}`,
        detail: isKernels(change.after ?? change.before),
      }),
    ),
    ...pair(before.rules, after.rules, ({ family, priority }) => `${family} ${priority}`).map(
      (change): Change => ({
        ...at,
        ...change,
        what: 'rule',
        text: `rule ${ruleText(change.after ?? change.before)} ${change.how}${where}`,
        detail: false,
      }),
    ),
    ...pair(before.neighbours, after.neighbours, neighbourKey).map(
      (change): Change => ({
        ...at,
        ...change,
        what: 'neighbour',
        text: `neighbour ${neighbourText(change.after ?? change.before)} ${change.how}${where}`,
        detail: change.how === 'changed' && change.before?.lladdr === change.after?.lladdr,
      }),
    ),
    ...pair(before.fdb, after.fdb, fdbKey).map(
      (change): Change => ({
        ...at,
        ...change,
        what: 'fdb',
        text: `forwarding entry ${fdbText(change.after ?? change.before)} ${change.how}${where}`,
        detail: isOwnEntry(change.after ?? change.before),
      }),
    ),
    ...diffFirewall(before.firewall, after.firewall).map(
      (change): Change => ({
        ...at,
        ...change,
        what: 'firewall',
        text: `${change.text}${where}`,
        before: before.firewall,
        after: after.firewall,
      }),
    ),
    ...diffSysctls(before, after),
    ...unreadChanged(before.unread, after.unread, after.id, 'netns', where),
  ];
}

const routeKey = ({ family, table, dst, metric, type, tos }: Route) =>
  [family, table, dst, metric, type === 'unicast' ? '' : type, tos].join(' ');
const neighbourKey = ({ dst, dev, proxy }: Neighbour) => [dst, dev, proxy === null].join(' ');
const fdbKey = ({ mac, ifname, master, vlan, vni, dst }: FdbEntry) => [mac, ifname, master, vlan, vni, dst].join(' ');

/** Of an address or a link that is up: nobody typed it. */
function isKernels(route: Route | undefined): boolean {
  return route?.protocol === 'kernel' || route?.table === 'local';
}

/** A link's own address, or a multicast group it listens to: neither learned nor typed. */
function isOwnEntry(entry: FdbEntry | undefined): boolean {
  return entry?.['dst'] === undefined && (entry?.state === 'permanent' || (entry?.flags?.includes('self') ?? false));
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
      text: `${sysctlText(key, was, is)}${within(after)}`,
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
  where: string,
): Change[] {
  if (same(before, after)) return [];
  const text =
    after.length === 0
      ? `everything can be read again${where}`
      : after.map(({ what, why }) => `${what} cannot be read${where}: ${why}`).join('; ');
  return [{ what: 'unread', of, how: 'changed', text, netns, detail: false, before, after }];
}
