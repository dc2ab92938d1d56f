import { printableText } from '../printable.ts';
import { isObject } from '../topology/json.ts';
import type {
  FdbEntry,
  Firewall,
  Json,
  LinkFacts,
  Neighbour,
  NetnsId,
  PortVlans,
  Qdisc,
  Route,
  Rule,
  Socket,
  Unread,
} from '../topology/model.ts';
import { withoutWatchTables, withoutWatchText } from '../topology/watch-tables.ts';
import type { Said } from '../words.ts';
import { countlessRules, withoutCounts } from './counts.ts';
import { decodeBytes } from './decode-bytes.ts';
import { type JsonList, parseLenient, readJsonList } from './json.ts';
import { readNetconf } from './netconf.ts';
import {
  normaliseFdbEntry,
  normaliseLink,
  normaliseNeighbour,
  normaliseQdisc,
  normaliseRoute,
  normaliseRule,
  normaliseVlans,
} from './normalise.ts';
import { isFilled, type Note, type Raw, SHAPES } from './shapes.ts';
import { readSs } from './sockets.ts';
import { sayUnread } from './words.ts';

/** What one program printed in one netns. */
export interface Part {
  readonly name: string;
  readonly status: number;
  readonly out: Buffer;
  readonly err: Buffer;
}

/** What has been read of one netns; parts that are read again replace their predecessors. */
export interface Reading {
  readonly links: readonly LinkFacts[];
  readonly routes: readonly Route[];
  readonly rules4: readonly Rule[];
  readonly rules6: readonly Rule[];
  readonly neighbours: readonly Neighbour[];
  /** What it answers for in place of others. */
  readonly proxies: readonly Neighbour[];
  readonly fdb: readonly FdbEntry[];
  readonly vlans: readonly PortVlans[];
  readonly qdiscs: readonly Qdisc[];
  readonly firewall: Firewall;
  readonly sockets?: readonly Socket[];
  /** What iptables-legacy-save and ip6tables-legacy-save printed. */
  readonly legacy: { readonly iptables?: string; readonly ip6tables?: string };
  readonly sysctls: Readonly<Record<string, string>>;
  /** The nsids that `link_netnsid` refers to. */
  readonly nsids: ReadonlyMap<number, NetnsId>;
  /** Of which text each list was made. */
  readonly printed: Readonly<Partial<Record<ListName, string>>>;
  /** By part. */
  readonly unread: Readonly<Record<string, Unread['why']>>;
}

export const EMPTY: Reading = {
  links: [],
  routes: [],
  rules4: [],
  rules6: [],
  neighbours: [],
  proxies: [],
  fdb: [],
  vlans: [],
  qdiscs: [],
  firewall: {},
  legacy: {},
  sysctls: {},
  nsids: new Map(),
  printed: {},
  unread: {},
};

/** The reading with that part in it. Never throws: what is wrong with a part is in `unread`. */
export function withPart(reading: Reading, part: Part): Reading {
  switch (part.name) {
    case 'ip':
      return withBatch(reading, part);
    case 'enter':
      return { ...EMPTY, unread: { netns: whyNot(part) } };
    case 'addr':
    case 'route':
    case 'neigh':
    case 'proxies':
    case 'rule':
    case 'rule6':
    case 'fdb':
    case 'vlan':
    case 'qdisc':
      return withList(reading, part.name, part);
    case 'firewall':
      return {
        ...reading,
        firewall: {},
        legacy: {},
        unread: FIREWALL.reduce((unread, name) => noted(unread, name, undefined), reading.unread),
      };
    case 'nft':
      return withNft(reading, part);
    case 'ruleset':
      // Why it failed is what `nft` says.
      if (part.status !== 0) return reading;
      return {
        ...reading,
        firewall: { ...reading.firewall, ruleset: withoutWatchText(decodeBytes(part.out).trimEnd()) },
      };
    case 'iptables':
    case 'ip6tables':
      return withTables(reading, part, 'firewall', part.name);
    case 'iptables-legacy':
      return withTables(reading, part, 'legacy', 'iptables');
    case 'ip6tables-legacy':
      return withTables(reading, part, 'legacy', 'ip6tables');
    case 'sysctl':
      return withSysctls(reading, part);
    case 'netconf':
      return withNetconf(reading, part);
    case 'ss':
      return withSs(reading, part);
    case 'nsid':
      return { ...reading, nsids: toNsids(part.out.toString()) };
    default:
      return reading;
  }
}

/** Which list of a reading each part fills, what shape its elements have, and what normalises one of them. */
const LISTS = {
  addr: { key: 'links', shape: SHAPES.link, normalise: normaliseLink },
  route: { key: 'routes', shape: SHAPES.route, normalise: normaliseRoute },
  neigh: { key: 'neighbours', shape: SHAPES.neighbour, normalise: normaliseNeighbour },
  proxies: { key: 'proxies', shape: SHAPES.neighbour, normalise: normaliseNeighbour },
  rule: { key: 'rules4', shape: SHAPES.rule, normalise: (raw: Raw) => normaliseRule(raw, 'inet') },
  rule6: { key: 'rules6', shape: SHAPES.rule, normalise: (raw: Raw) => normaliseRule(raw, 'inet6') },
  fdb: { key: 'fdb', shape: SHAPES.fdb, normalise: normaliseFdbEntry },
  vlan: { key: 'vlans', shape: SHAPES.vlan, normalise: normaliseVlans },
  qdisc: { key: 'qdiscs', shape: SHAPES.qdisc, normalise: normaliseQdisc },
} as const;

type ListName = keyof typeof LISTS;

/** What a program printed, and why it failed, if it did. */
interface Printed {
  readonly name: ListName;
  readonly text: string;
  readonly failure?: Unread['why'] | undefined;
}

/** What is printed the same again leaves its list as it is: nobody has to read or compare it. */
function withLists(reading: Reading, all: readonly Printed[]): Reading {
  const filled: Partial<Record<(typeof LISTS)[ListName]['key'], Raw[]>> = {};
  const printed = { ...reading.printed };
  let unread = reading.unread;
  for (const { name, text, failure } of all) {
    if (failure === undefined && printed[name] === text) continue;
    const { key, shape, normalise } = LISTS[name];
    const list = readJsonList(text);
    const wrong = new Set<string>();
    const note = (field: string) => void wrong.add(field);
    const isOne = (raw: Raw) => shape(raw, note) !== undefined && normalise(raw, note);
    filled[key] = name === 'addr' ? unique(list.objects.filter(isOne), note) : list.objects.filter(isOne);
    if (failure === undefined) printed[name] = text;
    else delete printed[name];
    unread = noted(
      unread,
      name,
      failure === undefined ? (problemOf(name, list) ?? senseless(wrong, list.strangers)) : (list.problem ?? failure),
    );
    if (name === 'addr') unread = noted(unread, 'netns', undefined);
  }
  // What is in each list is what its shape has let in.
  return { ...reading, ...(filled as object), printed, unread };
}

function withList(reading: Reading, name: ListName, part: Part): Reading {
  const text = decodeBytes(part.out);
  const failure = part.status === 0 || isTableMissing(part) ? undefined : whyNot(part);
  return withLists(reading, [{ name, text: name === 'addr' ? withoutTimers(text) : text, failure }]);
}

/** One line for each of addr, route, neigh and rule, and no failure: the host's script makes sure of that. */
function withBatch(reading: Reading, part: Part): Reading {
  const [addr = '', route = '', neigh = '', rule = ''] = decodeBytes(part.out)
    .split('\n')
    .filter((line) => line !== '');
  return withLists(reading, [
    { name: 'addr', text: withoutTimers(addr) },
    { name: 'route', text: route },
    { name: 'neigh', text: neigh },
    { name: 'rule', text: rule },
  ]);
}

/** A list that cannot be so: every netns has its `lo`, and `ip` prints `[]` where there is nothing. `bridge` may be silent. */
function problemOf(name: ListName, { objects, problem, blank }: JsonList): Said | undefined {
  const silent = name !== 'fdb' && name !== 'vlan' && (blank || (name === 'addr' && objects.length === 0));
  return problem ?? (silent ? sayUnread('nothing') : undefined);
}

/** What was left out since it is not what `ip` says, or undefined. The names are of our own list. */
function senseless(wrong: ReadonlySet<string>, strangers = false): Said | undefined {
  const all = [...(strangers ? [sayUnread('stranger')] : []), ...[...wrong].sort()];
  return all.length === 0 ? undefined : sayUnread('left-out', all);
}

/** A link is known by its number. */
function unique(links: readonly Raw[], note: Note): Raw[] {
  const numbers = new Set<Json | undefined>();
  return links.filter(({ ifindex }) => {
    const first = !numbers.has(ifindex);
    if (!first) note('ifindex');
    numbers.add(ifindex);
    return first;
  });
}

/** "FIB table does not exist": nothing is in it. */
function isTableMissing({ err }: Part): boolean {
  return err.includes('table does not exist');
}

function noted(unread: Reading['unread'], name: string, why: Unread['why'] | undefined) {
  if (why === undefined && !(name in unread)) return unread;
  const { [name]: _, ...rest } = unread;
  return why === undefined ? rest : { ...rest, [name]: why };
}

function whyNot({ status, err }: Part): Unread['why'] {
  const lines = printableText(decodeBytes(err))
    .split('\n')
    .map((line) => line.trim());
  return lines.find((line) => line !== '' && !line.startsWith('#')) ?? sayUnread('status', status);
}

/**
 * Left out, since they change on their own: the timers of iplink_bridge.c and iplink_bridge_slave.c. In a JSON string the
 * quotes would be escaped, so that what looks like such a key is one.
 */
function withoutTimers(text: string): string {
  return text.includes('_timer"') ? text.replace(/,"[a-z_]+_timer":\s*[\d.]+/g, '') : text;
}

/** Its parts, which are always read together. */
const FIREWALL = ['nft', 'iptables', 'ip6tables', 'iptables-legacy', 'ip6tables-legacy'];

function withNft(reading: Reading, part: Part): Reading {
  // No tables at all: then there is nothing that iptables could show either.
  if (part.status === 0 && part.out.length === 0)
    return { ...reading, firewall: { nft: [], ruleset: '', iptables: '', ip6tables: '' } };
  const value = part.status === 0 ? parseLenient(decodeBytes(part.out)) : undefined;
  const objects = isObject(value) ? value['nftables'] : undefined;
  if (!Array.isArray(objects)) {
    const why = part.status === 0 ? sayUnread('no-json') : whyNot(part);
    return { ...reading, unread: noted(reading.unread, 'nft', why) };
  }
  const filled = objects.filter(isFilled);
  const nft = withoutWatchTables(filled.filter((object) => !('metainfo' in object))).map(withoutCounts);
  const wrong = filled.length < objects.length ? ['nftables'] : [];
  const unread = noted(reading.unread, 'nft', senseless(new Set(wrong)));
  return { ...reading, firewall: { ...reading.firewall, nft }, unread };
}

function withTables(
  reading: Reading,
  part: Part,
  where: 'firewall' | 'legacy',
  key: 'iptables' | 'ip6tables',
): Reading {
  if (part.status !== 0) return { ...reading, unread: noted(reading.unread, part.name, whyNot(part)) };
  const rules = countlessRules(decodeBytes(part.out));
  return { ...reading, [where]: { ...reading[where], [key]: rules } };
}

function withSysctls(reading: Reading, part: Part): Reading {
  const value = parseLenient(decodeBytes(part.out));
  const entries = isObject(value) ? Object.entries(value) : [];
  const texts = entries.filter(
    (entry): entry is [string, string] => entry[0].startsWith('net.') && typeof entry[1] === 'string',
  );
  const why = isObject(value)
    ? senseless(new Set(texts.length < entries.length ? ['values'] : []))
    : sayUnread('no-json');
  return { ...reading, sysctls: Object.fromEntries(texts), unread: noted(reading.unread, 'sysctl', why) };
}

function withNetconf(reading: Reading, part: Part): Reading {
  const { settings, proxies, qdiscs, sockets } = readNetconf(part.out);
  return {
    ...reading,
    sysctls: { ...reading.sysctls, ...settings },
    proxies: kept(reading.proxies, proxies),
    qdiscs: kept(reading.qdiscs, qdiscs),
    sockets: kept(reading.sockets, sockets),
    unread: noted(reading.unread, 'ss', undefined),
  };
}

/** Where no kernel's list of sockets was to be had. */
function withSs({ sockets: before, ...reading }: Reading, part: Part): Reading {
  const failed = part.status !== 0;
  const unread = noted(reading.unread, 'ss', failed ? whyNot(part) : undefined);
  return failed ? { ...reading, unread } : { ...reading, unread, sockets: kept(before, readSs(decodeBytes(part.out))) };
}

/** What was there, if nothing is different. */
const kept = <T>(before: T | undefined, now: T): T =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;

function toNsids(table: string): Map<number, NetnsId> {
  const pairs = table
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '));
  return new Map(pairs.map(([nsid, id = '']) => [Number(nsid), id]));
}

/** What could not be read, in a fixed order. */
export function unreadOf(reading: Reading): readonly Unread[] {
  return Object.entries(reading.unread)
    .map(([what, why]) => ({ what, why }))
    .sort((a, b) => (a.what < b.what ? -1 : 1));
}
