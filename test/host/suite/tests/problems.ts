import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as vscode from 'vscode';
import { closeAll, codeCell, openNotebook, openText, runCell, show, until, writeFile } from '../lab.ts';
import { skip, test } from '../registry.ts';

const LAB = [
  '```sh {expct=fail}',
  'brctl addbr br0',
  '```',
  '',
  '```sh',
  'ping <host>',
  '```',
  '',
  '```sh',
  '$ ip link',
  '```',
  '',
].join('\n');

const problemsOf = (uri: vscode.Uri) =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'netlab');
const texts = (uri: vscode.Uri) => problemsOf(uri).map(({ message }) => message.split('\n')[0] ?? '');

async function actions(uri: vscode.Uri, index: number): Promise<vscode.CodeAction[]> {
  const problem = problemsOf(uri)[index];
  assert.ok(problem, `there is no problem ${index}`);
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, problem.range);
}

async function fix(uri: vscode.Uri, index: number, title: RegExp): Promise<void> {
  const action = (await actions(uri, index)).find((one) => title.test(one.title));
  assert.ok(action?.edit, `no fix ${title}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

/** The first fix at the beginning of a cell, as a key would apply it: what is told by commands has no edits of a notebook. */
async function fixFirst(cell: vscode.NotebookCell): Promise<void> {
  const editor = await show(cell.notebook);
  editor.selection = new vscode.NotebookRange(cell.index, cell.index + 1);
  await vscode.commands.executeCommand('notebook.cell.edit');
  await until('the cell is edited', () => vscode.window.activeTextEditor?.document === cell.document);
  await vscode.commands.executeCommand('cursorTop');
  await vscode.commands.executeCommand('editor.action.codeAction', {
    kind: 'quickfix',
    apply: 'first',
    preferred: true,
  });
}

test('problems: in a notebook, with fixes of the fence and of the text', async () => {
  const notebook = await openText(LAB);
  const [first, second, third] = [0, 1, 2].map((index) => codeCell(notebook, index));
  assert.ok(first && second && third);
  await until('all are found', () => problemsOf(third.document.uri).length > 0);
  assert.deepEqual(texts(first.document.uri), [
    'unknown attribute expct. Did you mean expect?',
    'brctl is an old tool. Today: ip link add br0 type bridge',
  ]);
  assert.equal(problemsOf(first.document.uri)[1]?.tags?.[0], vscode.DiagnosticTag.Deprecated);
  assert.match(texts(second.document.uri)[0] ?? '', /^<host> is a placeholder/);
  await fixFirst(first);
  await until('the fence is fixed', () => first.metadata['info'] === 'sh {expect=fail}');
  await until('it is no longer listed', () => problemsOf(first.document.uri).length === 1);
  await fix(first.document.uri, 0, /^Replace with/);
  assert.equal(first.document.getText(), 'ip link add br0 type bridge');
  await until('nothing is left', () => problemsOf(first.document.uri).length === 0);
  await fixFirst(third);
  await until('the language is fixed', () => third.metadata['info'] === 'console');
  await until('a console cell may show prompts', () => problemsOf(third.document.uri).length === 0);
  await notebook.save();
  const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(notebook.uri));
  assert.match(saved, /^```sh \{expect=fail\}\nip link add br0 type bridge\n```\n[\s\S]*```console\n/);
  await closeAll();
});

test('problems: in the text of a lab, at their place in the file', async () => {
  const document = await vscode.workspace.openTextDocument(writeFile('text.netlab', LAB));
  await vscode.window.showTextDocument(document);
  await until('all are found', () => problemsOf(document.uri).length === 4);
  const places = problemsOf(document.uri).map(({ range }) => `${range.start.line}:${range.start.character}`);
  assert.deepEqual(places, ['0:7', '1:0', '5:5', '9:0']);
  await fix(document.uri, 0, /^Change to expect$/);
  assert.equal(document.lineAt(0).text, '```sh {expect=fail}');
  await document.save();
  await closeAll();
});

test('problems: in Markdown that is open as a notebook', async () => {
  const notebook = await openNotebook(writeFile('old.md', '```sh\nifconfig eth0 up\n```\n'), 'netlab-markdown');
  const { uri } = codeCell(notebook, 0).document;
  await until('it is found', () => problemsOf(uri).length === 1);
  await closeAll();
});

test('problems: what the running host does not have, until a cell makes it', async () => {
  const text = '```sh\nip netns add webapp\n```\n\n```sh {netns=webap}\ntrue\n```\n\n```sh\nip link set br7 up\n```\n';
  const notebook = await openText(text);
  const [first, second, third] = [0, 1, 2].map((index) => codeCell(notebook, index));
  assert.ok(first && second && third);
  await runCell(first);
  await until('names are compared', () => problemsOf(third.document.uri).length > 0);
  assert.deepEqual(texts(third.document.uri), ['There is no link br7, and no command above makes it']);
  assert.deepEqual(texts(second.document.uri), [
    'There is no network namespace webap, and no command above makes it. Did you mean webapp?',
  ]);
  await fixFirst(second);
  await until('the fence is fixed', () => second.metadata['info'] === 'sh {netns=webapp}');
  await until('the name is known', () => problemsOf(second.document.uri).length === 0);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(first.document.uri, new vscode.Position(0, 0), 'ip link add br7 type bridge\n');
  await vscode.workspace.applyEdit(edit);
  await until('a command above makes it', () => problemsOf(third.document.uri).length === 0);
  await closeAll();
});

test('problems: what ShellCheck finds, with its page and its fix; not if it is switched off', async () => {
  if (spawnSync('shellcheck', ['--version']).status !== 0) skip('ShellCheck is not installed');
  const notebook = await openText('```sh\nx=$(date)\necho $x\n```\n');
  const { uri } = codeCell(notebook, 0).document;
  const found = () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'shellcheck');
  await until('ShellCheck was asked', () => found().length === 1);
  assert.deepEqual(found()[0]?.code, {
    value: 'SC2086',
    target: vscode.Uri.parse('https://www.shellcheck.net/wiki/SC2086'),
  });
  const settings = vscode.workspace.getConfiguration('netlab');
  await settings.update('shellcheck', false, vscode.ConfigurationTarget.Global);
  try {
    await until('it is no longer asked', () => found().length === 0);
  } finally {
    await settings.update('shellcheck', undefined, vscode.ConfigurationTarget.Global);
  }
  await until('it is asked again', () => found().length === 1);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    found()[0]?.range,
  );
  const edit = actions.find(({ title }) => title === 'Fix as ShellCheck suggests (SC2086)')?.edit;
  assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
  assert.equal(codeCell(notebook, 0).document.getText(), 'x=$(date)\necho "$x"');
  await closeAll();
});

test('problems: a program that the running host does not have, and what installs it', async () => {
  const program = ['ipvsadm', 'ovs-vsctl', 'wg'].find((name) => spawnSync(name).error);
  if (program === undefined) skip('all of the programs are installed');
  const notebook = await openText(`\`\`\`sh {expect=127}\nsudo ${program} --help\n\`\`\`\n`);
  const cell = codeCell(notebook, 0);
  await runCell(cell);
  await until('it is missed', () => problemsOf(cell.document.uri).length === 1);
  assert.match(texts(cell.document.uri)[0] ?? '', new RegExp(`^${program} is not installed on Sandbox`));
  const offered = await actions(cell.document.uri, 0);
  const copy = offered.find(({ title }) => title.startsWith('Copy: sudo apt install '));
  assert.ok(copy?.command);
  await vscode.commands.executeCommand(copy.command.command, ...(copy.command.arguments ?? []));
  assert.equal(await vscode.env.clipboard.readText(), copy.title.replace('Copy: ', ''));
  await closeAll();
});

const OTHER_UPLINK = '# Out\n\n```sh\niptables -t nat -A POSTROUTING -o ens3 -j MASQUERADE\n```\n';

test("problems: the author's network card, and what the sandbox's is called then", async () => {
  const notebook = await openText(OTHER_UPLINK, 'uplink.netlab');
  const cell = codeCell(notebook, 0);
  await until('it is found', () => problemsOf(cell.document.uri).length > 0);
  const [problem] = problemsOf(cell.document.uri);
  assert.match(problem?.message ?? '', /^ens3 seems to be the author’s network card/);
  const editor = await show(notebook);
  editor.selection = new vscode.NotebookRange(cell.index, cell.index + 1);
  await vscode.commands.executeCommand('notebook.cell.edit');
  await until('the cell is edited', () => vscode.window.activeTextEditor?.document === cell.document);
  const text = vscode.window.activeTextEditor;
  assert.ok(text && problem);
  text.selection = new vscode.Selection(problem.range.start, problem.range.start);
  await vscode.commands.executeCommand('editor.action.codeAction', {
    kind: 'quickfix',
    apply: 'first',
    preferred: true,
  });
  await until('front matter is there', () => notebook.cellAt(0).document.languageId === 'yaml');
  await until('it is no longer listed', () => problemsOf(cell.document.uri).length === 0);
  await notebook.save();
  const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(notebook.uri));
  assert.equal(saved, `---\nnetlab: { uplink: ens3 }\n---\n\n${OTHER_UPLINK}`);
  await closeAll();

  // In the text of a file, beside other front matter.
  for (const front of ['', '---\ntitle: A lab\n---\n\n', '---\nnetlab:\n  internet: none\n---\n\n']) {
    const document = await vscode.workspace.openTextDocument(writeFile('uplink-text.netlab', front + OTHER_UPLINK));
    await vscode.window.showTextDocument(document);
    await until('it is found', () => problemsOf(document.uri).length > 0);
    await fix(document.uri, 0, /^Call the sandbox’s uplink ens3/);
    await until('it is no longer listed', () => problemsOf(document.uri).length === 0);
    assert.match(
      document.getText(),
      /^---\n(?:title: A lab\n)?netlab:(?: \{ uplink: ens3 \}|\n {2}uplink: ens3\n {2}internet: none)\n---\n\n# Out/,
    );
    await document.save();
    await closeAll();
  }
});
