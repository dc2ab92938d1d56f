import { platform } from 'node:process';
import * as vscode from 'vscode';
import { type Host, HostError } from '../hosts/host.ts';
import { elsewhere } from './machineReport.ts';
import { settingsOf } from './settings.ts';

/** A host that one notebook uses. */
export interface OpenedHost {
  readonly notebook: vscode.NotebookDocument;
  readonly host: Host;
}

/** Opens the hosts of notebooks, and asks before the first use of the real machine in each of them. */
export class Hosts implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  /** The program that answers in the sandbox's simulated internet. */
  readonly #responder: string;
  readonly #opened = new Set<OpenedHost>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** Waited for before anything runs on a host that has just been opened. Must not reject. */
  beforeUse: (host: Host) => Promise<void> = async () => {};
  readonly #agreed = new WeakSet<vscode.NotebookDocument>();

  constructor(log: vscode.LogOutputChannel, extensionUri: vscode.Uri) {
    this.#log = log;
    this.#responder = vscode.Uri.joinPath(extensionUri, 'dist', 'responder.js').fsPath;
  }

  /** Throws HostError when the host cannot be had, or the user does not want it. */
  async open(notebook: vscode.NotebookDocument, id: string): Promise<Host> {
    const { t } = vscode.l10n;
    const settings = await settingsOf(notebook);
    if (settings.invalid)
      throw new HostError(settings.invalid, t('Correct the front matter at the top of the notebook.'));
    if (platform !== 'linux') throw new HostError(t('Cells need Linux, and this machine is not.'), elsewhere());
    if (id === 'local') await this.#askForMachine(notebook);
    // Loaded here and not at activation: most windows never run a cell.
    const { openHost } = await import('../hosts/open.ts');
    const { internet, uplink } = settings;
    const opened = openHost(id, {
      ...(internet ? { internet } : {}),
      ...(uplink ? { uplink } : {}),
      responder: { node: process.execPath, script: this.#responder },
    });
    const title = t('Netlab: preparing the host…');
    const host = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => opened);
    this.#log.info(`${notebook.uri} has its host ${id}`);
    const kept = this.#keep(notebook, host);
    await this.beforeUse(kept);
    return kept;
  }

  /** The hosts that notebooks use now. Their kernels own them. */
  get opened(): readonly OpenedHost[] {
    return [...this.#opened];
  }

  /** Fires when `opened` has changed. */
  get onDidChangeOpened(): vscode.Event<void> {
    return this.#changed.event;
  }

  /** The notebook's host of that id. */
  current(notebook: vscode.NotebookDocument, id: string): Host | undefined {
    return this.opened.find((opened) => opened.notebook === notebook && opened.host.id === id)?.host;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** The same host, which counts as opened until it is disposed of. */
  #keep(notebook: vscode.NotebookDocument, host: Host): Host {
    const terminal = host.terminal?.bind(host);
    const kept: OpenedHost = {
      notebook,
      host: {
        id: host.id,
        label: host.label,
        spawn: (argv, options) => host.spawn(argv, options),
        run: (argv, options) => host.run(argv, options),
        ...(terminal ? { terminal } : {}),
        dispose: () => {
          if (this.#opened.delete(kept)) this.#changed.fire();
          return host.dispose();
        },
      },
    };
    this.#opened.add(kept);
    this.#changed.fire();
    return kept.host;
  }

  async #askForMachine(notebook: vscode.NotebookDocument): Promise<void> {
    if (this.#agreed.has(notebook)) return;
    const { t } = vscode.l10n;
    const name = notebook.uri.path.split('/').at(-1) ?? '';
    const go = t('Run on This Machine');
    const answer = await vscode.window.showWarningMessage(
      t('Run the cells of {0} on this machine, outside the sandbox?', name),
      {
        modal: true,
        detail: t(
          'They run as root in the real root network namespace. Links, addresses, routes and firewall rules that they change are those of this machine, and stay changed. A mistake can cut its network connection.',
        ),
      },
      go,
    );
    if (answer !== go) {
      throw new HostError(
        t('Not run: you did not agree to use this machine.'),
        t('Choose "Sandbox (no root)" in the kernel picker to run it without risk.'),
      );
    }
    this.#agreed.add(notebook);
    this.#log.info(`${notebook.uri} runs on this machine: agreed by the user`);
  }
}
