/** Normalises what `ip -json` lists: what is missing is put in, and what changes on its own is left out. */
import { isObject } from '../topology/json.ts';
import type { Json } from '../topology/model.ts';
import type { Note, Raw } from './shapes.ts';

export function normaliseLink(raw: Raw, note: Note): boolean {
  raw['flags'] ??= [];
  raw['addr_info'] ??= [];
  for (const own of ['id', 'peer', 'lower']) {
    if (!(own in raw)) continue;
    note(own);
    delete raw[own];
  }
  if (Array.isArray(raw['addr_info'])) for (const address of raw['addr_info']) withoutLifetimes(address);
  return true;
}

/** They change on their own. */
function withoutLifetimes(address: Json): void {
  if (!isObject(address)) return;
  const raw: Raw = address;
  // The last one first: so an object keeps its quick form.
  for (const key of ['preferred_life_time', 'valid_life_time']) if (key in raw) delete raw[key];
}

export function normaliseRoute(raw: Raw): boolean {
  if ('expires' in raw) delete raw['expires'];
  if ('cache' in raw) delete raw['cache'];
  raw['family'] = routeFamily(raw);
  raw['type'] ??= 'unicast';
  raw['table'] ??= 'main';
  return true;
}

/** `pref` is a key of IPv6 alone (RFC 4191); `via` is the gateway's family, which may be another. */
function routeFamily(raw: Raw): 'inet' | 'inet6' {
  const six = (value: Json | undefined) => typeof value === 'string' && value.includes(':');
  const hops = raw['nexthops'];
  const bySix =
    'pref' in raw ||
    six(raw['dst']) ||
    six(raw['gateway']) ||
    six(raw['prefsrc']) ||
    six(raw['from']) ||
    (Array.isArray(hops) && hops.some((hop) => isObject(hop) && six(hop['gateway'])));
  return bySix ? 'inet6' : 'inet';
}

export function normaliseRule(raw: Raw, family: 'inet' | 'inet6'): boolean {
  raw['family'] = family;
  // iproute2 before 5.0 said `to_tbl` for what it now calls `action`.
  if (typeof raw['to_tbl'] === 'string') raw['action'] = raw['to_tbl'];
  delete raw['to_tbl'];
  return true;
}

/** Without what `-statistics` adds. */
export function normaliseNeighbour(raw: Raw): boolean {
  for (const key of ['used', 'confirmed', 'updated', 'probes', 'refcnt']) if (key in raw) delete raw[key];
  return true;
}

/** Some versions of `bridge` list ports without any, too. */
export function normaliseVlans({ vlans }: Raw): boolean {
  return Array.isArray(vlans) && vlans.length > 0;
}

/** Of each link that has one there is one that queues, which is in the link's own `qdisc`; and maybe one for filters alone. */
export function normaliseQdisc(raw: Raw): boolean {
  for (const key of Object.keys(raw)) if (key !== 'kind' && key !== 'dev') delete raw[key];
  return isForFilters(raw['kind']);
}

/** tc(8), "clsact", "ingress". */
export const isForFilters = (kind: Json | undefined): boolean => kind === 'clsact' || kind === 'ingress';

export function normaliseFdbEntry(raw: Raw): boolean {
  for (const key of ['used', 'updated']) if (key in raw) delete raw[key];
  return true;
}
