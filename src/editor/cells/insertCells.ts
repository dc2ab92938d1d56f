import * as vscode from 'vscode';
import { CELL_LANGUAGE } from '../lab.ts';

/** A cell of shell. `host`: named where it is not the one of the cell's notebook. */
export function shellCell(text: string, host: string | undefined): vscode.NotebookCellData {
  const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, CELL_LANGUAGE);
  if (host !== undefined) data.metadata = { info: `sh {host=${host}}` };
  return data;
}

/** Puts new cells into a notebook and shows them there, the first of them selected. Returns them; none: it could not. */
export async function insertCells(
  notebook: vscode.NotebookDocument,
  at: number,
  cells: readonly vscode.NotebookCellData[],
): Promise<readonly vscode.NotebookCell[]> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [...cells])]);
  if (!(await vscode.workspace.applyEdit(edit))) return [];
  const range = new vscode.NotebookRange(at, at + cells.length);
  const editor = vscode.window.visibleNotebookEditors.find((visible) => visible.notebook === notebook);
  if (editor) {
    editor.selection = new vscode.NotebookRange(at, at + 1);
    editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  }
  return notebook.getCells(range);
}
