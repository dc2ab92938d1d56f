// How the cells of a tutorial run, as its author meant it.

import { endsByLooking } from '../import/looks.ts';
import { inPlace } from '../notebook/attributes.ts';
import type { ParsedCell } from '../notebook/notebook.ts';
import type { Said } from '../words.ts';
import { shellText } from './cell-text.ts';
import type { CellRequest, RunResult } from './run-types.ts';
import { sayOfRun } from './words.ts';

/** What a tutorial is read to say of a cell, for whoever runs it. */
export interface TutorialCell extends Pick<ParsedCell, 'text' | 'language' | 'attributes' | 'reading'> {}

/** What the kernel needs to run a cell of a file. */
export function requestFor({ text, language, attributes, reading }: TutorialCell): CellRequest {
  if (!reading) return { code: text, language, attributes };
  const { typed, terminal } = reading;
  const own = { attributes: inPlace(attributes, reading.place), typed, ...(terminal ? { terminal } : {}) };
  return { code: text, language, ...own };
}

/**
 * Whether Run All goes on after a cell of a tutorial that is not as expected: a reader who types along does, where what failed only
 * looked, or tried whether something answers.
 */
export const goesOnAfter = ({ end }: RunResult, request: CellRequest): boolean =>
  end.kind === 'exit' && endsByLooking(shellText(request));

/** Why a cell is not run with the others: a person must say first whether it is meant to be. */
export function questionOf({ reading }: TutorialCell): Said | undefined {
  return reading?.kind === 'unclear' ? sayOfRun('is-unclear', reading.evidence) : undefined;
}
