// The tables of nf_tables that `watch` has for a moment (src/watch/watch.pl): nobody made them, so nobody is told of them.
import { isObject } from './json.ts';
import type { JsonObject } from './model.ts';

const NAME = /^netlab-watch-\d+-\d+-\d+$/;

/** The objects of `nft -j list ruleset` but for those. */
export const withoutWatchTables = (objects: readonly JsonObject[]): JsonObject[] =>
  objects.filter((object) => !Object.entries(object).some(([kind, value]) => isOfOne(kind, value)));

function isOfOne(kind: string, value: JsonObject[string]): boolean {
  const name = isObject(value) ? value[kind === 'table' ? 'name' : 'table'] : undefined;
  return typeof name === 'string' && NAME.test(name);
}

/** The same of what `nft list ruleset` prints: a table ends where a line begins with its bracket. */
export function withoutWatchText(ruleset: string): string {
  if (!ruleset.includes('netlab-watch-')) return ruleset;
  return ruleset.replace(/^table \S+ netlab-watch-\d+-\d+-\d+ \{[^\n]*\n(?:(?!\}).*\n)*\}\n?/gm, '').trimEnd();
}
