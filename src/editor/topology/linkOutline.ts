import { printable } from '../../printable.ts';
import { shownAddresses } from '../../topology/addresses.ts';
import { entriesOf, linkById, masterOf, portsOf } from '../../topology/find.ts';
import { isCut, linkState } from '../../topology/link-state.ts';
import { isLoopback, kindOf, networkId, type Role, roleOf } from '../../topology/links.ts';
import type { FdbEntry, Link, Netns, Topology } from '../../topology/model.ts';
import { portWords } from '../../topology/ports.ts';
import { remotesOf } from '../../topology/tunnels.ts';
import { addressText } from '../../topology/words.ts';
import type { Translate } from '../badges.ts';
import { inNetns } from './argv.ts';
import { group, linkNodeId, numbered, type OutlineNode, type Outlining, type State } from './node.ts';

const ICONS: Readonly<Record<Role, string>> = {
  loopback: 'sync',
  pair: 'plug',
  master: 'type-hierarchy',
  upper: 'layers',
  tunnel: 'arrow-swap',
  end: 'arrow-swap',
};
/** Those that have one of their own. */
const KIND_ICONS: ReadonlyMap<string, string> = new Map<string, string>([
  ['ether', 'circuit-board'],
  ['bond', 'git-merge'],
  ['team', 'git-merge'],
  ['vrf', 'split-horizontal'],
  ['wireguard', 'shield'],
]);

/** The links that are ports of no other, in the kernel's order; ports stand below their master. */
export function linkNodes(netns: Netns, outlining: Outlining): OutlineNode[] {
  return netns.links.filter((link) => !masterOf({ netns, link })).map((link) => linkNode(netns, link, outlining));
}

/** How a link stands; worse than anything is a cable that leads nowhere. */
export const stateOf = (link: Link, topology: Topology): State => (isCut(link, topology) ? 'missing' : linkState(link));

export function linkNode(netns: Netns, link: Link, outlining: Outlining): OutlineNode {
  const { t, topology } = outlining;
  const state = stateOf(link, topology);
  const id = linkNodeId(outlining.hostNode, link.id);
  const label = printable(link.ifname);
  const kind = kindOf(link);
  const unplugged = state === 'missing' || (['no-carrier', 'lower-down'].includes(state) && kind !== 'bridge');
  const details = [
    ...otherEnd(link, topology, t),
    ...portWords(link),
    ...remotesOf(netns, link).map((remote) => printable(`→ ${remote}`)),
    ...shownAddresses(link).map((address) => printable(addressText(address))),
  ];
  const words = stateWords(state, t);
  const children = linkChildren(netns, link, id, outlining);
  const inside = children.length > 0 ? children : [() => [nothingNode(netns, link, id, t)]];
  return {
    id,
    label,
    description: [...(state === 'up' ? [] : [words]), ...details].join(' · '),
    icon: unplugged ? 'debug-disconnect' : (KIND_ICONS.get(kind) ?? ICONS[roleOf(link)]),
    state,
    spoken: [t('Link {0}', label), printable(kind), words, ...details].join(', '),
    facts: linkFacts(link),
    // A bridge is open from the start, so that its ports are seen to come: what gets its first line later stays closed.
    ...(children.length > 0 || kind === 'bridge' ? { children: () => inside.flatMap((child) => child()) } : {}),
    expanded: kind === 'bridge',
    subject: {
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
    },
  };
}

/** What stands below a bridge that has nothing. */
function nothingNode(netns: Netns, link: Link, parent: string, t: Translate): OutlineNode {
  const label = t('no ports yet');
  return {
    id: `${parent}/nothing`,
    label,
    description: '',
    icon: 'dash',
    state: 'plain',
    spoken: label,
    facts: undefined,
    subject: { kind: 'entry', netns: netns.id, link: link.id },
  };
}

/** Only what was made by a command can be deleted: it has a kind. */
const deletable = ({ linkinfo }: Link) => linkinfo?.info_kind !== undefined;

export function stateWords(state: State, t: Translate): string {
  if (state === 'up') return t('up');
  if (state === 'down') return t('down');
  if (state === 'no-carrier') return t('no carrier');
  if (state === 'lower-down') return t('lower layer down');
  if (state === 'dormant') return t('dormant');
  return state === 'missing' ? t('other end not found') : '';
}

/** What a link leads to: a veth's other end, what a vlan stands on, a vxlan's network. */
export function otherEnd(link: Link, topology: Topology, t: Translate): string[] {
  const details: string[] = [];
  const at = (id: string) => {
    const found = linkById(topology, id);
    if (!found) return undefined;
    const name = printable(found.link.ifname);
    const isHere = found.netns.links.some((one) => one.id === link.id);
    return isHere ? name : `${printable(found.netns.label)} / ${name}`;
  };
  const peer = link.peer ? at(link.peer) : undefined;
  if (peer !== undefined) details.push(`⇄ ${peer}`);
  const lower = link.lower ? at(link.lower) : undefined;
  if (lower !== undefined) details.push(t('on {0}', lower));
  const network = networkId(link);
  if (network !== undefined) details.push(`${roleOf(link) === 'tunnel' ? 'VNI' : 'VLAN'} ${network}`);
  return details;
}

function firstAddress(link: Link): { address?: string } {
  const first = shownAddresses(link)[0] ?? link.addr_info[0];
  return first?.local === undefined ? {} : { address: first.local };
}

function linkChildren(netns: Netns, link: Link, id: string, outlining: Outlining): (() => OutlineNode[])[] {
  const { t } = outlining;
  const children: (() => OutlineNode[])[] = [];
  if (link.addr_info.length > 0) children.push(() => addressNodes(netns, link, id, t));
  const ports = portsOf(netns, link);
  if (ports.length > 0) children.push(() => ports.map((port) => linkNode(netns, port, outlining)));
  const entries = fdbOf(netns, link);
  if (entries.length > 0) children.push(() => fdbGroup(netns, link, entries, id, t));
  return children;
}

function addressNodes(netns: Netns, link: Link, parent: string, t: Translate): OutlineNode[] {
  return numbered(link.addr_info, addressText).map(([key, address]) => {
    const label = printable(addressText(address));
    const description = [address.scope === 'global' ? undefined : address.scope].filter((word) => word !== undefined);
    return {
      id: `${parent}/address ${key}`,
      label,
      description: description.join(' '),
      icon: 'location',
      state: 'plain',
      spoken: [t('Address {0}', label), ...description].join(', '),
      facts: address,
      subject: {
        kind: 'entry',
        netns: netns.id,
        link: link.id,
        ...(address.local === undefined ? {} : { address: address.local }),
        shownBy: inNetns(netns, 'ip', 'addr', 'show', 'dev', link.ifname),
      },
    };
  });
}

/** What a bridge has learnt or been told of (the entries for its own addresses stand for nobody), or a vxlan. */
export function fdbOf(netns: Netns, link: Link): readonly FdbEntry[] {
  return entriesOf(netns, link).filter(({ state, dst }) => state !== 'permanent' || dst !== undefined);
}

function fdbGroup(netns: Netns, link: Link, entries: readonly FdbEntry[], parent: string, t: Translate) {
  const shownBy =
    kindOf(link) === 'bridge'
      ? inNetns(netns, 'bridge', 'fdb', 'show', 'br', link.ifname)
      : inNetns(netns, 'bridge', 'fdb', 'show', 'dev', link.ifname);
  const about = { netns: netns.id, link: link.id, shownBy };
  const keyed = numbered(entries, ({ mac, ifname, dst, vlan }) => [mac, ifname, dst, vlan].join(' '));
  const children = keyed.map(([key, entry]) => (groupId: string): OutlineNode => {
    const behind = entry['dst'] === undefined ? printable(entry.ifname ?? '') : printable(String(entry['dst']));
    return {
      id: `${groupId}/${key}`,
      label: entry.mac,
      description: `→ ${behind}`,
      icon: 'arrow-small-right',
      state: 'plain',
      spoken: t('{0} is behind {1}', entry.mac, behind),
      facts: entry,
      subject: { ...about, kind: 'entry', mac: entry.mac },
    };
  });
  return group(parent, 'fdb', { label: t('Forwarding table (FDB)'), icon: 'list-flat', children, subject: about });
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
