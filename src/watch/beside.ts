// What was seen beside what was predicted, in one order.
import type { Trace } from '../explain/trace.ts';
import type { Comparison, Pass } from './compare.ts';
import type { Observation } from './observation.ts';
import type { Sighting } from './sighting.ts';

export type PassRow =
  /** No code: the prediction says nothing of it, as of a question for a MAC address. */
  | { readonly sighting: Sighting; readonly code?: 'predicted' | 'other' | 'not-predicted' }
  | { readonly sighting?: undefined; readonly pass: Pass; readonly code: 'not-seen' };

/** The sightings in their order; what was not seen stands behind what should have come before it. */
export function passRows(
  { sightings }: Observation,
  { verdict }: Trace,
  { passes, differences }: Comparison,
): readonly PassRow[] {
  const codes = new Map<Sighting, PassRow['code']>();
  const behind = new Map<Sighting | undefined, PassRow[]>();
  const add = (last: Sighting | undefined, row: PassRow) => behind.set(last, [...(behind.get(last) ?? []), row]);
  for (const way of ['there', 'back'] as const) {
    let last = way === 'there' ? undefined : sightings.at(-1);
    for (const { pass, sighting } of passes.filter((one) => one.way === way)) {
      if (sighting) codes.set(sighting, 'predicted');
      else if (verdict !== 'unknown') add(last, { pass, code: 'not-seen' });
      last = sighting ?? last;
    }
  }
  for (const one of differences) {
    if (one.code === 'further') codes.set(one.sighting, 'not-predicted');
    const met = one.code === 'other-addresses' && passes.find(({ pass }) => pass === one.pass)?.sighting;
    if (met) codes.set(met, 'other');
  }
  const rowOf = (sighting: Sighting): PassRow => {
    const code = codes.get(sighting);
    return code === undefined || code === 'not-seen' ? { sighting } : { sighting, code };
  };
  return [
    ...(behind.get(undefined) ?? []),
    ...sightings.flatMap((sighting) => [rowOf(sighting), ...(behind.get(sighting) ?? [])]),
  ];
}
