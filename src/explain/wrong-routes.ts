// Routes and policy rules that lead the wrong way where there is another one that would do.
import { deletePolicy, deleteRoute } from '../topology/argv.ts';
import { netnsById } from '../topology/find.ts';
import type { Netns, Route, Topology } from '../topology/model.ts';
import { type Ip, ipText, readIp, readPrefix } from '../topology/prefix.ts';
import { gatewayOf } from '../topology/routes.ts';
import { routeText, ruleText } from '../topology/words.ts';
import { type Fix, withoutPolicy, withoutRoute } from './edits.ts';
import { widened } from './fixes-routes.ts';
import { widerOn } from './others.ts';
import type { Reason } from './reasons.ts';
import { isKernels, type Lookup, route, type Way } from './routing.ts';
import { type Addresses, netnsThing, type Stop, type Trace } from './trace.ts';

/** What may come of it. */
const ASTRAY: readonly Reason[] = [
  ...(['no-route', 'no-neighbour', 'not-on-this-wire', 'not-outside', 'forwarding-off', 'hop-limit'] as const),
  ...(['reverse-path-filter', 'martian-source', 'link-down', 'no-carrier', 'cut-cable', 'dummy'] as const),
];

/** Of these nothing else is as likely. */
const LIKELY: readonly Reason[] = ['no-neighbour', 'not-on-this-wire', 'hop-limit'];

/** What was decided by a route. */
interface Decision {
  readonly netns: Netns;
  readonly dst: Ip;
  readonly packet: Addresses;
  readonly way: Way;
}

/** Among the fixes for a stop, those for what sent the packet there: the network that is too small comes first. */
export function amongOthers(topology: Topology, now: Pick<Trace, 'there' | 'back'>, stop: Stop, own: Fix[]): Fix[] {
  if (!ASTRAY.includes(stop.reason)) return own;
  const decided = decisionsOf(topology, now, stop);
  const narrow = decided.flatMap((one) => nearByGateway(topology, one));
  const wrong = decided.flatMap((one) => [...withoutWrongRoute(one), ...withoutWrongRule(one)]);
  return LIKELY.includes(stop.reason) ? [...narrow, ...wrong, ...own] : [...narrow, ...own, ...wrong];
}

function decisionsOf(topology: Topology, now: Pick<Trace, 'there' | 'back'>, stop: Stop): Decision[] {
  const steps = now[stop.way].flatMap((hop) => hop.steps);
  const taken = steps.flatMap(({ code, thing, packet }): Decision[] => {
    const netns = code === 'route' && thing.kind === 'route' ? netnsById(topology, thing.netns) : undefined;
    const found = netns && decision(netns, packet);
    return found && thing.kind === 'route' && found.way.route === thing.route ? [found] : [];
  });
  const { packet, reason, thing } = stop;
  const at = reason === 'reverse-path-filter' ? netnsById(topology, thing.netns) : undefined;
  const back = at && decision(at, { src: packet.dst, dst: packet.src });
  return back ? [...taken, back] : taken;
}

function decision(netns: Netns, packet: Addresses): Decision | undefined {
  const lookup = lookupOf(packet);
  if (!lookup) return undefined;
  const found = route(netns, lookup);
  return found.kind === 'route' ? { netns, dst: lookup.dst, packet, way: found.way } : undefined;
}

function lookupOf({ src, dst, sport = 0, dport = 0 }: Addresses): Lookup | undefined {
  const [from, to] = [readIp(src), readIp(dst)];
  return from && to && { src: from, dst: to, protocol: 'icmp', sport, dport, mark: 0, iif: 'lo' };
}

const lengthOf = ({ dst }: Route): number => readPrefix(dst)?.length ?? 0;

/** The way that there is without something. */
function otherway({ packet }: Decision, without: Netns): Way | undefined {
  const found = decision(without, packet);
  return found && ['unicast', 'local'].includes(found.way.route.type) ? found.way : undefined;
}

/** A route that somebody has made, where one of a larger network is behind it. */
function withoutWrongRoute(decided: Decision): Fix[] {
  const { netns, packet, way } = decided;
  const { route: wrong } = way;
  if (wrong.type !== 'unicast' || wrong.protocol === 'kernel' || wrong.nexthops) return [];
  const other = otherway(decided, { ...netns, routes: netns.routes.filter((one) => one !== wrong) });
  if (!other || lengthOf(other.route) >= lengthOf(wrong)) return [];
  const thing = { netns: netns.id, kind: 'route', route: wrong } as const;
  const args = [routeText(wrong), routeText(other.route)];
  return [
    {
      argv: [deleteRoute(netns, wrong)],
      edit: withoutRoute(netns.id, wrong),
      guessed: true,
      cause: { reason: 'wrong-route', thing, packet, args },
    },
  ];
}

/** A rule that somebody has made, and another table behind it. */
function withoutWrongRule(decided: Decision): Fix[] {
  const { netns, packet, way } = decided;
  const { rule } = way;
  if (!rule || isKernels(rule)) return [];
  const other = otherway(decided, { ...netns, rules: netns.rules.filter((one) => one !== rule) });
  if (!other || other.route === way.route) return [];
  const thing = { netns: netns.id, kind: 'policy', rule } as const;
  return [
    {
      argv: [deletePolicy(netns, rule)],
      edit: withoutPolicy(netns.id, rule),
      guessed: true,
      cause: {
        ...{ reason: 'wrong-route', manner: 'wrong-rule', thing, packet },
        args: [ruleText(rule), routeText(other.route)],
      },
    },
  ];
}

/** The network of others on the wire, for an address that is in a smaller one, so that what is near goes to a gateway. */
function nearByGateway(topology: Topology, { netns, dst, packet, way }: Decision): Fix[] {
  if (gatewayOf(way.route) === undefined) return [];
  return widerOn(topology, netns, dst).map((narrow): Fix => {
    const { link, own, length, prefixlen } = narrow;
    const args = [ipText(dst), link.ifname, `${own}/${length}`, `${prefixlen}`];
    const cause = { reason: 'wrong-route', manner: 'near-by-gateway', thing: netnsThing(netns), packet, args } as const;
    return { ...widened(netns, narrow), cause };
  });
}
