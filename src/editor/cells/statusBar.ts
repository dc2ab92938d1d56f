import * as vscode from 'vscode';
import { printable } from '../../printable.ts';
import type { HostCatalog } from '../hosts/hostCatalog.ts';
import { NOTEBOOK_TYPES } from '../lab.ts';
import type { LabRunners } from '../running/labRunners.ts';
import { type Badge, badges } from './badges.ts';
import { infoOf, isFrontMatter } from './cells.ts';

/** Shows beneath each code cell what differs from the default. `changed` fires when a cell's state has changed. */
export function registerStatusBar(
  runners: LabRunners,
  catalog: HostCatalog,
  changed: vscode.EventEmitter<void>,
): vscode.Disposable {
  const provider: vscode.NotebookCellStatusBarItemProvider = {
    onDidChangeCellStatusBarItems: changed.event,
    provideCellStatusBarItems(cell) {
      if (cell.kind !== vscode.NotebookCellKind.Code) return [];
      if (isFrontMatter(cell)) return [frontMatterItem()];
      const { attributes, warnings } = infoOf(cell);
      const state = runners.get(cell.notebook)?.stateOf(cell) ?? {};
      const { host } = attributes;
      const namedHost = host === undefined ? undefined : catalog.kindOf(host);
      return badges({ attributes, warnings, state, namedHost }, vscode.l10n.t).map((badge) => itemOf(badge, cell));
    },
  };
  return vscode.Disposable.from(
    catalog.onDidChange(() => changed.fire()),
    ...NOTEBOOK_TYPES.map((type) => vscode.notebooks.registerNotebookCellStatusBarItemProvider(type, provider)),
  );
}

function itemOf({ text, label, tooltip, command, about }: Badge, cell: vscode.NotebookCell) {
  const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left);
  item.tooltip = printable(tooltip);
  item.accessibilityInformation = { label: printable(label), role: command ? 'button' : 'note' };
  if (command) item.command = { command, title: label, arguments: [cell, about] };
  return item;
}

function frontMatterItem() {
  const { t } = vscode.l10n;
  const text = `$(settings) ${t('settings of this notebook')}`;
  const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left);
  item.tooltip = t('The front matter of the file. It is not run; changes take effect at the next restart.');
  item.accessibilityInformation = { label: item.tooltip, role: 'note' };
  return item;
}
