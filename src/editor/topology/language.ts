import * as vscode from 'vscode';
import { CELL_SELECTOR } from '../lab.ts';
import type { Followers } from './followers.ts';

/** In cells: completion of the words of programs and of the names that the live topology holds, and both on hover. Loaded when first asked: they read shell. */
export function registerLanguage(followers: Followers): vscode.Disposable {
  const load = () => import('./commandLanguage.ts');
  const completion: vscode.CompletionItemProvider = {
    provideCompletionItems: async (document, position) => (await load()).completionItems(followers, document, position),
  };
  const hover: vscode.HoverProvider = {
    provideHover: async (document, position) => (await load()).hoverAt(followers, document, position),
  };
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(CELL_SELECTOR, completion, ' ', '=', ',', '%'),
    vscode.languages.registerHoverProvider(CELL_SELECTOR, hover),
  );
}
