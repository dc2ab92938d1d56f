import * as vscode from 'vscode';
import type { LabRunner } from './labRunner.ts';
import type { RunnerParts } from './runnerParts.ts';

/** The runners of all open notebooks: one each, on the host that its notebook's controller stands for. */
export class LabRunners implements vscode.Disposable {
  readonly #parts: RunnerParts;
  readonly #byNotebook = new Map<vscode.NotebookDocument, LabRunner>();
  readonly #closing = new Set<Promise<void>>();
  readonly #listeners: vscode.Disposable;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.close(notebook)),
      // VS Code may keep a document for minutes after its last tab has gone (one that an extension opened, for instance).
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) this.#closeWithoutTab();
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) this.#byNotebook.get(notebook)?.stopRemoved();
      }),
    );
  }

  get(notebook: vscode.NotebookDocument): LabRunner | undefined {
    return this.#byNotebook.get(notebook);
  }

  /** The notebook's runner on that host; one on another host is ended. */
  async open(
    notebook: vscode.NotebookDocument,
    hostId: string,
    controller: vscode.NotebookController,
  ): Promise<LabRunner> {
    // Loaded here and not at activation: nothing has run by then.
    const { LabRunner } = await import('./labRunner.ts');
    const current = this.#byNotebook.get(notebook);
    if (current?.hostId === hostId) return current;
    this.close(notebook);
    const runner = new LabRunner(notebook, hostId, controller, this.#parts);
    this.#byNotebook.set(notebook, runner);
    return runner;
  }

  /** Comes back to what a runner of this notebook on that host left when the window was reloaded, if anything. */
  async reattach(
    notebook: vscode.NotebookDocument,
    hostId: string,
    controller: vscode.NotebookController,
  ): Promise<void> {
    if (this.#byNotebook.has(notebook) || !vscode.workspace.isTrusted) return;
    const saved = this.#parts.savedNotebooks.of(notebook, hostId);
    if (saved) await (await this.open(notebook, hostId, controller)).reattach(saved);
  }

  /** Ends the notebook's runner, if it has one (on that host). */
  close(notebook: vscode.NotebookDocument, hostId?: string): void {
    const runner = this.#byNotebook.get(notebook);
    if (!runner || (hostId !== undefined && runner.hostId !== hostId)) return;
    this.#byNotebook.delete(notebook);
    const closing = runner
      .dispose()
      .catch((error) => this.#parts.log.error(error))
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #closeWithoutTab(): void {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const shown = new Set(tabs.map(({ input }) => (input instanceof vscode.TabInputNotebook ? `${input.uri}` : '')));
    for (const notebook of [...this.#byNotebook.keys()]) if (!shown.has(`${notebook.uri}`)) this.close(notebook);
  }

  /** The window ends: so do all processes, but those of hosts with keepAlive. Resolves when that is done. */
  async shutdown(): Promise<void> {
    const runners = [...this.#byNotebook.values()];
    this.#byNotebook.clear();
    await Promise.all([...this.#closing, ...runners.map((runner) => runner.detach())]);
  }

  dispose(): void {
    this.#listeners.dispose();
    void this.shutdown();
  }
}
