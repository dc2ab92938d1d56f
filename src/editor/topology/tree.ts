import * as vscode from 'vscode';
import { factLines } from '../../outline/facts.ts';
import { descriptionOf, shownText, spokenOf } from '../../outline/line-text.ts';
import type { OutlineNode } from '../../outline/node.ts';
import { markdownOf } from '../plainText.ts';
import { contextOf } from './contexts.ts';
import { type Decorations, uriOf } from './decorations.ts';
import type { FollowerEvent, Followers } from './followers.ts';
import { highlightsOf } from './highlights.ts';
import { COLORS, ICONS } from './icons.ts';
import { Redraws } from './redraws.ts';
import { shownHosts } from './shownHosts.ts';
import { ShownLines } from './shownLines.ts';

/** How long a view that asks for no more lines has them all, in milliseconds, and how long at most to wait for that. */
const SETTLING_MS = { quiet: 200, longest: 3000 };

/** The tree's lines, by their ids. */
export class TopologyTree implements vscode.TreeDataProvider<string>, vscode.Disposable {
  readonly #lines: ShownLines;
  #hostNode: typeof import('../../outline/outline.ts').hostNode | undefined;
  readonly #drawAnew = new vscode.EventEmitter<string[] | undefined>();
  readonly #redraws: Redraws;
  /** Lines that the user has opened or closed. */
  readonly #toggled = new Map<string, boolean>();
  readonly #subscription: vscode.Disposable;
  /** When the view last asked for lines, by performance.now(). */
  #askedAt = 0;

  constructor(followers: Followers, decorations: Decorations) {
    this.#lines = new ShownLines(() => (this.#hostNode ? shownHosts(followers.all).map(this.#hostNode) : []));
    this.#redraws = new Redraws(
      (lines) => this.#drawAnew.fire(lines && [...lines]),
      (id) => this.#isOpen(id),
    );
    const update = ({ host, changes }: FollowerEvent) => {
      const redraw = this.#lines.update();
      this.#redraws.add(redraw.lines);
      if (!host) return;
      const added = redraw.added.map((id) => this.#lines.path(id));
      const all = [...highlightsOf(host.id, changes, added)];
      decorations.highlight(all.flatMap(([id, one]) => (this.#lines.get(id) ? [[this.#uri(id), one] as const] : [])));
    };
    this.#subscription = followers.onDidChange(async (event) => {
      if (!this.#hostNode && followers.all.length === 0) return;
      // Loaded here and not at activation: most windows have no host to show.
      this.#hostNode ??= (await import('../../outline/outline.ts')).hostNode;
      update(event);
    });
  }

  get onDidChangeTreeData(): vscode.Event<string[] | undefined> {
    return this.#drawAnew.event;
  }

  line(id: string): OutlineNode | undefined {
    return this.#lines.get(id);
  }

  /** The id of the host that a line belongs to. */
  hostOf(id: string): string | undefined {
    return this.#lines.path(id)[0];
  }

  /** The line of that id, wherever it is below `from`; looks only into lines that may hold it. */
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
    const { t } = vscode.l10n;
    const { label, sort, state, children, expanded } = node;
    const item = new vscode.TreeItem(shownText(label, t), children ? (expanded ? Expanded : Collapsed) : None);
    const color = COLORS[state];
    item.id = id;
    item.description = descriptionOf(node, t);
    item.iconPath = new vscode.ThemeIcon(ICONS[sort], color === undefined ? undefined : new vscode.ThemeColor(color));
    item.accessibilityInformation = { label: spokenOf(node, t) };
    item.contextValue = contextOf(node.subject, node.state === 'stale');
    item.resourceUri = this.#uri(id);
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, id: string): vscode.TreeItem {
    const node = this.#lines.get(id);
    if (node) item.tooltip = tooltipOf(spokenOf(node, vscode.l10n.t), node.facts);
    return item;
  }

  /** Resolves when the view has been given its first lines and asks for no more, or after a while. */
  async settled(): Promise<void> {
    const end = performance.now() + SETTLING_MS.longest;
    const since = performance.now();
    while (performance.now() < end) {
      const quietFor = performance.now() - Math.max(this.#askedAt, since);
      if (this.#askedAt > 0 && quietFor >= SETTLING_MS.quiet && !this.#redraws.pending) return;
      await new Promise((resolve) => setTimeout(resolve, SETTLING_MS.quiet / 2));
    }
  }

  getChildren(id?: string): string[] {
    this.#askedAt = performance.now();
    const children = [...this.#lines.children(id)];
    this.#redraws.answered(id, children);
    return children;
  }

  /** Attaches the view that shows the tree. */
  shownIn(view: vscode.TreeView<string>): vscode.Disposable {
    this.#redraws.visible = view.visible;
    return vscode.Disposable.from(
      view.onDidChangeVisibility(({ visible }) => {
        this.#redraws.visible = visible;
      }),
      view.onDidExpandElement(({ element }) => this.#toggled.set(element, true)),
      view.onDidCollapseElement(({ element }) => this.#toggled.set(element, false)),
    );
  }

  getParent(id: string): string | undefined {
    return this.#lines.parent(id);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#redraws.dispose();
    this.#drawAnew.dispose();
  }

  #isOpen(id: string): boolean {
    const node = this.#lines.get(id);
    return node?.children !== undefined && (this.#toggled.get(id) ?? node.expanded === true);
  }

  #uri(id: string): vscode.Uri {
    return uriOf(this.#lines.path(id));
  }
}

/** A sentence, and below it the raw facts. What is in it may hold Markdown: it is escaped, or in a code block. */
export function tooltipOf(sentence: string, facts: unknown): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  // appendText() would keep the line from being broken at blanks.
  tooltip.appendMarkdown(markdownOf(sentence));
  const lines = factLines(facts);
  // Not folded by <details>: a tooltip of a tree is gone as soon as the pointer moves to it.
  if (lines.length > 0) tooltip.appendCodeblock(lines.join('\n'), 'text');
  return tooltip;
}
