import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, codeCell, openText, outputOf, runAll, runCell, successOf, until } from '../lab.ts';
import { test } from '../registry.ts';

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
  assert.match(outputOf(check), /Hint 1 of 2: Which flag\?/);
  assert.doesNotMatch(outputOf(check), /looking|Hint 2/);
  await vscode.commands.executeCommand('netlab.runCheck', check);
  await until('it gives its second hint', () => /Hint 2 of 2: flag=up/.test(outputOf(check)));
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
