import * as vscode from 'vscode';
import { byItself, chosen, type Summed } from '../../topology/by-itself.ts';
import type { Change } from '../../topology/change.ts';
import { changeText } from '../../topology/change-words.ts';
import type { Followed, Followers } from './followers.ts';

const ICONS: Readonly<Record<Change['how'], vscode.ThemeIcon>> = {
  added: new vscode.ThemeIcon('diff-added', new vscode.ThemeColor('gitDecoration.addedResourceForeground')),
  removed: new vscode.ThemeIcon('diff-removed', new vscode.ThemeColor('gitDecoration.deletedResourceForeground')),
  changed: new vscode.ThemeIcon('diff-modified', new vscode.ThemeColor('gitDecoration.modifiedResourceForeground')),
};
/** More are counted, not listed. */
const MAX_LISTED = 500;

/** A line of the list: a change, those that nobody made, several of these, or how many there are besides. */
export type ChangeLine =
  | { readonly host: Followed; readonly change: Change }
  | { readonly host: Followed; readonly summed: Summed }
  | { readonly byItself: readonly ChangeLine[]; readonly count: number }
  | { readonly more: number };

/** "Changes since the last cell" of the notebook in front: what the kernel holds that it did not hold when the last cell began. */
export class ChangeList implements vscode.TreeDataProvider<ChangeLine>, vscode.Disposable {
  readonly #followers: Followers;
  readonly #drawAnew = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;
  #shown = '';
  #chosen: readonly ChangeLine[] = [];
  #summed: readonly { readonly host: Followed; readonly summed: Summed }[] = [];

  constructor(followers: Followers) {
    this.#followers = followers;
    this.#subscription = followers.onDidChange(() => this.#update());
    this.#update();
  }

  get onDidChangeTreeData(): vscode.Event<undefined> {
    return this.#drawAnew.event;
  }

  /** How many changes somebody made. */
  get count(): number {
    return this.#chosen.length;
  }

  /** What is to be said besides the lines. */
  get message(): string {
    const { t } = vscode.l10n;
    if (this.#followers.inFront.some(({ sinceIsPartial }) => sinceIsPartial))
      return t(
        'This cell began before all changes of the previous one were read, so its own first changes are missing.',
      );
    return this.#chosen.length + this.#summed.length === 0 ? t('Nothing has changed since the last cell began.') : '';
  }

  getChildren(line?: ChangeLine): ChangeLine[] {
    if (line && 'byItself' in line) return cut(line.byItself);
    if (line && 'summed' in line) return cut(line.summed.changes.map((change) => ({ host: line.host, change })));
    if (line) return [];
    const count = this.#summed.reduce((sum, { summed }) => sum + summed.changes.length, 0);
    return [...cut(this.#chosen), ...(count > 0 ? [{ byItself: this.#summed.map(single), count }] : [])];
  }

  getTreeItem(line: ChangeLine): vscode.TreeItem {
    const { t } = vscode.l10n;
    if ('more' in line) return new vscode.TreeItem(t('and {0} more', line.more));
    if ('byItself' in line) {
      const item = new vscode.TreeItem(t('Automatic changes'), vscode.TreeItemCollapsibleState.Collapsed);
      item.id = 'by-itself';
      item.description = `${line.count}`;
      item.tooltip = t(
        'What no cell did: what the kernel did on its own, such as adding the routes of an address, and what the sandbox did.',
      );
      return item;
    }
    const { how } = 'summed' in line ? line.summed : line.change;
    const text = changeText('summed' in line ? line.summed : line.change, t);
    const item = new vscode.TreeItem(text);
    item.iconPath = ICONS[how];
    item.tooltip = text;
    if ('summed' in line) {
      item.id = `${line.host.id} ${line.summed.key}`;
      item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
    } else item.command = { command: 'netlab.revealChange', title: t('Show in the Topology'), arguments: [line] };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#drawAnew.dispose();
  }

  #update(): void {
    const hosts = this.#followers.inFront;
    this.#chosen = hosts.flatMap((host) =>
      chosen(host.sinceLastCell, host.topology).map((change) => ({ host, change })),
    );
    this.#summed = hosts.flatMap((host) =>
      byItself(host.sinceLastCell, host.topology).map((summed) => ({ host, summed })),
    );
    const shown = JSON.stringify([this.#chosen.map(lookOf), this.#summed.map(lookOf)]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#drawAnew.fire(undefined);
  }
}

/** One change alone needs no line above it. */
function single({ host, summed }: { readonly host: Followed; readonly summed: Summed }): ChangeLine {
  const [change] = summed.changes;
  return change && summed.changes.length === 1 ? { host, change } : { host, summed };
}

/** All of a line that is seen. */
function lookOf(line: ChangeLine): unknown {
  if ('change' in line) return [line.host.id, line.change.said, line.change.how];
  return 'summed' in line ? [line.host.id, line.summed.said, line.summed.changes.map(({ said }) => said)] : line;
}

function cut(lines: readonly ChangeLine[]): ChangeLine[] {
  return lines.length > MAX_LISTED ? [...lines.slice(0, MAX_LISTED), { more: lines.length - MAX_LISTED }] : [...lines];
}
