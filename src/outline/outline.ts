import { shownAddresses } from '../topology/addresses.ts';
import { inNetns } from '../topology/argv.ts';
import { isLoopback } from '../topology/link-kinds.ts';
import { linkState } from '../topology/link-state.ts';
import type { Netns, Topology } from '../topology/model.ts';
import { defaultRoutes } from '../topology/routes.ts';
import { forwardingOf } from '../topology/sysctls.ts';
import { addressText, forwardingTexts, routeText, sayState } from '../topology/words.ts';
import { inWords, type Said, type Text, type Translate } from '../words.ts';
import { firewallGroup } from './firewall.ts';
import { netnsNodeId } from './ids.ts';
import { joinedTexts } from './line-text.ts';
import { linkNodes, otherEnd } from './links.ts';
import { type NodeSubject, type OutlineNode, type Outlining, placed, placeOf, stale, unreadNode } from './node.ts';
import { neighbourGroup, routeGroup, ruleGroup, socketGroup, switchGroup } from './tables.ts';
import { sayLine } from './words.ts';

/** A host as the tree shows it. */
export interface ShownHost {
  /** Of its line in the tree. */
  readonly id: string;
  readonly label: Text;
  /** Its network is that of a machine, which icon, colour and words say. */
  readonly isReal?: boolean;
  /** The name of the notebook that it belongs to, or several. */
  readonly notebook?: string;
  readonly topology: Topology | undefined;
  /** Why there is no picture. */
  readonly problem?: Said | undefined;
  /** Why the picture is only what was seen last, and since when (a time of day). */
  readonly lost?: { readonly reason: Said; readonly since: string } | undefined;
}

/** So many namespaces are shown open. */
const FEW = 6;
/** So many links are listed in the tooltip of a netns. */
const MAX_LINKS = 20;

/** A host with everything below it. */
export function hostNode(host: ShownHost): OutlineNode {
  const { id, label, isReal = false, notebook, topology, lost } = host;
  const problem = lost?.reason ?? host.problem;
  const outlining = topology && { topology, hostNode: id };
  const waiting = topology || problem !== undefined ? [] : [sayLine('reading')];
  const children = () => {
    const held = [
      ...(outlining?.topology.netns.map((netns) => netnsNode(netns, outlining)) ?? []),
      ...(topology?.unread.map((unread) => unreadNode(id, unread)) ?? []),
    ];
    return [...(problem === undefined ? [] : [problemNode(host, problem)]), ...(lost ? held.map(stale) : held)];
  };
  return {
    id,
    label: notebook ?? label,
    title: notebook === undefined ? sayLine('a-host', label) : sayLine('a-notebook', notebook),
    looks: problem === undefined ? [] : [problem],
    details: [
      ...(lost ? [sayLine('unreached-since', lost.since)] : []),
      ...(notebook === undefined ? [] : [label]),
      ...(isReal ? [sayLine('real-network')] : []),
      ...waiting,
    ],
    sort: lost ? 'lost-host' : isReal ? 'machine' : 'host',
    state: problem === undefined && !isReal ? 'plain' : 'warning',
    facts: topology?.host,
    // Also while there are none: a line that gets its first children later stays closed.
    children,
    expanded: true,
    subject: { kind: 'host' },
  };
}

function problemNode({ id: parent, lost }: ShownHost, problem: Said): OutlineNode {
  return {
    id: `${parent}/problem`,
    label: lost ? sayLine('unreached', lost.since) : sayLine('not-followed'),
    details: [problem],
    sort: 'warning',
    state: 'warning',
    facts: { problem: inWords(problem) },
    subject: { kind: 'unread' },
  };
}

export function netnsNode(netns: Netns, outlining: Outlining): OutlineNode {
  const { topology, hostNode } = outlining;
  const { label, root } = netns;
  const otherNames = netns.names.slice(1);
  const id = netnsNodeId(hostNode, netns.id);
  const known = root || topology.extent === 'full';
  const unread = netns.unread.length > 0;
  const forwards = forwardingTexts(forwardingOf(netns));
  const details = [
    ...(otherNames.length > 0 ? [sayLine('also', otherNames)] : []),
    ...(forwards.length > 0 ? [sayLine('forwards', forwards)] : []),
  ];
  return {
    id,
    label,
    title: sayLine('a-netns', label),
    looks: unread ? [sayLine('partly-read')] : [],
    summary: [known ? contents(netns) : sayLine('reading')],
    details,
    spoken: [...details, ...(known ? defaultRoutes(netns).map(routeText) : [])],
    sort: unread ? 'warning' : root ? 'root-netns' : netns.holder ? 'held-netns' : 'netns',
    state: unread ? 'warning' : 'plain',
    facts: netnsFacts(netns),
    ...(known ? { children: () => netnsChildren(netns, id, outlining) } : {}),
    expanded: root || topology.netns.length <= FEW,
    subject: netnsSubject(netns),
  };
}

/** What is known of a netns for what can be done with it. */
export function netnsSubject(netns: Netns): NodeSubject {
  const [name] = netns.names;
  return {
    kind: 'netns',
    netns: netns.id,
    ...(name === undefined ? {} : { name }),
    shownBy: inNetns(netns, 'ip', 'addr'),
    traits: [...(name === undefined ? [] : ['named']), ...(netns.root ? ['root'] : [])],
  };
}

/** How much a netns holds. */
export function contents({ links }: Netns): Said {
  const others = links.filter((link) => !isLoopback(link)).length;
  if (others === 0) return sayLine('only-loopback');
  return others === 1 ? sayLine('one-link') : sayLine('many-links', others);
}

function netnsFacts({ id, names, holder, file, nsid }: Netns) {
  return { inode: id, names, holder, file, nsid };
}

/** The same with what the netns holds, for where its lines are not below it. */
export function netnsSummary(netns: Netns, topology: Topology, t: Translate) {
  const inside = netns.links.slice(0, MAX_LINKS).map((link) => {
    const addresses = shownAddresses(link).map(addressText);
    return [link.ifname, joinedTexts([sayState(linkState(link)), ...otherEnd(link, topology), ...addresses], ' · ', t)];
  });
  return { ...Object.fromEntries(inside), default: defaultRoutes(netns).map(routeText), ...netnsFacts(netns) };
}

function netnsChildren(netns: Netns, id: string, outlining: Outlining): OutlineNode[] {
  const inside = [
    ...linkNodes(netns, id, outlining),
    ...routeGroup(netns, id),
    ...ruleGroup(netns, id),
    ...neighbourGroup(netns, id),
    ...firewallGroup(netns, id),
    ...socketGroup(netns, id),
    ...switchGroup(netns, id),
    ...netns.unread.map((unread) => unreadNode(id, unread)),
  ];
  return inside.map((node) => placed(node, placeOf(netns)));
}
