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
    const all = this.#all(cell);
    return all[nameOf(cell)] ?? all[placeOf(cell) ?? ''];
  }

  async give(cell: vscode.NotebookCell, answer: Answer | undefined): Promise<void> {
    const place = placeOf(cell);
    // Who runs one block of a place that is not known runs all of them; what is output is only this.
    const name = answer === 'output' || place === undefined ? nameOf(cell) : place;
    const { [nameOf(cell)]: _, [place ?? '']: all, ...rest } = this.#all(cell);
    const others = answer === 'output' && place !== undefined && all ? { ...rest, [place]: all } : rest;
    await this.#state.update(keyOf(cell), answer === undefined ? others : { ...others, [name]: answer });
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

/** The place of a cell that is asked about for its prompts, which name one that is not known. */
function placeOf(cell: vscode.NotebookCell): string | undefined {
  const evidence = currentReading(cell)?.evidence;
  const [name] = evidence?.code === 'other-place' ? evidence.args : [];
  return typeof name === 'string' ? `place ${name}` : undefined;
}
