import * as vscode from 'vscode';
import { headingsOf } from '../notebook/headings.ts';
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

/** Asks for one of the labs that ship and opens a copy of it that belongs to the user. */
export async function openSampleLab(extensionUri: vscode.Uri): Promise<void> {
  const folder = vscode.Uri.joinPath(extensionUri, 'labs');
  const labs = await Promise.all(
    (await vscode.workspace.fs.readDirectory(folder))
      .filter(([name]) => name.endsWith('.netlab'))
      .map(async ([name]) => {
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));
        return { label: titleOf(text) ?? name, description: name, text };
      }),
  );
  const pick = await vscode.window.showQuickPick(labs, { placeHolder: vscode.l10n.t('Open a copy of which lab?') });
  if (pick) await openUntitled(pick.text);
}

function titleOf(text: string): string | undefined {
  return headingsOf(text).find(({ level }) => level === 1)?.text;
}

async function openUntitled(text: string): Promise<void> {
  const data = await parseLab(new TextEncoder().encode(text), 'netlab');
  const notebook = await vscode.workspace.openNotebookDocument('netlab', data);
  const first = notebook.getCells().findIndex((cell) => cell.kind === vscode.NotebookCellKind.Code);
  const selections = first < 0 ? [] : [new vscode.NotebookRange(first, first + 1)];
  await vscode.window.showNotebookDocument(notebook, { selections });
  // Called from the palette, the keyboard would be left nowhere: the first Shift+Enter is to run the cell.
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
}
