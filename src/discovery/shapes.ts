import { isObject } from '../topology/json.ts';
import type { Json } from '../topology/model.ts';

/** An object of a program's, fresh from JSON.parse: changed in place, since copying would cost more than parsing. */
export type Raw = Record<string, Json | undefined>;

/** Told of each key whose value is none that the model allows. */
export type Note = (key: string) => void;

/** What is kept of a value; undefined: it is none of that sort. */
type Read = (value: Json, note: Note) => Json | undefined;
type Fields = Readonly<Record<string, Read>>;

/** An object in which there is something. */
export function isFilled(value: Json): value is Raw {
  if (!isObject(value)) return false;
  for (const _ in value) return true;
  return false;
}

const text = (value: Json) => (typeof value === 'string' ? value : undefined);
/** The kernel knows no others. */
const number = (value: Json) => (Number.isSafeInteger(value) ? value : undefined);
const count = (value: Json) => (Number(number(value) ?? -1) >= 0 ? value : undefined);
const index = (value: Json) => (value === 0 ? undefined : count(value));
const orNull =
  (read: Read): Read =>
  (value, note) =>
    value === null ? null : read(value, note);
/** Where `ip` says null for true. */
const flag = (value: Json) => (value === null ? null : undefined);
const name = (value: Json) => (value === '' ? undefined : text(value));
const prefix = (value: Json) => (Number(count(value) ?? 129) <= 128 ? value : undefined);
/** What has a name in a file of iproute2's, and is a number where it has none. */
const label = (value: Json) => (typeof value === 'number' ? String(value) : text(value));
/** Any JSON object. */
const data = (value: Json) => (isObject(value) ? value : undefined);

/**
 * A list, less the elements that are none; for those `key` is noted, but for `{}`: `ip` prints that for what it filtered out.
 * `read` gives back what it was given.
 */
const list =
  (key: string, read: Read): Read =>
  (value, note) => {
    if (!Array.isArray(value)) return undefined;
    const filled = value.filter((element: Json) => !isObject(element) || isFilled(element));
    const kept = filled.filter((element) => read(element, note) !== undefined);
    if (kept.length < filled.length) note(key);
    return kept.length === value.length ? value : kept;
  };

/** Without a required field it is none; an optional field of another sort is left out, and noted. */
const object =
  (required: Fields, optional: Fields): Read =>
  (value, note) => {
    if (!isObject(value)) return undefined;
    const raw: Raw = value;
    for (const key in required) if (!keep(raw, key, required[key], note)) return undefined;
    for (const key in optional) if (raw[key] !== undefined && !keep(raw, key, optional[key], note)) delete raw[key];
    return value;
  };

/** Whether it is of that sort. */
function keep(raw: Raw, key: string, read: Read | undefined, note: Note): boolean {
  const value = raw[key];
  const kept = value === undefined ? undefined : read?.(value, note);
  if (kept === undefined) note(key);
  else if (kept !== value) raw[key] = kept;
  return kept !== undefined;
}

const words = list('flags', text);
const HOP: Fields = { gateway: text, via: data, dev: text, weight: number, flags: words };

const linkInfo = object({}, { info_kind: text, info_data: data, info_slave_kind: text, info_slave_data: data });
const address = object(
  { family: text, prefixlen: prefix },
  { local: text, address: text, scope: label, label: text, broadcast: text, anycast: text },
);

/** The sorts of elements: what model.ts declares of each, and no more. */
export const SHAPES = {
  link: object(
    { ifindex: index, ifname: name },
    {
      flags: words,
      mtu: number,
      operstate: text,
      link_type: text,
      address: text,
      master: text,
      link: orNull(text),
      link_index: count,
      link_netnsid: number,
      linkinfo: linkInfo,
      addr_info: list('addr_info', address),
    },
  ),
  route: object(
    { dst: text },
    {
      ...HOP,
      type: text,
      table: label,
      prefsrc: text,
      protocol: label,
      scope: label,
      metric: number,
      nexthops: list('nexthops', object({}, HOP)),
    },
  ),
  rule: object({ priority: number }, { src: text, dst: text, table: label, action: text }),
  neighbour: object({ dst: text }, { dev: text, lladdr: text, state: words, proxy: flag }),
  vlan: object({ ifname: name }, { vlans: list('vlans', object({ vlan: count }, { vlanEnd: count, flags: words })) }),
  qdisc: object({ kind: text, dev: text }, {}),
  fdb: object({ mac: text }, { ifname: text, master: text, state: text, flags: words }),
} as const;
