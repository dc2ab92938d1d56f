import * as vscode from 'vscode';
import { findHost } from '../../hosts/catalog.ts';
import type { HostCatalog } from '../hosts/hostCatalog.ts';
import { confirmed, showStatus } from '../messages.ts';
import type { LabRunners } from './labRunners.ts';

/** Gives the notebook a clean host. Asks first only where that ends cells that run. */
export async function restart(
  runners: LabRunners,
  catalog: HostCatalog,
  notebook: vscode.NotebookDocument | undefined,
): Promise<void> {
  const { t } = vscode.l10n;
  const runner = notebook && runners.get(notebook);
  if (!runner) {
    showStatus(t('Nothing to restart: no cell of this notebook has run yet.'), 5000);
    return;
  }
  const lost = findHost(catalog.current, runner.hostId)?.sandbox
    ? t(
        'A restart discards the sandbox’s namespaces, links, addresses, routes and firewall rules, and the state of the shell.',
      )
    : t('A restart discards the state of the shell. What cells changed in the machine’s network stays.');
  if (runner.busy > 0) {
    const go = t('Restart');
    const question = runner.busy === 1 ? t('Restart and stop 1 cell?') : t('Restart and stop {0} cells?', runner.busy);
    if (!(await confirmed(question, lost, go))) return;
  }
  await runner.restart();
  showStatus(`${t('Restarted.')} ${lost}`, 10_000, 'debug-restart');
}
