// What a rule of nft does, from its JSON: libnftables-json(5), "STATEMENTS".
import { isObject, jsonText } from '../json.ts';
import type { Json, JsonObject } from '../model.ts';
import type { Log, Nat, Part, SetField } from './model.ts';
import { fieldOf, has, isTexts, matchOf, only, type Sets, toValue } from './nft-values.ts';

/** One part for each statement. */
export function nftParts(expressions: Json | undefined, sets: Sets): Part[] {
  return Array.isArray(expressions) ? expressions.flatMap((one: Json) => updateOf(one, sets) ?? partOf(one, sets)) : [];
}

function partOf(statement: Json, sets: Sets): Part {
  const [name, body] = only(statement);
  const read = Object.hasOwn(STATEMENTS, name) ? STATEMENTS[name] : undefined;
  const other: Part = {
    kind: 'other',
    text: typeof statement === 'string' ? statement : JSON.stringify(statement),
  };
  return read?.(isObject(body) ? body : {}, sets, body) ?? other;
}

type Reader = (body: JsonObject, sets: Sets, raw: Json | undefined) => Part | undefined;

const verdict =
  (kind: 'accept' | 'drop' | 'return' | 'continue' | 'notrack'): Reader =>
  () => ({ kind });

const leading =
  (kind: 'jump' | 'goto'): Reader =>
  (body) => {
    const { target } = body;
    return typeof target === 'string' && has(body, 'target') ? { kind, chain: target } : undefined;
  };

const STATEMENTS: Readonly<Record<string, Reader>> = {
  match: matchOf,
  accept: verdict('accept'),
  drop: verdict('drop'),
  return: verdict('return'),
  continue: verdict('continue'),
  notrack: verdict('notrack'),
  jump: leading('jump'),
  goto: leading('goto'),
  counter: (_body, _sets, raw) => ({ kind: 'counter', ...(typeof raw === 'string' ? { name: raw } : {}) }),
  xt: ({ name }) => ({ kind: 'xt', name: jsonText(name ?? '') }),
  limit: limitOf,
  quota: quotaOf,
  vmap: vmapOf,
  mangle: setOf,
  log: logOf,
  reject: (body) => {
    const { type, expr } = body;
    if (!has(body, 'type', 'expr') || isObject(expr)) return undefined;
    return { kind: 'reject', ...(type === undefined ? {} : { with: [type, ...(expr ? [expr] : [])].join(' ') }) };
  },
  queue: (body, sets) => {
    const { num = 0, flags = [] } = body;
    if (!has(body, 'num', 'flags')) return undefined;
    return { kind: 'queue', number: toValue(num, '', sets), flags: [flags].flat().map(jsonText) };
  },
  masquerade: translation('masquerade'),
  redirect: translation('redirect'),
  snat: translation('snat'),
  dnat: translation('dnat'),
};

function limitOf(body: JsonObject): Part | undefined {
  const { rate, burst = 5, per, inv = false, rate_unit: unit = 'packets' } = body;
  if (!has(body, 'rate', 'burst', 'per', 'inv', 'rate_unit', 'burst_unit')) return undefined;
  if (typeof rate !== 'number' || typeof burst !== 'number') return undefined;
  return { kind: 'limit', rate, burst, per: jsonText(per), unit: jsonText(unit), over: inv === true };
}

const UNITS: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1024, mbytes: 1024 ** 2 };

function quotaOf(body: JsonObject): Part | undefined {
  const { val, val_unit: unit, used = 0, used_unit: usedUnit = 'bytes', inv = false } = body;
  const [all, gone] = [bytesOf(val, unit), bytesOf(used, usedUnit)];
  return all === undefined || gone === undefined ? undefined : { kind: 'quota', left: all - gone, over: inv === true };
}

function bytesOf(count: Json | undefined, unit: Json | undefined): number | undefined {
  const size = UNITS[jsonText(unit ?? '')];
  return typeof count === 'number' && size !== undefined ? count * size : undefined;
}

/** `add @seen { ip saddr limit rate over 9/second }`: what belongs to the element decides whether the rule goes on. */
function updateOf(statement: Json, sets: Sets): Part[] | undefined {
  const [name, body] = only(statement);
  if (name !== 'set' || !isObject(body) || !has(body, 'op', 'elem', 'set', 'stmt')) return undefined;
  const { elem, set, stmt = [] } = body;
  const [wraps, element] = only(elem);
  const { of, mask } = fieldOf(wraps === 'elem' && isObject(element) ? element['val'] : elem) ?? {};
  if (of === undefined || mask !== undefined || typeof set !== 'string' || !Array.isArray(stmt)) return undefined;
  return [{ kind: 'update', of, set: set.replace(/^@/, '') }, ...stmt.map((one: Json) => partOf(one, sets))];
}

function vmapOf(body: JsonObject, sets: Sets): Part | undefined {
  const { key, data } = body;
  if (!has(body, 'key', 'data')) return undefined;
  const field = fieldOf(key);
  const map = typeof data === 'string' && data.startsWith('@') ? data.slice(1) : undefined;
  const elements = map === undefined ? isObject(data) && data['set'] : sets.get(map) && (sets.get(map)?.['elem'] ?? []);
  if (!Array.isArray(elements)) return undefined;
  const cases = elements.flatMap((pair: Json) =>
    Array.isArray(pair) && pair.length === 2
      ? [
          {
            value: field ? toValue(pair[0], field.of, sets) : { other: JSON.stringify(pair[0]) },
            verdict: partOf(pair[1], sets),
          },
        ]
      : [],
  );
  if (cases.length < elements.length) return undefined;
  // Where it leads is known, also when what it asks for is not.
  return { kind: 'vmap', ...(field ?? { of: JSON.stringify(key) }), cases, ...(map === undefined ? {} : { map }) };
}

function setOf(body: JsonObject, sets: Sets): SetField | undefined {
  const { key, value } = body;
  const { of, mask } = fieldOf(key) ?? {};
  if (of === undefined || mask !== undefined || !has(body, 'key', 'value')) return undefined;
  return { kind: 'set', of, ...(setBits(of, value) ?? { value: toValue(value, of, sets) }) };
}

/** `mark & 0xffffff00 | 0x1`, with `^` in the place of `|`, or one of the two alone: only some bits are set. */
function setBits(of: string, json: Json | undefined): Pick<SetField, 'value' | 'mask'> | undefined {
  const [sign, body] = only(json);
  const [first, last]: (Json | undefined)[] = Array.isArray(body) ? body : [];
  const [old, bits] = sign === '&' ? [json, 0] : [first, last];
  if (!['&', '|', '^'].includes(sign) || typeof bits !== 'number') return undefined;
  const { of: from, mask = 0xffffffff } = fieldOf(old) ?? {};
  if (from !== of || typeof mask !== 'number') return undefined;
  // What is set is among the bits that are taken away.
  return { value: bits, mask: (~mask | (sign === '|' ? bits : 0)) >>> 0 };
}

function logOf(body: JsonObject): Log | undefined {
  const options = Object.entries(body).flatMap(([key, value]) =>
    typeof value === 'string' || typeof value === 'number' || isTexts(value) ? [[key, value] as const] : [],
  );
  return options.length === Object.keys(body).length
    ? { kind: 'log', options: Object.fromEntries(options) }
    : undefined;
}

function translation(kind: Nat['kind']): Reader {
  return (body, sets) => {
    if (!has(body, 'family', 'addr', 'port', 'flags', 'type_flags')) return undefined;
    const { family = 'ip', addr, port, flags = [], type_flags: type = [] } = body;
    const words = [flags, type].flat(2);
    if (!isTexts(words)) return undefined;
    return {
      kind,
      ...(addr === undefined ? {} : { address: toValue(addr, `${family} daddr`, sets) }),
      ...(port === undefined ? {} : { port: toValue(port, 'tcp dport', sets) }),
      flags: words,
    };
  };
}
