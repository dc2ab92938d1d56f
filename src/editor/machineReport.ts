import * as vscode from 'vscode';

const SCHEME = 'netlab-report';
const REPORT = vscode.Uri.from({ scheme: SCHEME, path: '/Check This Machine.md' });

let text = '';
const changed = new vscode.EventEmitter<vscode.Uri>();

/** Provides the report as a document that nobody can edit. */
export function registerMachineReport(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: () => text,
  });
}

export async function showMachineReport(): Promise<void> {
  text = '';
  changed.fire(REPORT);
  await vscode.commands.executeCommand('markdown.showPreview', REPORT);
}
