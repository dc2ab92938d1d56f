import * as vscode from 'vscode';
import type { OfferedValue } from '../../notebook/attribute-table.ts';
import type { LiveValues } from '../../notebook/info-offers.ts';
import type { HostCatalog } from '../hosts/hostCatalog.ts';
import { localisedText } from '../messages.ts';
import { markdownOf } from '../plainText.ts';
import { parseLab } from './serializer.ts';

const KINDS = {
  language: vscode.CompletionItemKind.Keyword,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
};

/** In a notebook that is open as text: what may stand in the info string of a fence, and what it means. */
export function registerInfoLanguage(catalog: HostCatalog): vscode.Disposable {
  const selector = { language: 'netlab' };
  const completion: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position) {
      const line = document.lineAt(position).text;
      if (!/^\s*(?:`{3}|~{3})/.test(line)) return undefined;
      // Loaded when first needed.
      const { offersAt } = await import('../../notebook/info-offers.ts');
      const found = offersAt(line, position.character, await liveValues(document, catalog));
      const range = found && new vscode.Range(position.with({ character: found.from }), position);
      return found?.offers.map(({ kind, offer: { value, insert, means } }, index) => {
        const item = new vscode.CompletionItem(value, KINDS[kind]);
        if (means) item.documentation = localisedText(means);
        item.insertText = insert;
        if (range) item.range = range;
        item.sortText = `${index}`.padStart(3, '0');
        if (insert.endsWith('=')) item.command = { command: 'editor.action.triggerSuggest', title: '' };
        return item;
      });
    },
  };
  const hover: vscode.HoverProvider = {
    async provideHover(document, position) {
      const { meaningAt } = await import('../../notebook/info-offers.ts');
      const found = meaningAt(document.lineAt(position).text, position.character);
      if (!found?.of.means) return undefined;
      const { from, to, of } = found;
      const text = new vscode.MarkdownString(
        `**${markdownOf(of.value)}** — ${markdownOf(localisedText(found.of.means))}`,
      );
      return new vscode.Hover(
        text,
        new vscode.Range(position.with({ character: from }), position.with({ character: to })),
      );
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(selector, completion, '{', ' ', '='),
    vscode.languages.registerHoverProvider(selector, hover),
  );
}

/** The hosts that there are, and the namespaces that cells make: a text has no live network. */
async function liveValues(document: vscode.TextDocument, catalog: HostCatalog): Promise<LiveValues> {
  const { plannedNames } = await import('../topology/plannedNames.ts');
  const { cells } = await parseLab(new TextEncoder().encode(document.getText()), 'netlab');
  const texts = cells.filter(({ kind }) => kind === vscode.NotebookCellKind.Code).map(({ value }) => value);
  const all: Readonly<Record<string, readonly string[]>> = {
    netns: plannedNames(texts).netns,
    host: catalog.current.hosts.map(({ id }) => id),
  };
  return (key) => (Object.hasOwn(all, key) ? (all[key] ?? []) : []).map((value): OfferedValue => ({ value }));
}
