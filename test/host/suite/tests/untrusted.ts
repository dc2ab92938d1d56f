import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, codeCell, openText, outputOf, show } from '../lab.ts';
import { test } from '../registry.ts';

test('the workspace is not trusted', () => {
  assert.equal(vscode.workspace.isTrusted, false);
});

test('trust: a notebook can be read and edited, but nothing runs', async () => {
  const marker = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'ran');
  const notebook = await openText(`# Readable\n\n\`\`\`sh\ntouch '${marker}'\n\`\`\`\n`);
  const cell = codeCell(notebook, 0);
  await show(notebook);
  // VS Code asks first, and nobody answers: the command may wait for ever, so it is not waited for.
  void vscode.commands.executeCommand('notebook.execute', notebook.uri);
  await vscode.commands.executeCommand('netlab.runCellAgain', cell).then(undefined, () => {});
  await new Promise((resolve) => setTimeout(resolve, 3000));
  assert.equal(existsSync(marker), false);
  assert.equal(outputOf(cell), '');
  const edit = new vscode.WorkspaceEdit();
  edit.insert(cell.document.uri, new vscode.Position(0, 0), 'true; ');
  assert.equal(await vscode.workspace.applyEdit(edit), true);
  // It tells nothing when the editor has saved it already.
  await notebook.save();
  assert.match(readFileSync(notebook.uri.fsPath, 'utf8'), /^true; touch/m);
  await closeAll();
});
