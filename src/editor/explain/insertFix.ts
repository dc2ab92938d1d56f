import * as vscode from 'vscode';
import { infoOf } from '../cells/cells.ts';
import { CELL_LANGUAGE, isShellCell } from '../lab.ts';
import type { LabRunners } from '../running/labRunners.ts';

/** Puts what would help below the cell that has explained it, a cell for each; the first of them is selected. */
export async function insertFix(
  runners: LabRunners,
  cell: vscode.NotebookCell | undefined,
  choice: unknown,
): Promise<void> {
  if (!cell || !isShellCell(cell)) return;
  const { fixes = [] } = runners.get(cell.notebook)?.stateOf(cell) ?? {};
  const texts = choice === 'all' ? fixes : fixes.slice(0, 1);
  if (texts.length === 0) return;
  const { host } = infoOf(cell).attributes;
  const cells = texts.map((text) => {
    const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, CELL_LANGUAGE);
    if (host !== undefined) data.metadata = { info: `sh {host=${host}}` };
    return data;
  });
  const at = cell.index + 1;
  const edit = new vscode.WorkspaceEdit();
  edit.set(cell.notebook.uri, [vscode.NotebookEdit.insertCells(at, cells)]);
  if (!(await vscode.workspace.applyEdit(edit))) return;
  const editor = vscode.window.visibleNotebookEditors.find(({ notebook }) => notebook === cell.notebook);
  if (!editor) return;
  editor.selections = [new vscode.NotebookRange(at, at + 1)];
  editor.revealRange(
    new vscode.NotebookRange(at, at + cells.length),
    vscode.NotebookEditorRevealType.InCenterIfOutsideViewport,
  );
}
