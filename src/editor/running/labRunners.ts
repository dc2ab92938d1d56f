import * as vscode from 'vscode';
import { confirmed } from '../messages.ts';
import type { LabRunner } from './labRunner.ts';
import type { RunnerParts } from './runnerParts.ts';

/** The runners of all open notebooks: one each, on the host that its notebook's controller stands for. */
export class LabRunners implements vscode.Disposable {
  readonly #parts: RunnerParts;
  readonly #byNotebook = new Map<vscode.NotebookDocument, LabRunner>();
  readonly #closing = new Set<Promise<void>>();
  /** Those of notebooks that were closed while cells run. */
  readonly #inQuestion = new Set<LabRunner>();
  readonly #listeners: vscode.Disposable;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidCloseNotebookDocument((notebook) => void this.#closed(notebook)),
      // VS Code may keep a document for minutes after its last tab has gone (one that an extension opened, for instance).
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) this.#closeWithoutTab();
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) this.#byNotebook.get(notebook)?.stopRemoved();
      }),
    );
  }

  /**
   * After a reload VS Code opens only the notebooks that are on the screen, and what keeps running of the others would end
   * before somebody looks at them.
   */
  async openHidden(): Promise<void> {
    const { savedNotebooks, log } = this.#parts;
    const kept = tabUris().filter((uri) => savedNotebooks.has(uri));
    await Promise.all(kept.map((uri) => vscode.workspace.openNotebookDocument(uri))).catch((error) => log.warn(error));
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
    const stored = this.#parts.savedNotebooks.of(notebook, hostId);
    const shown = this.#parts.savedOutputs.of(notebook, hostId);
    if (!stored && shown.size === 0) return;
    await (await this.open(notebook, hostId, controller)).reattach({ stored, shown });
  }

  /** Ends the notebook's runner, if it has one (on that host). */
  close(notebook: vscode.NotebookDocument, hostId?: string): void {
    const runner = this.#byNotebook.get(notebook);
    if (!runner || (hostId !== undefined && runner.hostId !== hostId)) return;
    this.#byNotebook.delete(notebook);
    this.#end(runner);
  }

  async #closed(notebook: vscode.NotebookDocument): Promise<void> {
    const runner = this.#byNotebook.get(notebook);
    // One that only an extension has opened is closed after minutes; its tab is still there.
    if (!runner || !tabUris().some((uri) => `${uri}` === `${notebook.uri}`)) return this.#closedByUser(notebook);
    this.#byNotebook.delete(notebook);
    await runner.detach();
    await this.openHidden();
  }

  /** VS Code lets nobody keep a notebook open: what it runs goes on until the user has said whether that was meant. */
  async #closedByUser(notebook: vscode.NotebookDocument): Promise<void> {
    const runner = this.#byNotebook.get(notebook);
    if (!runner) return;
    this.#byNotebook.delete(notebook);
    this.#inQuestion.add(runner);
    const isMeant = await closingIsMeant(notebook, runner);
    // The window has ended meanwhile.
    if (!this.#inQuestion.delete(runner)) return;
    if (isMeant) this.#end(runner);
    else if (!notebook.isClosed) this.#byNotebook.set(notebook, runner);
    else await runner.detach();
    if (!isMeant) await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(notebook.uri));
  }

  #end(runner: LabRunner): void {
    const closing = runner
      .dispose()
      .catch((error) => this.#parts.log.error(error))
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #closeWithoutTab(): void {
    const shown = new Set(tabUris().map(String));
    for (const notebook of [...this.#byNotebook.keys()])
      if (!shown.has(`${notebook.uri}`)) void this.#closedByUser(notebook);
  }

  /** The window ends: so do all processes, but those of hosts with keepAlive. Resolves when that is done. */
  async shutdown(): Promise<void> {
    const runners = [...this.#byNotebook.values(), ...this.#inQuestion];
    this.#byNotebook.clear();
    this.#inQuestion.clear();
    await Promise.all([...this.#closing, ...runners.map((runner) => runner.detach())]);
  }

  dispose(): void {
    this.#listeners.dispose();
    void this.shutdown();
  }
}

/** Of the notebooks that have a tab, shown or not. */
function tabUris(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.flatMap(({ input }) => (input instanceof vscode.TabInputNotebook ? [input.uri] : []));
}

/** Asks whether the cells that run should end with the notebook, where there is a way back. */
async function closingIsMeant(notebook: vscode.NotebookDocument, runner: LabRunner): Promise<boolean> {
  const { t } = vscode.l10n;
  const { waitedFor } = runner;
  if (waitedFor === 0 || notebook.uri.scheme !== 'file' || !(await runner.goesOnAlone())) return true;
  const name = notebook.uri.path.split('/').at(-1) ?? '';
  const question =
    waitedFor === 1
      ? t('Stop the running cell of {0}?', name)
      : t('Stop the {0} running cells of {1}?', waitedFor, name);
  return confirmed(
    question,
    t('The notebook is closed already. Cancel opens it again, and its cells keep running.'),
    t('Stop'),
  );
}
