import type * as vscode from 'vscode';
import type { NotebookSettings } from '../../notebook/front-matter.ts';
import { isFrontMatter } from './cells.ts';

/** What the notebook's front matter asks for, as it is in the editor now. */
export async function settingsOf(notebook: vscode.NotebookDocument): Promise<NotebookSettings> {
  const first = notebook.cellCount > 0 ? notebook.cellAt(0) : undefined;
  if (!first || !isFrontMatter(first)) return {};
  // Loaded only where there is front matter: it brings a YAML parser.
  const { readFrontMatter } = await import('../../notebook/front-matter.ts');
  return readFrontMatter(first.document.getText()).settings;
}
