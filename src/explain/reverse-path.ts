// Whether a netns takes a packet of IPv4 from that source on that link.
import type { Place } from '../topology/find.ts';
import type { Netns } from '../topology/model.ts';
import { type Ip, ipText, isOf, readIp } from '../topology/prefix.ts';
import { hopsOf } from '../topology/routes.ts';
import type { Packet } from './packet.ts';
import { hasOwnLocalRoutes, hasOwnRules, type Routed, route } from './routing.ts';
import type { Thing } from './trace.ts';
import { isSetFor, most, settingOf, strongest, type Walk } from './walk.ts';

const BROADCAST = (1n << 32n) - 1n;

/** The beginning of ip_route_input_slow() of net/ipv4/route.c. Throws Stopped. */
export function checkMartian(walk: Walk, { netns, link }: Place, packet: Packet): void {
  const { src, dst } = packet;
  const thing: Thing = { netns: netns.id, kind: 'link', link: link.id };
  const stop = (reason: 'martian-source' | 'martian-destination', ip: Ip) =>
    walk.stop(reason, thing, packet, ipText(ip), link.ifname);
  if (isOf('multicast', src) || src.value === BROADCAST || isOf('nobody', src)) stop('martian-source', src);
  if (isOf('nobody', dst)) stop('martian-destination', dst);
  if (link.ifname === 'lo' || isSetFor(netns, link, 'route_localnet')) return;
  if (isOf('loopback', dst)) stop('martian-destination', dst);
  if (isOf('loopback', src)) stop('martian-source', src);
}

/** fib_validate_source() of net/ipv4/fib_frontend.c; `out`: the link by which it would go on. Throws Stopped. */
export function checkSource(walk: Walk, place: Place, packet: Packet, out?: Place['link']): void {
  const { netns, link } = place;
  const mode = most(netns, link, 'rp_filter');
  // Of one that is sent back where it came from, a redirect might tell: then it is looked at closely.
  if (mode === 0 && (out?.id !== link.id || !redirects(netns, link))) {
    if (isSetFor(netns, link, 'accept_local')) return;
    if (!hasOwnLocalRoutes(netns) && !hasOwnRules(netns)) {
      if (hasAddress(netns, packet.src)) stopMartian(walk, place, packet);
      return;
    }
  }
  lookBack(walk, place, packet, out, mode);
}

/** IN_DEV_TX_REDIRECTS: for all links or for that one; the kernel's own choice is to tell. */
const redirects = ({ sysctls }: Netns, { ifname }: Place['link']): boolean =>
  ['all', ifname].some((who) => (sysctls[settingOf('ipv4', who, 'send_redirects')] ?? '1') !== '0');

function stopMartian(walk: Walk, { netns, link }: Place, packet: Packet): never {
  const thing: Thing = { netns: netns.id, kind: 'link', link: link.id };
  return walk.stop('martian-source', thing, packet, ipText(packet.src), link.ifname);
}

/** inet_lookup_ifaddr_rcu(). */
const hasAddress = ({ links }: Netns, ip: Ip): boolean =>
  links.some(({ addr_info }) => addr_info.some(({ family, local }) => family === 'inet' && local === ipText(ip)));

/** __fib_validate_source(): the way back must lead over the link (1), or there must be one (2). */
function lookBack(walk: Walk, place: Place, packet: Packet, out: Place['link'] | undefined, mode: number): void {
  const { netns, link } = place;
  const { src, dst, protocol, sport, dport } = packet;
  const found = route(netns, {
    ...{ src: dst, dst: src, protocol, sport: dport, dport: sport },
    mark: isSetFor(netns, link, 'src_valid_mark') ? packet.mark : 0,
    iif: out?.ifname ?? 'lo',
  });
  if (refusesType(place, found)) stopMartian(walk, place, packet);
  const leadsBack = found.kind === 'route' && usesLink(found, link.ifname);
  const hasNoAddress = !link.addr_info.some(({ family }) => family === 'inet');
  const fails = !leadsBack && (found.kind !== 'route' || hasNoAddress ? mode > 0 : mode === 1);
  if (!fails) return;
  const key = strongest(netns, link, 'rp_filter');
  walk.stop(
    'reverse-path-filter',
    { netns: netns.id, kind: 'setting', key, link: link.id },
    packet,
    ipText(src),
    link.ifname,
  );
}

function refusesType({ netns, link }: Place, found: Routed): boolean {
  if (found.kind !== 'route') return false;
  const { type } = found.way.route;
  return type !== 'unicast' && !(type === 'local' && isSetFor(netns, link, 'accept_local'));
}

/** fib_info_nh_uses_dev(). */
function usesLink({ way }: Extract<Routed, { kind: 'route' }>, name: string): boolean {
  return hopsOf(way.route).some(({ dev }) => dev === name) || (way.route.type === 'local' && name === 'lo');
}

/** An address of a link as a number. */
export const ownAddresses = ({ addr_info }: Place['link'], family: Ip['family']): Ip[] =>
  addr_info.flatMap((one) => (one.family === family ? (readIp(one.local ?? '') ?? []) : []));
