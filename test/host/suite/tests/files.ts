import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import {
  closeAll,
  codeCell,
  codeCells,
  openNotebook,
  openText,
  outputOf,
  runAll,
  successOf,
  until,
  writeFile,
} from '../lab.ts';
import { test } from '../registry.ts';

const ODD =
  '---\nnetlab: { internet: none }\n---\n\n# Title\r\n\r\n\r\n~~~bash {expect=fail   unknown=1}\r\nfalse\r\n~~~\n\n* item\n\n  ```sh\n  echo indented\n  ```\n\nno newline at the end';

const bytesOf = (uri: vscode.Uri) => readFileSync(uri.fsPath);

test('the language of a cell says whether it is a console, and choosing another is written to the file', async () => {
  const uri = writeFile('console.netlab', '```console {netns=a}\n$ true\nout\n```\n\n```bash {cwd=/}\ntrue\n```\n');
  const notebook = await openNotebook(uri);
  const [first, second] = codeCells(notebook);
  assert.deepEqual([first?.document.languageId, second?.document.languageId], ['netlab-console', 'netlab-shell']);
  if (first) await vscode.languages.setTextDocumentLanguage(first.document, 'netlab-shell');
  if (second) await vscode.languages.setTextDocumentLanguage(second.document, 'netlab-console');
  await notebook.save();
  assert.equal(
    readFileSync(uri.fsPath, 'utf8'),
    '```sh {netns=a}\n$ true\nout\n```\n\n```console {cwd=/}\ntrue\n```\n',
  );
  await closeAll();
});

test('opening and saving changes no byte', async () => {
  const uri = writeFile('odd.netlab', ODD);
  const notebook = await openNotebook(uri);
  assert.deepEqual(
    notebook.getCells().map((cell) => cell.document.languageId),
    ['yaml', 'markdown', 'netlab-shell', 'markdown', 'netlab-shell', 'markdown'],
  );
  assert.equal(await notebook.save(), true);
  assert.equal(bytesOf(uri).toString(), ODD);
  await closeAll();
});

test('save after edit keeps the bytes of the other cells', async () => {
  const uri = writeFile('odd.netlab', ODD);
  const notebook = await openNotebook(uri);
  const cell = codeCell(notebook, 1);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(cell.document.uri, new vscode.Position(0, 0), 'true || ');
  assert.equal(await vscode.workspace.applyEdit(edit), true);
  assert.equal(notebook.isDirty, true);
  assert.equal(await notebook.save(), true);
  assert.equal(bytesOf(uri).toString(), ODD.replace('false', 'true || false'));
  await closeAll();
});

test('a new cell is printed as a sh fence', async () => {
  const uri = writeFile('new.netlab', '# Title\n');
  const notebook = await openNotebook(uri);
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'ip netns', 'netlab-shell');
  const edit = new vscode.WorkspaceEdit();
  edit.set(uri, [vscode.NotebookEdit.insertCells(1, [cell])]);
  await vscode.workspace.applyEdit(edit);
  await notebook.save();
  assert.equal(bytesOf(uri).toString(), '# Title\n\n```sh\nip netns\n```\n');
  await closeAll();
});

test('metadata-dirty: running a cell changes neither the file nor its state', async () => {
  const notebook = await openText('```sh\necho ran\n```\n');
  await runAll(notebook);
  await until('the cell ran', () => successOf(codeCell(notebook, 0)) === true);
  assert.match(outputOf(codeCell(notebook, 0)), /ran/);
  assert.equal(notebook.isDirty, false);
  await closeAll();
});

test('external-edit: a file changed on disk is shown, and its cells run', async () => {
  const uri = writeFile('external.netlab', '```sh\necho before\n```\n');
  const notebook = await openNotebook(uri);
  await runAll(notebook);
  await until('the cell ran', () => successOf(codeCell(notebook, 0)) === true);
  writeFileSync(uri.fsPath, '# Changed\n\n```sh\necho after\n```\n');
  await until(
    'the change is shown',
    () => notebook.cellCount === 2 && codeCell(notebook, 0).document.getText() === 'echo after',
  );
  assert.equal(notebook.isDirty, false);
  await runAll(notebook);
  await until('the new cell ran', () => outputOf(codeCell(notebook, 0)).includes('after'));
  await closeAll();
});

for (const [what, bytes] of [
  ['invalid UTF-8', Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a])],
  ['NUL', Buffer.from('# Title\0\n')],
] as const) {
  test(`unreadable-file-is-not-overwritten: ${what}`, async () => {
    const uri = writeFile('unreadable.netlab', bytes);
    await assert.rejects(async () => vscode.workspace.openNotebookDocument(uri));
    await vscode.commands.executeCommand('vscode.openWith', uri, 'netlab').then(undefined, () => {});
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    assert.deepEqual(bytesOf(uri), bytes);
    await closeAll();
  });
}

test('a .md file opens as a notebook only when asked for', async () => {
  const uri = writeFile('tutorial.md', '# Tutorial\n\n```\necho bare\n```\n');
  await vscode.commands.executeCommand('vscode.open', uri);
  assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
  await vscode.commands.executeCommand('vscode.openWith', uri, 'netlab-markdown');
  await until(
    'the notebook is shown',
    () => vscode.window.activeNotebookEditor?.notebook.uri.toString() === uri.toString(),
  );
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  assert.ok(notebook);
  assert.equal(codeCell(notebook, 0).document.getText(), 'echo bare');
  await runAll(notebook);
  await until('the cell ran', () => outputOf(codeCell(notebook, 0)).includes('bare'));
  await closeAll();
});

test("other-uplink: a tutorial's sandbox has the network card of its author, and a program that is missing is named", async () => {
  const text =
    '```sh\niptables -t nat -A POSTROUTING -o ens3 -j MASQUERADE; ls /sys/class/net\n```\n\n```sh\nmausezahn -h\n```\n';
  const notebook = await openNotebook(writeFile('other-uplink.md', text), 'netlab-markdown');
  await runAll(notebook);
  assert.match(outputOf(codeCell(notebook, 0)), /^ens3$/m);
  const said = outputOf(codeCell(notebook, 1));
  if (/command not found/.test(said))
    assert.match(said, /mausezahn is not installed here\. Debian has it in netsniff-ng/);
  await closeAll();
});
