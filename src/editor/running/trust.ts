import * as vscode from 'vscode';
import { showWarning } from '../messages.ts';

/** Whether cells may run here. In an untrusted workspace it says why not and offers to change that. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t('Cells run only in a trusted workspace. This one can be read and edited.');
  void showWarning(message, manage).then((answer) => {
    if (answer === manage) void vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}
