import { join } from 'node:path';
import { platform } from 'node:process';
import * as vscode from 'vscode';
import { type Catalog, findHost, hostIdOf, isReal, makeCatalog } from '../../hosts/catalog.ts';
import { homeDirectory } from '../../hosts/ssh/local-user.ts';
import type { Log } from '../messages.ts';

/** The hosts that there are, kept up to date with the setting `netlab.hosts` and the SSH configuration. */
export class HostCatalog implements vscode.Disposable {
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #parts: vscode.Disposable;
  #sshNames: readonly string[] = [];
  #catalog: Catalog = makeCatalog();
  /** Resolves when the SSH configuration has been read for the first time. Never rejects. */
  readonly ready: Promise<void>;

  constructor(log: Log) {
    this.#log = log;
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(join(homeDirectory(), '.ssh')), 'config'),
    );
    const readAgain = () => void this.#readSsh();
    this.#parts = vscode.Disposable.from(
      watcher,
      watcher.onDidChange(readAgain),
      watcher.onDidCreate(readAgain),
      watcher.onDidDelete(readAgain),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('netlab.hosts')) this.#make();
      }),
    );
    this.#make();
    // Behind the activation, which waits for no file.
    this.ready = new Promise((resolve) => setImmediate(resolve)).then(() => this.#readSsh());
  }

  get current(): Catalog {
    return this.#catalog;
  }

  get onDidChange(): vscode.Event<void> {
    return this.#changed.event;
  }

  /** The id of the host that a cell or a file names; the name itself when there is none. */
  idOf(name: string): string {
    return hostIdOf(this.#catalog, name);
  }

  /** What a name means: whether its network is a real one, or that there is none. */
  kindOf(name: string): 'sandbox' | 'real' | 'unknown' {
    const listed = findHost(this.#catalog, name);
    return listed ? (isReal(listed) ? 'real' : 'sandbox') : 'unknown';
  }

  dispose(): void {
    this.#parts.dispose();
    this.#changed.dispose();
  }

  async #readSsh(): Promise<void> {
    if (platform !== 'linux') return; // No cell runs from here.
    try {
      const { listHosts } = await import('../../hosts/ssh/host-names.ts');
      this.#sshNames = await listHosts();
    } catch (error) {
      this.#log.warn(`The SSH configuration cannot be read: ${error}`);
    }
    this.#make();
  }

  #make(): void {
    const hosts = vscode.workspace.getConfiguration('netlab').get('hosts');
    const before = JSON.stringify(this.#catalog);
    this.#catalog = makeCatalog({ hosts, sshNames: this.#sshNames });
    if (JSON.stringify(this.#catalog) === before) return;
    for (const problem of this.#catalog.problems) this.#log.warn(problem);
    this.#changed.fire();
  }
}
