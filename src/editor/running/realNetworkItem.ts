import * as vscode from 'vscode';
import { isReal } from '../../hosts/catalog.ts';
import { isLab } from '../lab.ts';
import { localisedText } from '../messages.ts';
import { plainLabel } from '../plainText.ts';
import type { Controllers } from './controllers.ts';

/** Says in the window's status bar that the notebook in front runs on the real network of a machine; a click chooses another host. */
export function registerRealNetworkItem(controllers: Controllers): vscode.Disposable {
  const { t } = vscode.l10n;
  const item = vscode.window.createStatusBarItem('netlab.realNetwork', vscode.StatusBarAlignment.Left, 11);
  item.name = t('Netlab: Real Network');
  // Without an argument VS Code passes null, which this command does not take.
  item.command = { command: 'notebook.selectKernel', title: t('Choose another host'), arguments: [{}] };
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  const update = () => {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    const host = notebook && isLab(notebook) ? controllers.hostOf(notebook) : undefined;
    if (!host || !isReal(host)) return item.hide();
    const label = localisedText(host.label);
    item.text = `$(warning) ${plainLabel(label)}`;
    item.tooltip = t('Cells run on the real network of this host, outside a sandbox. Click to choose another one.');
    item.accessibilityInformation = { label: t('Cells run on the real network of {0}', label), role: 'button' };
    item.show();
  };
  update();
  const { onDidChangeActiveNotebookEditor } = vscode.window;
  return vscode.Disposable.from(item, onDidChangeActiveNotebookEditor(update), controllers.onDidChange(update));
}
