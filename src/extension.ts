import * as vscode from 'vscode';
import { EditorAsker } from './editor/asker.ts';
import { HostCatalog } from './editor/catalog.ts';
import { registerCommands } from './editor/commands.ts';
import { Controllers } from './editor/controllers.ts';
import { Diagrams } from './editor/diagram/diagrams.ts';
import { FullOutputs } from './editor/fullOutputs.ts';
import { Guards } from './editor/guard.ts';
import { Hosts } from './editor/hosts.ts';
import { makeKernel } from './editor/kernels.ts';
import { LateOutputs } from './editor/lateOutputs.ts';
import { MachineReport } from './editor/machineReport.ts';
import { openLog } from './editor/messages.ts';
import { KeptSessions } from './editor/rejoin.ts';
import { registerSerializers } from './editor/serializer.ts';
import { Sessions } from './editor/sessions.ts';
import { registerSnippets } from './editor/snippets.ts';
import { registerStatusBar } from './editor/statusBar.ts';
import { Followers } from './editor/topology/followers.ts';
import { registerLanguage } from './editor/topology/language.ts';
import { TopologyView } from './editor/topology/topologyView.ts';
import { findPlace } from './hosts/catalog.ts';

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
  const kept = new KeptSessions(context.workspaceState, (id) => findPlace(catalog.current, id)?.keepAliveMs);
  const followers = new Followers(hosts, log);
  const sessions = new Sessions({
    makeKernel: (notebook, hostId, events) => makeKernel(notebook, hostId, hosts, guards, events),
    hostIdOf: (name) => catalog.idOf(name),
    runInTerminal: async (interaction) =>
      (await import('./editor/terminal.ts')).runInTerminal(interaction, hosts, guards),
    fullOutputs,
    kept,
    lateOutputs,
    stateChanged: () => stateChanged.fire(),
    cellBegins: (notebook) => followers.cellBegins(notebook),
    cellEnded: (notebook) => followers.cellEnded(notebook),
    log,
  });
  const topology = new TopologyView(sessions, followers, guards);
  const diagrams = new Diagrams({
    extensionUri: context.extensionUri,
    log,
    followers,
    reveal: (host, netns, link) => topology.reveal(host, netns, link),
  });
  shutdown = () => sessions.shutdown();
  context.subscriptions.push(
    log,
    lateOutputs,
    fullOutputs,
    stateChanged,
    kept,
    sessions,
    hosts,
    followers,
    topology,
    diagrams,
    registerLanguage(followers),
    registerSnippets(context.extensionUri),
    registerSerializers(),
    catalog,
    new Controllers(sessions, catalog, log),
    registerStatusBar(sessions, catalog, stateChanged),
    machineReport,
    registerCommands({
      sessions,
      catalog,
      asker,
      lateOutputs,
      fullOutputs,
      machineReport,
      topology,
      diagrams,
      extensionUri: context.extensionUri,
    }),
  );
  return { topology };
}

/** VS Code waits for this, so that nothing of a lab outlives it except what should. */
export function deactivate(): Promise<void> {
  return shutdown();
}
