import * as vscode from 'vscode';
import { findHost, isReal } from '../../hosts/catalog.ts';
import type { HostCatalog } from '../hosts/hostCatalog.ts';
import { confirmed, enterFor, showInformation, showStatus } from '../messages.ts';
import type { Controllers } from './controllers.ts';
import type { LabRunners } from './labRunners.ts';
import { requireTrust } from './trust.ts';

/** Gives the notebook a clean host. Asks first only where that ends cells that run. Resolves with false if the user would not. */
export async function restart(
  runners: LabRunners,
  catalog: HostCatalog,
  notebook: vscode.NotebookDocument | undefined,
  toRun = false,
): Promise<boolean> {
  const { t } = vscode.l10n;
  const runner = notebook && runners.get(notebook);
  if (!runner) {
    showStatus(t('Nothing to restart: no cell of this notebook has run yet.'), 5000);
    return true;
  }
  const listed = findHost(catalog.current, runner.hostId);
  const real = !listed || isReal(listed);
  const lost = real
    ? t('A restart discards the state of the shell. What cells changed in the machine’s network stays.')
    : t(
        'A restart discards the sandbox’s namespaces, links, addresses, routes and firewall rules, and the state of the shell.',
      );
  if (runner.busy > 0) {
    const go = t('Restart');
    const question = runner.busy === 1 ? t('Restart and stop 1 cell?') : t('Restart and stop {0} cells?', runner.busy);
    if (!(await confirmed(question, lost, go, enterFor(real)))) return false;
  } else if (toRun && real) {
    const question = t('Run the cells again? This host is no sandbox.');
    if (!(await confirmed(question, lost, t('Run'), enterFor(real)))) return false;
  }
  await runner.restart();
  showStatus(`${t('Restarted.')} ${lost}`, 10_000, 'debug-restart');
  return true;
}

/** Runs all cells of a notebook, or those up to one, on a clean host. */
export async function restartAndRun(
  { runners, catalog, controllers }: { runners: LabRunners; catalog: HostCatalog; controllers: Controllers },
  notebook: vscode.NotebookDocument | undefined,
  last?: vscode.NotebookCell,
): Promise<void> {
  if (!notebook || !(await requireTrust())) return;
  if (runners.get(notebook) && !(await restart(runners, catalog, notebook, true))) return;
  await controllers.run(notebook, last);
}

/** Says that what cells made before the window was closed or reloaded is gone, and offers to make it again. */
export async function tellGone(notebook: vscode.NotebookDocument, sandboxed: boolean): Promise<void> {
  const { t } = vscode.l10n;
  const name = notebook.uri.path.split('/').at(-1) ?? '';
  const again = t('Run All');
  const what = sandboxed
    ? t(
        'The sandbox of {0} has ended, with its namespaces, links and shells. What its cells printed is still shown.',
        name,
      )
    : t('The shells of {0} have ended. What its cells printed is still shown.', name);
  if ((await showInformation(what, again)) !== again) return;
  await vscode.window.showNotebookDocument(notebook);
  await vscode.commands.executeCommand('notebook.execute', notebook.uri);
}
