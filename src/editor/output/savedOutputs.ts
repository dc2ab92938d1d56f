import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CellRequest } from '../../kernel/run-types.ts';
import type { CellState } from '../cells/badge.ts';
import { cellFor, requestOf } from '../cells/cells.ts';
import type { Log } from '../messages.ts';

/** What a cell showed when its last run had ended. Plain data. */
export interface SavedOutput {
  readonly hostId: string;
  readonly index: number;
  readonly request: CellRequest;
  readonly order: number | undefined;
  readonly success: boolean | undefined;
  /** Milliseconds since the epoch. */
  readonly timing: { readonly startTime: number; readonly endTime: number } | undefined;
  readonly state: CellState;
  /** Of each output its items; data in base64. */
  readonly outputs: readonly (readonly { readonly mime: string; readonly data: string }[])[];
}

/** What is known of a cell that has run. */
export interface RanCell {
  readonly hostId: string;
  readonly state: CellState;
}

/** Changes of a cell are saved when there was none for so long, in milliseconds. */
const QUIET_MS = 300;
/** A cell that shows more bytes is not saved: its output is gone after a reload. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The outputs of notebooks with a runner, in files of the workspace's storage: VS Code keeps none over a reload of the window, as
 * they are no part of the file.
 */
export class SavedOutputs implements vscode.Disposable {
  readonly #folder: string;
  readonly #ranCell: (cell: vscode.NotebookCell) => RanCell | undefined;
  readonly #log: Log;
  readonly #pending = new Map<vscode.NotebookCell, NodeJS.Timeout>();
  readonly #files = new Map<vscode.NotebookCell, string>();
  readonly #listener: vscode.Disposable;
  #lastFile = Date.now();

  /** `ranCell`: of a cell that has run on the notebook's present host. */
  constructor(storage: vscode.Uri, ranCell: (cell: vscode.NotebookCell) => RanCell | undefined, log: Log) {
    this.#folder = join(storage.fsPath, 'shown');
    this.#ranCell = ranCell;
    this.#log = log;
    this.#listener = vscode.workspace.onDidChangeNotebookDocument(({ cellChanges }) => {
      for (const { cell, outputs, executionSummary } of cellChanges)
        if ((outputs || executionSummary) && this.#ranCell(cell)) this.#saveSoon(cell);
    });
  }

  /** What the cells of a notebook showed on that host, before this window. */
  of(notebook: vscode.NotebookDocument, hostId: string): ReadonlyMap<vscode.NotebookCell, SavedOutput> {
    const folder = this.#folderOf(notebook);
    const found = new Map<vscode.NotebookCell, SavedOutput>();
    for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
      const path = join(folder, name);
      const saved = readSaved(path);
      const cell = saved?.hostId === hostId ? cellFor(notebook, saved.request, saved.index) : undefined;
      if (!saved || !cell) continue;
      found.set(cell, saved);
      this.#files.set(cell, path);
    }
    return found;
  }

  /** Nothing of it is wanted any more. */
  forget(notebook: vscode.NotebookDocument): void {
    for (const [cell, timer] of this.#pending) {
      if (cell.notebook !== notebook) continue;
      clearTimeout(timer);
      this.#pending.delete(cell);
    }
    for (const cell of [...this.#files.keys()]) if (cell.notebook === notebook) this.#files.delete(cell);
    rmSync(this.#folderOf(notebook), { recursive: true, force: true });
  }

  /** Saves what waits to be saved. */
  flush(): void {
    for (const cell of [...this.#pending.keys()]) this.#save(cell);
  }

  dispose(): void {
    this.flush();
    this.#listener.dispose();
  }

  #folderOf(notebook: vscode.NotebookDocument): string {
    return join(this.#folder, createHash('sha256').update(`${notebook.uri}`).digest('hex').slice(0, 32));
  }

  #saveSoon(cell: vscode.NotebookCell): void {
    clearTimeout(this.#pending.get(cell));
    this.#pending.set(
      cell,
      setTimeout(() => this.#save(cell), QUIET_MS),
    );
  }

  #save(cell: vscode.NotebookCell): void {
    clearTimeout(this.#pending.get(cell));
    this.#pending.delete(cell);
    const ran = cell.index < 0 ? undefined : this.#ranCell(cell);
    const file = this.#files.get(cell);
    try {
      if (!ran || sizeOf(cell) > MAX_BYTES) {
        if (file) rmSync(file, { force: true });
        return;
      }
      const folder = this.#folderOf(cell.notebook);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const path = file ?? join(folder, `${this.#lastFile++}.json`);
      this.#files.set(cell, path);
      writeFileSync(path, JSON.stringify(savedOf(cell, ran)), { mode: 0o600 });
    } catch (error) {
      this.#log.warn(`The output of a cell is not saved: ${error}`);
    }
  }
}

const sizeOf = ({ outputs }: vscode.NotebookCell): number =>
  outputs.flatMap(({ items }) => items).reduce((size, { data }) => size + data.length, 0);

function savedOf(cell: vscode.NotebookCell, { hostId, state }: RanCell): SavedOutput {
  const { executionOrder: order, success, timing } = cell.executionSummary ?? {};
  const { remark, existsAlready } = state;
  return {
    hostId,
    index: cell.index,
    request: requestOf(cell),
    order,
    success,
    timing,
    // The rest is of processes, and of files that do not outlive us.
    state: { ...(remark ? { remark } : {}), ...(existsAlready ? { existsAlready } : {}) },
    outputs: cell.outputs.map(({ items }) =>
      items.map(({ mime, data }) => ({ mime, data: Buffer.from(data).toString('base64') })),
    ),
  };
}

/** Undefined where a file is not whole. */
function readSaved(path: string): SavedOutput | undefined {
  try {
    // Safe: only this module writes the files of this folder, and one that is not whole is no JSON.
    return JSON.parse(readFileSync(path, 'utf8')) as SavedOutput;
  } catch {
    return undefined;
  }
}

/** The outputs as VS Code takes them. */
export const outputsOf = ({ outputs }: SavedOutput): vscode.NotebookCellOutput[] =>
  outputs.map(
    (items) =>
      new vscode.NotebookCellOutput(
        items.map(({ mime, data }) => new vscode.NotebookCellOutputItem(Buffer.from(data, 'base64'), mime)),
      ),
  );
