// Cells that we answer in place of the shell.
import type { Magic } from '../notebook/magics.ts';
import { NOT_STARTED } from './run-end.ts';
import type { CellRequest, RunEnd } from './run-types.ts';

/** As a command would be: for as long as the cell's `timeout=` allows. */
export async function answeredInTime(
  { attributes: { timeoutMs } }: CellRequest,
  magics: readonly Magic[],
  answer: (magic: Magic, stop: AbortSignal) => Promise<number>,
  stop: AbortSignal,
): Promise<RunEnd> {
  if (timeoutMs === undefined) return answered(magics, (magic) => answer(magic, stop), stop);
  const limit = AbortSignal.timeout(timeoutMs);
  const until = AbortSignal.any([stop, limit]);
  const end = await answered(magics, (magic) => answer(magic, until), until);
  if (end.kind !== 'interrupted' || stop.aborted) return end;
  return { kind: 'timeout', code: null, afterMs: timeoutMs, cut: magics.length > 1 };
}

/** As of a command that ^C ends. */
export const INTERRUPTED = 130;

/** One after the other; the first that does not say yes gives the status. */
async function answered(
  magics: readonly Magic[],
  answer: (magic: Magic) => Promise<number>,
  stop: AbortSignal,
): Promise<RunEnd> {
  let code = 0;
  for (const magic of magics) {
    if (stop.aborted) return NOT_STARTED;
    const status = await answer(magic);
    if (stop.aborted) return { kind: 'interrupted', code: INTERRUPTED };
    if (code === 0) code = status;
  }
  return { kind: 'exit', code };
}
