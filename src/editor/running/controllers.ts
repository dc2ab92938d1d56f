import * as vscode from 'vscode';
import type { CatalogHost } from '../../hosts/catalog.ts';
import { inWords } from '../../words.ts';
import type { Answers } from '../cells/answers.ts';
import { infoOf } from '../cells/cells.ts';
import { settingsOf } from '../cells/frontMatter.ts';
import type { HostCatalog } from '../hosts/hostCatalog.ts';
import { CELL_LANGUAGES, EXTENSION_ID, isLab, isShellCell, NOTEBOOK_TYPES } from '../lab.ts';
import type { Log } from '../messages.ts';
import type { LabRunners } from './labRunners.ts';
import { requireTrust } from './trust.ts';

type NotebookType = (typeof NOTEBOOK_TYPES)[number];

/** A kernel of the picker. */
interface Entry {
  readonly type: NotebookType;
  readonly listed: CatalogHost;
  readonly controller: vscode.NotebookController;
}

/** One controller per notebook type and host, so that the kernel picker says where cells run. */
export class Controllers implements vscode.Disposable {
  readonly #runners: LabRunners;
  readonly #catalog: HostCatalog;
  readonly #answers: Answers;
  readonly #log: Log;
  /** By the controller's id, by which VS Code remembers the choice: the type and the host's id. */
  readonly #entries = new Map<string, Entry>();
  readonly #selected = new Map<vscode.NotebookDocument, string>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable;

  constructor(runners: LabRunners, catalog: HostCatalog, answers: Answers, log: Log) {
    this.#runners = runners;
    this.#catalog = catalog;
    this.#answers = answers;
    this.#log = log;
    this.#update();
    this.#listeners = vscode.Disposable.from(
      catalog.onDidChange(() => {
        this.#update();
        this.#chooseShown();
      }),
      vscode.window.onDidChangeVisibleNotebookEditors((editors) => this.#chooseAll(editors)),
    );
    this.#chooseShown();
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#changed.dispose();
    for (const { controller } of this.#entries.values()) controller.dispose();
  }

  /** Fires when `hostOf` may say something else. */
  get onDidChange(): vscode.Event<void> {
    return this.#changed.event;
  }

  /** The host on which a notebook runs, as far as one was chosen. */
  hostOf(notebook: vscode.NotebookDocument): CatalogHost | undefined {
    return this.#entries.get(`${notebook.notebookType}-${this.#selected.get(notebook)}`)?.listed;
  }

  /** Runs all cells of a notebook, or those up to one, which is run in any case. */
  async run(notebook: vscode.NotebookDocument, last?: vscode.NotebookCell): Promise<void> {
    const hostId = this.#selected.get(notebook);
    const entry = hostId === undefined ? undefined : this.#entries.get(`${notebook.notebookType}-${hostId}`);
    // VS Code asks for a kernel first.
    if (!entry) return void vscode.commands.executeCommand('notebook.execute', notebook.uri);
    const { controller, listed } = entry;
    const cells = notebook
      .getCells()
      .slice(0, last && last.index + 1)
      .filter(isShellCell);
    const run = cells.filter((cell) => cell === last || this.#isRunWithOthers(cell));
    const runner = await this.#runners.open(notebook, listed.id, controller);
    await runner.run(run, cells.length - run.length);
  }

  #isRunWithOthers(cell: vscode.NotebookCell): boolean {
    return !infoOf(cell).attributes.excludeFromRunAll && this.#answers.isRunWithOthers(cell);
  }

  /** Makes the controllers those of the catalog. */
  #update(): void {
    const wanted = new Map<string, Pick<Entry, 'type' | 'listed'>>(
      NOTEBOOK_TYPES.flatMap((type) =>
        this.#catalog.current.hosts.map((listed) => [`${type}-${listed.id}`, { type, listed }] as const),
      ),
    );
    for (const [id, { listed, controller }] of this.#entries) {
      if (wanted.has(id)) continue;
      this.#entries.delete(id);
      controller.dispose();
      for (const [notebook, host] of this.#selected) if (host === listed.id) this.#runners.close(notebook, host);
    }
    for (const [id, { type, listed }] of wanted) {
      const known = this.#entries.get(id);
      const controller = known?.controller ?? this.#make(id, type, listed);
      // With a description, VS Code's button for kernels has that as its accessible name, and not what it shows.
      controller.description = '';
      controller.detail = detailOf(listed);
      this.#entries.set(id, { type, listed, controller });
    }
  }

  #make(id: string, type: NotebookType, listed: CatalogHost): vscode.NotebookController {
    const hostId = listed.id;
    const controller = vscode.notebooks.createNotebookController(id, type, inWords(listed.label, vscode.l10n.t));
    controller.supportedLanguages = [...CELL_LANGUAGES];
    controller.supportsExecutionOrder = true;
    controller.executeHandler = async (cells, notebook) => {
      if (!(await requireTrust())) return;
      // Several cells at once are Run All, Run Above or Run Below: those leave out what asks to be. A cell run alone is meant.
      const run = cells.length === 1 ? cells : cells.filter((cell) => this.#isRunWithOthers(cell));
      // Else they would be shown as waiting until the others have ended.
      for (const cell of cells) if (!run.includes(cell)) controller.createNotebookCellExecution(cell).end(undefined);
      const runner = await this.#runners.open(notebook, hostId, controller);
      await runner.run(run, cells.length - run.length);
    };
    controller.onDidChangeSelectedNotebooks(({ notebook, selected: isSelected }) => {
      if (isSelected) {
        this.#selected.set(notebook, hostId);
        void this.#runners.reattach(notebook, hostId, controller);
      } else if (this.#selected.get(notebook) === hostId) this.#selected.delete(notebook);
      if (!isSelected) this.#runners.close(notebook, hostId);
      this.#changed.fire();
    });
    return controller;
  }

  /** The sandbox alone: the picker begins with it, and goes on in the order of the alphabet. */
  #prefer(notebook: vscode.NotebookDocument): void {
    const sandbox = this.#entries.get(`${notebook.notebookType}-sandbox`);
    sandbox?.controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
  }

  /** For editors that are there already: VS Code reports remembered choices before the answer to any later question. */
  #chooseShown(): void {
    const asked = vscode.commands.executeCommand('setContext', 'netlab.active', true);
    void asked.then(() => this.#chooseAll(vscode.window.visibleNotebookEditors));
  }

  async #chooseAll(editors: readonly vscode.NotebookEditor[]): Promise<void> {
    const warn = (error: unknown) => this.#log.warn(`No kernel was chosen: ${error}`);
    await Promise.all(editors.map((editor) => this.#choose(editor).catch(warn)));
  }

  /**
   * VS Code asks for a kernel at the first run, even where one is preferred: choose it as soon as the notebook is shown.
   * VS Code has reported a remembered choice by then.
   */
  async #choose(editor: vscode.NotebookEditor): Promise<void> {
    const { notebook } = editor;
    if (!isLab(notebook) || this.#selected.has(notebook)) return;
    const { host = 'sandbox' } = await settingsOf(notebook);
    // The hosts of the SSH configuration come a moment later; one of them may be the remembered choice.
    await this.#catalog.ready;
    this.#prefer(notebook);
    const id = `${notebook.notebookType}-${this.#catalog.idOf(host)}`;
    if (this.#selected.has(notebook) || !this.#entries.has(id)) return;
    const choice = { notebookEditor: editor, id, extension: EXTENSION_ID };
    await vscode.commands.executeCommand('notebook.selectKernel', choice);
  }
}

function detailOf({ reach, sandbox }: CatalogHost): string {
  const { t } = vscode.l10n;
  if (sandbox) {
    return reach.kind === 'local'
      ? t('a network of its own, gone when the notebook closes')
      : t('a network of its own on that machine, gone when the notebook closes; no root');
  }
  switch (reach.kind) {
    case 'local':
      return t('⚠ its real root network namespace; needs root');
    case 'ssh': {
      const { user, host } = reach.destination;
      return t('⚠ its real network, over SSH ({0})', user === undefined ? host : `${user}@${host}`);
    }
    case 'command':
      return t('⚠ its real network, by the command {0}', reach.prefix.join(' '));
  }
}
