import * as vscode from 'vscode';

/** Where the whole output of cells is kept, of which the notebook shows only the beginning and the end. */
export class FullOutputs implements vscode.Disposable {
  readonly #folder: vscode.Uri;
  constructor(storage: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(storage, 'outputs');
  }
  open(_cell: vscode.NotebookCell | undefined): void {}
  dispose(): void {}
}
