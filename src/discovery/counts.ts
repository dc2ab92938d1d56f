// The firewall without what it has counted, which changes with each packet.
import { isObject } from '../topology/json.ts';
import type { Json, JsonObject } from '../topology/model.ts';

/** What iptables-save prints, without the counters and the times. */
export const countlessRules = (printed: string): string =>
  printed
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# Generated') && !line.startsWith('# Completed'))
    .map((line) => line.replace(/ \[\d+:\d+\]$/, '').replace(/^\[\d+:\d+\] /, ''))
    .join('\n');

/** An object of nft's. */
export function withoutCounts(object: JsonObject): JsonObject {
  const clean = (value: Json | undefined): Json => {
    if (Array.isArray(value)) return value.map(clean);
    return isObject(value) ? withoutCounts(value) : (value ?? null);
  };
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, key === 'counter' ? countless(value) : clean(value)]),
  );
}

function countless(counter: Json | undefined): Json {
  if (!isObject(counter)) return counter ?? null;
  const rest = without(counter, (key) => key === 'packets' || key === 'bytes');
  return Object.keys(rest).length === 0 ? null : rest;
}

function without(object: JsonObject, drop: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !drop(key)));
}
