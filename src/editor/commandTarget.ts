import * as vscode from 'vscode';
import { isLab } from './lab.ts';

/** The cell a command is about: its argument (a menu or the cell's status bar gives it), else the selected cell. */
export function cellOf(argument: unknown): vscode.NotebookCell | undefined {
  if (isCell(argument)) return argument;
  const editor = activeLab();
  return editor && editor.notebook.cellCount > 0 ? editor.notebook.cellAt(editor.selection.start) : undefined;
}

/** The notebook a command is about: that of a cell, or of the toolbar the command was called from, else the active one. */
export function notebookOf(argument: unknown): vscode.NotebookDocument | undefined {
  if (isCell(argument)) return argument.notebook;
  const uri = toolbarUri(argument);
  const named = vscode.workspace.notebookDocuments.find((candidate) => `${candidate.uri}` === `${uri}`);
  const notebook = named ?? activeLab()?.notebook;
  return notebook && isLab(notebook) ? notebook : undefined;
}

function activeLab(): vscode.NotebookEditor | undefined {
  const editor = vscode.window.activeNotebookEditor;
  return editor && isLab(editor.notebook) ? editor : undefined;
}

function isCell(value: unknown): value is vscode.NotebookCell {
  return vscode.workspace.notebookDocuments.some((n) => isLab(n) && n.getCells().some((cell) => cell === value));
}

/** The menu notebook/toolbar calls its commands with `{ notebookEditor: { notebookUri } }`. */
function toolbarUri(argument: unknown): unknown {
  if (typeof argument !== 'object' || argument === null || !('notebookEditor' in argument)) return undefined;
  const { notebookEditor } = argument;
  return typeof notebookEditor === 'object' && notebookEditor !== null && 'notebookUri' in notebookEditor
    ? notebookEditor.notebookUri
    : undefined;
}
