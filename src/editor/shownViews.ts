import * as vscode from 'vscode';
import type { ShownView } from '../notebook/attributes.ts';
import type { Diagrams } from './diagram/diagrams.ts';
import type { TopologyView } from './topology/topologyView.ts';

/** Opens the views that the cells of a lab show (`show=`): each once for a notebook, so that what the user has closed stays closed. */
export class ShownViews {
  readonly #topology: Pick<TopologyView, 'open'>;
  readonly #diagrams: Pick<Diagrams, 'open'>;
  readonly #shown = new WeakMap<vscode.NotebookDocument, Set<ShownView>>();

  constructor(topology: Pick<TopologyView, 'open'>, diagrams: Pick<Diagrams, 'open'>) {
    this.#topology = topology;
    this.#diagrams = diagrams;
  }

  async show(notebook: vscode.NotebookDocument, view: ShownView): Promise<void> {
    if (!vscode.workspace.getConfiguration('netlab', notebook.uri).get('openViews', true)) return;
    const shown = this.#shown.get(notebook) ?? new Set();
    this.#shown.set(notebook, shown);
    if (shown.has(view)) return;
    shown.add(view);
    if (view === 'diagram') await this.#diagrams.open(notebook);
    else await this.#topology.open();
  }
}
