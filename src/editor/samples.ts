import * as vscode from 'vscode';
import { parseLab } from './cells/serializer.ts';

/** Opens an empty lab that has a friendly first cell. */
export async function newLab(): Promise<void> {
  const { t } = vscode.l10n;
  await openUntitled(
    [
      `# ${t('A new lab')}`,
      '',
      t(
        'Cells run in a sandbox: there you are root, and your own network stays as it is. Press Shift+Enter to run one.',
      ),
      '',
      '```sh',
      'ip netns add webapp',
      'ip netns',
      '```',
      '',
    ].join('\n'),
  );
}

/** Opens a lab that is not saved yet. */
export async function openUntitled(text: string): Promise<void> {
  const data = await parseLab(new TextEncoder().encode(text), 'netlab');
  const notebook = await vscode.workspace.openNotebookDocument('netlab', data);
  const first = notebook.getCells().findIndex((cell) => cell.kind === vscode.NotebookCellKind.Code);
  const selections = first < 0 ? [] : [new vscode.NotebookRange(first, first + 1)];
  await vscode.window.showNotebookDocument(notebook, { selections });
  // Called from the palette, the keyboard would be left nowhere: the first Shift+Enter is to run the cell.
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
}
