import type { Place } from './find.ts';
import { grouped } from './group.ts';
import { memoized } from './memoized.ts';
import type { Netns, NextHop, Route } from './model.ts';

/** One way that a route leads: all hops of a multipath route count. */
export interface Hop {
  readonly gateway: string | undefined;
  readonly dev: string | undefined;
}

/** Where a route leads; nowhere, if it only refuses packets. */
export function hopsOf({ nexthops, ...route }: Route): Hop[] {
  return (nexthops ?? [route]).map((hop) => ({ gateway: gatewayOf(hop), dev: hop.dev })).filter(leads);
}

const leads = ({ gateway, dev }: Hop) => gateway !== undefined || dev !== undefined;

/** The host that a hop goes through, also one of the other family: `via inet6 fe80::1`. */
export function gatewayOf({ gateway, via }: Pick<NextHop, 'gateway' | 'via'>): string | undefined {
  const host = via?.['host'];
  return gateway ?? (typeof host === 'string' ? host : undefined);
}

/** Where a netns looks for every packet; for other tables somebody has made a rule: ip-rule(8). */
const TABLES: readonly string[] = ['main', 'default'];

/** The default routes, of any type, each family in the order in which the kernel would take them: ip-route(8), "preference". */
export function defaultRoutes({ routes }: Netns): Route[] {
  const rank = ({ family, table }: Route) => TABLES.indexOf(table) + (family === 'inet6' ? TABLES.length : 0);
  return routes
    .filter(({ dst, table }) => dst === 'default' && TABLES.includes(table))
    .sort((a, b) => rank(a) - rank(b) || (a.metric ?? 0) - (b.metric ?? 0));
}

/** The ways out of a netns, the best of each family first; none behind a default route that refuses. */
export const waysOut = memoized((netns: Netns): readonly (Hop & { readonly route: Route })[] => {
  const refused = new Set<Route['family']>();
  return defaultRoutes(netns).flatMap((route) => {
    if (route.type !== 'unicast') refused.add(route.family);
    return refused.has(route.family) ? [] : hopsOf(route).map((hop) => ({ ...hop, route }));
  });
});

/** What metrics tell apart: ip-route(8), "preference". */
const sameWay = ({ family, table, dst }: Route): string => JSON.stringify([family, table, dst]);
const alternatives = memoized(({ routes }: Netns) => grouped(routes, sameWay));

/** The metric of a route, if it has one and another route for the same has another. */
export function metricWords(netns: Netns, route: Route): string[] {
  const { metric } = route;
  if (metric === undefined) return [];
  const others = alternatives(netns).get(sameWay(route)) ?? [];
  return others.some((other) => (other.metric ?? 0) !== metric) ? ['metric', `${metric}`] : [];
}

/** Whether a default route leads over that link. */
export const isWayOut = ({ netns, link }: Place): boolean => waysOut(netns).some(({ dev }) => dev === link.ifname);
