// How the cells of a tutorial run, as its author meant it.

import { endsByLooking, isMissed } from '../import/looks.ts';
import { inPlace } from '../notebook/attributes.ts';
import type { ParsedCell } from '../notebook/notebook.ts';
import type { Said } from '../words.ts';
import { shellText } from './cell-text.ts';
import type { CellRequest, RunResult } from './run-types.ts';
import { type RunCode, sayOfRun } from './words.ts';

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
 * looked, or tried whether something answers, and where no cell after it needs what it should have made.
 */
export function goesOnAfter({ end }: RunResult, request: CellRequest, later: readonly CellRequest[]): boolean {
  const text = shellText(request);
  if (end.kind === 'timeout') return !end.cut && endsByLooking(text);
  if (end.kind !== 'exit' && !(end.kind === 'refused' && REFUSED_AS_IT_IS.has(end.what.code))) return false;
  if (end.kind === 'exit' && endsByLooking(text)) return true;
  const howFar = end.kind === 'refused' ? 'not-run' : end.code === NOT_FOUND ? 'not-installed' : 'whole';
  return !isMissed(text, howFar, later.map(shellText));
}

/** As shells say that there is no such program. */
const NOT_FOUND = 127;

/** Why nothing of a cell was run, where that follows from its text; those after it are refused themselves if they lack the same. */
const REFUSED_AS_IT_IS: ReadonlySet<string> = new Set([
  'placeholder',
  'no-prompt',
  'shown-prompt',
  'shown-output',
  'shown-drawing',
  'no-netns',
  'shell-not-entered',
  'shell-not-running',
] satisfies readonly RunCode[]);

/** Why a cell is not run with the others: a person must say first whether it is meant to be. */
export function questionOf({ reading }: TutorialCell): Said | undefined {
  return reading?.kind === 'unclear' ? sayOfRun('is-unclear', reading.evidence) : undefined;
}
