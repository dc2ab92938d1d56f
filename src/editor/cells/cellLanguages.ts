import * as vscode from 'vscode';
import { isLab, isShellCell } from '../lab.ts';
import { languageOf, metadataOf } from './cells.ts';

/** When the fence of a cell is edited (by a fix, a form, or undoing one of these), the editor's language for it follows. */
export function registerCellLanguages(): vscode.Disposable {
  return vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
    if (!isLab(notebook)) return;
    for (const { cell, metadata } of cellChanges) {
      const { info } = metadataOf(metadata);
      if (info === undefined || !isShellCell(cell) || cell.document.languageId === languageOf(info)) continue;
      void vscode.languages.setTextDocumentLanguage(cell.document, languageOf(info));
    }
  });
}
