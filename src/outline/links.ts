import { shownAddresses } from '../topology/addresses.ts';
import { deleteAddress, inNetns } from '../topology/argv.ts';
import { linkById, masterOf, type Place, portsOf } from '../topology/find.ts';
import { grouped } from '../topology/group.ts';
import { jsonText } from '../topology/json.ts';
import { isLoopback, kindOf, networkId, roleOf } from '../topology/link-kinds.ts';
import { isCut, linkState } from '../topology/link-state.ts';
import type { FdbEntry, Link, Netns, Topology } from '../topology/model.ts';
import { forwardingEntries, portWords } from '../topology/port-flags.ts';
import { remotesOf } from '../topology/tunnels.ts';
import { vlanWords } from '../topology/vlans.ts';
import { addressText, fdbWay, sayState } from '../topology/words.ts';
import type { Text } from '../words.ts';
import { linkNodeId } from './ids.ts';
import {
  entry,
  group,
  groupNode,
  type NodeSort,
  type NodeSubject,
  numbered,
  type OutlineNode,
  type Outlining,
  placeOf,
} from './node.ts';
import { sayLine } from './words.ts';

/** Kinds that look other than all of their role. */
const SORTS: ReadonlyMap<string, NodeSort> = new Map<string, NodeSort>([
  ['ether', 'card'],
  ['bond', 'bundle'],
  ['team', 'bundle'],
  ['vrf', 'vrf'],
  ['wireguard', 'wireguard'],
]);

/** So many links of one kind are shown one by one; more would push away what comes after them. */
const MANY = 12;

/** The links that are ports of no other, in the kernel's order; ports are below their master. */
export function linkNodes(netns: Netns, parent: string, outlining: Outlining): OutlineNode[] {
  const kinds = grouped(
    netns.links.filter((link) => !masterOf({ netns, link })),
    kindOf,
  );
  return [...kinds]
    .flatMap(([kind, links]) =>
      links.length > MANY
        ? [{ at: links[0]?.ifindex ?? 0, node: foldNode(netns, kind, links, parent, outlining) }]
        : links.map((link) => ({ at: link.ifindex, node: linkNode(netns, link, outlining) })),
    )
    .sort((one, other) => one.at - other.at)
    .map(({ node }) => node);
}

/** Many links as one line. It says of how many the state is not the usual one. `kind`: none for the ports of a bridge. */
function foldNode(
  netns: Netns,
  kind: string | undefined,
  links: readonly Link[],
  parent: string,
  outlining: Outlining,
): OutlineNode {
  const states = grouped(links, linkState);
  states.delete('up');
  const cut = links.filter((link) => isCut(link, outlining.topology)).length;
  return groupNode(parent, kind === undefined ? 'ports' : `links ${JSON.stringify(kind)}`, {
    label: kind === undefined ? sayLine('many-ports', links.length) : sayLine('many-of-kind', links.length, kind),
    sort: 'folded',
    summary: [],
    details: [
      ...(cut > 0 ? [sayLine('counted', cut, sayLine('cut'))] : []),
      ...[...states].map(([state, some]) => sayLine('counted', some.length, sayState(state))),
    ],
    children: links.map((link) => () => linkNode(netns, link, outlining)),
    subject: { netns: netns.id },
  });
}

export function linkNode(netns: Netns, link: Link, outlining: Outlining): OutlineNode {
  const { topology } = outlining;
  const state = linkState(link);
  const cut = isCut(link, topology);
  const id = linkNodeId(outlining.hostNode, link.id);
  const kind = kindOf(link);
  const unplugged = cut || (['no-carrier', 'lower-down'].includes(state) && kind !== 'bridge');
  const up = state === 'up';
  const { master } = link;
  const remotes = remotesOf(netns, link);
  const filters = netns.qdiscs?.filter(({ dev }) => dev === link.ifname).map(({ kind }) => kind) ?? [];
  const portFlags = [...portWords(link), ...vlanWords(netns, link), ...filters];
  const addresses = shownAddresses(link).map(addressText);
  const children = linkChildren(netns, link, id, outlining);
  const inside = children.length > 0 ? children : [() => [noPortsNode(netns, link, id)]];
  return {
    id,
    label: link.ifname,
    title: sayLine('a-link', link.ifname),
    looks: [kind, ...(up ? [sayState(state)] : [])],
    details: [
      ...(up ? [] : [sayState(state)]),
      ...otherEnd(link, topology),
      ...portFlags,
      ...remotes.map((remote) => `→ ${remote}`),
      ...addresses,
    ],
    spoken: [
      ...(up ? [] : [sayState(state)]),
      placeOf(netns),
      ...(master === undefined ? [] : [sayLine('port-of', master)]),
      ...portFlags,
      ...spokenEnd(link, topology),
      ...remotes.map((remote) => sayLine('to', remote)),
      ...addresses,
    ],
    sort: unplugged ? 'unplugged' : (SORTS.get(kind) ?? roleOf(link)),
    // Worse than anything is a cable that leads nowhere.
    state: cut ? 'missing' : state,
    facts: linkFacts(link),
    // A bridge is open from the start, so that its ports are seen to come: what gets its first line later stays closed.
    ...(children.length > 0 || kind === 'bridge' ? { children: () => inside.flatMap((child) => child()) } : {}),
    expanded: kind === 'bridge',
    subject: linkSubject(netns, link),
  };
}

/** What is known of a link for what can be done with it. */
export function linkSubject(netns: Netns, link: Link): NodeSubject {
  return {
    kind: 'link',
    netns: netns.id,
    link: link.id,
    name: link.ifname,
    ...(link.address && !isLoopback(link) ? { mac: link.address } : {}),
    ...firstAddress(link),
    shownBy: inNetns(netns, 'ip', '-d', 'addr', 'show', 'dev', link.ifname),
    traits: [
      linkState(link) === 'down' ? 'down' : 'up',
      ...(link.peer ? ['peer'] : []),
      ...(deletable(link) ? ['deletable'] : []),
    ],
  };
}

/** What is below a bridge that has nothing. */
const noPortsNode = (netns: Netns, link: Link, parent: string): OutlineNode =>
  entry(
    parent,
    'nothing',
    { label: sayLine('no-ports'), sort: 'no-ports', minor: true, facts: undefined },
    { netns: netns.id, link: link.id },
  );

/** Only what was made by a command can be deleted: it has a kind. */
const deletable = ({ linkinfo }: Link) => linkinfo?.info_kind !== undefined;

/** What a link leads to: a veth's other end, what a vlan is on, a vxlan's network. */
export function otherEnd(link: Link, topology: Topology): Text[] {
  const { peer, lower, others } = endsOf(link, topology);
  const at = ({ netns, link: { ifname } }: Place) => (isWith(link, netns) ? ifname : `${netns.label} / ${ifname}`);
  return [...(peer ? [`⇄ ${at(peer)}`] : []), ...(lower ? [sayLine('on', at(lower))] : []), ...others];
}

/** The same in full words. */
function spokenEnd(link: Link, topology: Topology): Text[] {
  const { peer, lower, others } = endsOf(link, topology);
  const at = (what: 'other-end' | 'on', { netns, link: { ifname } }: Place) => {
    if (isWith(link, netns)) return sayLine(what, ifname);
    return netns.root ? sayLine(`${what}-in-root`, ifname) : sayLine(`${what}-in-netns`, ifname, netns.label);
  };
  return [...(peer ? [at('other-end', peer)] : []), ...(lower ? [at('on', lower)] : []), ...others];
}

const isWith = ({ id }: Link, netns: Netns): boolean => id.startsWith(`${netns.id}/`);

function endsOf(link: Link, topology: Topology) {
  const cut = isCut(link, topology);
  const network = networkId(link);
  const others: Text[] = [
    ...(cut ? [sayLine('cut')] : []),
    ...(link.lower === null && topology.extent === 'full' ? [sayLine('lower-missing')] : []),
    ...(network === undefined ? [] : [`${roleOf(link) === 'tunnel' ? 'VNI' : 'VLAN'} ${network}`]),
  ];
  return { peer: cut ? undefined : linkById(topology, link.peer), lower: linkById(topology, link.lower), others };
}

function firstAddress(link: Link): { address?: string } {
  const first = shownAddresses(link)[0] ?? link.addr_info[0];
  return first?.local === undefined ? {} : { address: first.local };
}

function linkChildren(netns: Netns, link: Link, id: string, outlining: Outlining): (() => OutlineNode[])[] {
  const children: (() => OutlineNode[])[] = [];
  if (link.addr_info.length > 0) children.push(() => addressNodes(netns, link, id));
  const ports = portsOf(netns, link);
  if (ports.length > MANY) children.push(() => [foldNode(netns, undefined, ports, id, outlining)]);
  else if (ports.length > 0) children.push(() => ports.map((port) => linkNode(netns, port, outlining)));
  const entries = forwardingEntries(netns, link);
  if (entries.length > 0) children.push(() => fdbGroup(netns, link, entries, id));
  return children;
}

/** The link's own line has those that people use. */
function addressNodes(netns: Netns, link: Link, parent: string): OutlineNode[] {
  const shownBy = inNetns(netns, 'ip', 'addr', 'show', 'dev', link.ifname);
  return numbered(link.addr_info, addressText).map(([key, address]) => {
    const label = addressText(address);
    const { scope = 'global', local } = address;
    return entry(
      parent,
      `address ${key}`,
      {
        label,
        title: sayLine('an-address', label),
        details: scope === 'global' ? [] : [scope],
        sort: 'address',
        minor: true,
        facts: address,
      },
      {
        netns: netns.id,
        link: link.id,
        ...(local === undefined ? {} : { address: local, removedBy: deleteAddress(netns, link, address) }),
        shownBy,
        traits: ['address'],
      },
    );
  });
}

function fdbGroup(netns: Netns, link: Link, entries: readonly FdbEntry[], parent: string): OutlineNode[] {
  const shownBy = inNetns(netns, 'bridge', 'fdb', 'show', kindOf(link) === 'bridge' ? 'br' : 'dev', link.ifname);
  const about = { netns: netns.id, link: link.id, shownBy };
  const keyed = numbered(entries, ({ mac, ifname, dst, vlan }) =>
    [mac, ifname, dst, vlan].map((value) => jsonText(value ?? '')).join(' '),
  );
  const children = keyed.map(
    ([key, one]) =>
      (groupId: string) =>
        entry(
          groupId,
          key,
          { label: one.mac, details: [fdbWay(one)], sort: 'fdb-entry', facts: one },
          { ...about, mac: one.mac },
        ),
  );
  return group(parent, 'fdb', { label: sayLine('fdb'), sort: 'fdb', children, subject: about });
}

/** What people ask of a link first; of the rest all but what says nothing of where packets go. */
function linkFacts({
  id,
  addr_info,
  linkinfo,
  ifindex,
  ifname,
  operstate,
  flags,
  address,
  mtu,
  master,
  ...rest
}: Link) {
  const { info_kind, info_slave_kind, info_slave_data, info_data } = linkinfo ?? {};
  const first = {
    kind: info_kind,
    operstate,
    flags,
    address,
    mtu,
    master,
    port: info_slave_data && { kind: info_slave_kind, ...info_slave_data },
  };
  const others = Object.fromEntries(Object.entries(rest).filter(([key]) => !DULL.test(key)));
  return { ...first, addresses: addr_info.map(addressText), ifindex, ...others, ...info_data };
}

const DULL =
  /^(?:peer|lower|link_type|broadcast|qdisc|group|txqlen|promiscuity|allmulti|.*_(?:mtu|queues|size|segs|addr_len|name))$/;
