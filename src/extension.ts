import * as vscode from 'vscode';
import { Answers } from './editor/cells/answers.ts';
import { registerCellLanguages } from './editor/cells/cellLanguages.ts';
import { registerInfoLanguage } from './editor/cells/infoLanguage.ts';
import { registerSerializers } from './editor/cells/serializer.ts';
import { registerSnippets } from './editor/cells/snippets.ts';
import { registerStatusBar } from './editor/cells/statusBar.ts';
import { registerCommands } from './editor/commands.ts';
import { Diagrams } from './editor/diagram/diagrams.ts';
import { EditorAsker } from './editor/hosts/editorAsker.ts';
import { HostCatalog } from './editor/hosts/hostCatalog.ts';
import { Hosts, SANDBOX_KEPT_MS } from './editor/hosts/hosts.ts';
import { MachineReport } from './editor/hosts/machineReport.ts';
import { registerProblems } from './editor/lint/register.ts';
import { localisedText, openLog } from './editor/messages.ts';
import { FullOutputs } from './editor/output/fullOutputs.ts';
import { LateOutputs } from './editor/output/lateOutputs.ts';
import { SavedOutputs } from './editor/output/savedOutputs.ts';
import { Controllers } from './editor/running/controllers.ts';
import { Guards } from './editor/running/guards.ts';
import { LabRunners } from './editor/running/labRunners.ts';
import { LastRuns } from './editor/running/lastRun.ts';
import { makeKernel } from './editor/running/makeKernel.ts';
import { Placeholders } from './editor/running/placeholders.ts';
import { Progress } from './editor/running/progress.ts';
import { registerRealNetworkItem } from './editor/running/realNetworkItem.ts';
import { tellGone } from './editor/running/restart.ts';
import { SavedNotebooks } from './editor/running/savedNotebooks.ts';
import { ShownViews } from './editor/shownViews.ts';
import { Followers } from './editor/topology/followers.ts';
import { registerLanguage } from './editor/topology/language.ts';
import { TopologyView } from './editor/topology/topologyView.ts';
import { findHost, isReal } from './hosts/catalog.ts';

let shutdown: () => Promise<void> = async () => {};

/** What the tests inside the editor look at. */
export interface Parts {
  readonly topology: TopologyView;
}

export function activate(context: vscode.ExtensionContext): Parts {
  const log = openLog();
  const fullOutputs = new FullOutputs(context.globalStorageUri);
  const lateOutputs = new LateOutputs(fullOutputs);
  const machineReport = new MachineReport();
  const stateChanged = new vscode.EventEmitter<void>();
  const catalog = new HostCatalog(log);
  const asker = new EditorAsker(context);
  const guards = new Guards(catalog, log);
  const hosts = new Hosts({ catalog, asker, log, extensionUri: context.extensionUri });
  const savedNotebooks = new SavedNotebooks(
    context.workspaceState,
    (id) => findHost(catalog.current, id)?.keepAliveMs ?? (id === 'sandbox' ? SANDBOX_KEPT_MS : undefined),
  );
  const savedOutputs = new SavedOutputs(
    context.storageUri ?? context.globalStorageUri,
    (cell) => runners.get(cell.notebook)?.ranCell(cell),
    log,
  );
  const followers = new Followers(hosts, log);
  const realHostOf = (id = '') => {
    const listed = findHost(catalog.current, id);
    return listed && isReal(listed) ? localisedText(listed.label) : undefined;
  };
  const lastRuns = new LastRuns((notebook) => realHostOf(runners.get(notebook)?.hostId));
  const progress = new Progress(context.globalState, () => stateChanged.fire());
  const placeholders = new Placeholders(context.workspaceState, (notebook) => followers.glance(notebook, undefined));
  const answers = new Answers(context.workspaceState, () => stateChanged.fire());
  const runners: LabRunners = new LabRunners({
    makeKernel: (notebook, hostId, events) => makeKernel(notebook, hostId, hosts, guards, events),
    hostIdOf: (name) => catalog.idOf(name),
    runInTerminal: async (interaction) =>
      (await import('./editor/running/terminal.ts')).runInTerminal(interaction, hosts, guards),
    fullOutputs,
    answers,
    placeholders,
    progress,
    savedNotebooks,
    savedOutputs,
    show: (notebook, view) => void shownViews.show(notebook, view),
    showWay: (...asked) => void diagrams.showWay(...asked),
    gone: (notebook, hostId) => void tellGone(notebook, findHost(catalog.current, hostId)?.sandbox === true),
    lateOutputs,
    stateChanged: () => stateChanged.fire(),
    cellBegins: (notebook) => followers.cellBegins(notebook),
    cellEnded: (notebook) => followers.cellEnded(notebook),
    runBegins: (notebook) => lastRuns.begin(notebook),
    runEnded: (notebook, ended) => lastRuns.end(notebook, ended),
    isSandbox: (id) => findHost(catalog.current, id)?.sandbox === true,
    log,
  });
  const topology = new TopologyView(runners, followers, guards);
  const diagrams = new Diagrams({
    extensionUri: context.extensionUri,
    log,
    followers,
    reveal: (host, netns, link) => topology.reveal(host, netns, link),
  });
  const shownViews = new ShownViews(topology, diagrams);
  const controllers = new Controllers(runners, catalog, answers, log);
  shutdown = () => runners.shutdown();
  context.subscriptions.push(
    log,
    lateOutputs,
    fullOutputs,
    stateChanged,
    savedNotebooks,
    savedOutputs,
    runners,
    hosts,
    followers,
    topology,
    diagrams,
    registerLanguage(followers),
    registerProblems(followers),
    registerSnippets(context.extensionUri),
    registerSerializers(),
    registerInfoLanguage(catalog),
    registerCellLanguages(),
    catalog,
    controllers,
    lastRuns,
    registerRealNetworkItem(controllers),
    registerStatusBar({ runners, catalog, answers, progress, changed: stateChanged }),
    machineReport,
    registerCommands({
      runners,
      controllers,
      lastRuns,
      catalog,
      asker,
      lateOutputs,
      fullOutputs,
      machineReport,
      answers,
      placeholders,
      topology,
      diagrams,
      progress,
      followers,
      context,
    }),
  );
  void runners.openHidden();
  return { topology };
}

/** VS Code waits for this, so that nothing of a lab outlives it except what should. */
export function deactivate(): Promise<void> {
  return shutdown();
}
