import { isObject } from './json.ts';
import type { Json, JsonObject, Topology } from './model.ts';

/** A file does not hold a topology. */
export class NoTopology extends Error {
  override readonly name = 'NoTopology';
}

/** What a value must be, so that what asks for it may rely on that. */
type Check = (value: Json, path: string) => void;

/** What `netlab-notebook topology --format json` has printed. Throws NoTopology for anything else, with where it is wrong. */
export function topologyFromJson(text: string): Topology {
  const json = parsed(text);
  if (!isObject(json) || json['format'] !== 1) throw new NoTopology('it is not a topology of format 1');
  TOPOLOGY(json, '');
  const all = json['netns'] as readonly JsonObject[]; // a list of objects, as has just been seen
  unique(
    all.map(({ id }) => id),
    'id',
  );
  unique(
    all.flatMap(({ names }) => names as readonly string[]), // likewise, of texts
    'name',
  );
  // Safe: what others ask for is of its sort; what is more is kept as it came, as the model says.
  return json as unknown as Topology;
}

function parsed(text: string): Json {
  try {
    // Safe: JSON.parse makes nothing else.
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch {
    throw new NoTopology('it is not JSON');
  }
}

function unique(values: readonly (Json | undefined)[], what: string): void {
  const twice = values.find((value, at) => values.indexOf(value) !== at);
  if (twice !== undefined) throw new NoTopology(`two namespaces have the ${what} ${JSON.stringify(twice)}`);
}

const wrong = (path: string, what: string): never => {
  throw new NoTopology(`${path.replace(/^\./, '')} is not ${what}`);
};

const sort =
  (name: 'string' | 'number' | 'boolean', what: string): Check =>
  (value, path) => {
    if (typeof value !== name) wrong(path, what);
  };
const text = sort('string', 'a text');
const number = sort('number', 'a number');
const whole =
  (from: number, to: number): Check =>
  (value, path) => {
    const isWhole = typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
    if (!isWhole) wrong(path, `a whole number from ${from} to ${to}`);
  };
const vlan = whole(0, 4095);
const port = whole(0, 65_535);
const boolean = sort('boolean', 'true or false');
const textOrNull: Check = (value, path) => value === null || text(value, path);

const object: Check = (value, path) => isObject(value) || wrong(path, 'an object');

const list =
  (check: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return wrong(path, 'a list');
    for (const [at, one] of value.entries()) check(one, `${path}[${at}]`);
  };
const texts = list(text);

/** Keys that end in '?' may be absent. */
const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (!isObject(value)) return wrong(path || 'it', 'an object');
    for (const [name, check] of Object.entries(checks)) {
      const key = name.replace(/\?$/, '');
      const own = value[key];
      if (own !== undefined) check(own, `${path}.${key}`);
      else if (key === name) wrong(`${path}.${key}`, 'there');
    }
  };

const record =
  (check: Check): Check =>
  (value, path) => {
    if (!isObject(value)) return wrong(path, 'an object');
    for (const [key, one] of Object.entries(value)) if (one !== undefined) check(one, `${path}.${key}`);
  };

const family: Check = (value, path) => {
  if (value !== 'inet' && value !== 'inet6') wrong(path, 'inet or inet6');
};

const ADDRESS = fields({ family: text, prefixlen: whole(0, 128), 'local?': text, 'address?': text, 'scope?': text });

const LINK = fields({
  id: text,
  ifname: text,
  ifindex: number,
  flags: texts,
  addr_info: list(ADDRESS),
  'mtu?': number,
  'operstate?': text,
  'link_type?': text,
  'address?': text,
  'master?': text,
  'link?': textOrNull,
  'peer?': textOrNull,
  'lower?': textOrNull,
  'linkinfo?': fields({
    'info_kind?': text,
    'info_data?': object,
    'info_slave_kind?': text,
    'info_slave_data?': object,
  }),
});

const HOP = { 'gateway?': text, 'via?': object, 'dev?': text, 'flags?': texts };

const ROUTE = fields({
  ...HOP,
  family,
  type: text,
  dst: text,
  table: text,
  'prefsrc?': text,
  'protocol?': text,
  'scope?': text,
  'metric?': number,
  'nexthops?': list(fields({ ...HOP, 'weight?': number })),
});

const RULE = fields({ family, priority: number, 'src?': text, 'dst?': text, 'table?': text, 'action?': text });
const NEIGHBOUR = fields({ dst: text, 'dev?': text, 'lladdr?': text, 'state?': texts });
const FDB = fields({ mac: text, 'ifname?': text, 'master?': text, 'state?': text, 'flags?': texts, 'dst?': text });
const VLANS = fields({ ifname: text, vlans: list(fields({ vlan, 'vlanEnd?': vlan, 'flags?': texts })) });
const SOCKET = fields({ netid: text, state: text, local: text, port, 'dev?': text });
const FIREWALL = fields({ 'nft?': list(object), 'ruleset?': text, 'iptables?': text, 'ip6tables?': text });
const UNREAD = fields({ what: text });

const NETNS = fields({
  id: text,
  root: boolean,
  label: text,
  names: texts,
  file: text,
  'nsid?': number,
  links: list(LINK),
  routes: list(ROUTE),
  rules: list(RULE),
  neighbours: list(NEIGHBOUR),
  fdb: list(FDB),
  'vlans?': list(VLANS),
  'qdiscs?': list(object),
  'sockets?': list(SOCKET),
  firewall: FIREWALL,
  sysctls: record(text),
  unread: list(UNREAD),
});

const TOPOLOGY = fields({
  host: fields({ id: text, label: text }),
  root: text,
  netns: list(NETNS),
  unread: list(UNREAD),
});
