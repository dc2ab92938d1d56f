import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { OutputPlace } from './cellOutput.ts';

const DEFAULT_LIMIT = 1024 * 1024;

/** Keeps the whole output of the cells that show only its beginning and end, until their notebook closes. */
export class FullOutputs implements vscode.Disposable {
  readonly #storage: string;
  readonly #paths = new WeakMap<vscode.NotebookCell, string>();
  #folder: string | undefined;
  #lastFile = 0;

  constructor(storage: vscode.Uri) {
    this.#storage = join(storage.fsPath, 'outputs');
  }

  /** Where the output of a run of that cell goes; the file of its last run is removed. */
  placeFor(cell: vscode.NotebookCell): OutputPlace {
    this.forget(cell);
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
      vscode.window.setStatusBarMessage(vscode.l10n.t('This cell shows all of its output.'), 5000);
    }
  }

  forget(cell: vscode.NotebookCell): void {
    const path = this.#paths.get(cell);
    this.#paths.delete(cell);
    if (path) rmSync(path, { force: true });
  }

  dispose(): void {
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
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
