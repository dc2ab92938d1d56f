import type * as vscode from 'vscode';
import type { CellState } from '../cells/badge.ts';

/** What is known of the cells of a notebook besides what their author wrote. */
export class CellStates {
  readonly #states = new WeakMap<vscode.NotebookCell, CellState>();
  readonly #changed: () => void;

  /** `changed` is told after each change. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  of(cell: vscode.NotebookCell): CellState {
    return this.#states.get(cell) ?? {};
  }

  set(cell: vscode.NotebookCell, state: CellState): void {
    this.#states.set(cell, state);
    this.#changed();
  }
}
