import * as vscode from 'vscode';
import type { Host } from '../../hosts/host.ts';
import type { Change } from '../../topology/change.ts';
import type { Topology } from '../../topology/model.ts';
import type { Hosts } from '../hosts/hosts.ts';
import { isLab } from '../lab.ts';
import type { Log } from '../messages.ts';
import { type Followed, Follower } from './follower.ts';

export type { Followed } from './follower.ts';

/** What has just come: to one host, or (without `host`) hosts have come or gone. */
export interface FollowerEvent {
  readonly host?: Followed;
  readonly changes: readonly Change[];
}

/** How long after a completion or a hover the topology is kept up to date, in milliseconds: the next is near. */
const GLANCE_MS = 30_000;
/** How long a completion, or the first cell on a host, waits for a topology that has to be read first, in milliseconds. */
const PATIENCE_MS = 1500;

/** Follows the hosts of open notebooks, while a view of them is visible or a cell has just asked. */
export class Followers implements vscode.Disposable {
  readonly #hosts: Hosts;
  readonly #log: Log;
  readonly #followers = new Map<Host, Follower>();
  readonly #changed = new vscode.EventEmitter<FollowerEvent>();
  readonly #lookers = new Set<string>();
  readonly #subscriptions: vscode.Disposable;
  /** The notebook that was looked at last. */
  #front = vscode.window.activeNotebookEditor?.notebook;
  #glance: NodeJS.Timeout | undefined;

  constructor(hosts: Hosts, log: Log) {
    this.#hosts = hosts;
    this.#log = log;
    this.#subscriptions = vscode.Disposable.from(
      hosts.onDidChangeOpened(() => this.#takeStock()),
      vscode.workspace.onDidCloseNotebookDocument(() => this.#takeStock()),
      vscode.window.onDidChangeActiveNotebookEditor((editor) => {
        if (!editor || !isLab(editor.notebook) || editor.notebook === this.#front) return;
        this.#front = editor.notebook;
        if (this.#followers.size > 0) this.#changed.fire({ changes: [] });
      }),
    );
    // Else nobody could say what the first cell has changed.
    hosts.beforeUse = async (host) => {
      if (this.#lookers.size > 0) await this.#followers.get(host)?.read(PATIENCE_MS);
    };
    this.#takeStock();
  }

  get onDidChange(): vscode.Event<FollowerEvent> {
    return this.#changed.event;
  }

  /** All hosts that are followed; those of the notebook that was looked at last come first. */
  get all(): readonly Followed[] {
    const all = [...this.#followers.values()];
    return [...all.filter((one) => this.#isFront(one)), ...all.filter((one) => !this.#isFront(one))];
  }

  /** The hosts of the notebook that was looked at last, or all if that is closed. */
  get inFront(): readonly Followed[] {
    const front = this.all.filter((one) => this.#isFront(one));
    return front.length > 0 || this.idle ? front : this.all;
  }

  /** The notebook that was looked at last, if it has no host. */
  get idle(): vscode.NotebookDocument | undefined {
    const front = this.#front;
    const isIdle = front && isLab(front) && !front.isClosed && !this.all.some((one) => this.#isFront(one));
    return isIdle ? front : undefined;
  }

  /** Says that somebody looks, or no longer does. */
  look(who: string, looks: boolean): void {
    if (looks) this.#lookers.add(who);
    else this.#lookers.delete(who);
    const looking = this.#lookers.size > 0;
    for (const follower of this.#followers.values()) follower.follow(looking);
  }

  /** The notebook's followed host of that id or name. */
  of(notebook: vscode.NotebookDocument, name?: string): Followed | undefined {
    const hostId = name === undefined ? undefined : this.#hosts.idOf(name);
    return this.all.find((one) => one.notebook === notebook && (hostId === undefined || one.host.id === hostId));
  }

  /** Reads all hosts again that are followed. Resolves when that is done. */
  async refresh(): Promise<void> {
    await Promise.all([...this.#followers.values()].map((follower) => follower.readAgain()));
  }

  /** The topology as it is now, for completion while typing: read first if necessary, but not waited for long. */
  async glance(notebook: vscode.NotebookDocument, hostId?: string): Promise<Topology | undefined> {
    clearTimeout(this.#glance);
    this.#glance = setTimeout(() => this.look('glance', false), GLANCE_MS);
    this.look('glance', true);
    const follower = [...this.#followers.values()].find((one) => one === this.of(notebook, hostId));
    await follower?.read(PATIENCE_MS);
    return follower?.topology;
  }

  /** Resolves when the cell can begin: see Follower. */
  async cellBegins(notebook: vscode.NotebookDocument): Promise<void> {
    const own = [...this.#followers.values()].filter((follower) => follower.notebook === notebook);
    await Promise.all(own.map((follower) => follower.cellBegins()));
  }

  cellEnded(notebook: vscode.NotebookDocument): void {
    for (const follower of this.#followers.values()) if (follower.notebook === notebook) follower.cellEnded();
  }

  dispose(): void {
    clearTimeout(this.#glance);
    this.#subscriptions.dispose();
    for (const follower of this.#followers.values()) follower.dispose();
    this.#changed.dispose();
  }

  #isFront({ notebook }: Followed): boolean {
    return notebook === this.#front;
  }

  /** A host whose connection was lost stays as it was seen last, until the notebook opens it again or is closed. */
  #staysAs(follower: Follower): boolean {
    const { notebook, host } = follower;
    const reason = this.#hosts.lossOf(host);
    if (reason === undefined || notebook.isClosed || this.#hosts.current(notebook, host.id)) return false;
    follower.lose(reason);
    return follower.topology !== undefined;
  }

  #takeStock(): void {
    const opened = new Set(this.#hosts.opened.map(({ host }) => host));
    for (const [host, follower] of this.#followers) {
      if (opened.has(host) || this.#staysAs(follower)) continue;
      this.#followers.delete(host);
      follower.dispose();
    }
    for (const { notebook, host } of this.#hosts.opened) {
      if (this.#followers.has(host)) continue;
      const follower: Follower = new Follower(notebook, host, this.#log, (changes) =>
        this.#changed.fire({ host: follower, changes }),
      );
      this.#followers.set(host, follower);
      follower.follow(this.#lookers.size > 0);
    }
    this.#changed.fire({ changes: [] });
  }
}
