import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { OutputPlace } from './cellOutput.ts';

const DEFAULT_LIMIT = 1024 * 1024;

/** Keeps the whole output of the cells that show only its beginning and end, while their notebook has a session. */
export class FullOutputs implements vscode.Disposable {
  readonly #storage: string;
  readonly #paths = new Map<vscode.NotebookCell, string>();
  #folder: string | undefined;
  #lastFile = 0;

  constructor(storage: vscode.Uri) {
    this.#storage = join(storage.fsPath, 'outputs');
  }

  /** Where the output of a run of that cell goes; the file of its last run is removed. */
  placeFor(cell: vscode.NotebookCell): OutputPlace {
    this.#forget(cell);
    const limit = vscode.workspace.getConfiguration('netlab', cell.notebook.uri).get('output.limit', DEFAULT_LIMIT);
    const logPath = () => {
      this.#folder ??= makeFolder(this.#storage);
      const path = join(this.#folder, `cell-${cell.index + 1}-output-${++this.#lastFile}.log`);
      this.#paths.set(cell, path);
      return path;
    };
    return { limit, logPath };
  }

  /** Opens the whole output of a cell as VS Code opens any file; it asks before it opens a very large one. */
  async open(cell: vscode.NotebookCell | undefined): Promise<void> {
    const path = cell && this.#paths.get(cell);
    if (path) {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), { preview: true });
    } else {
      vscode.window.setStatusBarMessage(vscode.l10n.t('There is no more output of this cell than it shows.'), 5000);
    }
  }

  /** Removes what is kept of a notebook's cells, those that it no longer holds included. */
  forget(notebook: vscode.NotebookDocument): void {
    for (const cell of [...this.#paths.keys()]) if (cell.notebook === notebook) this.#forget(cell);
  }

  dispose(): void {
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }

  #forget(cell: vscode.NotebookCell): void {
    const path = this.#paths.get(cell);
    this.#paths.delete(cell);
    if (path) rmSync(path, { force: true });
  }
}

/** Makes a folder that names our process, and removes those of processes that are gone. */
function makeFolder(storage: string): string {
  mkdirSync(storage, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(storage)) {
    if (!isRunning(Number.parseInt(name, 10))) rmSync(join(storage, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(storage, `${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
