import * as vscode from 'vscode';
import { type Decorations, uriOf } from './decorations.ts';
import { factLines } from './facts.ts';
import type { Followers } from './followers.ts';
import { marksOf } from './marks.ts';
import type { OutlineNode, State } from './node.ts';
import { hostNode } from './outline.ts';
import { ShownLines } from './shown.ts';

const COLORS: Readonly<Record<State, string | undefined>> = {
  up: 'testing.iconPassed',
  down: 'disabledForeground',
  'no carrier': 'list.warningForeground',
  missing: 'list.errorForeground',
  warning: 'list.warningForeground',
  plain: undefined,
};

/** The tree's lines, by their ids. */
export class TopologyTree implements vscode.TreeDataProvider<string>, vscode.Disposable {
  readonly #lines: ShownLines;
  readonly #drawAnew = new vscode.EventEmitter<string | undefined>();
  readonly #subscription: vscode.Disposable;

  constructor(followers: Followers, decorations: Decorations) {
    const { t } = vscode.l10n;
    this.#lines = new ShownLines(() =>
      followers.all.map(({ id, host, notebook, topology, problem }) =>
        hostNode({ id, label: host.label, notebook: notebookName(notebook), topology, problem }, t),
      ),
    );
    this.#subscription = followers.onDidChange(({ host, changes }) => {
      const redraw = this.#lines.update();
      for (const line of redraw.lines) this.#drawAnew.fire(line);
      if (!host) return;
      const marks = [...marksOf(host.id, changes, redraw)];
      decorations.mark(marks.flatMap(([id, mark]) => (this.#lines.get(id) ? [[this.#uri(id), mark] as const] : [])));
    });
  }

  get onDidChangeTreeData(): vscode.Event<string | undefined> {
    return this.#drawAnew.event;
  }

  line(id: string): OutlineNode | undefined {
    return this.#lines.get(id);
  }

  /** The line of that id, wherever it stands below `from`; looks only into lines that may hold it. */
  find(from: string, id: string): string | undefined {
    this.#lines.children();
    const search = (at: string): string | undefined => {
      if (at === id) return at;
      const kind = this.#lines.get(at)?.subject.kind;
      if (kind === undefined || kind === 'entry') return undefined;
      for (const child of this.#lines.children(at)) {
        const found = search(child);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    return search(from);
  }

  getTreeItem(id: string): vscode.TreeItem {
    const node = this.#lines.get(id);
    const { Expanded, Collapsed, None } = vscode.TreeItemCollapsibleState;
    if (!node) return new vscode.TreeItem('', None);
    const { label, description, icon, state, spoken, children, expanded } = node;
    const item = new vscode.TreeItem(label, children ? (expanded ? Expanded : Collapsed) : None);
    const color = COLORS[state];
    item.id = id;
    item.description = description;
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.accessibilityInformation = { label: spoken };
    item.contextValue = contextOf(node);
    item.resourceUri = this.#uri(id);
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, id: string): vscode.TreeItem {
    const node = this.#lines.get(id);
    if (node) item.tooltip = tooltipOf(node);
    return item;
  }

  getChildren(id?: string): string[] {
    return [...this.#lines.children(id)];
  }

  getParent(id: string): string | undefined {
    return this.#lines.parent(id);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#drawAnew.dispose();
  }

  #uri(id: string): vscode.Uri {
    return uriOf(this.#lines.path(id));
  }
}

/** For `when` clauses in package.json: `viewItem =~ /\blink\b.*\bup\b/`. */
function contextOf({ subject }: OutlineNode): string {
  const { kind, traits = [], name, address, mac, shownBy } = subject;
  const has = Object.entries({ name, address, mac, shownBy }).flatMap(([key, value]) => (value ? [`has-${key}`] : []));
  return [kind, ...traits, ...has].join(' ');
}

/** The raw facts. A code block keeps whatever names hold from being Markdown. */
export function tooltipOf({ label, description, facts }: Pick<OutlineNode, 'label' | 'description' | 'facts'>) {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText([label, description].filter(Boolean).join('  '));
  const lines = factLines(facts);
  if (lines.length > 0) tooltip.appendCodeblock(lines.join('\n'), 'text');
  return tooltip;
}

export function notebookName({ uri }: vscode.NotebookDocument): string {
  return uri.path.split('/').at(-1) ?? '';
}
