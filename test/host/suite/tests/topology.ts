import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Parts } from '../../../../src/extension.ts';
import { closeAll, codeCell, codeCells, openText, outputOf, runCell, show, successOf, until } from '../lab.ts';
import { test } from '../registry.ts';

const cell = (text: string, attributes = '') => `\`\`\`sh ${attributes}\n${text}\n\`\`\`\n\n`;

async function treeOf() {
  const extension = vscode.extensions.getExtension<Parts>('netlab-notebook.netlab-notebook');
  assert.ok(extension);
  const { topology } = await extension.activate();
  return topology.tree;
}

type Tree = Awaited<ReturnType<typeof treeOf>>;

/** All lines, opened to the last: the id of each by its path of labels. */
function lines(tree: Tree): Map<string, string> {
  const found = new Map<string, string>();
  const open = (id: string, path: string) => {
    const label = `${path}${tree.getTreeItem(id).label}`;
    found.set(label, id);
    for (const child of tree.getChildren(id)) open(child, `${label} › `);
  };
  for (const id of tree.getChildren()) open(id, '');
  return found;
}

/** The id of the first line whose path ends so. */
const lineAt = (tree: Tree, end: string) => [...lines(tree)].find(([path]) => path.endsWith(end))?.[1];

const description = (tree: Tree, end: string) => `${tree.getTreeItem(lineAt(tree, end) ?? '').description ?? ''}`;

async function look(): Promise<Tree> {
  await vscode.commands.executeCommand('netlab.topology.focus');
  return treeOf();
}

async function ran(one: vscode.NotebookCell): Promise<void> {
  await runCell(one);
  await until('the cell ran', () => successOf(one) === true);
}

test('the tree follows the cells of a lab, and keeps the ids of what stays', async () => {
  const tree = await look();
  assert.deepEqual(tree.getChildren(), []);
  const notebook = await openText(
    cell('ip netns add sleep; ip link add br0 type bridge; ip link set br0 up') +
      cell(
        'ip link add v0 type veth peer name v1; ip link set v1 netns sleep; ip link set v0 master br0; ip link set v0 up',
      ) +
      cell('ip -n sleep addr add 10.1.0.1/24 dev v1; ip -n sleep link set v1 up') +
      cell('ip -n sleep route add default via 10.1.0.2; sysctl -qw net.ipv4.ip_forward=1') +
      cell('ip netns del sleep'),
  );
  const cells = codeCells(notebook);
  const [namespaces, cable, address, route, gone] = cells;
  assert.ok(namespaces && cable && address && route && gone);
  await ran(namespaces);
  await until('the namespace is there', () => description(tree, '› sleep').startsWith('only loopback'));
  const sleep = lineAt(tree, '› sleep');
  await ran(cable);
  await until('the cable is there', () => description(tree, 'br0 › v0').includes('⇄ sleep / v1'));
  assert.match(description(tree, 'sleep › v1'), /^down · ⇄ root netns \/ v0/);
  const end = lineAt(tree, 'sleep › v1');
  await ran(address);
  await until('the address is there', () => lineAt(tree, 'v1 › 10.1.0.1/24') !== undefined);
  assert.match(description(tree, 'sleep › v1'), /^⇄ root netns \/ v0 · 10\.1\.0\.1\/24/);
  await ran(route);
  await until('the route is there', () => lineAt(tree, 'sleep › Routes › default via 10.1.0.2') !== undefined);
  await until('the switch is on', () => description(tree, 'Kernel settings (sysctl) › net.ipv4.ip_forward') === '= 1');
  assert.equal(lineAt(tree, '› sleep'), sleep);
  assert.equal(lineAt(tree, 'sleep › v1'), end);
  await ran(gone);
  await until(
    'all of it has gone',
    () => lineAt(tree, '› sleep') === undefined && lineAt(tree, 'br0 › v0') === undefined,
  );
  await closeAll();
  await until('no host is left', () => tree.getChildren().length === 0);
});

test('an action is written behind the cell that ran last, and run there', async () => {
  const tree = await look();
  const notebook = await openText(
    cell('ip link add v0 type veth peer name v1; ip link set v0 up') + cell('echo not run'),
  );
  await ran(codeCell(notebook, 0));
  await until('the link is there', () => lineAt(tree, '› v0') !== undefined);
  await vscode.commands.executeCommand('netlab.setLinkUp', lineAt(tree, '› v1'));
  assert.deepEqual(
    codeCells(notebook).map((one) => one.document.getText()),
    ['ip link add v0 type veth peer name v1; ip link set v0 up', 'ip link set dev v1 up', 'echo not run'],
  );
  await until('it ran', () => successOf(codeCell(notebook, 1)) === true);
  await until('the tree says so', () => description(tree, '› v1').startsWith('⇄'));
  await closeAll();
});

test('action-odd-name: names with blanks, dashes and substitutions give commands that mean them', async () => {
  const tree = await look();
  const notebook = await openText(
    cell("ip netns add '$(id)'; ip -n '$(id)' link add name \"it's;x\" type veth peer name -x; ip netns"),
  );
  await ran(codeCell(notebook, 0));
  await until('the links are there', () => lineAt(tree, '$(id) › -x') !== undefined);
  for (const name of ["it's;x", '-x']) {
    await vscode.commands.executeCommand('netlab.setLinkUp', lineAt(tree, `$(id) › ${name}`));
  }
  assert.equal(codeCell(notebook, 1).document.getText(), "ip -n '$(id)' link set dev 'it'\\''s;x' up");
  assert.equal(codeCell(notebook, 2).document.getText(), "ip -n '$(id)' link set dev -x up");
  await until('both ran', () => successOf(codeCell(notebook, 2)) === true);
  assert.deepEqual(
    [1, 2].map((index) => outputOf(codeCell(notebook, index))),
    ['', ''],
  );
  await until('the tree says so', () => description(tree, "$(id) › it's;x").startsWith('⇄'));
  await closeAll();
});

test('actions can run silently', async () => {
  const tree = await look();
  const settings = vscode.workspace.getConfiguration('netlab');
  await settings.update('topology.runActions', 'silently', vscode.ConfigurationTarget.Global);
  try {
    const notebook = await openText(cell('ip link add v0 type veth peer name v1'));
    await ran(codeCell(notebook, 0));
    await until('the link is there', () => lineAt(tree, '› v0') !== undefined);
    await vscode.commands.executeCommand('netlab.setLinkUp', lineAt(tree, '› v0'));
    await until('the tree says so', () => description(tree, '› v0')?.startsWith('no carrier') === true);
    assert.equal(codeCells(notebook).length, 1);
  } finally {
    await settings.update('topology.runActions', undefined, vscode.ConfigurationTarget.Global);
    await closeAll();
  }
});

test('what a line is called, and the command that shows it, can be copied', async () => {
  const tree = await look();
  const notebook = await openText(cell("ip netns add 'a b'; ip -n 'a b' addr add 10.2.0.1/32 dev lo"));
  await ran(codeCell(notebook, 0));
  await until('the address is there', () => lineAt(tree, 'a b › lo › 10.2.0.1/32') !== undefined);
  const copied = async (command: string, end: string) => {
    await vscode.commands.executeCommand(command, lineAt(tree, end));
    return vscode.env.clipboard.readText();
  };
  assert.equal(await copied('netlab.copyName', '› a b'), 'a b');
  assert.equal(await copied('netlab.copyAddress', '› 10.2.0.1/32'), '10.2.0.1');
  assert.equal(await copied('netlab.copyCommand', 'a b › lo'), "ip -n 'a b' -d addr show dev lo");
  await closeAll();
});

test('cells complete and explain the names that are there now', async () => {
  const notebook = await openText(
    cell("ip netns add sleep; ip netns add 'a b'; ip -n sleep addr add 10.3.0.1/32 dev lo") +
      cell('ip netns exec ') +
      cell('ip netns exec sleep ip link'),
  );
  await ran(codeCell(notebook, 0));
  const [, typed, named] = codeCells(notebook);
  assert.ok(typed && named);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    typed.document.uri,
    new vscode.Position(0, 14),
  );
  const inserted = items
    .filter(({ kind }) => kind === vscode.CompletionItemKind.Module)
    .map(({ insertText }) => insertText);
  assert.deepEqual(inserted, ["'a b'", 'sleep']);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    named.document.uri,
    new vscode.Position(0, 16),
  );
  const [hover] = hovers.flatMap(({ contents }) => contents);
  assert.ok(hover instanceof vscode.MarkdownString);
  assert.match(hover.value, /Network.*namespace.*sleep/);
  assert.notEqual(hover.isTrusted, true);
  await closeAll();
});

test('questions are completed with what is there now', async () => {
  const notebook = await openText(cell('ip netns add red; ip netns add blue') + cell('%explain red '));
  await ran(codeCell(notebook, 0));
  const asked = codeCell(notebook, 1);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    asked.document.uri,
    new vscode.Position(0, 13),
  );
  const inserted = items.map(({ insertText }) => insertText);
  assert.deepEqual(
    ['blue', 'red'].map((name) => inserted.includes(name)),
    [true, false],
  );
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    asked.document.uri,
    new vscode.Position(0, 3),
  );
  const texts = hovers.flatMap(({ contents }) => contents).map((one) => (typeof one === 'string' ? one : one.value));
  assert.match(texts.join(), /%explain FROM TO/);
  await closeAll();
});

test('restart empties the tree, and the next cell fills it', async () => {
  const tree = await look();
  const notebook = await openText(cell('ip netns add one') + cell('ip netns add two'));
  await ran(codeCell(notebook, 0));
  await until('one is there', () => lineAt(tree, '› one') !== undefined);
  await show(notebook);
  await vscode.commands.executeCommand('netlab.restart');
  await until('nothing is there', () => tree.getChildren().length === 0);
  await ran(codeCell(notebook, 1));
  await until('two is there', () => lineAt(tree, '› two') !== undefined);
  assert.equal(lineAt(tree, '› one'), undefined);
  await closeAll();
});

/** The ids of the processes in a network namespace, as /proc/PID/ns/net names it. */
function processesIn(netns: string): number[] {
  const isThere = (pid: string) => {
    try {
      return readlinkSync(`/proc/${pid}/ns/net`) === netns;
    } catch {
      return false; // It has ended, or is another user's.
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isThere(name))
    .map(Number);
}

test('host-lost: the tree keeps what was seen last and says since when; restart brings it back', async () => {
  const tree = await look();
  const notebook = await openText(cell('ip netns add one; readlink /proc/self/ns/net') + cell('ip netns add two'));
  await ran(codeCell(notebook, 0));
  await until('one is there', () => lineAt(tree, '› one') !== undefined);
  const [netns = ''] = /net:\[\d+\]/.exec(outputOf(codeCell(notebook, 0))) ?? [];
  const [holder] = processesIn(netns).sort((a, b) => a - b);
  assert.ok(holder);
  process.kill(holder, 'SIGKILL');
  const host = () => `${tree.getTreeItem(tree.getChildren()[0] ?? '').description}`;
  await until('it says so', () => /^not reached since \d\d:\d\d:\d\d/.test(host()));
  assert.equal(tree.line(lineAt(tree, '› one') ?? '')?.state, 'stale');
  await show(notebook);
  await vscode.commands.executeCommand('netlab.restart');
  await ran(codeCell(notebook, 1));
  await until('two is there', () => lineAt(tree, '› two') !== undefined);
  assert.equal(host(), 'Sandbox (no root)');
  assert.equal(tree.getTreeItem(tree.getChildren()[0] ?? '').label, 'test.netlab');
  await closeAll();
});
