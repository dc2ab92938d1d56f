// What would take an obstacle away: the command, and what it makes of the topology, so that it can be tried there first.
import { ipOf, isNear, networkWith } from '../topology/addresses.ts';
import { deleteRoute, inNetns, setLink } from '../topology/argv.ts';
import { linkById, linksWith, netnsById, netnsWhere, type Place } from '../topology/find.ts';
import { memoized, memoizedAlike } from '../topology/memoized.ts';
import type { Address, LinkId, Netns, Route, Topology } from '../topology/model.ts';
import { bitsOf, type Ip, ipText, prefixText, readIp } from '../topology/prefix.ts';
import { linksOnSegment, segmentOf } from '../topology/segments.ts';
import {
  type Edit,
  type Fix,
  withAddress,
  withForwarding,
  withLinkUp,
  withMaster,
  withoutPolicy,
  withoutRoute,
  withRoute,
  withSetting,
} from './edits.ts';
import { opened, translated } from './fixes-firewall.ts';
import { ofSwitch } from './fixes-switch.ts';
import { route } from './routing.ts';
import type { Stop, Trace } from './trace.ts';
import { bridgeOf, isBridge } from './wire.ts';

/** What a careful engineer would try, the smallest first. None: nothing that is known here. */
export function fixesFor(
  topology: Topology,
  { flow, there }: Pick<Trace, 'flow' | 'there'>,
  stop: Stop,
): readonly Fix[] {
  const netns = netnsById(topology, stop.thing.netns);
  if (!netns) return [];
  const place = 'link' in stop.thing && stop.thing.link !== undefined ? linkById(topology, stop.thing.link) : undefined;
  switch (stop.reason) {
    case 'no-route':
      return [...downLinks(netns), ...routesTo(topology, netns, stop), ...addressesFor(topology, netns, stop)];
    case 'no-source':
      return addressesFor(topology, netns, stop);
    case 'no-neighbour':
    case 'not-on-this-wire':
      return [...plugs(topology, place, stop), ...routesTo(topology, netns, stop)];
    case 'route-refuses':
      return refusals(netns, stop);
    case 'link-down':
    case 'bridge-down':
      return place ? [linkUp(place)] : [];
    case 'no-carrier':
      return place && isBridge(place.link) ? plugs(topology, place, stop) : [];
    case 'firewall-drops':
    case 'firewall-rejects':
      return opened(netns, flow, stop);
    case 'no-nat':
      return translated(topology, there, stop);
    default:
      return [...ofSwitch(netns, place, stop), ...ofSetting(netns, stop)];
  }
}

const linkUp = ({ netns, link }: Place): Fix => ({ argv: [setLink(netns, link, 'up')], edit: withLinkUp(link.id) });

/** Links that have an address, and so would have routes. */
const downLinks = (netns: Netns): Fix[] =>
  netns.links
    .filter(({ flags, addr_info }) => !flags.includes('UP') && addr_info.length > 0)
    .map((link) => linkUp({ netns, link }));

/** By a neighbour that may know the way: for one network where that is known, else for all. */
function routesTo(topology: Topology, netns: Netns, { packet }: Stop): Fix[] {
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

const hasDefault = ({ routes }: Netns, { family }: Ip): boolean =>
  routes.some((one) => one.dst === 'default' && one.family === family && one.table === 'main');

function newRoute(netns: Netns, { family }: Ip, dst: string, gateway: string, dev: string): Fix {
  const route: Route = {
    family,
    type: 'unicast',
    dst,
    gateway,
    dev,
    table: 'main',
    protocol: 'boot',
    flags: [],
    ...(family === 'inet' ? { scope: 'global' } : {}),
  };
  const six = family === 'inet6' ? ['-6'] : [];
  return {
    argv: [inNetns(netns, 'ip', ...six, 'route', 'add', dst, 'via', gateway)],
    edit: withRoute(netns.id, route),
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

/** Who else is on the wires of a netns, in a network that it is in. */
function gatewaysOf(topology: Topology, netns: Netns, dst: Ip): { readonly gateway: string; readonly dev: string }[] {
  return netns.links
    .filter(({ flags }) => flags.includes('UP'))
    .flatMap((link) =>
      othersOn(topology, { netns, link }).flatMap((other) =>
        other.link.addr_info.flatMap((one) => {
          const { local = '', family, scope } = one;
          const ip = ipOf(one);
          const fits =
            ip &&
            family === dst.family &&
            scope === 'global' &&
            link.addr_info.some((own) => own.scope !== 'host' && isNear(own, ip));
          return fits && ip.value !== dst.value
            ? [{ gateway: local, dev: link.ifname, isRouter: Number(knowsWay(other, dst)) }]
            : [];
        }),
      ),
    )
    .toSorted((a, b) => b.isRouter - a.isRouter)
    .slice(0, MAX_GATEWAYS);
}

/** Whether a netns has a way to an address that does not lead back over that link. */
function knowsWay({ netns, link }: Place, dst: Ip): boolean {
  const found = route(netns, {
    src: { ...dst, value: 0n },
    dst,
    protocol: 'icmp',
    sport: 0,
    dport: 0,
    mark: 0,
    iif: 'lo',
  });
  return found.kind === 'route' && found.way.dev !== link.ifname;
}

/** Those that have a network layer on the wire of a link, those of likely routers first. */
const stations = memoizedAlike((topology: Topology) => {
  const known = new Map<string, readonly LinkId[]>();
  return (link: LinkId): readonly LinkId[] => {
    const segment = segmentOf(topology, link);
    const before = known.get(segment);
    if (before) return before;
    const found = linksOnSegment(topology, link)
      .flatMap((id) => linkById(topology, id) ?? [])
      .filter((place) => !bridgeOf(place) && place.link.addr_info.length > 0)
      .toSorted((a, b) => Number(hasMoreWires(b.netns)) - Number(hasMoreWires(a.netns)))
      .map(({ link: { id } }) => id);
    known.set(segment, found);
    return found;
  };
});

const hasMoreWires = memoized(
  ({ links }: Netns): boolean =>
    links.filter(({ addr_info }) => addr_info.some(({ scope }) => scope === 'global')).length > 1,
);

/** The others on a wire: of thousands, enough. */
const othersOn = (topology: Topology, { netns, link }: Place): Place[] =>
  stations(topology)(link.id)
    .slice(0, MAX_OTHERS)
    .flatMap((id) => linkById(topology, id) ?? [])
    .filter((place) => place.netns.id !== netns.id);

const MAX_OTHERS = 32;

/** A free address for a link without one, of the network that its wire is used for. */
function addressesFor(topology: Topology, netns: Netns, { packet }: Stop): Fix[] {
  const dst = readIp(packet.dst);
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
      if (!sample || free === undefined) return [];
      const argv = inNetns(netns, 'ip', 'addr', 'add', `${free}/${sample.prefixlen}`, 'dev', link.ifname);
      return [{ argv: [argv], edit: withAddress(link.id, free, sample.prefixlen) }];
    });
}

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

const withBridges = netnsWhere(({ links }) => links.some(isBridge));

/** The loose end of a cable, into the bridge of the wire on which it is looked for. */
function plugs(topology: Topology, from: Place | undefined, { packet, args: [hop = packet.dst] }: Stop): Fix[] {
  const wanted = readIp(hop);
  if (!from || !wanted) return [];
  const bridges = withBridges(topology).flatMap((netns) =>
    netns.links
      .filter((link) => isBridge(link) && segmentOf(topology, link.id) === segmentOf(topology, from.link.id))
      .map((link) => ({ netns, link })),
  );
  return bridges.flatMap((bridge) =>
    bridge.netns.links
      .filter((link) => link.master === undefined && link.peer && link.addr_info.every(({ scope }) => scope === 'link'))
      .filter((link) => linkById(topology, link.peer)?.link.addr_info.some(({ local }) => local === hop))
      .map(
        (link): Fix => ({
          argv: [inNetns(bridge.netns, 'ip', 'link', 'set', 'dev', link.ifname, 'master', bridge.link.ifname)],
          edit: withMaster(link.id, bridge.link),
        }),
      ),
  );
}

function refusals(netns: Netns, { thing }: Stop): Fix[] {
  if (thing.kind === 'route')
    return [{ argv: [deleteRoute(netns, thing.route)], edit: withoutRoute(netns.id, thing.route) }];
  if (thing.kind !== 'policy') return [];
  const { rule } = thing;
  const six = rule.family === 'inet6' ? ['-6'] : [];
  return [
    {
      argv: [inNetns(netns, 'ip', ...six, 'rule', 'del', 'pref', `${rule.priority}`)],
      edit: withoutPolicy(netns.id, rule),
    },
  ];
}

/** What a setting must be for the flow to go on; loose is the least that the reverse path filter can be asked for. */
const SETTINGS: Readonly<Partial<Record<Stop['reason'], string>>> = {
  'reverse-path-filter': '2',
  'arp-not-answered': '0',
  'echo-ignored': '0',
};

function ofSetting(netns: Netns, { reason, thing, packet, args }: Stop): Fix[] {
  const set = (key: string, value: string, edit: Edit = withSetting(netns.id, key, value)): Fix => ({
    argv: [inNetns(netns, 'sysctl', '-w', `${key}=${value}`)],
    edit,
  });
  if (reason === 'forwarding-off' && thing.kind === 'setting') {
    const six = packet.dst.includes(':');
    if (six) return [set('net.ipv6.conf.all.forwarding', '1', withForwarding(netns.id, 'ipv6'))];
    const isWhole = Number(netns.sysctls['net.ipv4.ip_forward'] ?? 0) === 0;
    return [isWhole ? set('net.ipv4.ip_forward', '1', withForwarding(netns.id, 'ipv4')) : set(thing.key, '1')];
  }
  const value = SETTINGS[reason];
  if (thing.kind === 'setting' && value !== undefined) return [set(thing.key, value)];
  const of = (name: string) => `net.ipv4.conf.${args[1]}.${name}`;
  if (reason === 'martian-source' && thing.kind === 'link')
    return [set(of(/^127\./.test(args[0] ?? '') ? 'route_localnet' : 'accept_local'), '1')];
  return reason === 'martian-destination' ? [set(of('route_localnet'), '1')] : [];
}
