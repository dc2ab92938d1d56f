// Routes and addresses that a netns lacks.
import { ipOf, isNear, networkWith } from '../topology/addresses.ts';
import { inNetns, replaceRoute } from '../topology/argv.ts';
import { linksWith, type Place } from '../topology/find.ts';
import { memoizedAlike } from '../topology/memoized.ts';
import type { Address, Link, Netns, NetnsId, Route, Topology } from '../topology/model.ts';
import { bitsOf, type Ip, ipText, prefixText, readIp } from '../topology/prefix.ts';
import { gatewayOf } from '../topology/routes.ts';
import {
  type Fix,
  LEAST,
  together,
  withAddress,
  withLinkLocal,
  withMtu,
  withoutRoute,
  withRoute,
  withSetting,
} from './edits.ts';
import { thereWithoutIpv6 } from './no-ipv6.ts';
import { hasMoreWires, type Narrow, othersOn, upLinks, widerOn } from './others.ts';
import { isLocal, route } from './routing.ts';
import type { Stop } from './trace.ts';
import { isOn, settingOf } from './walk.ts';
import { bridgeOf } from './wire.ts';

/** By a neighbour that may know the way: for one network where that is known, else for all. */
export function routesTo(topology: Topology, netns: Netns, { packet }: Stop): Fix[] {
  const dst = readIp(packet.dst);
  if (!dst) return [];
  const target = networkFor(topology, dst);
  return gatewaysOf(topology, netns, dst).flatMap(({ gateway, dev }) =>
    [target, 'default'].flatMap((to, at): Fix[] =>
      to === undefined || (at === 1 && target !== undefined && hasDefault(netns, dst))
        ? []
        : [newRoute(netns, dst, to, gateway, dev)],
    ),
  );
}

/** A route to one address, past one that leads to the wrong link: on its wire, or by a neighbour that may know the way. */
export function hostRoutes(topology: Topology, netns: Netns, { packet }: Stop): Fix[] {
  const dst = readIp(packet.dst);
  if (!dst) return [];
  const near = upLinks(netns).filter((link) => ownerOn(topology, netns, link, packet.dst));
  const ways = [
    ...near.map(({ ifname }) => ({ gateway: undefined, dev: ifname })),
    ...gatewaysOf(topology, netns, dst),
  ];
  return ways.map(({ gateway, dev }) => newRoute(netns, dst, `${packet.dst}/${bitsOf(dst.family)}`, gateway, dev));
}

/** In place of a gateway that is not there, the only neighbour on that wire that forwards. */
export function rightGateway(topology: Topology, netns: Netns, { packet, args: [hop] }: Stop): Fix[] {
  const dst = readIp(packet.dst);
  const found = dst && wayFrom(netns, dst);
  if (!dst || found?.kind !== 'route' || gatewayOf(found.way.route) !== hop) return [];
  const { route: before } = found.way;
  const routers = gatewaysOf(topology, netns, dst).filter(({ dev, forwards }) => forwards && dev === before.dev);
  const [one] = routers;
  if (!one || routers.some(({ of }) => of !== one.of)) return [];
  const { via, ...rest } = before;
  const after: Route = { ...rest, gateway: one.gateway };
  return [replaced(netns, before, after)];
}

/** One route in place of another one of the same network. */
export function replaced(netns: Netns, before: Route, after: Route): Fix {
  return {
    argv: [replaceRoute(netns, after)],
    edit: (topology) => withRoute(netns.id, after)(withoutRoute(netns.id, before)(topology)),
    guessed: true,
  };
}

const hasDefault = ({ routes }: Netns, { family }: Ip): boolean =>
  routes.some((one) => one.dst === 'default' && one.family === family && one.table === 'main');

function newRoute(netns: Netns, { family }: Ip, dst: string, gateway: string | undefined, dev: string): Fix {
  const route: Route = {
    family,
    type: 'unicast',
    dst,
    ...(gateway === undefined ? {} : { gateway }),
    dev,
    table: 'main',
    protocol: 'boot',
    flags: [],
    ...(family === 'inet' ? { scope: gateway === undefined ? 'link' : 'global' } : { metric: 1024 }),
  };
  const six = family === 'inet6' ? ['-6'] : [];
  // The kernel would find the link by the routes that there are.
  const hop = readIp(gateway ?? '');
  const found = hop && wayFrom(netns, hop);
  const out = found?.kind === 'route' && found.way.dev === dev && found.others.length === 0 ? [] : ['dev', dev];
  const via = gateway === undefined ? [] : ['via', gateway];
  return {
    argv: [inNetns(netns, 'ip', ...six, 'route', 'add', dst, ...via, ...out)],
    edit: withRoute(netns.id, route),
    guessed: true,
  };
}

/** The network of an address, as who has it knows it; undefined: it is not here. */
function networkFor(topology: Topology, dst: Ip): string | undefined {
  const found = networks(topology).find((address) => isNear(address, dst));
  return found && prefixText(dst, found.prefixlen);
}

/** An address for each network, the smallest networks first. */
const networks = memoizedAlike(({ netns }: Topology): readonly Address[] => {
  const found = new Map<string, Address>();
  for (const address of netns.flatMap(({ links }) => links.flatMap(({ addr_info }) => addr_info))) {
    const network = networkWith(address);
    if (network && address.prefixlen > 0 && address.scope !== 'host')
      found.set(prefixText(network, network.length), address);
  }
  return [...found.values()].toSorted((a, b) => b.prefixlen - a.prefixlen);
});

const MAX_GATEWAYS = 8;

interface Gateway {
  readonly gateway: string;
  readonly dev: string;
  readonly of: NetnsId;
  readonly forwards: boolean;
}

/** Who else is on the wires of a netns, in a network that it is in, and knows the way or may come to know it. */
function gatewaysOf(topology: Topology, netns: Netns, dst: Ip): Gateway[] {
  const owners = new Set(linksWith(topology, ipText(dst)).map((place) => place.netns.id));
  // With nothing but lo beside the wire, nobody knows another way.
  const mayKnow = (other: Netns) => other.links.length > 2 || owners.has(other.id);
  return netns.links
    .filter(({ flags }) => flags.includes('UP'))
    .flatMap((link) =>
      othersOn(topology, { netns, link }, mayKnow).flatMap((other) =>
        other.link.addr_info.flatMap((one) => {
          const { local = '', family, scope } = one;
          const ip = ipOf(one);
          const fits =
            ip &&
            family === dst.family &&
            scope === 'global' &&
            link.addr_info.some((own) => own.scope !== 'host' && isNear(own, ip));
          return fits && ip.value !== dst.value && isGateway(netns, link.ifname, ip) && !leadsBack(netns, other, dst)
            ? [
                {
                  gateway: local,
                  dev: link.ifname,
                  of: other.netns.id,
                  forwards: isOn(other.netns, settingOf(dst.family === 'inet' ? 'ipv4' : 'ipv6', 'all', 'forwarding')),
                  isRouter: knowsWay(other, dst),
                  mayRoute: hasMoreWires(other.netns),
                },
              ]
            : [];
        }),
      ),
    )
    .filter(({ isRouter, mayRoute }) => isRouter || mayRoute)
    .toSorted((a, b) => Number(b.isRouter) - Number(a.isRouter))
    .slice(0, MAX_GATEWAYS);
}

const wayFrom = (netns: Netns, dst: Ip, oif?: string) =>
  route(netns, {
    ...{ src: { ...dst, value: 0n }, dst, protocol: 'icmp', sport: 0, dport: 0, mark: 0, iif: 'lo' },
    ...(oif === undefined ? {} : { oif }),
  });

/** fib_check_nh(), ip6_route_check_nh(): it must be near over that link, and not an address of one's own. */
function isGateway(netns: Netns, dev: string, ip: Ip): boolean {
  const found = wayFrom(netns, ip, dev);
  return found.kind === 'route' && found.way.gateway === undefined && found.way.dev === dev && !isLocal(netns, ip);
}

/** Whether a netns has an address, or a way to it that does not lead back over that link. */
function knowsWay({ netns, link }: Place, dst: Ip): boolean {
  const found = wayFrom(netns, dst);
  return isLocal(netns, dst) || (found.kind === 'route' && found.way.dev !== link.ifname);
}

/** Whether the way of another one leads here: it would go round in circles. */
function leadsBack({ links }: Netns, { netns }: Place, dst: Ip): boolean {
  const found = wayFrom(netns, dst);
  const hop = found.kind === 'route' && found.way.gateway ? ipText(found.way.gateway) : undefined;
  return hop !== undefined && links.some(({ addr_info }) => addr_info.some(({ local }) => local === hop));
}

/** The network that others on the wire are in, for an address that is alone in its own. */
export function widerNetworks(topology: Topology, netns: Netns, { packet }: Stop): Fix[] {
  const dst = readIp(packet.dst);
  if (!dst) return [];
  return widerOn(topology, netns, dst).map((narrow) => widened(netns, narrow));
}

/** The same address, in the network that the others are in. */
export const widened = (netns: Netns, { link, own, prefixlen }: Narrow): Fix => ({
  argv: [inNetns(netns, 'ip', 'addr', 'add', `${own}/${prefixlen}`, 'dev', link.ifname)],
  edit: withAddress(link.id, own, prefixlen),
  guessed: true,
});

/** To somebody on the wire whose network is another one. */
export function routesOnWire(topology: Topology, netns: Netns, { packet }: Stop): Fix[] {
  const dst = readIp(packet.dst);
  if (!dst) return [];
  return upLinks(netns).flatMap((link) => {
    const owner = ownerOn(topology, netns, link, packet.dst);
    const to = owner && (networkFor(topology, dst) ?? packet.dst);
    return to === undefined ? [] : [newRoute(netns, dst, to, undefined, link.ifname)];
  });
}

const ownerOn = (topology: Topology, netns: Netns, link: Link, address: string): Place | undefined =>
  othersOn(topology, { netns, link }).find((other) => other.link.addr_info.some(({ local }) => local === address));

/** A free address for a link without one, of the network that its wire is used for; rather one `near` another. */
export function addressesFor(topology: Topology, netns: Netns, near: string): Fix[] {
  const dst = readIp(near);
  if (!dst) return [];
  return netns.links
    .filter((link) => link.flags.includes('UP') && link.link_type !== 'loopback' && !bridgeOf({ netns, link }))
    .filter(({ addr_info }) => !addr_info.some(({ family, scope }) => family === dst.family && scope === 'global'))
    .flatMap((link): Fix[] => {
      const used = othersOn(topology, { netns, link }).flatMap((other) =>
        other.link.addr_info.filter(({ family, scope }) => family === dst.family && scope === 'global'),
      );
      const [sample] = used.toSorted((a, b) => Number(isNear(b, dst)) - Number(isNear(a, dst)));
      const free = sample && freeIn(topology, sample.local ?? '', sample.prefixlen);
      if (!sample || free === undefined || refuses(link, free, sample.prefixlen)) return [];
      return [addressOn({ netns, link }, free, sample.prefixlen)];
    });
}

/** What a link needs before that: that it has IPv6 at all. */
function addressOn({ netns, link }: Place, local: string, length: number): Fix {
  const argv = inNetns(netns, 'ip', 'addr', 'add', `${local}/${length}`, 'dev', link.ifname);
  const address: Fix = { argv: [argv], edit: withAddress(link.id, local, length) };
  const larger = local.includes(':') && (link.mtu ?? MTU) < LEAST ? [mtuFix(netns, link, MTU)] : [];
  const key = settingOf('ipv6', link.ifname, 'disable_ipv6');
  const on = local.includes(':') && isOn(netns, key) ? [ipv6On(netns, link, key)] : [];
  return { ...together([...larger, ...on, address]), guessed: true };
}

const ipv6On = (netns: Netns, { id }: Link, key: string): Fix => ({
  argv: [inNetns(netns, 'sysctl', '-w', `${key}=0`)],
  edit: (topology) => withLinkLocal(withSetting(netns.id, key, '0')(topology), id),
});

/** The address that is asked for, to the only link on the wire that may have lost it. */
export function addressAgain(topology: Topology, from: Place, { args: [hop = ''] }: Stop): Fix[] {
  const ip = readIp(hop);
  const off = ip && thereWithoutIpv6(topology, from, ip);
  const near = ip && from.link.addr_info.find((address) => isNear(address, ip));
  return off && near ? [addressOn(off.place, hop, near.prefixlen)] : [];
}

/** __inet_insert_ifa(): the addresses of one network have one scope. */
function refuses({ addr_info }: Link, free: string, length: number): boolean {
  const ip = readIp(free);
  return ip?.family === 'inet' && addr_info.some((own) => own.prefixlen === length && isNear(own, ip));
}

/** What Ethernet takes. */
export const MTU = 1500;

export const mtuFix = (netns: Netns, { id, ifname }: Link, mtu: number): Fix => ({
  argv: [inNetns(netns, 'ip', 'link', 'set', 'dev', ifname, 'mtu', `${mtu}`)],
  edit: withMtu(id, mtu),
});

/** The lowest address of a network that nobody has. */
function freeIn(topology: Topology, local: string, prefixlen: number): string | undefined {
  const ip = readIp(local);
  const rest = BigInt((ip ? bitsOf(ip.family) : 0) - prefixlen);
  if (!ip || rest < 2n) return undefined;
  const network = (ip.value >> rest) << rest;
  for (let host = 1n; host < (1n << rest) - 1n && host < 1000n; host++) {
    const text = ipText({ ...ip, value: network + host });
    if (linksWith(topology, text).length === 0) return text;
  }
  return undefined;
}
