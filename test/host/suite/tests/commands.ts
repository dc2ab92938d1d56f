import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import {
  closeAll,
  codeCell,
  openNotebook,
  openText,
  outputOf,
  runAll,
  runCell,
  show,
  successOf,
  until,
  writeFile,
} from '../lab.ts';
import { test } from '../registry.ts';

const extension = () => {
  const found = vscode.extensions.getExtension('netlab-notebook.netlab-notebook');
  assert.ok(found);
  return found;
};

test('every command that package.json names is there, and none besides', async () => {
  const contributes: { commands: { command: string }[]; views?: Record<string, { id: string }[]> } =
    extension().packageJSON.contributes;
  // VS Code makes commands for each view, such as its .focus.
  const views = Object.values(contributes.views ?? {}).flat();
  const registered = (await vscode.commands.getCommands(true)).filter(
    (id) => id.startsWith('netlab.') && !views.some((view) => id.startsWith(`${view.id}.`)),
  );
  assert.deepEqual(registered.sort(), contributes.commands.map(({ command }) => command).sort());
});

test('New Lab opens a lab that runs', async () => {
  await vscode.commands.executeCommand('netlab.newLab');
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  assert.ok(notebook?.isUntitled);
  assert.equal(notebook.notebookType, 'netlab');
  await runAll(notebook);
  await until('its cell ran', () => successOf(codeCell(notebook, 0)) === true);
  assert.match(outputOf(codeCell(notebook, 0)), /webapp/);
  await closeAll();
});

test('an attribute is set as an edit, and the file gets it', async () => {
  const uri = writeFile('attribute.netlab', '# T\n\n```bash {netns=a  expect=fail}\ntrue\n```\n');
  const notebook = await openNotebook(uri);
  const cell = codeCell(notebook, 0);
  // A flag needs no question.
  await vscode.commands.executeCommand('netlab.setCellAttribute', cell, 'background');
  assert.equal(notebook.isDirty, true);
  await notebook.save();
  assert.equal(readFileSync(uri.fsPath, 'utf8'), '# T\n\n```bash {netns=a expect=fail background=true}\ntrue\n```\n');
  await closeAll();
});

test('an interactive cell runs in a terminal on the same host, and is judged by its exit status', async () => {
  const notebook = await openText(
    '```sh\nip netns add inside\n```\n\n```sh {interactive=true netns=inside expect=3}\n[ -t 0 ] && exit 3\n```\n',
  );
  const [first, second] = [codeCell(notebook, 0), codeCell(notebook, 1)];
  await runCell(first);
  await until('the first ran', () => successOf(first) === true);
  const before = vscode.window.terminals.length;
  const ran = runCell(second);
  await until('a terminal opened', () => vscode.window.terminals.length > before);
  const terminal = vscode.window.terminals.at(-1);
  await terminal?.processId;
  assert.match(terminal?.name ?? '', /^inside – /);
  // It has ended with its command, and what that printed can still be read.
  await ran;
  assert.equal(successOf(second), true, outputOf(second));
  assert.equal(terminal?.exitStatus, undefined);
  terminal?.sendText('');
  await until('Enter has closed the terminal', () => terminal?.exitStatus !== undefined);
  await closeAll();
});

test('front matter that cannot be honoured keeps cells from running, and says so', async () => {
  const notebook = await openText('---\nnetlab: { internet: maybe }\n---\n\n```sh\necho ran\n```\n');
  const cell = codeCell(notebook, 1);
  await runCell(cell);
  await until('it ended', () => successOf(cell) === false);
  assert.match(outputOf(cell), /internet must be simulated, real or none/);
  assert.doesNotMatch(outputOf(cell), /^ran/m);
  await closeAll();
});

test('Check This Machine names what the lab in front uses', async () => {
  const notebook = await openText('```sh\nsudo ip netns exec n mausezahn -h\n```\n', 'uses.netlab');
  await show(notebook);
  await vscode.commands.executeCommand('netlab.checkMachine');
  const uri = vscode.Uri.from({ scheme: 'netlab-report', path: '/Check This Machine.md' });
  const text = (await vscode.workspace.openTextDocument(uri)).getText();
  assert.match(
    text,
    /## uses\.netlab\n\n(?:\| Missing \| Debian package \|\n[\s\S]*`mausezahn` \| `netsniff-ng` \||All programs that it uses)/,
  );
  await closeAll();
});

test('Check This Machine shows its report', async () => {
  await vscode.commands.executeCommand('netlab.checkMachine');
  const uri = vscode.Uri.from({ scheme: 'netlab-report', path: '/Check This Machine.md' });
  const text = (await vscode.workspace.openTextDocument(uri)).getText();
  assert.match(text, /# Check This Machine/);
  assert.match(text, /\| iptables \|/);
  await closeAll();
});
