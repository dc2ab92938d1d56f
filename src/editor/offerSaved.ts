import * as vscode from 'vscode';
import { showInformation } from './messages.ts';

/** Says where what was saved is, and leads there. */
export async function offerSaved(file: vscode.Uri): Promise<void> {
  const { t } = vscode.l10n;
  const [open, reveal] = [t('Open'), t('Reveal')];
  const pressed = await showInformation(t('Saved as {0}', vscode.workspace.asRelativePath(file)), open, reveal);
  if (pressed === open) await vscode.commands.executeCommand('vscode.open', file);
  // Only the desktop has a file manager, for files of its own machine.
  const hasManager = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (pressed === reveal)
    await vscode.commands.executeCommand(hasManager ? 'revealFileInOS' : 'revealInExplorer', file);
}
