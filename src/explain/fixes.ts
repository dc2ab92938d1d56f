// What would take an obstacle away: the command, and what it makes of the topology, so that it can be tried there first.
import { isSelfMade } from '../topology/addresses.ts';
import { deletePolicy, deleteRoute, inNetns } from '../topology/argv.ts';
import { linkById, linksWith, netnsById, type Place } from '../topology/find.ts';
import type { Netns, Topology } from '../topology/model.ts';
import { segmentOf } from '../topology/segments.ts';
import {
  type Edit,
  type Fix,
  together,
  withAddress,
  withForwarding,
  withMaster,
  withoutPolicy,
  withoutRoute,
  withSetting,
} from './edits.ts';
import { withoutAddress } from './edits-links.ts';
import { opened, translated, translatedBack } from './fixes-firewall.ts';
import { downLinks, endsUp } from './fixes-links.ts';
import {
  addressAgain,
  addressesFor,
  hostRoutes,
  replaced,
  rightGateway,
  routesOnWire,
  routesTo,
  widerNetworks,
} from './fixes-routes.ts';
import { ownSource, removed, tracked } from './fixes-rules.ts';
import { bridging, ofSwitch, otherMac } from './fixes-switch.ts';
import { metricsOf, USUAL_HOPS } from './hop-limit.ts';
import { ownRules } from './missing-rules.ts';
import { unsuppressed } from './suppressed.ts';
import type { Stop, Trace } from './trace.ts';
import { isOn, settingOf } from './walk.ts';
import { bridgeOf, isBridge } from './wire.ts';
import { amongOthers } from './wrong-routes.ts';

type Now = Pick<Trace, 'flow' | 'there' | 'back'>;

/** What a careful engineer would try, the smallest first. None: nothing that is known here. */
export const fixesFor = (topology: Topology, now: Now, stop: Stop): readonly Fix[] =>
  amongOthers(topology, now, stop, fixesOf(topology, now, stop));

/** Where it ends. */
function fixesOf(topology: Topology, now: Now, stop: Stop): Fix[] {
  const { flow, there } = now;
  const netns = netnsById(topology, stop.thing.netns);
  if (!netns) return [];
  if (stop.manner === 'not-tracked' || stop.manner === 'answer-not-tracked') return tracked(topology, netns, now, stop);
  const place = 'link' in stop.thing && stop.thing.link !== undefined ? linkById(topology, stop.thing.link) : undefined;
  switch (stop.reason) {
    case 'no-route':
      if (stop.manner === 'table-not-looked-up') return ownRules(netns, stop);
      if (stop.manner === 'route-suppressed') return unsuppressed(netns, stop);
      return [
        ...downLinks(netns),
        ...widerNetworks(topology, netns, stop),
        ...routesTo(topology, netns, stop),
        ...addressesFor(topology, netns, stop.packet.dst),
        ...routesOnWire(topology, netns, stop),
      ];
    case 'not-outside':
      return [
        ...widerNetworks(topology, netns, stop),
        ...routesOnWire(topology, netns, stop),
        ...routesTo(topology, netns, stop),
      ];
    case 'no-source':
      return addressesFor(topology, netns, stop.packet.dst);
    case 'no-neighbour':
    case 'not-on-this-wire':
      if (stop.manner === 'no-ipv6-there') return place ? addressAgain(topology, place, stop) : [];
      if (stop.manner === 'asks-at-port') return place ? movedUp(place) : [];
      return [
        ...plugs(topology, place, stop),
        ...(stop.args[0] === stop.packet.dst
          ? [...routesOnWire(topology, netns, stop), ...routesTo(topology, netns, stop)]
          : [...rightGateway(topology, netns, stop), ...routesTo(topology, netns, stop)]),
        ...hostRoutes(topology, netns, stop),
      ];
    case 'route-refuses':
      return refusals(netns, stop);
    case 'link-down':
    case 'bridge-down':
      return place ? endsUp(topology, place) : [];
    case 'no-carrier':
      return place && isBridge(place.link) ? plugs(topology, place, { ...stop, args: [] }) : [];
    case 'firewall-drops':
    case 'firewall-rejects':
      return opened(netns, flow, stop);
    case 'hop-limit':
      return moreHops(netns, stop);
    case 'no-nat':
      return translated(topology, there, stop);
    case 'answer-goes-elsewhere':
      return stop.manner === 'foreign-source'
        ? ownSource(topology, netns, there, stop)
        : translatedBack(topology, there);
    case 'reverse-path-filter': {
      // The source is where the answer goes: a route there may be all that is missing.
      const back = { ...stop, packet: { ...stop.packet, dst: stop.packet.src } };
      const routes = [routesOnWire, routesTo, hostRoutes].flatMap((make) => make(topology, netns, back));
      return [...ofSetting(netns, stop, there), ...routes];
    }
    case 'martian-source':
      return stop.manner ? translatedBack(topology, there) : ofSetting(netns, stop, there);
    case 'same-mac':
      return place ? [otherMac(topology, place)] : [];
    case 'macvlan-and-its-parent':
      return place && stop.manner === 'macvlans-apart' ? bridging(topology, place, stop) : [];
    default:
      return [...ofSwitch(netns, place, stop), ...ofSetting(netns, stop, there)];
  }
}

/** The end of a cable that is loose, or in another bridge, into the bridge of the wire on which its other end is looked for. */
function plugs(topology: Topology, from: Place | undefined, { packet, args: [hop = packet.dst] }: Stop): Fix[] {
  if (!from) return [];
  const wire = segmentOf(topology, from.link.id);
  return linksWith(topology, hop).flatMap(({ link: { peer } }) => {
    const end = linkById(topology, peer);
    if (!end?.link.addr_info.every(({ scope }) => scope === 'link')) return [];
    const { netns, link } = end;
    return netns.links
      .filter((bridge) => isBridge(bridge) && bridge.ifname !== link.master && segmentOf(topology, bridge.id) === wire)
      .map((bridge) => ({
        argv: [inNetns(netns, 'ip', 'link', 'set', 'dev', link.ifname, 'master', bridge.ifname)],
        edit: withMaster(link.id, bridge),
        guessed: true as const,
      }));
  });
}

/** The addresses of a bridge's port, to the bridge. */
function movedUp(port: Place): Fix[] {
  const { netns, link } = port;
  const bridge = bridgeOf(port);
  const own = link.addr_info.filter((address) => !isSelfMade(address));
  if (!bridge || own.length === 0) return [];
  const each = own.map(({ local = '', prefixlen }) => ({
    argv: (['del', 'add'] as const).map((what) =>
      inNetns(netns, 'ip', 'addr', what, `${local}/${prefixlen}`, 'dev', (what === 'del' ? link : bridge.link).ifname),
    ),
    edit: (topology: Topology) =>
      withAddress(bridge.link.id, local, prefixlen)(withoutAddress(link.id, local)(topology)),
  }));
  return [{ ...together(each), guessed: true }];
}

function refusals(netns: Netns, { thing, manner }: Stop): Fix[] {
  // It is not the route that refuses it.
  if (manner === 'broadcast') return [];
  if (thing.kind === 'route')
    return [{ argv: [deleteRoute(netns, thing.route)], edit: withoutRoute(netns.id, thing.route) }];
  if (thing.kind !== 'policy') return [];
  return [{ argv: [deletePolicy(netns, thing.rule)], edit: withoutPolicy(netns.id, thing.rule) }];
}

/** Without what gives it less than is usual. */
function moreHops(netns: Netns, { thing }: Stop): Fix[] {
  if (thing.kind === 'setting') return [setTo(netns, thing.key, `${USUAL_HOPS}`)];
  if (thing.kind === 'rule') return removed(netns, thing);
  if (thing.kind !== 'route') return [];
  const { metrics, ...rest } = thing.route;
  const others = metricsOf(metrics).map(({ hoplimit, ...other }) => other);
  const left = others.filter((other) => Object.keys(other).length > 0);
  return [replaced(netns, thing.route, left.length === 0 ? rest : { ...rest, metrics: left })];
}

const setTo = (netns: Netns, key: string, value: string, edit: Edit = withSetting(netns.id, key, value)): Fix => ({
  argv: [inNetns(netns, 'sysctl', '-w', `${key}=${value}`)],
  edit,
});

function ofSetting(netns: Netns, { reason, thing, packet, args }: Stop, there: Trace['there']): Fix[] {
  const set = (key: string, value: string, edit?: Edit): Fix => setTo(netns, key, value, edit);
  const forwarding4 = (key: string): Fix =>
    isOn(netns, 'net.ipv4.ip_forward')
      ? set(key, '1')
      : set('net.ipv4.ip_forward', '1', withForwarding(netns.id, 'ipv4'));
  if (reason === 'forwarding-off' && thing.kind === 'setting') {
    const six = packet.dst.includes(':');
    if (six) return [set('net.ipv6.conf.all.forwarding', '1', withForwarding(netns.id, 'ipv6'))];
    return [forwarding4(thing.key)];
  }
  const of = (name: string) => settingOf('ipv4', args[1] ?? '', name);
  // Loose is the least that the reverse path filter can be asked for; the higher one of that link and of all counts.
  if (reason === 'reverse-path-filter') return [{ ...set(of('rp_filter'), '2'), loosens: true }];
  if (reason === 'echo-ignored' && thing.kind === 'setting') return [set(thing.key, '0')];
  if (reason === 'arp-not-answered' && thing.kind === 'setting') {
    if (thing.key.endsWith('.forwarding')) return [forwarding4(thing.key)];
    const [, name] = /\.(arp_ignore|arp_filter)$/.exec(thing.key) ?? [];
    if (name === undefined) return [set(thing.key, '1')];
    const keys = [settingOf('ipv4', 'all', name), of(name)].filter((key) => isOn(netns, key));
    return [together(keys.map((key) => set(key, '0')))];
  }
  if (reason === 'martian-source' && thing.kind === 'link') {
    if (/^127\./.test(args[0] ?? '')) return [set(of('route_localnet'), '1')];
    // What comes back from somebody else has gone the wrong way.
    const isRound = there.some((hop) => hop.netns !== netns.id);
    return isRound ? [] : [set(of('accept_local'), '1')];
  }
  return reason === 'martian-destination' ? [set(of('route_localnet'), '1')] : [];
}
