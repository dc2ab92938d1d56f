import * as vscode from 'vscode';
import { insertCells } from '../cells/insertCells.ts';
import { offerSaved } from '../offerSaved.ts';

const FENCE = '```';

/** Puts the picture, as text, after the selected cell of its notebook, and shows it there. False: it could not. */
export async function insertMermaid(notebook: vscode.NotebookDocument, text: string): Promise<boolean> {
  const editor = vscode.window.visibleNotebookEditors.find((one) => one.notebook === notebook);
  const at = editor && !editor.selection.isEmpty ? editor.selection.end : notebook.cellCount;
  const source = `${FENCE}mermaid\n${text}${FENCE}`;
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, source, 'markdown');
  return (await insertCells(notebook, at, [cell])).length > 0;
}

/** Asks where to, and writes what the page has rendered: SVG text, or a PNG in base64. */
export async function savePicture(
  format: 'svg' | 'png',
  data: string,
  notebook: vscode.NotebookDocument | undefined,
): Promise<void> {
  const name = notebook?.uri.path.replace(/\.\w+$/, '');
  const to = await vscode.window.showSaveDialog({
    filters: { [format.toUpperCase()]: [format] },
    ...(notebook && name && notebook.uri.scheme === 'file'
      ? { defaultUri: notebook.uri.with({ path: `${name}.${format}` }) }
      : {}),
  });
  if (!to) return;
  await vscode.workspace.fs.writeFile(to, Buffer.from(data, format === 'svg' ? 'utf8' : 'base64'));
  void offerSaved(to);
}
