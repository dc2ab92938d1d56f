import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { closeAll, codeCell, openText, outputOf, runCell, successOf, until } from '../lab.ts';
import { test } from '../registry.ts';

const oneCell = async (code: string) => codeCell(await openText(`\`\`\`sh\n${code}\n\`\`\`\n`), 0);

test('output is complete and in order, UTF-8 and all', async () => {
  const cell = await oneCell('for i in $(seq 1 3000); do echo "$i → ✓"; done');
  await runCell(cell);
  await until('it ran', () => successOf(cell) === true);
  assert.equal(outputOf(cell), Array.from({ length: 3000 }, (_, i) => `${i + 1} → ✓\n`).join(''));
  await closeAll();
});

test('carriage-return: a line that is written over shows its last state', async () => {
  const cell = await oneCell("printf 'one  10%%\\rone 100%%\\ntwo  10%%\\r'; sleep 0.2; printf 'two 100%%\\n'");
  await runCell(cell);
  await until('it ran', () => successOf(cell) === true);
  assert.equal(outputOf(cell), 'one 100%\ntwo 100%\n');
  await closeAll();
});

test('two streams that alternate do not make an output per line', async () => {
  const cell = await oneCell('for i in $(seq 1 2000); do echo out $i; echo err $i >&2; done');
  await runCell(cell);
  await until('it ran', () => successOf(cell) === true);
  assert.ok(cell.outputs.length <= 200, `${cell.outputs.length} outputs`);
  for (const line of ['out 1\n', 'err 1\n', 'out 2000\n', 'err 2000\n']) assert.ok(outputOf(cell).includes(line), line);
  await closeAll();
});

test('long output: beginning and end are shown, all of it opens, and closing the notebook is the end of it', async () => {
  await vscode.workspace
    .getConfiguration('netlab')
    .update('output.limit', 10_000, vscode.ConfigurationTarget.Workspace);
  const cell = await oneCell('seq 1 100000');
  await runCell(cell);
  await until('it ran', () => successOf(cell) === true);
  const shown = outputOf(cell);
  assert.ok(shown.length < 11_000, `${shown.length} characters`);
  assert.match(shown, /^1\n2\n/);
  assert.match(shown, /… 578\.9 kB more/);
  assert.match(shown, /\n99999\n100000\n$/);
  await vscode.commands.executeCommand('netlab.openFullOutput', cell);
  const file = vscode.window.activeTextEditor?.document.uri.fsPath ?? '';
  assert.equal(readFileSync(file, 'utf8').split('\n').length, 100_001);
  await closeAll();
  await until('the file is gone', () => !existsSync(file));
  await vscode.workspace
    .getConfiguration('netlab')
    .update('output.limit', undefined, vscode.ConfigurationTarget.Workspace);
});

test('a job left in the background does not hold its cell, nor print into it or another', async () => {
  const notebook = await openText('```sh\n(sleep 1; echo late) & echo now\n```\n\n```sh\nsleep 2; echo other\n```\n');
  const [first, second] = [codeCell(notebook, 0), codeCell(notebook, 1)];
  await runCell(first);
  await until('the first ended', () => successOf(first) === true);
  await runCell(second);
  await until('the second ended', () => successOf(second) === true);
  assert.doesNotMatch(outputOf(first), /late/);
  assert.equal(outputOf(second), 'other\n');
  await closeAll();
});
