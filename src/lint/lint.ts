import { parseInfo } from '../notebook/attributes.ts';
import { attributeFindings } from './attributes.ts';
import type { CellText, Finding } from './finding.ts';
import { magicFindings } from './magics.ts';
import { oldCommandFindings } from './old-commands.ts';
import { type ReadCell, readCell } from './read-cell.ts';
import { refusalFindings } from './refusals.ts';
import { unknownWordFindings } from './unknown-words.ts';

/** Nobody reads more of one cell. */
const MOST = 100;

/** What can be said of a cell by its text alone, in the order of the text, what is wrong with its info string first. */
export const lintCell = (cell: CellText): Finding[] => lintRead(readCell(cell));

/** The same of one that has been read. */
export function lintRead(read: ReadCell): Finding[] {
  const inText = [
    ...refusalFindings(read),
    ...oldCommandFindings(read),
    ...unknownWordFindings(read),
    ...magicFindings(read),
  ];
  return [...attributeFindings(read.info), ...inText.sort((a, b) => a.start - b.start)].slice(0, MOST);
}

/** Whether a cell is shell for sure, by what has been found in it: in Markdown, a fence without a language may be anything. */
export const isSurelyShell = ({ info, reading }: CellText, found: readonly Finding[]): boolean =>
  (reading !== undefined || parseInfo(info).language !== '') && !found.some(({ isRefused }) => isRefused);
