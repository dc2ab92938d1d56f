// The question for the MAC address of an address of IPv4, and its answer: RFC 826, net/ipv4/arp.c.
import type { Place } from '../topology/find.ts';
import { type Ip, ipText, isIn, isOf } from '../topology/prefix.ts';
import { carry } from './frames.ts';
import { frameHook } from './hooks.ts';
import type { Packet } from './packet.ts';
import { BROADCAST, type Frame, UNSET } from './packet.ts';
import { entryKey, isProxied, type NeighbourQuestion, wayBack } from './question.ts';
import { checkMartian, checkSource, ownAddresses } from './reverse-path.ts';
import { isLocal, route } from './routing.ts';
import { networksOf, source4 } from './source.ts';
import { linkThing, netnsThing } from './trace.ts';
import { isOn, isSetFor, most, settingOf, strongest, type Walk } from './walk.ts';
import type { Neighbourhood } from './wire.ts';

const SIZE = 28;

/** Throws Stopped where question or answer get lost, or nobody answers. */
export function askArp(question: NeighbourQuestion): Neighbourhood {
  const { walk, from, to, path, hop, packet } = question;
  const own = askerOf(from, packet.src, hop) ?? source4(from.netns, from.link, hop, 'link');
  const sender: Ip = own ?? { family: 'inet', value: UNSET };
  const asks: Packet = { ...packet, src: sender, dst: hop, answer: false, size: SIZE };
  const mac = from.link.address ?? '';
  const frame: Frame = { packet: asks, src: mac, dst: BROADCAST, arp: 'request' };
  const here = { netns: from.netns, macs: frame };
  frameHook(walk, 'arp', 'output', { ...here, oif: from.link }, asks, 'request');
  const arrival = carry(walk, path, frame);
  const there = { netns: to.netns, macs: frame };
  const noArp = (place: Place) =>
    place.link.flags.includes('NOARP') &&
    walk.stop('arp-not-answered', linkThing(place), packet, ipText(hop), place.link.ifname, 'NOARP');
  // arp_rcv() looks at the link before it calls the packet filter.
  noArp(to);
  frameHook(walk, 'arp', 'input', { ...there, iif: to.link }, arrival.frame.packet, 'request');
  process(walk, to, asks, packet);
  if (sender.value !== UNSET) walk.neighbours.set(entryKey(to, sender), mac);
  const answer: Packet = { ...asks, src: hop, dst: sender };
  const theirs = to.link.address ?? '';
  const reply: Frame = { packet: answer, src: theirs, dst: mac, arp: 'reply' };
  frameHook(walk, 'arp', 'output', { ...there, oif: to.link, macs: reply }, answer, 'reply');
  carry(walk, wayBack(question), reply);
  noArp(from);
  frameHook(walk, 'arp', 'input', { ...here, iif: from.link, macs: reply }, answer, 'reply');
  return { mac: theirs, path };
}

/** arp_solicit(): that of the packet, if it begins here and may be shown there. */
function askerOf({ netns, link }: Place, src: Ip, hop: Ip): Ip | undefined {
  const announces = most(netns, link, 'arp_announce');
  if (announces > 1 || !isLocal(netns, src)) return undefined;
  return announces === 0 || networksOf(link).some((one) => isIn(hop, one) && isIn(src, one)) ? src : undefined;
}

/** arp_process(): whether it answers. Throws Stopped. */
function process(walk: Walk, to: Place, asks: Packet, packet: Packet): void {
  const { netns, link } = to;
  const { src: sender, dst: hop } = asks;
  const why = (setting: string): never =>
    walk.stop(
      'arp-not-answered',
      { netns: netns.id, kind: 'setting', key: setting, link: link.id },
      packet,
      ipText(hop),
      link.ifname,
      setting,
    );
  if (isOf('loopback', hop) && !isSetFor(netns, link, 'route_localnet')) checkMartian(walk, to, asks);
  const ignores = () => ignoresArp(to, sender, hop);
  if (sender.value === UNSET) {
    if (!isLocal(netns, hop) || ignores()) why(strongest(netns, link, 'arp_ignore'));
    return;
  }
  checkMartian(walk, to, asks);
  const found = route(netns, { ...asks, mark: 0, iif: link.ifname });
  if (found.kind === 'route' && found.way.route.type === 'local') {
    checkSource(walk, to, asks);
    if (ignores()) why(strongest(netns, link, 'arp_ignore'));
    if (isSetFor(netns, link, 'arp_filter') && !leadsBack(to, asks)) why(strongest(netns, link, 'arp_filter'));
    return;
  }
  const forwarding = settingOf('ipv4', link.ifname, 'forwarding');
  if (!isOn(netns, forwarding)) why(forwarding);
  const leads = found.kind === 'route' && found.way.route.type === 'unicast';
  const out = leads ? netns.links.find(({ ifname }) => ifname === found.way.dev) : undefined;
  if (out) checkSource(walk, to, asks, out);
  if (out?.id === link.id && isSetFor(netns, link, 'proxy_arp_pvlan') && sender.value !== hop.value) return;
  // arp_fwd_proxy(), pneigh_lookup().
  const answers = isSetFor(netns, link, 'proxy_arp') || isProxied(to, hop);
  // Of what it would answer for, it must have a way, and by another link.
  if (answers && found.kind === 'none')
    walk.stop('proxy-without-route', netnsThing(netns), packet, ipText(hop), link.ifname);
  if (answers && out?.id === link.id) walk.stop('proxy-on-same-link', linkThing(to), packet, ipText(hop), link.ifname);
  if (!out || out.id === link.id || !answers) why(settingOf('ipv4', link.ifname, 'proxy_arp'));
}

/** arp_filter(): whether the netns would send to the asker by that link. */
function leadsBack({ netns, link }: Place, { src, dst }: Packet): boolean {
  const ports = { protocol: 'icmp', sport: 0, dport: 0, mark: 0 } as const;
  const found = route(netns, { ...ports, src: dst, dst: src, iif: 'lo' });
  return found.kind === 'route' && found.way.dev === link.ifname;
}

/** arp_ignore(). */
function ignoresArp({ netns, link }: Place, sender: Ip, hop: Ip): boolean {
  const mode = most(netns, link, 'arp_ignore');
  // inet_confirm_addr(): it must also be in the network of an address there, which that of a point-to-point link need not be.
  const here = ownAddresses(link, 'inet').some(({ value }) => value === hop.value);
  const near = networksOf(link).filter((one) => isIn(hop, one));
  if (mode === 1) return !here || near.length === 0;
  if (mode === 2) return !here || !near.some((one) => isIn(sender, one));
  if (mode === 3)
    return !netns.links.some(({ addr_info }) =>
      addr_info.some(({ local, scope }) => local === ipText(hop) && scope !== 'host'),
    );
  return mode === 8;
}
