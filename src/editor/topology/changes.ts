import * as vscode from 'vscode';
import type { Change } from '../../topology/change.ts';
import { changeText } from '../../topology/change-words.ts';
import { netnsById } from '../../topology/find.ts';
import { isSimulatedInternet } from '../../topology/simulated-internet.ts';
import type { Followed, Followers } from './followers.ts';

const ICONS: Readonly<Record<Change['how'], vscode.ThemeIcon>> = {
  added: new vscode.ThemeIcon('diff-added', new vscode.ThemeColor('gitDecoration.addedResourceForeground')),
  removed: new vscode.ThemeIcon('diff-removed', new vscode.ThemeColor('gitDecoration.deletedResourceForeground')),
  changed: new vscode.ThemeIcon('diff-modified', new vscode.ThemeColor('gitDecoration.modifiedResourceForeground')),
};
/** More are counted, not listed. */
const MAX_LISTED = 500;

/** A line of the list: a change, those that the kernel made on its own along with them, or how many there are besides. */
export type ChangeLine =
  | { readonly host: Followed; readonly change: Change }
  | { readonly details: readonly ChangeLine[] }
  | { readonly more: number };

/** "Changes since the last cell" of the notebook in front: what the kernel holds that it did not hold when the last cell began. */
export class ChangeList implements vscode.TreeDataProvider<ChangeLine>, vscode.Disposable {
  readonly #followers: Followers;
  readonly #drawAnew = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;
  #shown = '';

  constructor(followers: Followers) {
    this.#followers = followers;
    this.#subscription = followers.onDidChange(() => {
      const text = JSON.stringify(followers.inFront.map(({ id, sinceLastCell }) => [id, sinceLastCell.map(textOf)]));
      if (text === this.#shown) return;
      this.#shown = text;
      this.#drawAnew.fire(undefined);
    });
  }

  get onDidChangeTreeData(): vscode.Event<undefined> {
    return this.#drawAnew.event;
  }

  /** How many changes somebody made, apart from those that the kernel made along with them. */
  get count(): number {
    return this.#lines().filter(isChosen).length;
  }

  /** What is to be said besides the lines. */
  get message(): string {
    const { t } = vscode.l10n;
    if (this.#followers.inFront.some(({ sinceIsPartial }) => sinceIsPartial))
      return t(
        'This cell began before all changes of the previous one were read, so its own first changes are missing.',
      );
    return this.#lines().length === 0 ? t('Nothing has changed.') : '';
  }

  getChildren(line?: ChangeLine): ChangeLine[] {
    if (line) return 'details' in line ? cut(line.details) : [];
    const all = this.#lines();
    const details = all.filter((one) => !isChosen(one));
    return [...cut(all.filter(isChosen)), ...(details.length > 0 ? [{ details }] : [])];
  }

  getTreeItem(line: ChangeLine): vscode.TreeItem {
    const { t } = vscode.l10n;
    if ('more' in line) return new vscode.TreeItem(t('and {0} more', line.more));
    if ('details' in line) {
      const item = new vscode.TreeItem(t('Side effects'), vscode.TreeItemCollapsibleState.Collapsed);
      item.id = 'details';
      item.description = `${line.details.length}`;
      item.tooltip = t(
        'What the kernel did along with that, such as the routes of an address, and what the sandbox did.',
      );
      return item;
    }
    const { how } = line.change;
    const text = changeText(line.change, t);
    const item = new vscode.TreeItem(text);
    item.iconPath = ICONS[how];
    item.tooltip = text;
    item.command = { command: 'netlab.revealChange', title: t('Show in the Topology'), arguments: [line] };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#drawAnew.dispose();
  }

  #lines() {
    return this.#followers.inFront.flatMap((host) => host.sinceLastCell.map((change) => ({ host, change })));
  }
}

/** Whether somebody chose it: it is neither the kernel's doing nor that of the simulated internet behind a sandbox. */
function isChosen({ host, change }: { readonly host: Followed; readonly change: Change }): boolean {
  const netns = host.topology && netnsById(host.topology, change.netns);
  return change.detail !== true && !(netns && isSimulatedInternet(netns));
}

const textOf = ({ said, how, detail }: Change) => [said, how, detail];

function cut(lines: readonly ChangeLine[]): ChangeLine[] {
  return lines.length > MAX_LISTED ? [...lines.slice(0, MAX_LISTED), { more: lines.length - MAX_LISTED }] : [...lines];
}
