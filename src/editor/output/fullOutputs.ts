import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { showStatus } from '../messages.ts';
import type { OutputPlace } from './cellOutput.ts';

const DEFAULT_LIMIT = 1024 * 1024;

/** Keeps the full output of the cells that show only its beginning and end, while their notebook has a runner. */
export class FullOutputs implements vscode.Disposable {
  readonly #storage: string;
  readonly #paths = new Map<vscode.NotebookCell, string>();
  /** What jobs printed after a run of the cell had ended. */
  readonly #latePaths = new Map<vscode.NotebookCell, readonly string[]>();
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
      const path = this.#newPath(cell, 'output');
      this.#paths.set(cell, path);
      return path;
    };
    return { limit, logPath };
  }

  /** A file for what jobs of that cell print after it has ended. */
  latePath(cell: vscode.NotebookCell): string {
    const path = this.#newPath(cell, 'late');
    this.#latePaths.set(cell, [...(this.#latePaths.get(cell) ?? []), path]);
    return path;
  }

  /** Opens the full output of a cell as VS Code opens any file; it asks before it opens a very large one. */
  async open(cell: vscode.NotebookCell | undefined): Promise<void> {
    const path = cell && this.#paths.get(cell);
    if (path && existsSync(path)) {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), { preview: true });
    } else {
      showStatus(vscode.l10n.t('All of this cell’s output is already shown.'), 5000);
    }
  }

  /** Removes what is kept of a notebook's cells, those that it no longer holds included. */
  forget(notebook: vscode.NotebookDocument): void {
    for (const cell of [...this.#paths.keys()]) if (cell.notebook === notebook) this.#forget(cell);
    for (const [cell, paths] of this.#latePaths) {
      if (cell.notebook !== notebook) continue;
      this.#latePaths.delete(cell);
      for (const path of paths) rmSync(path, { force: true });
    }
  }

  dispose(): void {
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }

  #newPath(cell: vscode.NotebookCell, what: string): string {
    this.#folder ??= makeFolder(this.#storage);
    return join(this.#folder, `cell-${cell.index + 1}-${what}-${++this.#lastFile}.log`);
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
