import { basename } from 'node:path';
import type * as vscode from 'vscode';

/** publisher.name of package.json. */
export const EXTENSION_ID = 'netlab-notebook.netlab-notebook';

export const NOTEBOOK_TYPES = ['netlab', 'netlab-markdown'] as const;
export const CELL_LANGUAGE = 'netlab-shell';
/** Of the text of a .netlab file. */
export const LAB_LANGUAGE = 'netlab';

/** Whether a notebook is one of ours. */
export function isLab(notebook: vscode.NotebookDocument): boolean {
  return NOTEBOOK_TYPES.some((type) => type === notebook.notebookType);
}

/** What a lab is called where progress is remembered: as its file, wherever that is. */
export const labNameOf = ({ path }: vscode.Uri): string => basename(path);
