import * as vscode from 'vscode';
import { labNameOf } from '../lab.ts';
import { confirmed, showStatus } from '../messages.ts';
import { plainLabel } from '../plainText.ts';
import type { Progress } from '../running/progress.ts';
import { type ExtensionParts, LabCopies } from './copies.ts';
import { entryOf, isSample, SAMPLE_FILES, type SampleFile } from './sampleLabs.ts';

interface Item extends vscode.QuickPickItem {
  readonly file: SampleFile;
}

/** Shows the labs that ship: what each teaches and takes, and what is done of it. Opens one as the user's own file. */
export async function openGallery(parts: ExtensionParts, progress: Progress): Promise<void> {
  const copies = new LabCopies(parts);
  const choice = await choose(await Promise.all(SAMPLE_FILES.map((file) => itemOf(file, copies, progress))));
  if (!choice) return;
  const existing = choice.afresh ? await copies.existing(choice.file) : undefined;
  if (existing) return startAfresh(existing, parts, progress);
  const copy = await copies.copy(choice.file);
  if (copy) await openAtTop(copy);
}

/** Makes a copy what it was at first, in a sandbox of its own, and forgets what was done in it. */
export async function startAfresh(
  uri: vscode.Uri | undefined,
  parts: ExtensionParts,
  progress: Progress,
): Promise<void> {
  const copies = new LabCopies(parts);
  const { t } = vscode.l10n;
  const name = uri && labNameOf(uri);
  if (!uri || !name || !isSample(name) || `${uri}` === `${copies.original(name)}`) {
    showStatus(t('This is no sample lab.'), 5000);
    return;
  }
  const detail = t('What you changed in it is lost, its sandbox ends, and its tasks are to do again.');
  if (!(await confirmed(t('Replace your copy of {0} with the original?', name), detail, t('Start Afresh')))) return;
  await closeWithoutSaving(uri);
  await vscode.workspace.fs.copy(copies.original(name), uri, { overwrite: true });
  await progress.forget(name);
  await openAtTop(uri);
}

async function openAtTop(uri: vscode.Uri): Promise<void> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook, { preview: false });
  // Called from the palette, the keyboard would be left nowhere.
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
}

async function itemOf(file: SampleFile, copies: LabCopies, progress: Progress): Promise<Item> {
  const { t } = vscode.l10n;
  const text = await vscode.workspace.fs.readFile(copies.original(file));
  const { title, description, detail } = entryOf(file, text, (tasks) => progress.countDone(file, tasks), t);
  const afresh = { iconPath: new vscode.ThemeIcon('discard'), tooltip: t('Start Afresh') };
  const buttons = (await copies.existing(file)) ? [afresh] : [];
  return { file, label: plainLabel(title), description, detail, buttons };
}

/** Undefined when the user leaves. `afresh`: by the button. */
function choose(items: readonly Item[]): Promise<{ file: SampleFile; afresh: boolean } | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.items = items;
  pick.title = vscode.l10n.t('Sample Labs');
  pick.placeholder = vscode.l10n.t('Which lab do you want to open? It opens as a file of your own.');
  pick.matchOnDetail = true;
  return new Promise((resolve) => {
    const end = (item: Item | undefined, afresh: boolean) => {
      resolve(item && { file: item.file, afresh });
      pick.hide();
    };
    pick.onDidAccept(() => end(pick.selectedItems[0], false));
    pick.onDidTriggerItemButton(({ item }) => end(item, true));
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** Ends what runs in a notebook, and drops what is not saved. */
async function closeWithoutSaving(uri: vscode.Uri): Promise<void> {
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const ofIt = ({ input }: vscode.Tab) => input instanceof vscode.TabInputNotebook && `${input.uri}` === `${uri}`;
  const dirty = vscode.workspace.notebookDocuments.find((one) => `${one.uri}` === `${uri}` && one.isDirty);
  if (dirty && tabs().some(ofIt)) {
    await vscode.window.showNotebookDocument(dirty);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.window.tabGroups.close(tabs().filter(ofIt));
}
