// What the tests do with notebooks, through the same commands as a user.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** Writes a file into a fresh folder of the workspace. */
export function writeFile(name: string, content: string | Uint8Array): vscode.Uri {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(workspace, 'no folder is open');
  const file = join(mkdtempSync(join(workspace.uri.fsPath, 'test-')), name);
  writeFileSync(file, content);
  return vscode.Uri.file(file);
}

/** Opens a file as a notebook in an editor, with the sandbox as its host. */
export async function openNotebook(uri: vscode.Uri, type = 'netlab'): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  assert.equal(notebook.notebookType, type);
  await show(notebook);
  return notebook;
}

export async function show(notebook: vscode.NotebookDocument): Promise<vscode.NotebookEditor> {
  return vscode.window.showNotebookDocument(notebook, { preview: false });
}

export const openText = (text: string, name = 'test.netlab') => openNotebook(writeFile(name, text));

/** The code cells, in order. */
export function codeCells(notebook: vscode.NotebookDocument): vscode.NotebookCell[] {
  return notebook.getCells().filter((cell) => cell.kind === vscode.NotebookCellKind.Code);
}

export function codeCell(notebook: vscode.NotebookDocument, index: number): vscode.NotebookCell {
  const cell = codeCells(notebook)[index];
  assert.ok(cell, `there is no code cell ${index}`);
  return cell;
}

export async function runAll(notebook: vscode.NotebookDocument): Promise<void> {
  await show(notebook);
  await vscode.commands.executeCommand('notebook.execute', notebook.uri);
}

export async function runCell(cell: vscode.NotebookCell): Promise<void> {
  await show(cell.notebook);
  await vscode.commands.executeCommand('notebook.cell.execute', {
    ranges: [{ start: cell.index, end: cell.index + 1 }],
    document: cell.notebook.uri,
  });
}

export async function stopCell(cell: vscode.NotebookCell): Promise<void> {
  await vscode.commands.executeCommand('notebook.cell.cancelExecution', {
    ranges: [{ start: cell.index, end: cell.index + 1 }],
    document: cell.notebook.uri,
  });
}

/** All that the cell shows, as text. */
export function outputOf(cell: vscode.NotebookCell): string {
  const texts = cell.outputs.flatMap(({ items }) =>
    items.map(({ data, mime }) => {
      const text = new TextDecoder().decode(data);
      return mime === 'text/markdown' ? `${textOf(text)}\n` : text;
    }),
  );
  return texts.join('');
}

/** What a browser shows of a sentence of ours. */
function textOf(html: string): string {
  const text = html.replaceAll('<br>', '\n').replaceAll(/<[^>]*>/g, '');
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** true for ✓, false for ✗, undefined for neither. */
export const successOf = (cell: vscode.NotebookCell) => cell.executionSummary?.success;

/** Waits until something holds; says what does not. The limit is generous: it only ends what would never end. */
export async function until(what: string, holds: () => boolean, limitMs = 30_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!holds()) {
    if (Date.now() > deadline) {
      const shown = vscode.workspace.notebookDocuments.flatMap((notebook) => codeCells(notebook).map(outputOf));
      throw new Error(`not so after ${limitMs} ms: ${what}. Outputs: ${JSON.stringify(shown).slice(0, 2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const hasEnded = (cell: vscode.NotebookCell) => cell.executionSummary?.timing !== undefined;

/** Closes all editors without a question. */
export async function closeAll(): Promise<void> {
  for (const notebook of vscode.workspace.notebookDocuments) {
    if (!notebook.isDirty || notebook.isClosed) continue;
    await show(notebook);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
