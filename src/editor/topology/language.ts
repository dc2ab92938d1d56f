import * as vscode from 'vscode';
import { spokenOf } from '../../outline/line-text.ts';
import { cellOfDocument, commandTexts, infoOf, offsetIn, positionIn, shellTextOf } from '../cells/cells.ts';
import { CELL_SELECTOR } from '../lab.ts';
import type { Followed, Followers } from './followers.ts';
import type { Completion, Lookup } from './lookup.ts';
import { tooltipOf } from './tree.ts';

const KINDS: Readonly<Record<Completion['sort'], vscode.CompletionItemKind>> = {
  netns: vscode.CompletionItemKind.Module,
  link: vscode.CompletionItemKind.Interface,
  master: vscode.CompletionItemKind.Interface,
  address: vscode.CompletionItemKind.Constant,
  prefix: vscode.CompletionItemKind.Constant,
};

/** In cells: completion of names that the live topology holds, and what they stand for on hover. */
export function registerLanguage(followers: Followers): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(CELL_SELECTOR, new NameCompletion(followers), ' '),
    vscode.languages.registerHoverProvider(CELL_SELECTOR, new NameHover(followers)),
  );
}

class NameCompletion implements vscode.CompletionItemProvider {
  readonly #followers: Followers;

  constructor(followers: Followers) {
    this.#followers = followers;
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position) {
    const place = lookupFor(document, this.#followers);
    if (!place) return undefined;
    // Loaded here and not at activation: it reads shell.
    const { completionsFor } = await import('./lookup.ts');
    const text = await shellTextOf(document);
    const written = text.slice(0, offsetIn(text, position));
    // Most places take no name: they need no topology.
    if (!completionsFor(written, NOTHING)) return undefined;
    const lookup = await place();
    const found = lookup && completionsFor(written, lookup);
    if (!found) return undefined;
    const start = positionIn(text, found.from);
    if (start.line !== position.line) return undefined;
    const range = new vscode.Range(start, position);
    return found.items.map(({ sort, label, insert, filter, detail }) => {
      const item = new vscode.CompletionItem({ label, description: detail }, KINDS[sort]);
      item.insertText = insert;
      item.filterText = filter;
      item.range = range;
      item.sortText = label;
      return item;
    });
  }
}

class NameHover implements vscode.HoverProvider {
  readonly #followers: Followers;

  constructor(followers: Followers) {
    this.#followers = followers;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position) {
    const lookup = await lookupFor(document, this.#followers)?.();
    if (!lookup) return undefined;
    const [{ namedAt }, { linkNode }, { netnsNode, netnsSummary }] = await Promise.all([
      import('./lookup.ts'),
      import('../../outline/links.ts'),
      import('../../outline/outline.ts'),
    ]);
    const text = await shellTextOf(document);
    const named = namedAt(text, offsetIn(text, position), lookup);
    if (!named) return undefined;
    const { topology, t } = lookup;
    const outlining = { topology, hostNode: '' };
    const node = named.link ? linkNode(named.netns, named.link, outlining) : netnsNode(named.netns, outlining);
    const facts = named.link ? node.facts : netnsSummary(named.netns, topology, t);
    const range = new vscode.Range(positionIn(text, named.word.start), positionIn(text, named.word.end));
    return new vscode.Hover(tooltipOf(spokenOf(node, t), facts), range);
  }
}

const NOTHING: Lookup = {
  topology: { format: 1, host: { id: '', label: '' }, extent: 'links', root: '', netns: [], unread: [] },
  cellNetns: undefined,
  texts: [],
  t: (message) => message,
};

/** What reads the topology for a cell; undefined where no host runs for it. */
function lookupFor(
  document: vscode.TextDocument,
  followers: Followers,
): (() => Promise<Lookup | undefined>) | undefined {
  const cell = cellOfDocument(document);
  if (!cell) return undefined;
  const { host, netns } = infoOf(cell).attributes;
  const followed: Followed | undefined = followers.of(cell.notebook, host);
  if (!followed) return undefined;
  return async () => {
    const topology = await followers.glance(cell.notebook, host);
    return topology && { topology, cellNetns: netns, texts: await commandTexts(cell.notebook), t: vscode.l10n.t };
  };
}
