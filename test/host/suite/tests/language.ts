import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, codeCells, openText } from '../lab.ts';
import { test } from '../registry.ts';

const cell = (text: string, info = 'sh') => `\`\`\`${info}\n${text}\n\`\`\`\n\n`;

/** What is offered at the end of a cell, or before a text in it. */
async function offeredIn(cell: vscode.NotebookCell | undefined, before = ''): Promise<vscode.CompletionItem[]> {
  assert.ok(cell);
  const text = cell.document.getText();
  const offset = before === '' ? text.length : text.indexOf(before);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    cell.document.uri,
    cell.document.positionAt(offset),
  );
  return items;
}

const labelOf = ({ label }: vscode.CompletionItem) => (typeof label === 'string' ? label : label.label);
const namesIn = (items: readonly vscode.CompletionItem[], kind: vscode.CompletionItemKind) =>
  items.filter((item) => item.kind === kind).map(labelOf);

test('words of commands are offered where nothing has run, what is most used first', async () => {
  const notebook = await openText(cell('ip link set eth0 ') + cell('ip route add default v'));
  const [first, second] = codeCells(notebook);
  const items = await offeredIn(first);
  const labels = items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1)).map(labelOf);
  assert.deepEqual(labels.slice(0, 3), ['up', 'down', 'master']);
  const via = (await offeredIn(second)).find((item) => labelOf(item) === 'via');
  assert.equal(via?.detail, 'via ADDRESS');
  assert.match(via.documentation instanceof vscode.MarkdownString ? via.documentation.value : '', /router.*iproute2/s);
  const range = via.range instanceof vscode.Range ? via.range : via.range?.inserting;
  assert.equal(second?.document.getText(range), 'v');
  await closeAll();
});

test('in Run order: names that cells above make are known, and those of cells below or of other hosts are not', async () => {
  const notebook = await openText(
    cell('ip netns add above') +
      cell('ip netns add elsewhere', 'sh {host=lab-vm}') +
      cell('ip netns add before\nip netns exec \nip netns add behind') +
      cell('ip netns add below') +
      cell('ip netns exec ', 'sh {host=lab-vm}'),
  );
  const [, , here, , there] = codeCells(notebook);
  const namespaces = async (...where: Parameters<typeof offeredIn>) =>
    namesIn(await offeredIn(...where), vscode.CompletionItemKind.Module);
  assert.deepEqual(await namespaces(here, '\nip netns add behind'), ['above', 'before']);
  assert.deepEqual(await namespaces(there), ['elsewhere']);
  await closeAll();
});

test('in a console, words are offered behind its prompt only', async () => {
  const notebook = await openText(cell('$ ip link \nip link \n$ ip route ', 'console'));
  const [console] = codeCells(notebook);
  assert.ok((await offeredIn(console)).map(labelOf).includes('add'));
  assert.ok((await offeredIn(console, '\nip link')).map(labelOf).includes('set'));
  assert.deepEqual(namesIn(await offeredIn(console, '\n$ ip route'), vscode.CompletionItemKind.Method), []);
  await closeAll();
});

test('nothing is offered in comments, texts and here-documents', async () => {
  const texts = ['# ip link ', "echo 'ip link ", 'cat <<X\nip link ', 'echo ip '];
  const notebook = await openText(texts.map((text) => cell(text)).join(''));
  for (const one of codeCells(notebook))
    assert.deepEqual(namesIn(await offeredIn(one), vscode.CompletionItemKind.Method), [], one.document.getText());
  await closeAll();
});

test('hover says what a word of a command does, and since when', async () => {
  const notebook = await openText(cell('ip link add br0 type bridge vlan_filtering 1'));
  const [one] = codeCells(notebook);
  assert.ok(one);
  const at = one.document.positionAt(one.document.getText().indexOf('vlan_f') + 2);
  const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    one.document.uri,
    at,
  );
  const [content] = hover?.contents ?? [];
  assert.ok(content instanceof vscode.MarkdownString);
  assert.match(content.value, /vlan_filtering BOOL[\s\S]*VLAN-aware[\s\S]*iproute2 4\.3/);
  assert.notEqual(content.isTrusted, true);
  assert.equal(one.document.getText(hover?.range), 'vlan_filtering');
  await closeAll();
});
