import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../registry.ts';

test('the editor is new enough and the workspace is trusted', () => {
  const [major = 0, minor = 0] = vscode.version.split('.').map(Number);
  assert.ok(major > 1 || minor >= 100, vscode.version);
  assert.equal(vscode.workspace.isTrusted, true);
});

test('the extension activates', async () => {
  const extension = vscode.extensions.getExtension('netlab-notebook.netlab-notebook');
  assert.ok(extension, 'the extension is not there');
  await extension.activate();
  assert.equal(extension.isActive, true);
});
