import type * as vscode from 'vscode';
import type { PlaceholderValues } from '../../import/placeholders.ts';
import type { CellRequest } from '../../kernel/run-types.ts';
import type { Topology } from '../../topology/model.ts';
import type { ValueStore } from './askPlaceholder.ts';

const KEY = 'values/';

/** What a reader has put for the placeholders of a notebook: asked once, the same in all its cells, never in the file. */
export class Placeholders {
  readonly #state: vscode.Memento;
  readonly #glance: (notebook: vscode.NotebookDocument) => Promise<Topology | undefined>;
  /** One question at a time. */
  #asking: Promise<unknown> = Promise.resolve();

  constructor(state: vscode.Memento, glance: (notebook: vscode.NotebookDocument) => Promise<Topology | undefined>) {
    this.#state = state;
    this.#glance = glance;
  }

  valuesOf(notebook: vscode.NotebookDocument): PlaceholderValues {
    return this.#state.get<PlaceholderValues>(KEY + notebook.uri.toString(), {});
  }

  /** The request with values for its placeholders; undefined where the reader gave none. */
  async fill(notebook: vscode.NotebookDocument, request: CellRequest): Promise<CellRequest | undefined> {
    if (!request.code.includes('<')) return request;
    const turn = this.#asking.then(async () =>
      (await import('./askPlaceholder.ts')).filled(request, this.#storeOf(notebook)),
    );
    this.#asking = turn.catch(() => undefined);
    return turn;
  }

  /** Asks anew for one of the values. */
  async change(notebook: vscode.NotebookDocument | undefined): Promise<void> {
    if (notebook) await (await import('./askPlaceholder.ts')).change(this.#storeOf(notebook));
  }

  #storeOf(notebook: vscode.NotebookDocument): ValueStore {
    const valuesOf = () => this.valuesOf(notebook);
    return {
      get values() {
        return valuesOf();
      },
      keep: (values) => this.#state.update(KEY + notebook.uri.toString(), values),
      names: () => this.#glance(notebook),
    };
  }
}
