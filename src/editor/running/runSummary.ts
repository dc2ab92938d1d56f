import { inWords, type Said, type Translate } from '../../words.ts';

/** How a cell of a run ended, as far as the run has waited for it. */
export type CellEnd =
  | { readonly kind: 'met' | 'toDo' | 'background' | 'skipped' | 'stopped' }
  /** `goesOn`: the cells after it were run all the same. */
  | { readonly kind: 'unmet'; readonly why: Said | string; readonly goesOn?: boolean };

/** One line about a run of several cells. */
export interface RunSummary {
  readonly text: string;
  readonly ok: boolean;
  /** The cell that decided it: the first that is not as expected, else the last that ran. Its position among those that were asked for. */
  readonly at: number | undefined;
}

/**
 * Sums up how cells ended, in the order in which they were asked for. `numbers`: as what the reader counts them;
 * `leftOut`: how many others Run All leaves out.
 */
export function summaryOf(
  ends: readonly CellEnd[],
  { leftOut, durationMs, numbers }: { leftOut: number; durationMs: number; numbers: readonly number[] },
  t: Translate,
): RunSummary {
  const count = (kind: CellEnd['kind']) => ends.filter((end) => end.kind === kind).length;
  const stops = ends.findIndex((end) => end.kind === 'stopped' || (end.kind === 'unmet' && !end.goesOn));
  const bad = stops >= 0 ? stops : ends.findIndex(({ kind }) => kind === 'unmet');
  const part = (n: number, text: string) => (n === 0 ? [] : [text]);
  const [met, toDo, running, skipped] = [count('met'), count('toDo'), count('background'), count('skipped') + leftOut];
  const parts = [
    ...(met === 0 && bad >= 0 ? [] : [t('{0} as expected', met)]),
    ...part(toDo, t('{0} to do', toDo)),
    ...part(running, t('{0} in the background', running)),
    ...part(skipped, t('{0} skipped', skipped)),
    t('{0} s', (durationMs / 1000).toFixed(1)),
  ].join(', ');
  const end = ends[bad];
  if (!end) return { text: parts, ok: true, at: lastThatRan(ends) };
  const number = numbers[bad] ?? 0;
  const stopped = end.kind === 'unmet' ? failed(end, number, t) : t('You stopped it at cell {0}', number);
  return { text: `${stopped} (${parts})`, ok: false, at: bad };
}

function failed({ why, goesOn }: Extract<CellEnd, { kind: 'unmet' }>, number: number, t: Translate): string {
  const reason = withoutPeriod(inWords(why, t));
  return goesOn ? t('Cell {0} failed: {1}', number, reason) : t('Stopped at cell {0}: {1}', number, reason);
}

const lastThatRan = (ends: readonly CellEnd[]): number | undefined => {
  const at = ends.findLastIndex(({ kind }) => kind !== 'skipped');
  return at < 0 ? undefined : at;
};

const withoutPeriod = (text: string) => text.replace(/\.$/, '');
