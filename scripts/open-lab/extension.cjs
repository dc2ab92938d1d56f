// A fresh profile does not yet know our file ending when the editor restores or opens its first files: it would show the lab as plain text.
// After start-up it knows.
const vscode = require('vscode');

exports.activate = async () => {
  const file = process.env['NETLAB_OPEN'];
  const isEmpty = vscode.window.tabGroups.all.every((group) => group.tabs.length === 0);
  if (!file || !isEmpty) return;
  const folder = vscode.workspace.workspaceFolders?.[0];
  // In a browser the file's address is that of the remote, as the folder's is.
  const uri = folder ? folder.uri.with({ path: file }) : vscode.Uri.file(file);
  await vscode.commands.executeCommand('vscode.openWith', uri, 'netlab');
};
