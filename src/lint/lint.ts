import { attributeFindings } from './attributes.ts';
import type { CellText, Finding } from './finding.ts';
import { oldCommandFindings } from './old-commands.ts';
import { type ReadCell, readCell } from './read-cell.ts';
import { refusalFindings } from './refusals.ts';

/** What can be said of a cell by its text alone, in the order of the text, what is wrong with its info string first. */
export const lintCell = (cell: CellText): Finding[] => lintRead(readCell(cell));

/** The same of one that has been read. */
export function lintRead(read: ReadCell): Finding[] {
  const inText = [...refusalFindings(read), ...oldCommandFindings(read)];
  return [...attributeFindings(read.info), ...inText.sort((a, b) => a.start - b.start)];
}

/** The text of its cell is not run as it is: it may be no shell at all. */
export const isRefused = ({ severity, part }: Finding): boolean => severity === 'error' && part === 'text';
