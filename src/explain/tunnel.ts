// What a vxlan makes of a frame: a datagram of UDP with the frame in it. Documentation/networking/vxlan.rst, drivers/net/vxlan.
import { ipOf, isNear, isSelfMade, shownAddresses } from '../topology/addresses.ts';
import { entriesOf, linkById, linkByIndex, linkByName, linksWith, netnsWhere, type Place } from '../topology/find.ts';
import { kindOf, networkId } from '../topology/link-kinds.ts';
import { isGroup } from '../topology/mac.ts';
import type { FdbEntry, Json, Link, Netns, Topology } from '../topology/model.ts';
import { type Ip, ipText, isOf, readIp } from '../topology/prefix.ts';
import { linksOnSegment } from '../topology/segments.ts';
import { ALL_OTHERS, isWired, madeWith, remotesOf } from '../topology/tunnels.ts';
import type { Frame, Packet } from './packet.ts';
import type { Manner, Reason } from './reasons.ts';
import { isLocal } from './routing.ts';
import { linkThing } from './trace.ts';
import type { Walk } from './walk.ts';
import { joinedOn } from './wire.ts';

const PORT = 8472;
const SOURCE_PORT = 49_152;
const HEADERS = { inet: 50, inet6: 70 } as const;
const MAX_DEPTH = 4;

const dataOf = ({ link }: Place): Readonly<Record<string, Json | undefined>> => link.linkinfo?.info_data ?? {};
const portOf = (place: Place): number => Number(dataOf(place)['port'] ?? PORT);

/** The netns whose routes and addresses it uses: that of the link below it. */
export const homeOf = (topology: Topology, { netns, link }: Place): Netns =>
  linkById(topology, link.lower)?.netns ?? netns;

export const mismatch = (walk: Walk, from: Place, to: Place, inner: Packet): never =>
  walk.stop('tunnel-mismatch', linkThing(to), inner, from.link.ifname, to.link.ifname, from.netns.id);

const namesOf = (...places: readonly Place[]): string[] => places.map(({ link }) => link.ifname);

const withVxlans = netnsWhere(({ links }) => links.some((link) => kindOf(link) === 'vxlan'));

/** Another end where a wire leads over a vxlan to one of these links, but for its VNI. */
export function checkIds(walk: Walk, from: Place, wanted: readonly Place[], packet: Packet): void {
  const { topology } = walk;
  // Along a wire with many links is a long way.
  if (wanted.length === 0 || withVxlans(topology).length === 0) return;
  const ends = wanted.flatMap((place) => vxlansOn(topology, place));
  for (const own of vxlansOn(topology, from))
    for (const end of ends) {
      const [id, other] = [networkId(own.link), networkId(end.link)];
      const home = homeOf(topology, end);
      const isRemote = remotesOf(own.netns, own.link).some((remote) => isLocal(home, readIp(remote) ?? NOWHERE));
      if (id !== other && isRemote)
        walk.stop('other-network-id', linkThing(end), packet, ...namesOf(own, end), `${id}`, `${other}`, own.netns.id);
    }
}

const vxlansOn = (topology: Topology, { link: { id } }: Place): readonly Place[] =>
  linksOnSegment(topology, id).filter(({ link }) => kindOf(link) === 'vxlan');

export interface Outer {
  readonly base: Netns;
  readonly packet: Packet;
  /** It must go out there: ip-link(8), vxlan, "dev". */
  readonly out?: Link;
}

/** The datagram, and where it begins. Throws Stopped where the other end would not take it. */
export function outerOf(walk: Walk, from: Place, to: Place, frame: Frame): Outer {
  const inner = frame.packet;
  const [port, waitsAt] = [portOf(from), portOf(to)];
  if (port !== waitsAt)
    walk.stop('other-port', linkThing(to), inner, ...namesOf(from, to), `${port}`, `${waitsAt}`, from.netns.id);
  // The kernel drops what goes through itself: dev_xmit_recursion().
  if (walk.depth >= MAX_DEPTH) walk.stop('tunnel-in-itself', linkThing(from), inner, from.link.ifname);
  const base = homeOf(walk.topology, from);
  const remote = remoteTo(walk, from, to, frame.dst);
  if (!remote) {
    const missing = addressOf(base, to, homeOf(walk.topology, to));
    return noRemote(walk, from, to, frame, missing);
  }
  const { ip: dst, out } = remote;
  const src = localOf(from) ?? { family: dst.family, value: 0n };
  // ip_route_output_key() takes no source that is somebody else's.
  if (src.value !== 0n && !isLocal(base, src)) walk.stop('no-source', linkThing(from), inner, from.link.ifname);
  const ttl = Number(dataOf(from)['ttl'] ?? 0);
  const packet: Packet = {
    ...{ ...inner, src, dst, protocol: 'udp', sport: SOURCE_PORT, dport: portOf(from) },
    ...{
      ttl,
      hopsBy: ttl > 0 ? { thing: linkThing(from), hops: ttl } : undefined,
      mark: base.id === from.netns.id ? inner.mark : 0,
      ct: undefined,
      whole: false,
      answer: false,
    },
    size: inner.size + HEADERS[dst.family],
  };
  return { base, packet, ...(out && { out }) };
}

/** The address at which a tunnel's end waits, or else one that the other end's netns is near to. */
function addressOf(base: Netns, to: Place, home: Netns): string {
  const own = base.links.flatMap(({ addr_info }) => addr_info).filter((one) => !isSelfMade(one));
  const theirs = home.links.filter(({ id }) => id !== to.link.id).flatMap(shownAddresses);
  const local = localOf(to);
  const near = theirs.find((one) => own.some((mine) => isNear(mine, ipOf(one) ?? NOWHERE)));
  return local ? ipText(local) : ((near ?? theirs[0])?.local ?? '');
}

const NOWHERE: Ip = { family: 'inet', value: 0n };

function localOf(place: Place): Ip | undefined {
  const { local, local6 } = dataOf(place);
  return [local, local6].flatMap((one) => (typeof one === 'string' ? (readIp(one) ?? []) : [])).at(0);
}

interface Remote {
  readonly ip: Ip;
  /** By that link only. */
  readonly out?: Link | undefined;
}

/** vxlan_xmit(): what is for one host goes where its frames came from, or where it was told that host is; the rest to those for all. */
function remoteTo(walk: Walk, from: Place, to: Place, mac: string): Remote | undefined {
  const { topology, ends } = walk;
  const { own, others } = toldOf(walk, from, mac);
  const learned = (ends.get(from.link.id) ?? []).filter(({ place }) => place.link.id === to.link.id);
  // What it learns is bound to no link, whatever it was made with.
  const known = isGroup(mac) || own.length > 0 ? undefined : learned.at(-1);
  if (known) return { ip: known.address };
  const joined = (ip: Ip) => joinedOn(topology, from.link, ipText(ip)).some(({ link }) => link.id === to.link.id);
  const remotes = own.length > 0 ? own : others;
  return remotes.find(({ ip }) => (isOf('multicast', ip) ? joined(ip) : isLocal(homeOf(topology, to), ip)));
}

/** The remotes for one MAC address, and those for all that have none of their own. */
function toldOf({ topology }: Walk, from: Place, mac: string): { readonly own: Remote[]; readonly others: Remote[] } {
  const entries = entriesOf(from.netns, from.link);
  const base = homeOf(topology, from);
  const told = (of: string) => entries.filter((one) => one.mac === of).flatMap((entry) => remoteOf(base, entry));
  const { hosts, groups } = madeWith(from.link);
  const made = [...hosts, ...groups].flatMap((host) => {
    const ip = readIp(host);
    return ip ? [{ ip, out: base.links.find(({ id }) => id === from.link.lower) }] : [];
  });
  return { own: isGroup(mac) ? [] : told(mac), others: [...told(ALL_OTHERS), ...made] };
}

/** What it sends to instead of the other end, if to anything. `missing`: the address of that. */
function noRemote(walk: Walk, from: Place, to: Place, { dst, packet }: Frame, missing: string): never {
  const { own, others } = toldOf(walk, from, dst);
  const wrong = [...own, ...others][0]?.ip;
  const stop = (why: Manner | Reason, ...more: readonly string[]) =>
    walk.stop(why, linkThing(from), packet, from.link.ifname, ...more);
  if (!wrong) return stop('tunnel-without-remote', missing);
  const remote = ipText(wrong);
  if (isOf('multicast', wrong)) return stop('other-group', remote, to.link.ifname, to.netns.id, missing);
  const { topology } = walk;
  const base = homeOf(topology, from);
  const holder = linksWith(topology, remote).find(({ netns }) => isWired(topology, netns, base));
  const entry = own.length > 0 ? [dst] : [];
  if (!holder) return stop('remote-of-nobody', remote, missing, ...entry);
  return stop('remote-of-another', remote, holder.netns.id, homeOf(topology, to).id, missing, ...entry);
}

/** An entry of its table: bridge(8), "dst", "via". */
function remoteOf({ links }: Netns, { dst, viaIf, viaIfIndex }: FdbEntry): Remote[] {
  const ip = typeof dst === 'string' ? readIp(dst) : undefined;
  const byName = typeof viaIf === 'string' ? linkByName(links, viaIf) : undefined;
  const out = byName ?? (typeof viaIfIndex === 'number' ? linkByIndex(links, viaIfIndex) : undefined);
  return ip ? [{ ip, out }] : [];
}

/** vxlan_snoop(): frames come back to where one came from. */
export function learnEnd({ ends }: Walk, from: Place, to: Place, address: Ip): void {
  if (dataOf(to)['learning'] === false) return;
  ends.set(to.link.id, [...(ends.get(to.link.id) ?? []), { place: from, address }]);
}
