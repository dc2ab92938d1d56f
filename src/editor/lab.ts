import { basename } from 'node:path';
import type * as vscode from 'vscode';

/** publisher.name of package.json. */
export const EXTENSION_ID = 'netlab-notebook.netlab-notebook';

export const NOTEBOOK_TYPES = ['netlab', 'netlab-markdown'] as const;
/** Of cells that are run as a whole, and of those in which only what follows a prompt is. */
export const CELL_LANGUAGE = 'netlab-shell';
/** Of the text of a .netlab file. */
export const LAB_LANGUAGE = 'netlab';
export const CONSOLE_LANGUAGE = 'netlab-console';
export const CELL_LANGUAGES = [CELL_LANGUAGE, CONSOLE_LANGUAGE] as const;

/** In cells, for what knows shell. */
export const CELL_SELECTOR = CELL_LANGUAGES.map((language) => ({ language, scheme: 'vscode-notebook-cell' }));

/** Whether a cell is one that runs. */
export function isShellCell({ document }: { readonly document: Pick<vscode.TextDocument, 'languageId'> }): boolean {
  return CELL_LANGUAGES.some((language) => language === document.languageId);
}

/** Whether a notebook is one of ours. */
export function isLab(notebook: vscode.NotebookDocument): boolean {
  return NOTEBOOK_TYPES.some((type) => type === notebook.notebookType);
}

/** What a lab is called where progress is remembered: as its file, wherever that is. */
export const labNameOf = ({ path }: vscode.Uri): string => basename(path);
