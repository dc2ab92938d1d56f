import * as vscode from 'vscode';
import { infoOf } from './cells.ts';
import { EXTENSION_ID, isLab, NOTEBOOK_TYPES } from './labels.ts';
import type { Sessions } from './sessions.ts';
import { settingsOf } from './settings.ts';
import { mayRun } from './trust.ts';

interface HostChoice {
  /** The host's id. With the notebook type it makes the controller's id, by which VS Code remembers the choice. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
}

function hostChoices(): HostChoice[] {
  const { t } = vscode.l10n;
  return [
    {
      id: 'sandbox',
      label: t('Sandbox (no root)'),
      description: t('a network of its own, gone when the notebook closes'),
    },
    { id: 'local', label: t('This machine'), description: t('⚠ its real root network namespace; needs root') },
  ];
}

/** One controller per notebook type and host, so that the kernel picker says where cells run. */
export function registerControllers(sessions: Sessions, log: vscode.LogOutputChannel): vscode.Disposable {
  const choices = NOTEBOOK_TYPES.flatMap((type) => hostChoices().map((host) => ({ type, host })));
  const selected = new Map<vscode.NotebookDocument, string>();
  const controllers = choices.map(({ type, host }) => {
    const controller = vscode.notebooks.createNotebookController(`${type}-${host.id}`, type, host.label);
    controller.description = host.description;
    controller.supportedLanguages = ['netlab-shell'];
    controller.supportsExecutionOrder = true;
    controller.executeHandler = async (cells, notebook) => {
      if (!(await mayRun())) return;
      const run = chosen(cells);
      // Else they would be shown as waiting until the others have ended.
      for (const cell of cells) if (!run.includes(cell)) controller.createNotebookCellExecution(cell).end(undefined);
      await sessions.open(notebook, host.id, controller).run(run);
    };
    controller.onDidChangeSelectedNotebooks(({ notebook, selected: isSelected }) => {
      if (isSelected) selected.set(notebook, host.id);
      else if (selected.get(notebook) === host.id) selected.delete(notebook);
      if (!isSelected) sessions.close(notebook, host.id);
    });
    return { controller, type, host };
  });

  /** All of them: the picker hides behind "Select Another Kernel…" what is not preferred. */
  const prefer = (notebook: vscode.NotebookDocument) => {
    for (const { controller, type } of controllers) {
      if (type === notebook.notebookType)
        controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
    }
  };
  /**
   * VS Code asks for a kernel at the first run, even where one is preferred: choose it as soon as the notebook is shown.
   * A choice that VS Code remembers has been told to us by then.
   */
  const choose = async (editor: vscode.NotebookEditor) => {
    const { notebook } = editor;
    if (!isLab(notebook) || selected.has(notebook)) return;
    const { host = 'sandbox' } = await settingsOf(notebook);
    prefer(notebook);
    const id = `${notebook.notebookType}-${host}`;
    if (selected.has(notebook) || !controllers.some(({ controller }) => controller.id === id)) return;
    const choice = { notebookEditor: editor, id, extension: EXTENSION_ID };
    await vscode.commands.executeCommand('notebook.selectKernel', choice);
  };
  const chooseAll = async (editors: readonly vscode.NotebookEditor[]) => {
    await Promise.all(
      editors.map((editor) => choose(editor).catch((error) => log.warn(`No kernel was chosen: ${error}`))),
    );
  };
  // For editors that are there already, remembered choices are told to us before the answer to any later question.
  const asked = vscode.commands.executeCommand('setContext', 'netlab.active', true);
  void asked.then(() => chooseAll(vscode.window.visibleNotebookEditors));
  return vscode.Disposable.from(
    ...controllers.map(({ controller }) => controller),
    vscode.window.onDidChangeVisibleNotebookEditors(chooseAll),
  );
}

/** Several cells at once are Run All, Run Above or Run Below: those leave out what asks to be. A cell run alone is meant. */
function chosen(cells: readonly vscode.NotebookCell[]): readonly vscode.NotebookCell[] {
  return cells.length === 1 ? cells : cells.filter((cell) => !infoOf(cell).attributes.excludeFromRunAll);
}
