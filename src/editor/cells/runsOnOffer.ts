import type * as vscode from 'vscode';
import { unattended } from '../../kernel/run-types.ts';
import type { CellAttributes } from '../../notebook/attributes.ts';
import { withOffer } from '../../notebook/info-edit.ts';
import { isShellCell } from '../lab.ts';
import type { RunsOnOffer } from './badge.ts';
import { infoTextOf, setInfo, shellTextOf, textOf } from './cells.ts';

/** What is offered at a cell whose last command runs until it is stopped, and that does not say what to do about it. */
export async function runsOnOffer(
  cell: vscode.NotebookCell,
  attributes: CellAttributes,
): Promise<RunsOnOffer | undefined> {
  if (!unattended(attributes).unattended) return undefined;
  const { mayRunOn } = await import('../../import/endless-programs.ts');
  if (!mayRunOn(textOf(cell.document))) return undefined;
  // Brings the parser of shell text.
  const { howToRun, runsOn } = await import('../../import/runs-on.ts');
  const found = runsOn(await shellTextOf(cell.document));
  if (!found?.last) return undefined;
  const { program } = found;
  return 'background' in howToRun(found) ? { program, how: 'background' } : { program, how: 'limit' };
}

/** Takes what is offered at a cell: an edit like any other. */
export async function takeOffer(cell: vscode.NotebookCell | undefined, how: unknown): Promise<void> {
  if (!cell || !isShellCell(cell) || (how !== 'background' && how !== 'limit')) return;
  await setInfo(cell, withOffer(infoTextOf(cell), how));
}
