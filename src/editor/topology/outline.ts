import { printable, printableText } from '../../printable.ts';
import { shownAddresses } from '../../topology/addresses.ts';
import { isLoopback } from '../../topology/links.ts';
import type { Netns } from '../../topology/model.ts';
import { defaultRoutes } from '../../topology/routes.ts';
import { addressText, routeText } from '../../topology/words.ts';
import { inWords, type Said } from '../../words.ts';
import type { Translate } from '../badges.ts';
import { inNetns } from './argv.ts';
import { firewallGroup } from './firewallOutline.ts';
import { linkNodes, otherEnd, stateOf, stateWords } from './linkOutline.ts';
import { netnsNodeId, type OutlineNode, type Outlining, stale, unreadNode } from './node.ts';
import { neighbourGroup, routeGroup, ruleGroup, sysctlGroup } from './tableOutline.ts';

/** A host as the tree shows it. */
export interface ShownHost {
  /** Of its line in the tree. */
  readonly id: string;
  readonly label: string;
  /** Whose it is: the notebook's name, or several. */
  readonly notebook: string;
  readonly topology: Outlining['topology'] | undefined;
  /** Why there is no picture. */
  readonly problem: Said | undefined;
  /** Why the picture is only what was seen last, and since when (a time of day). */
  readonly lost?: { readonly reason: Said; readonly since: string } | undefined;
}

/** So many namespaces are shown open. */
const FEW = 6;
/** So many links are told of in the tooltip of a netns. */
const MAX_LINKS = 20;

/** A host with everything below it. */
export function hostNode(host: ShownHost, t: Translate): OutlineNode {
  const { id, label, notebook, topology, lost } = host;
  const why = lost?.reason ?? host.problem;
  const problem = why && printableText(inWords(why, t));
  const outlining = topology && { topology, hostNode: id, t };
  const waiting = topology || problem !== undefined ? [] : [t('reading…')];
  const since = lost ? [t('not reached since {0}', lost.since)] : [];
  const description = [...since, notebook, ...waiting].join(' · ');
  const children = () => {
    const held = [
      ...(outlining?.topology.netns.map((netns) => netnsNode(netns, outlining)) ?? []),
      ...(topology?.unread.map((unread) => unreadNode(id, unread, t)) ?? []),
    ];
    return [...(problem === undefined ? [] : [problemNode(host, problem, t)]), ...(lost ? held.map(stale) : held)];
  };
  return {
    id,
    label,
    description,
    icon: lost ? 'debug-disconnect' : 'server-environment',
    state: problem === undefined ? 'plain' : 'warning',
    spoken: [t('Host {0}', label), description, ...(problem === undefined ? [] : [problem])].join(', '),
    facts: topology?.host,
    // Also while there are none: a line that gets its first children later stays closed.
    children,
    expanded: true,
    subject: { kind: 'host' },
  };
}

function problemNode({ id: parent, lost }: ShownHost, problem: string, t: Translate): OutlineNode {
  const label = lost ? t('Not reached since {0}', lost.since) : t('Does not follow the host');
  return {
    id: `${parent}/problem`,
    label,
    description: problem,
    icon: 'warning',
    state: 'warning',
    spoken: `${label}. ${problem}`,
    facts: { problem },
    subject: { kind: 'unread' },
  };
}

export function netnsNode(netns: Netns, outlining: Outlining): OutlineNode {
  const { t, topology, hostNode } = outlining;
  const [name, ...otherNames] = netns.names;
  const id = netnsNodeId(hostNode, netns.id);
  const label = printable(netns.label);
  const known = netns.root || topology.extent === 'full';
  const description = [...otherNames.map(printable), known ? contents(netns, t) : t('reading…')].join(' · ');
  const unread = netns.unread.length > 0;
  return {
    id,
    label,
    description,
    icon: unread ? 'warning' : netns.root ? 'home' : netns.holder ? 'package' : 'symbol-namespace',
    state: unread ? 'warning' : 'plain',
    spoken: [t('Network namespace {0}', label), description, ...(unread ? [t('not all could be read')] : [])].join(
      ', ',
    ),
    facts: netnsFacts(netns),
    ...(known ? { children: () => netnsChildren(netns, id, outlining) } : {}),
    expanded: netns.root || topology.netns.length <= FEW,
    subject: {
      kind: 'netns',
      netns: netns.id,
      ...(name === undefined ? {} : { name }),
      shownBy: inNetns(netns, 'ip', 'addr'),
      traits: [...(name === undefined ? [] : ['named']), ...(netns.root ? ['root'] : [])],
    },
  };
}

/** How much a netns holds, in words. */
export function contents({ links }: Netns, t: Translate): string {
  const others = links.filter((link) => !isLoopback(link)).length;
  if (others === 0) return t('only loopback');
  return others === 1 ? t('1 link') : t('{0} links', others);
}

function netnsFacts({ id, names, holder, file, nsid }: Netns) {
  return { inode: id, names, holder, file, nsid };
}

/** The same with what the netns holds, for where its lines are not below it. */
export function netnsSummary(netns: Netns, { topology, t }: Outlining) {
  const inside = netns.links.slice(0, MAX_LINKS).map((link) => {
    const addresses = shownAddresses(link).map(addressText);
    const words = [stateWords(stateOf(link, topology), t), ...otherEnd(link, topology, t), ...addresses];
    return [link.ifname, words.join(' · ')];
  });
  return { ...Object.fromEntries(inside), default: defaultRoutes(netns).map(routeText), ...netnsFacts(netns) };
}

function netnsChildren(netns: Netns, id: string, outlining: Outlining): OutlineNode[] {
  const { t } = outlining;
  return [
    ...linkNodes(netns, outlining),
    ...routeGroup(netns, id, t),
    ...ruleGroup(netns, id, t),
    ...neighbourGroup(netns, id, t),
    ...firewallGroup(netns, id, t),
    ...sysctlGroup(netns, id, t),
    ...netns.unread.map((unread) => unreadNode(id, unread, t)),
  ];
}
