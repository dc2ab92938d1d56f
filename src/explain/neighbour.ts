// Who has an address on a link's wire, and by which MAC address: arp(7), RFC 826, RFC 4861.
import { linkById, linksWith, type Place } from '../topology/find.ts';
import { kindOf } from '../topology/link-kinds.ts';
import { memoized } from '../topology/memoized.ts';
import type { Neighbour, Topology } from '../topology/model.ts';
import { type Ip, ipText, readIp } from '../topology/prefix.ts';
import { segmentOf } from '../topology/segments.ts';
import { BROADCAST, carry, type Frame, isFor, linkThing, type Tunnel } from './frames.ts';
import { frameHook, ipHook } from './hooks.ts';
import type { Packet } from './packet.ts';
import { checkSource } from './reverse-path.ts';
import { isLocal, route } from './routing.ts';
import { source4 } from './source.ts';
import type { Thing } from './trace.ts';
import { isOn, Lost, Stopped, settingOf, type Walk } from './walk.ts';
import { bridgeOf, type Crossing, isBridge, wayTo } from './wire.ts';

/** Where a frame for a next hop goes. */
export interface Neighbourhood {
  readonly mac: string;
  readonly path: readonly Crossing[];
}

/** The next hop `hop` on the link of `from`. Throws Stopped: nobody answers, or the wrong one would. */
export function resolve(walk: Walk, from: Place, hop: Ip, packet: Packet, tunnel: Tunnel): Neighbourhood {
  const fixed = fixedEntry(from, hop);
  if (fixed) return byEntry(walk, from, hop, fixed, packet);
  const answers: Neighbourhood[] = [];
  let stopped: Stopped | undefined;
  for (const place of candidates(walk.topology, from, hop)) {
    const answer = walk.aside(() => ask(walk, from, place, hop, packet, tunnel));
    if (answer instanceof Stopped) stopped ??= answer;
    else if (answer) answers.push(answer);
  }
  const [first, ...more] = answers;
  if (more.some(({ mac }) => mac !== first?.mac)) walk.doubt('duplicate', linkThing(from));
  if (first) {
    walk.step('neighbour', linkThing(from), packet, `${ipText(hop)} ${first.mac}`);
    return first;
  }
  if (stopped) {
    walk.step('stopped', stopped.stop.thing, packet, stopped.stop.reason);
    throw stopped;
  }
  const elsewhere = linksWith(walk.topology, ipText(hop)).filter(({ link }) => link.id !== from.link.id);
  const [other] = elsewhere;
  return walk.stop(
    other ? 'not-on-this-wire' : 'no-neighbour',
    linkThing(from),
    packet,
    ipText(hop),
    from.link.ifname,
    other?.netns.label ?? '',
    other?.link.ifname ?? '',
  );
}

/** What somebody has set: the kernel asks nobody then. */
function fixedEntry({ netns, link }: Place, hop: Ip): Neighbour | undefined {
  return netns.neighbours.find(
    ({ dst, dev, state = [], proxy, lladdr }) =>
      proxy === undefined &&
      lladdr !== undefined &&
      dev === link.ifname &&
      readIp(dst)?.value === hop.value &&
      readIp(dst)?.family === hop.family &&
      state.some((one) => one === 'PERMANENT' || one === 'NOARP'),
  );
}

function byEntry(walk: Walk, from: Place, hop: Ip, neighbour: Neighbour, packet: Packet): Neighbourhood {
  const mac = (neighbour.lladdr ?? '').toLowerCase();
  const thing: Thing = { netns: from.netns.id, kind: 'neighbour', neighbour };
  const owners = linksOf(walk.topology, mac).filter(
    ({ link }) => link.id !== from.link.id && isOnWire(walk.topology, from, { netns: from.netns, link }),
  );
  for (const owner of owners) {
    const path = wayTo(walk.topology, from, owner);
    if (path) {
      walk.step('neighbour', thing, packet, `${ipText(hop)} ${mac}`);
      return { mac, path };
    }
  }
  return walk.stop('wrong-neighbour', thing, packet, ipText(hop), mac);
}

const macIndex = memoized((topology: Topology) => {
  const index = new Map<string, Place[]>();
  for (const netns of topology.netns)
    for (const link of netns.links) {
      const mac = link.address?.toLowerCase() ?? '';
      index.set(mac, [...(index.get(mac) ?? []), { netns, link }]);
    }
  return index;
});

/** The links that have a MAC address; of a bridge and its port that share one, the bridge. */
function linksOf(topology: Topology, mac: string): readonly Place[] {
  const all = macIndex(topology).get(mac) ?? [];
  return all.filter((place) => !bridgeOf(place));
}

const isOnWire = (topology: Topology, a: Place, b: Place): boolean =>
  segmentOf(topology, a.link.id) === segmentOf(topology, b.link.id);

/** The links of the wire whose netns may answer for an address: it has it, on whatever link, or answers for others. */
function candidates(topology: Topology, from: Place, hop: Ip): readonly Place[] {
  const text = ipText(hop);
  const spaces = new Map(
    [...linksWith(topology, text).map(({ netns }) => netns), ...proxies(topology), ...everywhere(topology)].map(
      (netns) => [netns.id, netns],
    ),
  );
  spaces.delete(from.netns.id);
  const own = linksWith(topology, text).some(({ netns }) => netns.id === from.netns.id);
  return [...spaces.values()].flatMap((netns) =>
    netns.links.map((link) => ({ netns, link })).filter((place) => !bridgeOf(place) && isOnWire(topology, from, place)),
  );
}

/** Those that answer for addresses which they do not have. */
const proxies = memoized((topology: Topology) =>
  topology.netns.filter(
    ({ sysctls, neighbours }) =>
      neighbours.some(({ proxy }) => proxy === null) ||
      Object.entries(sysctls).some(([key, value]) => /\.proxy_(?:arp|ndp|arp_pvlan)$/.test(key) && value !== '0'),
  ),
);

/** Those that have a local route to more than addresses of theirs. */
const everywhere = memoized((topology: Topology) =>
  topology.netns.filter(({ routes }) =>
    routes.some(
      ({ type, dst, dev }) =>
        type === 'local' &&
        (dst === 'default' || /\/(?!32$|128$)/.test(dst)) &&
        dev === 'lo' &&
        !dst.startsWith('127.'),
    ),
  ),
);

/** Whether the netns of a link answers there: undefined if it has nothing to do with it; what stopped question or answer. */
function ask(
  walk: Walk,
  from: Place,
  to: Place,
  hop: Ip,
  packet: Packet,
  tunnel: Tunnel,
): Neighbourhood | Stopped | undefined {
  const path = wayTo(walk.topology, from, to);
  if (!path) return undefined;
  if (!answersFor(walk, to, hop)) return undefined;
  try {
    return hop.family === 'inet'
      ? askArp(walk, from, to, path, hop, packet, tunnel)
      : askNd(walk, from, to, path, hop, packet, tunnel);
  } catch (error) {
    if (error instanceof Stopped) return error;
    throw error;
  }
}

/** Whether it could, if the question comes there. */
function answersFor(walk: Walk, { netns, link }: Place, hop: Ip): boolean {
  if (isLocal(netns, hop)) return true;
  const isProxied = netns.neighbours.some(({ proxy, dst }) => proxy === null && readIp(dst)?.value === hop.value);
  if (isProxied) return true;
  const setting = hop.family === 'inet' ? 'proxy_arp' : 'proxy_ndp';
  const family = hop.family === 'inet' ? 'ipv4' : 'ipv6';
  return isOn(netns, settingOf(family, link.ifname, setting)) || isOn(netns, settingOf(family, 'all', setting));
}

/** arp_process() of net/ipv4/arp.c. */
function askArp(
  walk: Walk,
  from: Place,
  to: Place,
  path: readonly Crossing[],
  hop: Ip,
  packet: Packet,
  tunnel: Tunnel,
): Neighbourhood {
  const own = isLocal(from.netns, packet.src) ? packet.src : source4(from.netns, from.link, hop, 'link');
  const sender: Ip = own ?? { family: 'inet', value: 0n };
  const question: Packet = { ...packet, src: sender, dst: hop, answer: false, size: 28 };
  const mac = from.link.address ?? '';
  const frame: Frame = { packet: question, src: mac, dst: BROADCAST, arp: 'request' };
  frameHook(walk, 'arp', 'output', { netns: from.netns, oif: from.link }, question, 'request');
  const arrival = carry(walk, path, frame, tunnel);
  const { netns, link } = to;
  frameHook(walk, 'arp', 'input', { netns, iif: link }, arrival.frame.packet, 'request');
  if (link.flags.includes('NOARP'))
    walk.stop('arp-not-answered', linkThing(to), packet, ipText(hop), link.ifname, 'NOARP');
  answers(walk, to, sender, hop, packet);
  const back = wayTo(walk.topology, to, from);
  if (!back) throw new Lost({ what: 'way-back', thing: linkThing(to) });
  const answer: Packet = { ...question, src: hop, dst: sender };
  const theirs = link.address ?? '';
  frameHook(walk, 'arp', 'output', { netns, oif: link }, answer, 'reply');
  carry(walk, back, { packet: answer, src: theirs, dst: mac, arp: 'reply' }, tunnel);
  frameHook(walk, 'arp', 'input', { netns: from.netns, iif: from.link }, answer, 'reply');
  return { mac: theirs, path };
}

function answers(walk: Walk, to: Place, sender: Ip, hop: Ip, packet: Packet): void {
  const { netns, link } = to;
  const why = (setting: string) =>
    walk.stop(
      'arp-not-answered',
      { netns: netns.id, kind: 'setting', key: setting, link: link.id },
      packet,
      ipText(hop),
      link.ifname,
      setting,
    );
  checkSource(walk, netns, link, sender, hop, packet, true);
  const ignore = Math.max(
    ...['all', link.ifname].map((who) => Number(netns.sysctls[settingOf('ipv4', who, 'arp_ignore')] ?? 0)),
  );
  const here = link.addr_info.some(({ local }) => local === ipText(hop));
  if (isLocal(netns, hop)) {
    if (ignore === 0 || ((ignore === 1 || ignore === 2) && here)) return;
    why(settingOf('ipv4', link.ifname, 'arp_ignore'));
  }
  const proxied = netns.neighbours.some(
    ({ proxy, dst, dev }) => proxy === null && dst === ipText(hop) && (dev === undefined || dev === link.ifname),
  );
  const found = route(netns, { ...packet, src: sender, dst: hop, iif: link.ifname });
  const forwards = isOn(netns, settingOf('ipv4', link.ifname, 'forwarding'));
  if (!forwards) why(settingOf('ipv4', link.ifname, 'forwarding'));
  if (found.kind !== 'route' || (!proxied && found.way.dev === link.ifname))
    walk.stop('arp-not-answered', linkThing(to), packet, ipText(hop), link.ifname, 'proxy_arp');
}

/** ndisc_recv_ns() of net/ipv6/ndisc.c: the address must be one of that very link. */
function askNd(
  walk: Walk,
  from: Place,
  to: Place,
  path: readonly Crossing[],
  hop: Ip,
  packet: Packet,
  tunnel: Tunnel,
): Neighbourhood {
  const solicitation: Packet = {
    ...packet,
    protocol: 'icmp',
    icmp: 'neighbour-solicitation',
    dst: hop,
    answer: false,
    ttl: 255,
    size: 72,
  };
  const mac = from.link.address ?? '';
  const group = `33:33:ff:${ipTail(hop)}`;
  const out = ipHook(walk, 'output', { netns: from.netns, oif: from.link, own: true }, solicitation);
  const posted = ipHook(walk, 'postrouting', { netns: from.netns, oif: from.link, own: true }, out);
  const arrival = carry(walk, path, { packet: posted, src: mac, dst: group }, tunnel);
  const { netns, link } = to;
  const routed = arrival.prerouted
    ? arrival.frame.packet
    : ipHook(walk, 'prerouting', { netns, iif: link }, arrival.frame.packet);
  ipHook(walk, 'input', { netns, iif: link }, routed);
  const own = link.addr_info.find(({ local = '', family }) => family === 'inet6' && readIp(local)?.value === hop.value);
  const proxied = netns.neighbours.some(({ proxy, dst }) => proxy === null && readIp(dst)?.value === hop.value);
  const proxies =
    proxied &&
    (isOn(netns, settingOf('ipv6', link.ifname, 'proxy_ndp')) || isOn(netns, settingOf('ipv6', 'all', 'proxy_ndp')));
  if (own?.['dadfailed'] === true || own?.['tentative'] === true)
    walk.stop(
      'arp-not-answered',
      linkThing(to),
      packet,
      ipText(hop),
      link.ifname,
      own['dadfailed'] === true ? 'dadfailed' : 'tentative',
    );
  if (!own && !proxies) walk.stop('arp-not-answered', linkThing(to), packet, ipText(hop), link.ifname, 'other-link');
  const back = wayTo(walk.topology, to, from);
  if (!back) throw new Lost({ what: 'way-back', thing: linkThing(to) });
  const advert: Packet = { ...solicitation, icmp: 'neighbour-advertisement', src: hop, dst: packet.src, answer: false };
  const sent = ipHook(
    walk,
    'postrouting',
    { netns, oif: link, own: true },
    ipHook(walk, 'output', { netns, oif: link, own: true }, advert),
  );
  const returned = carry(walk, back, { packet: sent, src: link.address ?? '', dst: mac }, tunnel);
  const received = returned.prerouted
    ? returned.frame.packet
    : ipHook(walk, 'prerouting', { netns: from.netns, iif: from.link }, returned.frame.packet);
  ipHook(walk, 'input', { netns: from.netns, iif: from.link }, received);
  return { mac: link.address ?? '', path };
}

/** RFC 4291, 2.7.1: the last 24 bits of the address. */
const ipTail = ({ value }: Ip): string =>
  [16n, 8n, 0n].map((shift) => ((value >> shift) & 255n).toString(16).padStart(2, '0')).join(':');

/** Whether the frame for a MAC address is taken where it arrives. */
export const takes = (place: Place, mac: string): boolean => isFor(place.link, mac);

/** A link that needs no MAC address: what is sent on it has one other end. */
export const needsNoNeighbour = (place: Place): boolean =>
  place.link.flags.includes('NOARP') ||
  place.link.link_type === 'none' ||
  (kindOf(place.link) === 'tun' && !isBridge(place.link));

export const otherEnd = (topology: Topology, { link }: Place): Place | undefined => linkById(topology, link.peer);
