import type { Neighbour, Qdisc, Socket } from '../topology/model.ts';
import { aligned, inHostOrder, type Message } from './netlink.ts';
import { isForFilters } from './normalise.ts';
import { inOrder, readSocket, SOCK_DIAG_BY_FAMILY } from './sockets.ts';

/** Types of messages and attributes: rtnetlink(7), linux/if_link.h, linux/netconf.h. */
const RTM_NEWLINK = 16;
const RTM_NEWNEIGH = 28;
const RTM_NEWQDISC = 36;
const RTM_NEWNETCONF = 80;
const IFLA_IFNAME = 3;
const IFLA_AF_SPEC = 26;
const NETCONFA_IFINDEX = 1;
const NDA_DST = 1;
const TCA_KIND = 1;
const NTF_PROXY = 8;
const AF_INET = 2;
const AF_INET6 = 10;

interface Family {
  readonly name: 'ipv4' | 'ipv6';
  readonly family: number;
  /** IFLA_INET_CONF or IFLA_INET6_CONF: an array of 32-bit values, … */
  readonly conf: number;
  /** … and what is where in it: IPV4_DEVCONF_* of linux/ip.h less one, DEVCONF_* of linux/ipv6.h. */
  readonly positions: readonly (readonly [string, number])[];
  /** NETCONFA_*. */
  readonly netconf: readonly (readonly [string, number])[];
}

const FAMILIES: readonly Family[] = [
  {
    name: 'ipv4',
    family: AF_INET,
    conf: 1,
    positions: [
      ['accept_local', 22],
      ['arp_announce', 17],
      ['arp_filter', 12],
      ['arp_ignore', 18],
      ['forwarding', 0],
      ['ignore_routes_with_linkdown', 28],
      ['log_martians', 10],
      ['proxy_arp', 2],
      ['proxy_arp_pvlan', 24],
      ['route_localnet', 25],
      ['rp_filter', 7],
      ['send_redirects', 5],
      ['src_valid_mark', 23],
    ],
    netconf: [
      ['forwarding', 2],
      ['rp_filter', 3],
      ['proxy_arp', 5],
      ['ignore_routes_with_linkdown', 6],
    ],
  },
  {
    name: 'ipv6',
    family: AF_INET6,
    conf: 2,
    positions: [
      ['accept_dad', 27],
      ['accept_ra', 3],
      ['disable_ipv6', 26],
      ['force_forwarding', 59],
      ['forwarding', 0],
      ['hop_limit', 1],
      ['ignore_routes_with_linkdown', 39],
      ['ndisc_notify', 29],
      ['proxy_ndp', 22],
    ],
    netconf: [
      ['forwarding', 2],
      ['proxy_ndp', 5],
      ['ignore_routes_with_linkdown', 6],
    ],
  },
];

export interface Netconf {
  /** By the names of sysctl(8). */
  readonly settings: Readonly<Record<string, string>>;
  readonly proxies: readonly Neighbour[];
  readonly qdiscs: readonly Qdisc[];
  readonly sockets: readonly Socket[];
}

/**
 * What netlink messages report: settings of all links together (RTM_NEWNETCONF) and of each (RTM_NEWLINK), for whom
 * the links answer (RTM_NEWNEIGH, NTF_PROXY), which have filters (RTM_NEWQDISC), and sockets (SOCK_DIAG_BY_FAMILY). The messages are as the host's kernel wrote them, one after the other.
 * Never throws: what makes no sense is left out.
 */
export function readNetconf(bytes: Buffer): Netconf {
  const messages = inHostOrder(bytes);
  const settings: Record<string, string> = {};
  const names = new Map<number, string>();
  const proxies: Neighbour[] = [];
  const qdiscs: Qdisc[] = [];
  const sockets: Socket[] = [];
  for (let at = 0; at + 16 <= messages.length; ) {
    const length = messages.uint32(at);
    if (length < 20 || at + length > messages.length) break;
    const message = messages.part(at, at + length);
    const type = message.uint16(4);
    if (type === RTM_NEWNETCONF) addNetconf(message, settings);
    else if (type === RTM_NEWLINK) addLink(message, settings, names);
    else if (type === RTM_NEWNEIGH) addProxy(message, names, proxies);
    else if (type === RTM_NEWQDISC) addQdisc(message, names, qdiscs);
    else if (type === SOCK_DIAG_BY_FAMILY) sockets.push(...readSocket(message, names));
    at += aligned(length);
  }
  return { settings, proxies, qdiscs, sockets: inOrder(sockets) };
}

function addNetconf(message: Message, settings: Record<string, string>): void {
  const family = FAMILIES.find((one) => one.family === message.uint8(16));
  const index = message.attribute(20, NETCONFA_IFINDEX)?.int32(0);
  const who = index === -1 ? 'all' : index === -2 ? 'default' : undefined;
  if (!family || !who) return;
  for (const [key, type] of family.netconf) {
    const value = message.attribute(20, type)?.int32(0);
    if (value === undefined) continue;
    settings[`net.${family.name}.conf.${who}.${key}`] = String(value);
    if (family.family === AF_INET && who === 'all' && key === 'forwarding')
      settings['net.ipv4.ip_forward'] = String(value);
  }
}

function addLink(message: Message, settings: Record<string, string>, names: Map<number, string>): void {
  const name = message.attribute(32, IFLA_IFNAME)?.text();
  const families = message.attribute(32, IFLA_AF_SPEC);
  const index = message.int32(20);
  if (name !== undefined && index !== undefined) names.set(index, name);
  if (name === undefined || !families) return;
  // sysctl(8): a '.' within a word is written '/'.
  const word = name.replaceAll('.', '/');
  for (const { name: ip, family, conf, positions } of FAMILIES) {
    const values = families.attribute(0, family)?.attribute(0, conf);
    if (!values) continue;
    for (const [key, position] of positions) {
      const value = values.int32(4 * position);
      if (value !== undefined) settings[`net.${ip}.conf.${word}.${key}`] = String(value);
    }
  }
}

/** As `ip -j neigh show proxy` says it. */
function addProxy(message: Message, names: ReadonlyMap<number, string>, proxies: Neighbour[]): void {
  const dst = message.length < 28 ? undefined : message.attribute(28, NDA_DST)?.address();
  if (dst === undefined || (message.uint8(26) & NTF_PROXY) === 0) return;
  const dev = names.get(message.int32(20) ?? 0);
  proxies.push({ dst, ...(dev === undefined ? {} : { dev }), proxy: null });
}

/** A struct tcmsg (rtnetlink(7)), in the words of `tc -j qdisc`. */
function addQdisc(message: Message, names: ReadonlyMap<number, string>, qdiscs: Qdisc[]): void {
  const kind = message.length < 36 ? undefined : message.attribute(36, TCA_KIND)?.text();
  const dev = names.get(message.int32(20) ?? 0);
  if (kind !== undefined && dev !== undefined && isForFilters(kind)) qdiscs.push({ kind, dev });
}
