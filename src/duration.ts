const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** The longest delay that a JavaScript timer takes, about 24 days. */
const MAX_DURATION_MS = 2 ** 31 - 1;

/** Milliseconds of `500ms`, `30s`, `1.5m` or `2h`; undefined for anything else, for nothing, and for more than 24 days. */
export function parseDuration(value: string): number | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h)$/.exec(value);
  if (!match) return undefined;
  const milliseconds = Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0));
  return milliseconds >= 1 && milliseconds <= MAX_DURATION_MS ? milliseconds : undefined;
}
