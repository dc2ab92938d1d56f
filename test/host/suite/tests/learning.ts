import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, codeCell, openText, outputOf, runAll, runCell, successOf, until } from '../lab.ts';
import { test } from '../registry.ts';

/** Sooner a second run would be that of a double click. */
const read = () => new Promise((resolve) => setTimeout(resolve, 700));

test('check-cell: it is quiet, gives one hint more each time, and Run All continues', async () => {
  const info = '{check="The flag is up" hint="Which flag?" hint2="flag=up"}';
  const notebook = await openText(
    `\`\`\`sh ${info}\necho looking; [ "$flag" = up ]\n\`\`\`\n\n\`\`\`sh\necho after\n\`\`\`\n`,
  );
  const [check, after] = [codeCell(notebook, 0), codeCell(notebook, 1)];
  await runAll(notebook);
  await until('the cell after it ran', () => successOf(after) === true);
  assert.equal(successOf(check), undefined);
  assert.match(outputOf(check), /Not done yet: The flag is up/);
  assert.doesNotMatch(outputOf(check), /looking|Hint/);
  await vscode.commands.executeCommand('netlab.runCheck', check);
  await until('it gives its first hint', () => /Hint 1 of 2: Which flag\?/.test(outputOf(check)));
  await read();
  await vscode.commands.executeCommand('netlab.runCheck', check);
  await until('it gives its second hint', () => /Hint 2 of 2: flag=up/.test(outputOf(check)));
  await read();
  const edit = new vscode.WorkspaceEdit();
  edit.insert(after.document.uri, new vscode.Position(0, 0), 'flag=up; ');
  await vscode.workspace.applyEdit(edit);
  await runCell(after);
  await vscode.commands.executeCommand('netlab.runCheck', check);
  await until('the task is done', () => successOf(check) === true);
  assert.match(outputOf(check), /✓ Done: The flag is up/);
  assert.doesNotMatch(outputOf(check), /looking|Hint/);
  await closeAll();
});

const LABS = ['container-networking.netlab', 'port-forwarding.netlab'];

/** Opens the first lab of the gallery, as Enter does at each of its questions. */
async function openFirstLab(): Promise<vscode.NotebookDocument> {
  await until('no notebook is in front', () => vscode.window.activeNotebookEditor === undefined);
  const opened = vscode.commands.executeCommand('netlab.openSampleLab');
  // The list takes a moment to show; accepting before that does nothing.
  while (!vscode.window.activeNotebookEditor) {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await opened;
  return vscode.window.activeNotebookEditor.notebook;
}

test('sample-lab: it opens as a file of the user, all labs side by side, and what was changed stays', async () => {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(workspace);
  const copies = LABS.map((name) => join(workspace.uri.fsPath, name));
  const [first = '', second = ''] = copies;
  try {
    const notebook = await openFirstLab();
    assert.equal(notebook.uri.fsPath, first);
    assert.equal(notebook.isDirty, false);
    const { extensionPath } = vscode.extensions.getExtension('netlab-notebook.netlab-notebook') ?? {};
    for (const [at, name] of LABS.entries())
      assert.equal(
        readFileSync(copies[at] ?? '', 'utf8'),
        readFileSync(join(`${extensionPath}`, 'labs', name), 'utf8'),
      );
    await closeAll();
    writeFileSync(first, '# Mine\n\n```sh\ntrue\n```\n');
    rmSync(second);
    const again = await openFirstLab();
    assert.equal(again.uri.fsPath, first);
    assert.equal(codeCell(again, 0).document.getText(), 'true');
    // The copies are together again: a link to another lab has somewhere to lead.
    assert.ok(existsSync(second));
  } finally {
    await closeAll();
    for (const copy of copies) rmSync(copy, { force: true });
  }
});
