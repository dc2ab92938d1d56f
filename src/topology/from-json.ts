import { isObject } from './json.ts';
import type { Json, JsonObject, Topology } from './model.ts';

/** A file does not hold a topology. */
export class NoTopology extends Error {
  override readonly name = 'NoTopology';
}

const LISTS = ['links', 'routes', 'rules', 'neighbours', 'fdb', 'unread'] as const;

/** What `netlab-notebook topology --format json` has printed. Throws NoTopology for anything else. */
export function topologyFromJson(text: string): Topology {
  const json = parsed(text);
  if (!isObject(json) || json['format'] !== 1) throw new NoTopology('it is not a topology of format 1');
  const { host, root, netns } = json;
  if (!isObject(host) || typeof root !== 'string' || !Array.isArray(netns))
    throw new NoTopology('host, root or netns is missing');
  for (const [at, one] of netns.entries()) checkNetns(one, at);
  // Safe: what others are asked for is there, and of its sort; what is more is kept as it came, as the model says.
  return json as unknown as Topology;
}

function parsed(text: string): Json {
  try {
    // Safe: JSON.parse makes nothing else.
    return JSON.parse(text) as Json;
  } catch {
    throw new NoTopology('it is not JSON');
  }
}

function checkNetns(one: Json, at: number): void {
  if (
    !isObject(one) ||
    typeof one['id'] !== 'string' ||
    typeof one['label'] !== 'string' ||
    !Array.isArray(one['names'])
  )
    throw new NoTopology(`netns ${at} has no id, label or names`);
  const wrong = LISTS.find((key) => !isListOfObjects(one[key]));
  if (wrong !== undefined) throw new NoTopology(`${wrong} of netns ${at} is no list of objects`);
  if (!isObject(one['firewall']) || !isObject(one['sysctls']))
    throw new NoTopology(`netns ${at} has no firewall or sysctls`);
  const links = one['links'] as readonly JsonObject[]; // a list of objects, as has just been seen
  const isLink = ({ id, ifname, ifindex, flags, addr_info }: JsonObject) =>
    typeof id === 'string' &&
    typeof ifname === 'string' &&
    typeof ifindex === 'number' &&
    isTexts(flags) &&
    isListOfObjects(addr_info);
  if (!links.every(isLink)) throw new NoTopology(`a link of netns ${at} lacks its id, name, index, flags or addresses`);
  const routes = one['routes'] as readonly JsonObject[]; // likewise
  const isRoute = ({ dst, type, table, family }: JsonObject) =>
    [dst, type, table, family].every((text) => typeof text === 'string');
  if (!routes.every(isRoute))
    throw new NoTopology(`a route of netns ${at} lacks its family, type, table or destination`);
}

const isListOfObjects = (value: Json | undefined): boolean =>
  Array.isArray(value) && value.every((one: Json) => isObject(one));
const isTexts = (value: Json | undefined): boolean =>
  Array.isArray(value) && value.every((one: Json) => typeof one === 'string');
