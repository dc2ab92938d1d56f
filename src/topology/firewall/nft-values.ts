// What nft asks of a packet, from its JSON: libnftables-json(5), "EXPRESSIONS".
import { isObject, jsonText } from '../json.ts';
import type { Json, JsonObject } from '../model.ts';
import { address, isPort, type Mask, type Match, type Value } from './model.ts';

/** The sets and maps of a table by their names. */
export type Sets = ReadonlyMap<string, JsonObject>;

/** What is asked for, and under which mask. */
export interface Field {
  readonly of: string;
  readonly mask?: Mask;
}

/** How the words of nft(8) begin, and the keys whose values follow. */
const FIELDS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  payload: ['', 'protocol', 'field'],
  exthdr: ['', 'name', 'field'],
  meta: ['meta', 'key'],
  ct: ['ct', 'dir', 'key'],
  rt: ['rt', 'family', 'key'],
  socket: ['socket', 'key'],
  'tcp option': ['tcp option', 'name', 'field'],
  'ip option': ['ip option', 'name', 'field'],
};

/** undefined: it is more than a field, or has keys that are not known here. */
export function fieldOf(expression: Json | undefined): Field | undefined {
  const [name, body] = only(expression);
  if (name === '&' && Array.isArray(body)) {
    const [field, mask] = [fieldOf(body[0]), flagsOf(body[1]) ?? body[1]];
    const known = typeof mask === 'number' || typeof mask === 'string' || isTexts(mask);
    return field && field.mask === undefined && known && body.length === 2 ? { ...field, mask } : undefined;
  }
  if (name === 'concat' && Array.isArray(body)) {
    const fields = body.map((part: Json) => fieldOf(part));
    const simple = fields.every((field) => field && field.mask === undefined);
    return simple ? { of: fields.map((field) => field?.of).join(' . ') } : undefined;
  }
  if (!isObject(body)) return undefined;
  if (name === 'fib' && has(body, 'flags', 'result'))
    return { of: `fib ${[body['flags']].flat().map(jsonText).join(' . ')} ${jsonText(body['result'])}` };
  if (name === 'numgen' && has(body, 'mode', 'mod', 'offset')) {
    const offset = body['offset'] ? ` offset ${jsonText(body['offset'])}` : '';
    return { of: `numgen ${jsonText(body['mode'])} mod ${jsonText(body['mod'])}${offset}` };
  }
  if (!Object.hasOwn(FIELDS, name)) return undefined;
  const [begin = '', ...keys] = FIELDS[name] ?? [];
  if (!has(body, ...keys)) return undefined;
  return { of: [begin, ...keys.map((key) => jsonText(body[key] ?? ''))].filter((word) => word !== '').join(' ') };
}

/** Fields that hold several flags at once. */
const FLAGS: readonly string[] = ['tcp flags', 'ct status', 'ct label', 'ct event'];

/** undefined: it has parts that are not known here. */
export function matchOf(match: JsonObject, sets: Sets): Match | undefined {
  const { op, left, right } = match;
  const field = fieldOf(left);
  if (!field || !has(match, 'op', 'left', 'right')) return undefined;
  const values = comparedWith(op, right, field.of, sets);
  return values && { kind: 'match', ...field, not: op === '!=' || op === '!', values };
}

function comparedWith(op: Json | undefined, right: Json | undefined, of: string, sets: Sets): Value[] | undefined {
  const several = flagsOf(right);
  // "tcp flags syn,ack" and "tcp flags ! syn,ack": whether any of them is there.
  if (op === 'in' || op === '!') return several ?? toValues(right, of, sets);
  if (op === '==' || op === '!=') {
    const isSet = isObject(right) && 'set' in right;
    if (several && (Array.isArray(right) || FLAGS.includes(of))) return [{ flags: several }];
    if (FLAGS.includes(of) && isSet && Array.isArray(right['set']))
      return right['set'].map((one: Json) => ({ flags: flagsOf(one) ?? [JSON.stringify(one)] }));
    if (FLAGS.includes(of) && right === 0) return [{ flags: [] }];
    return toValues(right, of, sets);
  }
  if (typeof right !== 'number') return undefined;
  const [least, most] = isPort(of) ? [{ from: 0 }, { to: 65535 }] : [{}, {}];
  if (op === '<') return [{ ...least, to: right - 1 }];
  if (op === '<=') return [{ ...least, to: right }];
  if (op === '>') return [{ from: right + 1, ...most }];
  return op === '>=' ? [{ from: right, ...most }] : undefined;
}

/** The values of a set without a name, or the one that is there. */
function toValues(json: Json | undefined, of: string, sets: Sets): Value[] {
  if (isObject(json) && has(json, 'set')) return [json['set']].flat().map((one) => toValue(one, of, sets));
  return [toValue(json, of, sets)];
}

export function toValue(json: Json | undefined, of: string, sets: Sets): Value {
  if (typeof json === 'number') return json;
  // "exists" and "missing" of nft(8).
  if (typeof json === 'boolean') return json ? 'exists' : 'missing';
  // What is no other element of a set or map.
  if (json === '*') return { other: json };
  if (typeof json === 'string') return /^ip6? dscp$/.test(of) ? classOf(json) : namedValue(json, of, sets);
  const other: Value = { other: JSON.stringify(json) };
  const [name, body] = only(json);
  if (name === 'prefix' && isObject(body) && has(body, 'addr', 'len')) {
    const [host, length] = [body['addr'], body['len']];
    return typeof host === 'string' && typeof length === 'number' ? { address: host, length } : other;
  }
  if (name === 'range' && Array.isArray(body)) {
    const [from, to]: (Json | undefined)[] = body;
    return isScalar(from) && isScalar(to) ? { from, to } : other;
  }
  if (name === 'concat' && Array.isArray(body)) {
    const fields = of.split(' . ');
    return { concat: body.map((part: Json, index) => toValue(part, fields[index] ?? '', sets)) };
  }
  // An element of a set, with what belongs to it alone: a comment, a counter, the time until it goes.
  if (name === 'elem' && isObject(body) && 'val' in body) return toValue(body['val'], of, sets);
  const field = fieldOf(json);
  return field && field.mask === undefined ? { field: field.of } : other;
}

/** A class of service by its name (RFC 2474, 2597, 3246), as nft(8) may say it. */
function classOf(name: string): Value {
  const [, kind, digits = ''] = /^(cs|af)(\d{1,2})$/.exec(name) ?? [];
  const [first = 0, second = 0] = digits.split('').map(Number);
  if (kind !== undefined) return 8 * first + 2 * second;
  return name === 'ef' ? 46 : name === 'be' ? 0 : name;
}

function namedValue(text: string, of: string, sets: Sets): Value {
  const set = text.startsWith('@') ? sets.get(text.slice(1)) : undefined;
  // A set holds no sets.
  if (set)
    return { set: text.slice(1), elements: [set['elem'] ?? []].flat().map((one) => toValue(one, of, new Map())) };
  if (/^meta [io]ifname$/.test(of)) return nameOf(text);
  return /(?:^| )(?:ip6?|original|reply) [sd]addr$/.test(of) ? address(text) : text;
}

/** A star at the end stands for any rest; nft(8) writes one that is a part of the name as `\*`. */
function nameOf(text: string): Value {
  if (text.endsWith('\\*')) return `${text.slice(0, -2)}*`;
  return text.endsWith('*') ? { startsWith: text.slice(0, -1) } : text;
}

/** A flag, a list of them, or `{"|": […]}`. */
function flagsOf(json: Json | undefined): string[] | undefined {
  if (typeof json === 'string') return json.startsWith('@') || /[.:]/.test(json) ? undefined : [json];
  if (isTexts(json)) return [...json];
  const [name, body] = only(json);
  if (name !== '|' || !Array.isArray(body)) return undefined;
  const parts = body.map((part: Json) => flagsOf(part));
  return parts.every((part) => part !== undefined) ? parts.flatMap((part) => part ?? []) : undefined;
}

/** The one key of an object, and what it holds. */
export function only(json: Json | undefined): [string, Json | undefined] {
  const entries = isObject(json) ? Object.entries(json) : [];
  return (entries.length === 1 && entries[0]) || ['', undefined];
}

/** Whether an object has no other keys. */
export const has = (object: JsonObject, ...keys: readonly string[]): boolean =>
  Object.keys(object).every((key) => keys.includes(key));

const isScalar = (json: Json | undefined): json is string | number =>
  typeof json === 'string' || typeof json === 'number';

export const isTexts = (json: Json | undefined): json is readonly string[] =>
  Array.isArray(json) && json.every((one) => typeof one === 'string');
