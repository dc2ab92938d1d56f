import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import { currentReading } from './cells.ts';

/** What a person says of a cell that may be commands or not. */
export type Answer = 'commands' | 'output';

const KEY = 'answers/';

/** The answers that were given about cells of tutorials: remembered by the file and the text of the cell, never in the file. */
export class Answers {
  readonly #state: vscode.Memento;
  readonly #changed: () => void;

  /** `changed` is told after each change. */
  constructor(state: vscode.Memento, changed: () => void) {
    this.#state = state;
    this.#changed = changed;
  }

  of(cell: vscode.NotebookCell): Answer | undefined {
    return this.#all(cell)[nameOf(cell)];
  }

  async give(cell: vscode.NotebookCell, answer: Answer | undefined): Promise<void> {
    const { [nameOf(cell)]: _, ...others } = this.#all(cell);
    await this.#state.update(keyOf(cell), answer === undefined ? others : { ...others, [nameOf(cell)]: answer });
    this.#changed();
  }

  /** Why a cell is not run: a person must say first what it is, or has said that it is output. */
  whyNotRun(cell: vscode.NotebookCell): 'unclear' | 'output' | undefined {
    if (currentReading(cell)?.kind !== 'unclear') return undefined;
    const answer = this.of(cell);
    return answer === undefined ? 'unclear' : answer === 'output' ? 'output' : undefined;
  }

  /** Whether Run All runs a cell. */
  isRunWithOthers(cell: vscode.NotebookCell): boolean {
    return this.whyNotRun(cell) === undefined && currentReading(cell)?.cleansUp !== true;
  }

  #all(cell: vscode.NotebookCell): Readonly<Record<string, Answer>> {
    return this.#state.get<Readonly<Record<string, Answer>>>(keyOf(cell), {});
  }
}

const keyOf = (cell: vscode.NotebookCell): string => KEY + cell.notebook.uri.toString();

const nameOf = (cell: vscode.NotebookCell): string =>
  createHash('sha256').update(cell.document.getText()).digest('hex').slice(0, 16);
