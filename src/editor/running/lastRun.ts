import * as vscode from 'vscode';
import { isLab } from '../lab.ts';
import { plainLabel } from '../plainText.ts';
import type { EndedRun, LastRun } from './runnerParts.ts';
import { summaryOf } from './runSummary.ts';

/** Says in the window's status bar how the last run of several cells of the notebook in front went; a click goes to where it ended. */
export class LastRuns implements vscode.Disposable {
  readonly #byNotebook = new WeakMap<vscode.NotebookDocument, LastRun>();
  readonly #realHostOf: (notebook: vscode.NotebookDocument) => string | undefined;
  readonly #item: vscode.StatusBarItem;
  readonly #listener: vscode.Disposable;

  /** `realHostOf`: what the machine is called on whose real network a notebook runs, if it does. */
  constructor(realHostOf: (notebook: vscode.NotebookDocument) => string | undefined) {
    this.#realHostOf = realHostOf;
    this.#item = vscode.window.createStatusBarItem('netlab.lastRun', vscode.StatusBarAlignment.Left, 10);
    this.#item.name = vscode.l10n.t('Netlab: Last Run');
    this.#item.command = 'netlab.goToLastRun';
    this.#listener = vscode.window.onDidChangeActiveNotebookEditor(() => this.#update());
  }

  /** What there was to say of the run before is over. */
  begin(notebook: vscode.NotebookDocument): void {
    this.#byNotebook.delete(notebook);
    this.#update();
  }

  /** Remembers how a run went; of one cell, the cell itself says it. Returns what it remembers. */
  end(notebook: vscode.NotebookDocument, { cells, ends, leftOut, durationMs }: EndedRun): LastRun | undefined {
    if (cells.length + leftOut < 2) return undefined;
    // As VS Code counts them.
    const numbers = cells.map(({ index }) => index + 1);
    const { ok, at, text: how } = summaryOf(ends, { leftOut, durationMs, numbers }, vscode.l10n.t);
    const real = this.#realHostOf(notebook);
    const text = real === undefined ? how : vscode.l10n.t('⚠ {0}: {1}', real, how);
    const last = { ok, at, text, cell: at === undefined ? undefined : cells[at] };
    this.#byNotebook.set(notebook, last);
    this.#update();
    if (!ok && last.cell) bringIntoView(notebook, last.cell);
    return last;
  }

  /** Shows the cell at which the last run ended. */
  async reveal(notebook: vscode.NotebookDocument | undefined): Promise<void> {
    const cell = notebook && this.#byNotebook.get(notebook)?.cell;
    if (!cell || cell.index < 0) return;
    const range = new vscode.NotebookRange(cell.index, cell.index + 1);
    const editor = await vscode.window.showNotebookDocument(notebook, { selections: [range] });
    editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    const last = notebook && isLab(notebook) ? this.#byNotebook.get(notebook) : undefined;
    if (!last) {
      this.#item.hide();
      return;
    }
    const { text, ok } = last;
    this.#item.text = `$(${ok ? 'check-all' : 'error'}) ${plainLabel(text)}`;
    this.#item.tooltip = vscode.l10n.t('The last run of several cells. Click to see where it ended.');
    // A live region (WAI-ARIA, status): screen readers say what it says when that changes.
    this.#item.accessibilityInformation = { label: text, role: 'status' };
    this.#item.backgroundColor = ok ? undefined : new vscode.ThemeColor('statusBarItem.errorBackground');
    this.#item.show();
  }
}

/** Scrolls to a cell where its notebook is on the screen; the keyboard stays where it is. */
function bringIntoView(notebook: vscode.NotebookDocument, { index }: vscode.NotebookCell): void {
  const editor = vscode.window.visibleNotebookEditors.find((one) => one.notebook === notebook);
  const range = new vscode.NotebookRange(index, index + 1);
  if (index >= 0) editor?.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}
