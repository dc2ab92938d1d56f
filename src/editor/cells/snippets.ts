import * as vscode from 'vscode';
import { CELL_LANGUAGE, CELL_SELECTOR } from '../lab.ts';
import { cellOfDocument, commandTexts, offsetIn, positionIn, shellTextOf } from './cells.ts';
import type { Snippet, SnippetOffer } from './snippetOffer.ts';

/**
 * Snippets in cells. VS Code's own (`contributes.snippets`) have no notion of place: they are offered for any word of a
 * command, and Enter, which should end the line, takes them.
 */
export function registerSnippets(extensionUri: vscode.Uri): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(CELL_SELECTOR, new SnippetCompletion(extensionUri));
}

class SnippetCompletion implements vscode.CompletionItemProvider {
  readonly #file: vscode.Uri;
  #snippets: Promise<readonly Snippet[]> | undefined;

  constructor(extensionUri: vscode.Uri) {
    this.#file = vscode.Uri.joinPath(extensionUri, 'snippets', `${CELL_LANGUAGE}.json`);
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position) {
    // Loaded here and not at activation: it reads shell.
    const { commandWordAtEnd, parseSnippets, snippetsFor } = await import('./snippetOffer.ts');
    const text = await shellTextOf(document);
    const word = commandWordAtEnd(text.slice(0, offsetIn(text, position)));
    if (!word) return undefined;
    this.#snippets ??= this.#read().then(parseSnippets);
    const range = new vscode.Range(positionIn(text, word.start), position);
    const cell = cellOfDocument(document);
    const texts = cell ? await commandTexts(cell.notebook) : [];
    const offers = snippetsFor(word.text, await this.#snippets, texts.join('\n'));
    return offers.map((offer) => itemOf(offer, range));
  }

  async #read(): Promise<string> {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#file));
  }
}

function itemOf({ snippet, prefix, filter }: SnippetOffer, range: vscode.Range): vscode.CompletionItem {
  const item = new vscode.CompletionItem(
    { label: prefix, description: snippet.name },
    vscode.CompletionItemKind.Snippet,
  );
  item.insertText = new vscode.SnippetString(snippet.body);
  item.filterText = filter;
  item.range = range;
  item.detail = snippet.description;
  item.documentation = new vscode.MarkdownString().appendCodeblock(withoutStops(snippet.body), 'sh');
  return item;
}

/** The body as it is written before anything in it is filled in. */
function withoutStops(body: string): string {
  return body.replace(/\$\{\d+[:|]([^}|,]*)[^}]*\}/g, '$1').replace(/\$\d/g, '…');
}
