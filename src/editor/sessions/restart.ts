import * as vscode from 'vscode';
import { findHost } from '../../hosts/catalog.ts';
import type { HostCatalog } from '../hosts/catalog.ts';
import { confirmed, showStatus } from '../messages.ts';
import type { Sessions } from './sessions.ts';

/** Gives the notebook a clean host. Asks first only where that ends cells that run. */
export async function restart(
  sessions: Sessions,
  catalog: HostCatalog,
  notebook: vscode.NotebookDocument | undefined,
): Promise<void> {
  const { t } = vscode.l10n;
  const session = notebook && sessions.get(notebook);
  if (!session) {
    showStatus(t('Nothing to restart: no cell of this notebook has run yet.'), 5000);
    return;
  }
  const lost = findHost(catalog.current, session.hostId)?.sandbox
    ? t(
        'A restart discards the sandbox’s namespaces, links, addresses, routes and firewall rules, and the state of the shell.',
      )
    : t('A restart discards the state of the shell. What cells changed in the machine’s network stays.');
  if (session.busy > 0) {
    const go = t('Restart');
    const question =
      session.busy === 1 ? t('Restart and stop 1 cell?') : t('Restart and stop {0} cells?', session.busy);
    if (!(await confirmed(question, lost, go))) return;
  }
  await session.restart();
  showStatus(`${t('Restarted.')} ${lost}`, 10_000, 'debug-restart');
}
