import * as vscode from 'vscode';
import { offerSaved } from '../offerSaved.ts';
import type { LabRunners } from '../running/labRunners.ts';

/** Asks where to, and writes what is needed to report that something else was seen than predicted. */
export async function saveReport(runners: LabRunners, cell: vscode.NotebookCell | undefined): Promise<void> {
  const report = cell && runners.get(cell.notebook)?.stateOf(cell).report;
  if (!report) return;
  const { uri } = cell.notebook;
  const path = `${uri.path.replace(/\.\w+$/, '')}-report.json`;
  const to = await vscode.window.showSaveDialog({
    filters: { JSON: ['json'] },
    ...(uri.scheme === 'file' ? { defaultUri: uri.with({ path }) } : {}),
  });
  if (!to) return;
  await vscode.workspace.fs.writeFile(to, Buffer.from(report()));
  void offerSaved(to);
}
