// Who has an address on a link's wire, and by which MAC address it is reached.
import { linkById, linksWith, netnsWhere, type Place } from '../topology/find.ts';
import { kindOf } from '../topology/link-kinds.ts';
import type { Link, Neighbour, Topology } from '../topology/model.ts';
import { type Ip, ipText, readIp } from '../topology/prefix.ts';
import { linksOnSegment, segmentOf } from '../topology/segments.ts';
import { askArp } from './arp.ts';
import { apart, carry } from './frames.ts';
import { linksOf } from './macs.ts';
import { askNd } from './nd.ts';
import { thereWithoutIpv6 } from './no-ipv6.ts';
import { tooWide } from './others.ts';
import { type Packet, sameTuple, turned } from './packet.ts';
import { entryKey, frameWay, isProxied, type NeighbourQuestion } from './question.ts';
import { isLocal } from './routing.ts';
import type { Thing } from './trace.ts';
import { linkThing } from './trace.ts';
import { checkIds } from './tunnel.ts';
import { unknownBetween } from './unknown-kinds.ts';
import { hasFilters } from './vlan.ts';
import { isOn, Lost, Stopped, settingOf, type Walk } from './walk.ts';
import type { Neighbourhood } from './wire.ts';
import { bridgeOf, isBesides, isBridge, isMacvlan, macvlanMode } from './wire.ts';

/** The next hop `hop` on the link of `from`. Throws Stopped: nobody answers, or the wrong one would. */
export function resolve(walk: Walk, from: Place, hop: Ip, packet: Packet): Neighbourhood {
  const fixed = fixedEntry(from, hop);
  if (fixed) return byEntry(walk, from, hop, fixed, packet);
  // arp_constructor(), ndisc_constructor(): such a link sends to its own MAC address.
  const own = from.link.flags.includes('NOARP') ? from.link.address : undefined;
  const bridge = bridgeOf(from);
  // br_handle_frame(): the answer comes in at the bridge, and is no news for its port.
  if (bridge) walk.stop('asks-at-port', linkThing(from), packet, ipText(hop), from.link.ifname, bridge.link.ifname);
  const known = own ?? walk.neighbours.get(entryKey(from, hop));
  const found = known === undefined ? asked(walk, from, hop, packet) : byMac(walk, from, known, packet);
  if (!found)
    return own === undefined
      ? walk.stop('wrong-neighbour', linkThing(from), packet, ipText(hop), known ?? '')
      : walk.stop('sends-to-itself', linkThing(from), packet, ipText(hop), from.link.ifname);
  walk.step('neighbour', linkThing(from), packet, `${ipText(hop)} ${found.mac}`);
  return found;
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
  const found = byMac(walk, from, mac, packet);
  if (!found) {
    checkTranslators(walk, from);
    return walk.stop('wrong-neighbour', thing, packet, ipText(hop), mac);
  }
  walk.step('neighbour', thing, packet, `${ipText(hop)} ${mac}`);
  return found;
}

/** br_nf_pre_routing_finish(): a bridge takes up what it translates, whoever the frame is for. */
function checkTranslators({ topology, connections }: Walk, from: Place): void {
  const translator = linksOnSegment(topology, from.link.id).find(
    ({ netns, link }) =>
      isBridge(link) && connections.get(netns.id)?.some(({ original, reply }) => !sameTuple(turned(original), reply)),
  );
  if (translator) throw new Lost({ what: 'translation', thing: linkThing(translator) });
}

/** The way to a link with that MAC address; of several, one that a frame comes to. */
function byMac(walk: Walk, from: Place, mac: string, packet: Packet): Neighbourhood | undefined {
  const ways = linksOf(walk.topology, mac)
    .filter(({ link }) => link.id !== from.link.id && isOnWire(walk.topology, from, link))
    .flatMap((owner) => {
      const path = frameWay(walk, from, owner);
      return path ? [{ mac, path }] : [];
    });
  if (ways.length < 2) return ways[0];
  const src = from.link.address ?? '';
  const isOpen = ({ path }: Neighbourhood) => {
    try {
      walk.aside(() => carry(walk, path, { packet, src, dst: mac }));
      return true;
    } catch (error) {
      if (error instanceof Stopped) return false;
      throw error;
    }
  };
  return ways.find(isOpen) ?? ways[0];
}

/**
 * A vxlan may send to one that sends elsewhere: then they are on no wire that both see. A bridge that filters by VLANs may put into one
 * what is none elsewhere.
 */
const isOnWire = (topology: Topology, { link }: Place, other: Link): boolean =>
  segmentOf(topology, link.id) === segmentOf(topology, other.id) ||
  [link, other].every((one) => kindOf(one) === 'vxlan') ||
  (hasFilters(topology) && groundOf(topology, link) === groundOf(topology, other));

/** The wire on which it is when VLANs count for nothing. */
function groundOf(topology: Topology, link: Link): string {
  const lower = kindOf(link) === 'vlan' ? linkById(topology, link.lower) : undefined;
  return lower ? groundOf(topology, lower.link) : segmentOf(topology, link.id);
}

/** What those of the wire who could answer say. Throws Stopped if nobody does. */
function asked(walk: Walk, from: Place, hop: Ip, packet: Packet): Neighbourhood {
  const answers: Neighbourhood[] = [];
  let stopped: Stopped | undefined;
  let isLedAstray = false;
  for (const place of candidates(walk.topology, from, hop)) {
    const answer = walk.aside(() => ask(walk, from, place, hop, packet));
    if (answer instanceof Stopped) {
      stopped ??= answer;
      isLedAstray ||= place.link.address === from.link.address;
    } else if (answer) answers.push(answer);
  }
  // One with the asker’s own MAC address that answers gets its answer nowhere, but bridges then send there what is for the asker.
  if (isLedAstray && answers.length > 0) walk.doubt('duplicate', linkThing(from));
  const key = `duplicate ${entryKey(from, hop)}`;
  // The last answer counts (ndisc_update(), arp_process()): what a connection begins with one may go on with another.
  if (answers.length > 1 && packet.protocol === 'tcp') walk.doubt('duplicate', linkThing(from));
  const answer = answers[walk.choose('duplicate', linkThing(from), answers.length, key)];
  if (answer) {
    walk.neighbours.set(entryKey(from, hop), answer.mac);
    return answer;
  }
  if (stopped) {
    walk.step('stopped', stopped.stop.thing, packet, stopped.stop.reason);
    throw stopped;
  }
  return nobody(walk, from, hop, packet);
}

function nobody(walk: Walk, from: Place, hop: Ip, packet: Packet): never {
  const elsewhere = linksWith(walk.topology, ipText(hop)).filter(({ link }) => link.id !== from.link.id);
  const related = elsewhere.find(
    ({ link }) =>
      (isMacvlan(link) && link.lower === from.link.id) || (isMacvlan(from.link) && from.link.lower === link.id),
  );
  if (related) {
    const [upper, lower] = isMacvlan(related.link) ? [related, from] : [from, related];
    apart(walk, from, upper, lower, packet);
  }
  checkModes(walk, from, elsewhere, hop, packet);
  const unknown = unknownBetween(walk.topology, from.link.id, elsewhere);
  if (unknown) throw new Lost({ what: 'kind', thing: linkThing(unknown) });
  checkIds(walk, from, elsewhere, packet);
  const [other] = elsewhere;
  const [what, at] = [ipText(hop), from.link.ifname];
  const isGateway = hop.value !== packet.dst.value;
  const dst = isGateway ? [ipText(packet.dst)] : [];
  const off = other ? undefined : thereWithoutIpv6(walk.topology, from, hop);
  if (off)
    walk.stop('no-ipv6-there', linkThing(from), packet, what, at, off.place.netns.id, off.place.link.ifname, off.why);
  if (!other)
    return walk.stop(isGateway ? 'gateway-of-nobody' : 'no-neighbour', linkThing(from), packet, what, at, ...dst);
  const where = [other.netns.id, other.link.ifname];
  if (isGateway) return walk.stop('gateway-elsewhere', linkThing(from), packet, what, at, ...where, ...dst);
  const wide = tooWide(walk.topology, from, hop);
  if (!wide) return walk.stop('not-on-this-wire', linkThing(from), packet, what, at, ...where);
  return walk.stop('network-too-wide', linkThing(from), packet, what, at, ...where, wide.text, `${wide.prefixlen}`);
}

/** Two macvlans on one link. */
function checkModes(walk: Walk, from: Place, elsewhere: readonly Place[], hop: Ip, packet: Packet): void {
  const other = elsewhere.find(({ link }) => isBesides(from.link, link));
  const [one, two] = other && macvlanMode(from.link) === 'bridge' ? [other, from] : [from, other];
  if (!two) return;
  const words = [one.link.ifname, macvlanMode(one.link), two.netns.id, two.link.ifname, ipText(hop)];
  walk.stop('macvlans-apart', linkThing(one), packet, ...words);
}

/** The links of the wire whose netns may answer for an address: it has it, on whatever link, or answers for others. */
function candidates(topology: Topology, from: Place, hop: Ip): readonly Place[] {
  const spaces = new Set([...linksWith(topology, ipText(hop)).map(({ netns }) => netns), ...helpful(topology)]);
  return [...spaces].flatMap((netns) =>
    netns.links
      .map((link) => ({ netns, link }))
      .filter((place) => place.link.id !== from.link.id && !bridgeOf(place) && isOnWire(topology, from, place.link))
      // What holds it back there says most.
      .toSorted((a, b) => Number(isAt(b, hop)) - Number(isAt(a, hop))),
  );
}

const isAt = ({ link }: Place, hop: Ip): boolean => link.addr_info.some(({ local }) => local === ipText(hop));

/** Those that answer for addresses which no link of theirs has: for others, or by a local route to more than those. */
const helpful = netnsWhere(
  ({ sysctls, neighbours, routes }) =>
    neighbours.some(({ proxy }) => proxy === null) ||
    Object.entries(sysctls).some(([key, value]) => value !== '0' && /\.proxy_(?:arp|ndp|arp_pvlan)$/.test(key)) ||
    routes.some(
      ({ type, dst, protocol }) =>
        type === 'local' && !dst.startsWith('127.') && (protocol !== 'kernel' || /\/(?!32$|128$)/.test(dst)),
    ),
);

/** Whether the netns of a link answers there: undefined if it has nothing to do with it; what stopped question or answer. */
function ask(walk: Walk, from: Place, to: Place, hop: Ip, packet: Packet): Neighbourhood | Stopped | undefined {
  if (!answersFor(to, hop)) return undefined;
  const path = frameWay(walk, from, to);
  if (!path) return undefined;
  try {
    const question: NeighbourQuestion = { walk, from, to, path, hop, packet };
    return hop.family === 'inet' ? askArp(question) : askNd(question);
  } catch (error) {
    if (error instanceof Stopped) return error;
    throw error;
  }
}

/** Whether it could, if the question comes there. */
function answersFor({ netns, link }: Place, hop: Ip): boolean {
  if (isLocal(netns, hop) || isProxied({ netns, link }, hop)) return true;
  const settings = hop.family === 'inet' ? ['proxy_arp', 'proxy_arp_pvlan'] : ['proxy_ndp'];
  const family = hop.family === 'inet' ? 'ipv4' : 'ipv6';
  return ['all', link.ifname].some((who) => settings.some((name) => isOn(netns, settingOf(family, who, name))));
}
