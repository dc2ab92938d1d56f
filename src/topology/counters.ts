import type { LinkId } from './model.ts';

/** The bytes that a link has carried since it was made. They are in no topology, which does not change with each packet. */
export interface Counters {
  readonly received: number;
  readonly sent: number;
}

/** What a link carries, in bits a second. */
export interface Rate {
  readonly received: number;
  readonly sent: number;
}

/** From two readings, so many milliseconds apart. A link that was made anew between them has none. */
export function ratesBetween(
  before: ReadonlyMap<LinkId, Counters>,
  now: ReadonlyMap<LinkId, Counters>,
  ms: number,
): ReadonlyMap<LinkId, Rate> {
  const perSecond = (bytes: number) => (bytes * 8 * 1000) / ms;
  const rates = [...now].flatMap(([id, counters]): [LinkId, Rate][] => {
    const old = before.get(id);
    if (!old || ms <= 0 || counters.received < old.received || counters.sent < old.sent) return [];
    return [[id, { received: perSecond(counters.received - old.received), sent: perSecond(counters.sent - old.sent) }]];
  });
  return new Map(rates);
}

const UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'] as const;

/** As '1.2 kbit/s': two digits of what is below 10. */
export function rateText(bits: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, Math.round(bits))) / 3)));
  const value = bits / 1000 ** power;
  // 999.6 would be 1000.
  if (Math.round(value) >= 1000 && power < UNITS.length - 1) return rateText(1000 ** (power + 1));
  return `${power > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}
