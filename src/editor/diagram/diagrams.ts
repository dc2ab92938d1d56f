import * as vscode from 'vscode';
import type { Action, Deed } from '../../diagram/messages.ts';
import type { Flow } from '../../explain/flow.ts';
import type { LinkId, NetnsId } from '../../topology/model.ts';
import { isLab } from '../lab.ts';
import { type Log, localisedText } from '../messages.ts';
import { isThing } from '../topology/contexts.ts';
import type { Followed, FollowerEvent, Followers } from '../topology/followers.ts';
import type { Place } from '../topology/topologyView.ts';
import type { DiagramPanel } from './panel.ts';

const VIEW_TYPE = 'netlab.diagram';
/** Loaded here and not at activation: most windows show no diagram. */
const loadPanel = () => import('./panel.ts');

export interface DiagramParts {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly followers: Followers;
  readonly reveal: (host: Followed, netns: NetnsId, link?: LinkId) => Promise<void>;
}

/** The diagram panels: one for each host, which follow the notebook that is being worked on. */
export class Diagrams implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #parts: DiagramParts;
  /** By the id of the host, as 'sandbox'. */
  readonly #panels = new Map<string, DiagramPanel>();
  readonly #subscriptions: vscode.Disposable;
  #notebook: vscode.NotebookDocument | undefined;

  constructor(parts: DiagramParts) {
    this.#parts = parts;
    this.#notebook = activeLab();
    this.#subscriptions = vscode.Disposable.from(
      parts.followers.onDidChange((event) => this.#update(event)),
      vscode.window.onDidChangeActiveNotebookEditor(() => this.#follow(activeLab())),
      vscode.workspace.onDidOpenNotebookDocument(() => this.#updateAll()),
      vscode.workspace.onDidCloseNotebookDocument(() => this.#updateAll()),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
    );
  }

  /** Opens the diagram of a notebook beside it. With several hosts asks which. */
  async open(notebook: vscode.NotebookDocument | undefined): Promise<void> {
    this.#follow(notebook ?? activeLab());
    const id = await this.#choose();
    if (id !== undefined) await this.#openOf(id);
  }

  async #openOf(id: string): Promise<void> {
    const { DiagramPanel: Panel } = await loadPanel();
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const open = this.#panels.get(id);
    if (open) open.reveal();
    else this.#adopt(Panel, id, vscode.window.createWebviewPanel(VIEW_TYPE, vscode.l10n.t('Diagram: {0}', id), place));
  }

  /** Asks the page for something: of the diagram that a menu belongs to, else of the one that is worked with. */
  do(deed: Deed, thing: unknown): void {
    this.#panelOf(thing)?.do(deed);
  }

  async act(action: Action, thing: unknown): Promise<void> {
    if (isThing(thing) && thing.key !== undefined) await this.#panelOf(thing)?.act(action, thing.key);
  }

  #panelOf(thing: unknown): DiagramPanel | undefined {
    if (isThing(thing)) return this.#panels.get(thing.panel);
    return [...this.#panels.values()].find(({ isActive }) => isActive);
  }

  /** Opens the diagram of a host, and shows a netns or link in it. */
  async show(place: Place | undefined): Promise<void> {
    if (!place) return;
    const { host, netns, link } = place;
    this.#follow(host.notebook);
    await this.#openOf(host.host.id);
    this.#panels.get(host.host.id)?.select(netns, link);
  }

  /** Shows the way of a flow on a host in its diagram; `opens`: also where that is not open. */
  async showWay(notebook: vscode.NotebookDocument, hostId: string, flow: Flow, opens = false): Promise<void> {
    if (opens) {
      this.#follow(notebook);
      await this.#openOf(hostId);
    }
    if (this.#notebook === notebook) this.#panels.get(hostId)?.showWay(flow);
  }

  /** The id of the notebook's host; with several the user says which. */
  async #choose(): Promise<string | undefined> {
    const hosts = new Map(this.#hosts().map(({ host }) => [host.id, localisedText(host.label)]));
    const choices = [...hosts].map(([id, label]) => ({ label, description: id, id }));
    if (choices.length < 2) return choices[0]?.id ?? 'sandbox';
    const picked = await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Diagram of which host?') });
    return picked?.id;
  }

  /** Takes back a panel that was open when the window was reloaded. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    const { DiagramPanel: Panel } = await loadPanel();
    this.#adopt(Panel, /: (.+)$/.exec(panel.title)?.[1] ?? 'sandbox', panel);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #adopt(Panel: typeof DiagramPanel, id: string, panel: vscode.WebviewPanel): void {
    const { extensionUri, log, followers, reveal } = this.#parts;
    const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `file-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    const made = new Panel(panel, {
      extensionUri,
      log,
      reveal,
      id,
      notebook: () => this.#notebook ?? vscode.workspace.notebookDocuments.find((one) => isLab(one) && !one.isClosed),
      followed: () => this.#hosts().find(({ host }) => host.id === id),
      looks: (looks) => followers.look(`diagram ${id}`, looks),
      closed: () => this.#panels.delete(id),
    });
    this.#panels.get(id)?.dispose();
    this.#panels.set(id, made);
  }

  /** The hosts of the notebook that is being worked on; of any, when it has none yet or there is no such notebook. */
  #hosts(): readonly Followed[] {
    const { all } = this.#parts.followers;
    return this.#notebook ? all.filter(({ notebook }) => notebook === this.#notebook) : all;
  }

  #follow(notebook: vscode.NotebookDocument | undefined): void {
    // Without an active notebook (the diagram itself is active) the last one stays.
    if (!notebook || notebook === this.#notebook) return;
    this.#notebook = notebook;
    for (const panel of this.#panels.values()) panel.startOver();
  }

  #update({ host, changes }: FollowerEvent): void {
    const shown = this.#hosts();
    if (!host) this.#updateAll();
    else if (shown.includes(host)) this.#panels.get(host.host.id)?.update(changes);
  }

  #updateAll(): void {
    if (this.#notebook?.isClosed) this.#notebook = activeLab();
    for (const panel of this.#panels.values()) panel.update([]);
  }
}

function activeLab(): vscode.NotebookDocument | undefined {
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  return notebook && isLab(notebook) ? notebook : undefined;
}
