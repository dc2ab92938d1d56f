// A frame along a way of links: what each link does to it. net/core/dev.c, drivers/net/veth.c, drivers/net/macvlan.c.
import { linkById, type Place } from '../topology/find.ts';
import { kindOf, networkId, roleOf } from '../topology/link-kinds.ts';
import { linkState } from '../topology/link-state.ts';
import { isGroup } from '../topology/mac.ts';
import type { Link } from '../topology/model.ts';
import { checkBridge, checkPort, enter, passOver } from './bridge.ts';
import { inVlan, outOfVlan } from './bridge-vlan.ts';
import { reflect, reflectElsewhere } from './hairpin.ts';
import { frameHook } from './hooks.ts';
import type { Frame, Packet } from './packet.ts';
import { linkThing } from './trace.ts';
import type { Walk } from './walk.ts';
import { type Crossing, isMacvlan, macvlanMode, uppersOf } from './wire.ts';

/** Where a frame comes up to the network layer. */
export interface Arrival {
  readonly place: Place;
  readonly frame: Frame;
  /** A bridge has called the hooks of prerouting already (br_netfilter): they are not called again. */
  readonly prerouted: boolean;
}

/** The frame at the end of the way; elsewhere where a bridge has translated its destination. Throws Stopped. */
export function carry(walk: Walk, way: readonly Crossing[], frame: Frame): Arrival {
  let [now, path, prerouted] = [frame, way, false];
  if (isGroup(frame.dst)) reflectElsewhere(walk, path, frame);
  for (let at = 0; at < path.length; at++) {
    const [before, here, after] = [path[at - 1], path[at], path[at + 1]];
    if (!here) break;
    const { place } = here;
    if (here.way === 'out') {
      goOut(walk, place, now, before?.way === 'hub');
      now = tagged(place.link, now);
      if (after?.way === 'in' && kindOf(place.link) === 'vxlan') walk.above.tunnel(walk, place, after.place, now);
      continue;
    }
    if (here.way === 'in') {
      // The bridge has passed it up already.
      if (before?.place.link.id === place.link.id) continue;
      prerouted &&= isVlanOn(place.link, before?.place);
      now = comeIn(walk, place, now, before?.place);
      if (isGroup(now.dst) && after?.way !== 'in') checkConsumed(walk, place, now);
      continue;
    }
    const port = before?.way === 'in' ? before.place : undefined;
    if (port) reflect(walk, path.slice(0, at), now);
    checkBridge(walk, place, now);
    if (port) checkPort(walk, port, now.packet);
    const inside = inVlan(walk, place, port, now, here.tags);
    const entered = port ? enter(walk, place, port, now, inside) : { frame: now, prerouted: false };
    ({ frame: now, prerouted } = entered);
    if ('taken' in entered)
      return { place, frame: passOver(walk, place, port, undefined, now, inside, false), prerouted };
    // The new way begins with the bridge, which it leaves by a port.
    if ('path' in entered) path = [...path.slice(0, at + 1), ...entered.path.slice(2)];
    const isUp = path[at + 1]?.way !== 'out';
    const out = isUp ? undefined : path[at + 1]?.place;
    const left = { ...now, tags: outOfVlan(walk, place, out, now, inside, path[at + 1]?.tags) };
    now = passOver(walk, place, port, out, left, inside, prerouted);
    prerouted &&= isUp;
  }
  const end = path.at(-1);
  if (!end) throw new Error('a way has a beginning');
  return { place: end.place, frame: now, prerouted };
}

const isVlanOn = (link: Link, below: Place | undefined): boolean =>
  kindOf(link) === 'vlan' && link.lower === below?.link.id;

/** What a VLAN link sends has its number; what it gets is rid of it: comeIn(). */
function tagged(link: Link, frame: Frame): Frame {
  const id = kindOf(link) === 'vlan' ? networkId(link) : undefined;
  return id === undefined ? frame : { ...frame, tags: [id, ...(frame.tags ?? [])] };
}

/** Whether a link carries what is sent on it. */
export function checkUp(walk: Walk, place: Place, packet: Packet): void {
  const { link } = place;
  const state = linkState(link);
  if (state === 'up') return;
  if (state === 'down') walk.stop('link-down', linkThing(place), packet, link.ifname);
  if (state === 'lower-down') {
    const lower = linkById(walk.topology, link.lower);
    if (lower) checkUp(walk, lower, packet);
  }
  if (roleOf(link) === 'pair') {
    if (link.peer === null) walk.stop('cut-cable', linkThing(place), packet, link.ifname);
    const peer = linkById(walk.topology, link.peer);
    if (peer && linkState(peer.link) === 'down') walk.stop('link-down', linkThing(peer), packet, peer.link.ifname);
  }
  walk.stop('no-carrier', linkThing(place), packet, link.ifname);
}

function goOut(walk: Walk, place: Place, frame: Frame, isPort: boolean): void {
  checkUp(walk, place, frame.packet);
  if (isPort) checkPort(walk, place, frame.packet);
  frameHook(walk, 'netdev', 'egress', { netns: place.netns, oif: place.link, macs: frame }, frame.packet, frame.arp);
  if (isPort) checkSize(walk, place, frame.packet);
}

/** is_skb_forwardable() of net/core/dev.c: there may be the tag of a VLAN more than the MTU says. */
function checkSize(walk: Walk, place: Place, packet: Packet): void {
  const mtu = mtuOf(place);
  if (packet.size > mtu + VLAN_HLEN)
    walk.stop('too-big', linkThing(place), packet, `${packet.size}`, `${mtu}`, place.link.ifname);
}

const VLAN_HLEN = 4;

/** What does not say how much it takes takes as much as a loopback. */
export const mtuOf = ({ link: { mtu = 65_536 } }: Place): number => mtu;

function comeIn(walk: Walk, place: Place, frame: Frame, from: Place | undefined): Frame {
  // The other end of a pair; what is above a link goes with it.
  if (from && from.link.peer === place.link.id) {
    checkUp(walk, place, frame.packet);
    checkSize(walk, place, frame.packet);
  } else if (linkState(place.link) === 'down')
    walk.stop('link-down', linkThing(place), frame.packet, place.link.ifname);
  const at = { netns: place.netns, iif: place.link, macs: frame };
  if (from && isMacvlan(from.link)) passBelow(walk, place, frame);
  else if (isMacvlan(place.link) && isGroup(frame.dst)) checkSender(walk, place, frame);
  // skb_scrub_packet(): connections are forgotten on each cable, marks between namespaces.
  const mark = from?.netns === place.netns ? frame.packet.mark : 0;
  const isAbove = isVlanOn(place.link, from);
  const packet: Packet = { ...frame.packet, mark, ct: isAbove ? frame.packet.ct : undefined };
  const tags = isAbove ? frame.tags?.slice(1) : frame.tags;
  const seen = frameHook(walk, 'netdev', 'ingress', at, packet, frame.arp);
  return { ...frame, packet: seen, ...(tags && { tags }) };
}

/** macvlan_multicast_rx(): what is for all and seems to come from a macvlan on that link does not go to all of them. */
function checkSender(walk: Walk, { netns, link }: Place, { src, packet }: Frame): void {
  const lower = linkById(walk.topology, link.lower);
  const others = lower ? uppersOf(walk.topology, lower.link) : [];
  const sender = others.find((one) => isMacvlan(one.link) && one.link.address === src);
  if (!sender) return;
  const [theirs, own] = [macvlanMode(sender.link), macvlanMode(link)];
  const sees = theirs === 'vepa' ? ['vepa', 'bridge'] : theirs === 'bridge' ? ['vepa'] : [];
  if (sender.link.id === link.id ? sees.length > 0 : !sees.includes(own))
    walk.stop('behind-macvlan', linkThing(sender), packet, src, sender.link.ifname, link.ifname, netns.id);
}

/** macvlan_handle_frame(): what is for all and seems to come from a private macvlan above goes to that one, not to the link itself. */
function checkConsumed(walk: Walk, place: Place, { src, packet }: Frame): void {
  const sender = uppersOf(walk.topology, place.link).find((one) => isMacvlan(one.link) && one.link.address === src);
  if (sender && !['vepa', 'bridge'].includes(macvlanMode(sender.link))) apart(walk, sender, sender, place, packet);
}

/** A macvlan, and the link below it; `at`: where it ends. */
export function apart(walk: Walk, at: Place, upper: Place, { netns, link }: Place, packet: Packet): never {
  const words = [upper.link.ifname, link.ifname, netns.id];
  return walk.stopAt(linkThing(at), 'macvlan-and-its-parent', linkThing(upper), packet, ...words);
}

/** macvlan_queue_xmit(): what goes to another macvlan on the same link is seen there as if it came in. */
function passBelow(walk: Walk, { link }: Place, frame: Frame): void {
  const lower = linkById(walk.topology, link.lower);
  if (!lower || isGroup(frame.dst)) return;
  checkSize(walk, lower, frame.packet);
  const at = { netns: lower.netns, iif: lower.link, macs: frame };
  frameHook(walk, 'netdev', 'ingress', at, frame.packet, frame.arp);
}

/** Whether the frame that comes up at a link is for it: its MAC address, or that of a group. */
export function isFor(link: Link, dst: string): boolean {
  return isGroup(dst) || link.address === undefined || link.address.toLowerCase() === dst.toLowerCase();
}
