import * as vscode from 'vscode';
import { infoOf } from '../cells/cells.ts';
import { confirmed, showStatus } from '../messages.ts';
import type { Progress } from './progress.ts';

/** The second click of a double click would spend a hint that nobody has read. */
const DOUBLE_CLICK_MS = 600;

/** The buttons of checks. */
export class CheckButtons {
  #last: { readonly cell: vscode.NotebookCell; readonly at: number } | undefined;

  /** Runs a check as any cell is run. */
  async press(cell: vscode.NotebookCell | undefined): Promise<void> {
    if (!cell || infoOf(cell).attributes.check === undefined) {
      showStatus(vscode.l10n.t('Select a cell that checks a task first.'), 5000);
      return;
    }
    const at = performance.now();
    const isSecondClick = this.#last?.cell === cell && at - this.#last.at < DOUBLE_CLICK_MS;
    this.#last = { cell, at };
    if (isSecondClick) return;
    await vscode.commands.executeCommand('notebook.cell.execute', {
      ranges: [{ start: cell.index, end: cell.index + 1 }],
      document: cell.notebook.uri,
    });
  }
}

/** Forgets, after a question, which tasks are done. */
export async function forgetProgress(progress: Progress): Promise<void> {
  const { t } = vscode.l10n;
  const detail = t(
    'All tasks of all labs are then to do again, and hints begin with the first. Files stay as they are.',
  );
  if (await confirmed(t('Forget which tasks you have done?'), detail, t('Forget'))) await progress.forget();
}
