import { printable } from '../printable.ts';

const MAX_LINES = 40;

/**
 * Raw data as lines `key  value`, nested keys joined by dots, for a tooltip: `linkinfo.info_data.forward_delay  1500`.
 * Every line is printable; the caller still has to keep them from being read as Markdown.
 */
export function factLines(facts: unknown): string[] {
  const pairs = flatten(facts, '');
  const shown = pairs.slice(0, MAX_LINES);
  const width = Math.min(28, Math.max(0, ...shown.map(([key]) => key.length)));
  const lines = shown.map(([key, value]) => printable(`${key.padEnd(width)}  ${value}`));
  return pairs.length > MAX_LINES ? [...lines, '…'] : lines;
}

function flatten(value: unknown, prefix: string): [string, string][] {
  if (value === undefined) return [];
  if (Array.isArray(value)) {
    const plain = value.every((item) => typeof item !== 'object' || item === null);
    if (plain) return value.length === 0 ? [] : [[prefix, value.join(' ')]];
    return value.flatMap((item, index) => flatten(item, `${prefix}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => flatten(inner, prefix === '' ? key : `${prefix}.${key}`));
  }
  return [[prefix, String(value)]];
}
