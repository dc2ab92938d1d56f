import * as vscode from 'vscode';
import { lineOf, linkNodeId, netnsNodeId } from '../../outline/ids.ts';
import type { NodeSubject, OutlineNode } from '../../outline/node.ts';
import type { LinkId, NetnsId, Topology } from '../../topology/model.ts';
import { isLab } from '../lab.ts';
import type { Guards } from '../running/guards.ts';
import type { LabRunners } from '../running/labRunners.ts';
import type { Target } from './actions.ts';
import { type ChangeLine, ChangeList } from './changes.ts';
import { isThing, type Thing } from './contexts.ts';
import { Decorations } from './decorations.ts';
import type { Followed, Followers } from './followers.ts';
import type { RunCommand } from './runCommand.ts';
import { TopologyTree } from './tree.ts';

/** Loaded at the first action, not at activation. */
const loadActions = () => import('./actions.ts');
type Actions = Awaited<ReturnType<typeof loadActions>>;

/** A netns, or a link in it. */
export interface Place {
  readonly host: Followed;
  readonly netns: NetnsId;
  readonly link?: LinkId;
}

/** The sidebar: what the hosts of open notebooks hold, what has changed in it, and what can be done with it. */
export class TopologyView implements vscode.Disposable {
  readonly #followers: Followers;
  readonly #runners: LabRunners;
  readonly #guards: Guards;
  readonly #decorations = new Decorations();
  readonly tree: TopologyTree;
  readonly #changes: ChangeList;
  readonly #treeView: vscode.TreeView<string>;
  readonly #changesView: vscode.TreeView<ChangeLine>;
  readonly #parts: vscode.Disposable;

  constructor(runners: LabRunners, followers: Followers, guards: Guards) {
    this.#followers = followers;
    this.#runners = runners;
    this.#guards = guards;
    this.tree = new TopologyTree(followers, this.#decorations);
    this.#changes = new ChangeList(followers);
    this.#treeView = vscode.window.createTreeView('netlab.topology', {
      treeDataProvider: this.tree,
      showCollapseAll: true,
    });
    this.#changesView = vscode.window.createTreeView('netlab.changes', { treeDataProvider: this.#changes });
    this.#parts = vscode.Disposable.from(
      this.#treeView,
      this.#changesView,
      this.tree.shownIn(this.#treeView),
      this.#treeView.onDidChangeVisibility(({ visible }) => followers.look('tree', visible)),
      this.#changesView.onDidChangeVisibility(({ visible }) => followers.look('changes', visible)),
      followers.onDidChange(() => this.#describe()),
      vscode.workspace.onDidOpenNotebookDocument(() => this.#describe()),
      vscode.workspace.onDidCloseNotebookDocument(() => this.#describe()),
    );
    followers.look('tree', this.#treeView.visible);
    followers.look('changes', this.#changesView.visible);
    this.#describe();
  }

  /** Opens the view, and leaves the keyboard where it is. */
  async open(): Promise<void> {
    if (this.#treeView.visible) return;
    await vscode.commands.executeCommand('netlab.topology.focus');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  }

  async copyName(line: unknown): Promise<void> {
    const { copy, nameOf } = await loadActions();
    await copy(isThing(line) ? (await this.#subject(line))?.name : nameOf(this.#line(line)));
  }

  async copyAddress(line: unknown): Promise<void> {
    await (await loadActions()).copy((await this.#subject(line))?.address);
  }

  async copyMac(line: unknown): Promise<void> {
    await (await loadActions()).copy((await this.#subject(line))?.mac);
  }

  async copyCommand(line: unknown): Promise<void> {
    await (await loadActions()).copyCommand((await this.#subject(line))?.shownBy);
  }

  openShell(line: unknown): Promise<void> {
    return this.#at(line, (target, { openShell }) => openShell(target));
  }

  explain(line: unknown): Promise<void> {
    return this.#at(line, (target, { explainFrom }, run) => explainFrom(target, run));
  }

  ping(line: unknown): Promise<void> {
    return this.#at(line, (target, { pingFrom }, run) => pingFrom(target, run));
  }

  setLink(line: unknown, state: 'up' | 'down'): Promise<void> {
    return this.#at(line, (target, { switchLink }, run) => switchLink(target, state, run));
  }

  deleteLink(line: unknown): Promise<void> {
    return this.#at(line, (target, { removeLink }, run) => removeLink(target, run));
  }

  deleteNetns(line: unknown): Promise<void> {
    return this.#at(line, (target, { removeNetns }, run) => removeNetns(target, run));
  }

  addAddress(line: unknown): Promise<void> {
    return this.#at(line, (target, { addAddressTo }, run) => addAddressTo(target, run));
  }

  addRoute(line: unknown): Promise<void> {
    return this.#at(line, (target, { addRouteTo }, run) => addRouteTo(target, run));
  }

  deleteEntry(line: unknown, what: 'address' | 'route'): Promise<void> {
    const node = this.#line(line);
    return this.#at(line, async (target, { removeEntry }, run) => {
      if (node) await removeEntry(target, what, node, run);
    });
  }

  /** Takes away what the selected line stands for, if a command can. */
  async delete(line: unknown): Promise<void> {
    const { kind, traits = [], removedBy } = this.#line(line)?.subject ?? {};
    if (kind === 'link' && traits.includes('deletable')) await this.deleteLink(line);
    else if (kind === 'netns' && traits.includes('named')) await this.deleteNetns(line);
    else if (removedBy) await this.deleteEntry(line, traits.includes('address') ? 'address' : 'route');
  }

  /** Where in the network a line is, for who shows it elsewhere. */
  place(line: unknown): Place | undefined {
    const { netns, link } = this.#line(line)?.subject ?? {};
    const host = this.#host(line);
    return host && netns !== undefined ? { host, netns, ...(link === undefined ? {} : { link }) } : undefined;
  }

  /** Reads all again, also what the kernel does not report. */
  async refresh(): Promise<void> {
    const place = { location: { viewId: 'netlab.topology' } };
    await vscode.window.withProgress(place, () => this.#followers.refresh());
  }

  /** Opens what searches the lines of the tree, and filters them. */
  async find(): Promise<void> {
    await vscode.commands.executeCommand('netlab.topology.focus');
    await vscode.commands.executeCommand('list.find');
  }

  goToPeer(line: unknown): Promise<void> {
    return this.#at(line, async ({ host, link }) => {
      if (link?.peer) await this.#reveal(host.id, linkNodeId(host.id, link.peer), { focus: true });
    });
  }

  /** Shows the line of a netns or link, and leaves the keyboard where it is. */
  async reveal(host: Followed, netns: NetnsId, link?: LinkId): Promise<void> {
    const id = link === undefined ? netnsNodeId(host.id, netns) : linkNodeId(host.id, link);
    await this.#reveal(host.id, id, { focus: false });
  }

  /** Shows the line of a thing in the diagram, and moves the keyboard there. */
  async showInTree(thing: unknown): Promise<void> {
    const { host, netns, link } = this.#about(thing);
    if (!host || netns === undefined) return;
    const id = link === undefined ? netnsNodeId(host.id, netns) : linkNodeId(host.id, link);
    await this.#reveal(host.id, id, { focus: true });
  }

  async showChanges(): Promise<void> {
    await vscode.commands.executeCommand('netlab.changes.focus');
  }

  /** Shows the line of the tree that a change is about. */
  async revealChange(line: unknown): Promise<void> {
    if (!isChangeLine(line) || !('change' in line)) return;
    await this.#reveal(line.host.id, lineOf(line.host.id, line.change), { focus: true });
  }

  dispose(): void {
    this.#parts.dispose();
    this.tree.dispose();
    this.#changes.dispose();
    this.#decorations.dispose();
  }

  async #reveal(hostNode: string, id: string, { focus }: { readonly focus: boolean }): Promise<void> {
    if (!this.#treeView.visible) {
      await vscode.commands.executeCommand('netlab.topology.focus', { preserveFocus: !focus });
      // A line revealed in a view that is still reading its lines is not found, or leaves it half read.
      await this.tree.settled();
    }
    const found = this.tree.find(hostNode, id);
    if (found !== undefined) await this.#treeView.reveal(found, { select: true, focus, expand: true });
  }

  /** Does something with what a line stands for now. */
  async #at(
    line: unknown,
    action: (target: Target, actions: Actions, run: RunCommand) => Promise<void>,
  ): Promise<void> {
    const { host, netns, link } = this.#about(line);
    const [actions, { makeRunCommand }] = await Promise.all([loadActions(), import('./runCommand.ts')]);
    const target = actions.targetOf(host, netns, link);
    if (target) await action(target, actions, makeRunCommand(this.#runners, this.#guards));
  }

  /** A menu gives the line; a key or the palette mean the selected one. */
  #id(line: unknown): string | undefined {
    return typeof line === 'string' ? line : this.#treeView.selection[0];
  }

  /** Of a line, or of a thing in the diagram. */
  async #subject(line: unknown): Promise<NodeSubject | undefined> {
    return isThing(line) ? subjectOf(line, this.#host(line)?.topology) : this.#line(line)?.subject;
  }

  #line(line: unknown): OutlineNode | undefined {
    const id = this.#id(line);
    return id === undefined ? undefined : this.tree.line(id);
  }

  #host(line: unknown): Followed | undefined {
    const id = this.#id(line);
    const host = isThing(line) ? line.host : id === undefined ? undefined : this.tree.hostOf(id);
    return this.#followers.all.find((one) => one.id === host);
  }

  /** Where a line, or a thing in the diagram, is. */
  #about(line: unknown) {
    const { netns, link } = (isThing(line) ? line : this.#line(line)?.subject) ?? {};
    return { host: this.#host(line), netns, link };
  }

  /** What the views say besides their lines. */
  #describe(): void {
    const labs = vscode.workspace.notebookDocuments.some((notebook) => isLab(notebook) && !notebook.isClosed);
    void vscode.commands.executeCommand('setContext', 'netlab.topologyEmpty', labs ? 'notRun' : 'noLab');
    const running = this.#followers.all.length > 0;
    // VS Code draws new lines a moment after it is notified: the welcome text must not appear in that moment.
    void vscode.commands.executeCommand('setContext', 'netlab.following', running);
    const { idle } = this.#followers;
    const name = idle?.uri.path.split('/').at(-1) ?? '';
    this.#treeView.message =
      idle && running ? vscode.l10n.t('{0} has nothing running. This is what other notebooks hold:', name) : '';
    const { count } = this.#changes;
    this.#changesView.description = count > 0 ? `${count}` : '';
    this.#changesView.message = running ? this.#changes.message : '';
  }
}

/** What a thing in the diagram is now; nothing when it has gone. */
async function subjectOf(
  { netns: netnsId, link: linkId, address }: Thing,
  topology: Topology | undefined,
): Promise<NodeSubject | undefined> {
  if (netnsId === undefined) return address === undefined ? undefined : { kind: 'entry', address };
  const [{ netnsById, linkById }, { netnsSubject }, { linkSubject }] = await Promise.all([
    import('../../topology/find.ts'),
    import('../../outline/outline.ts'),
    import('../../outline/links.ts'),
  ]);
  const netns = topology && netnsById(topology, netnsId);
  if (!topology || !netns) return undefined;
  if (linkId === undefined) return netnsSubject(netns);
  const link = linkById(topology, linkId)?.link;
  return link && linkSubject(netns, link);
}

function isChangeLine(value: unknown): value is ChangeLine {
  return (
    typeof value === 'object' &&
    value !== null &&
    ('change' in value || 'summed' in value || 'byItself' in value || 'more' in value)
  );
}
