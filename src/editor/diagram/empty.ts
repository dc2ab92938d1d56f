import * as vscode from 'vscode';
import type { Shown, Start } from '../../diagram/messages.ts';
import { localisedText } from '../messages.ts';
import type { Followed } from '../topology/followers.ts';

/** What the page shows while there is nothing to draw: why, and what to do about it. */
export function emptyPicture(followed: Followed | undefined, notebook: vscode.NotebookDocument | undefined): Shown {
  const { t } = vscode.l10n;
  const empty = ((): Shown['empty'] => {
    if (followed?.problem) return { text: localisedText(followed.problem), start: 'restart' };
    if (followed) return { text: t('Reading the network…') };
    if (notebook) return { text: t('Run a cell: the diagram shows what it creates.'), start: 'runAll' };
    return { text: t('No lab is open: the diagram shows the network of one.'), start: 'openSample' };
  })();
  return { title: 'Netlab', structure: '', items: [], hidden: [], ...(empty ? { empty } : {}) };
}

/** Does what the button in the middle says. */
export async function startLab(how: Start, notebook: vscode.NotebookDocument | undefined): Promise<void> {
  if (how === 'openSample') await vscode.commands.executeCommand('netlab.openSampleLab');
  if (!notebook) return;
  if (how === 'restart')
    await vscode.commands.executeCommand('netlab.restart', { notebookEditor: { notebookUri: notebook.uri } });
  if (how !== 'runAll') return;
  // As its own button would: VS Code asks for a kernel where none is chosen.
  await vscode.window.showNotebookDocument(notebook, { viewColumn: columnOf(notebook) });
  await vscode.commands.executeCommand('notebook.execute', notebook.uri);
}

/** Where a notebook is open already. */
function columnOf(notebook: vscode.NotebookDocument): vscode.ViewColumn {
  const holds = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputNotebook && `${input.uri}` === `${notebook.uri}`;
  const group = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(holds));
  return group?.viewColumn ?? vscode.ViewColumn.Active;
}
