import * as vscode from 'vscode';
import { mayStartShell } from '../../import/may-start-shell.ts';
import { isLab, isShellCell, NOTEBOOK_TYPES } from '../lab.ts';
import type { StatusBarParts } from './cellItems.ts';
import { requestInPlace } from './cells.ts';

/** Shows beneath each code cell what differs from the default. */
export function registerStatusBar(parts: StatusBarParts): vscode.Disposable {
  const { catalog, changed } = parts;
  const shells = new ShellsAround();
  const provider: vscode.NotebookCellStatusBarItemProvider = {
    onDidChangeCellStatusBarItems: changed.event,
    async provideCellStatusBarItems(cell) {
      if (cell.kind !== vscode.NotebookCellKind.Code) return [];
      // Loaded here and not at activation, which need not be for a notebook.
      const { itemsOf } = await import('./cellItems.ts');
      return itemsOf(cell, parts, await shells.of(cell));
    },
  };
  return vscode.Disposable.from(
    catalog.onDidChange(() => changed.fire()),
    shells.onDidChange(() => changed.fire()),
    ...NOTEBOOK_TYPES.map((type) => vscode.notebooks.registerNotebookCellStatusBarItemProvider(type, provider)),
  );
}

/** Tells, for the cells of a notebook, in which shell they begin. */
class ShellsAround {
  /** In which one has been told. */
  readonly #told = new WeakSet<vscode.NotebookDocument>();

  /** The command that has started it, in a cell above. */
  async of(cell: vscode.NotebookCell): Promise<string | undefined> {
    const before = cell.notebook.getCells(new vscode.NotebookRange(0, cell.index)).filter(isShellCell);
    if (!before.some(({ document }) => mayStartShell(document.getText()))) return undefined;
    const { within = [] } = await requestInPlace(cell);
    if (within.length > 0) this.#told.add(cell.notebook);
    return within.at(-1)?.command;
  }

  /** Calls back when it may be another one. */
  onDidChange(tell: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
      const texts = cellChanges.flatMap(({ document }) => document?.getText() ?? []);
      if (isLab(notebook) && (this.#told.has(notebook) || texts.some(mayStartShell))) tell();
    });
  }
}
