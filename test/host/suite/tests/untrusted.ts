import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../registry.ts';

test('the workspace is not trusted', () => {
  assert.equal(vscode.workspace.isTrusted, false);
});
