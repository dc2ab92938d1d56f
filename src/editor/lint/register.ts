import * as vscode from 'vscode';
import { isLab, LAB_LANGUAGE } from '../lab.ts';
import type { Followers } from '../topology/followers.ts';
import type { Problems } from './problems.ts';

/** What is found in labs, in the Problems panel: read when the first one is open. */
export function registerProblems(followers: Followers): vscode.Disposable {
  let problems: Promise<Problems> | undefined;
  let isDisposed = false;
  const load = () => {
    problems ??= import('./problems.ts').then((module) => new module.Problems(followers));
    void problems.then((loaded) => isDisposed && loaded.dispose());
  };
  const ofNotebook = (notebook: vscode.NotebookDocument) => isLab(notebook) && load();
  const ofText = (document: vscode.TextDocument) => document.languageId === LAB_LANGUAGE && load();
  vscode.workspace.notebookDocuments.forEach(ofNotebook);
  vscode.workspace.textDocuments.forEach(ofText);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenNotebookDocument(ofNotebook),
    vscode.workspace.onDidOpenTextDocument(ofText),
    {
      dispose: () => {
        isDisposed = true;
        void problems?.then((loaded) => loaded.dispose());
      },
    },
  );
}
