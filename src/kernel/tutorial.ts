// How the cells of a tutorial run, as its author meant it.

import type { CellAttributes } from '../notebook/attributes.ts';
import type { ParsedCell } from '../notebook/notebook.ts';
import type { Said } from '../words.ts';
import type { CellRequest } from './run-types.ts';
import { sayOfRun } from './words.ts';

/** What a tutorial is read to say of a cell, for whoever runs it. */
export interface TutorialCell extends Pick<ParsedCell, 'text' | 'language' | 'attributes' | 'reading'> {}

/** What the kernel needs to run a cell of a file. */
export function requestFor({ text, language, attributes, reading }: TutorialCell): CellRequest {
  if (!reading) return { code: text, language, attributes };
  return { code: text, language, attributes: inPlace(attributes, reading.place), typed: reading.typed };
}

/** With the network namespace that its prompts name, unless the cell names one itself. */
export const inPlace = (attributes: CellAttributes, place: string | undefined): CellAttributes =>
  place === undefined || attributes.netns !== undefined ? attributes : { ...attributes, netns: place };

/** Why a cell is not run with the others: a person must say first whether it is meant to be. */
export function questionOf({ reading }: TutorialCell): Said | undefined {
  return reading?.kind === 'unclear' ? sayOfRun('is-unclear', reading.evidence) : undefined;
}
