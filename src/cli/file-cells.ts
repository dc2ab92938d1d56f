// The cells of a file as a run in the terminal meets them: which, in what order, and where.

import type { InTerminal } from '../import/inner-shells.ts';
import { waitsForTyping } from '../kernel/cell-text.ts';
import { questionOf, requestFor } from '../kernel/tutorial.ts';
import { sayOfRun } from '../kernel/words.ts';
import { hintsOf } from '../notebook/attributes.ts';
import { headingsOf } from '../notebook/headings.ts';
import type { NotebookFile, ParsedCell } from '../notebook/notebook.ts';
import { inWords, type Said } from '../words.ts';
import type { CellView } from './reporter.ts';

/** Whether a cell runs in a shell that one before it has started, or outside of it although it is still there. */
export function whereItRuns({ within, beside }: InTerminal): Said | undefined {
  const [shell] = within.slice(-1);
  if (shell) return sayOfRun('within-shell', shell.command);
  const [other] = beside.slice(-1);
  return other && sayOfRun('other-terminal', other.command);
}

/** What a tutorial cleans up is taken away when all else has run. */
export function inRunOrder<Cell extends { readonly cell: ParsedCell }>(cells: readonly Cell[]): readonly Cell[] {
  const isLast = ({ cell }: Cell) => cell.reading?.cleansUp === true;
  return [...cells.filter((one) => !isLast(one)), ...cells.filter(isLast)];
}

/** Why a cell is not run with the others. */
export function skipReason(cell: ParsedCell): string | undefined {
  const { attributes } = cell;
  const question = questionOf(cell);
  if (question) return inWords(question);
  if (attributes.excludeFromRunAll) return 'excludeFromRunAll=true';
  if (attributes.interactive) return 'interactive=true needs a terminal in VS Code';
  const program = waitsForTyping(requestFor(cell));
  return program === undefined ? undefined : inWords(sayOfRun('waits-for-typing', program));
}

/** The code cells with their numbers and the headings above them. */
export function codeCells({ cells }: NotebookFile): { cell: ParsedCell; view: CellView }[] {
  const found: { cell: ParsedCell; view: CellView }[] = [];
  let heading: string | undefined;
  for (const cell of cells) {
    if (cell.kind === 'markdown') heading = headingsOf(cell.text).at(-1)?.text ?? heading;
    if (cell.kind !== 'code') continue;
    const { name, expect, check } = cell.attributes;
    const view: CellView = {
      number: found.length + 1,
      line: cell.line,
      source: cell.text,
      expect,
      hints: hintsOf(cell.attributes),
      ...(check === undefined ? {} : { check }),
      ...(name === undefined ? {} : { name }),
      ...(heading === undefined ? {} : { heading }),
    };
    found.push({ cell, view });
  }
  return found;
}
