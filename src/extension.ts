import * as vscode from 'vscode';
import { registerCommands } from './editor/commands.ts';
import { registerControllers } from './editor/controllers.ts';
import { FullOutputs } from './editor/fullOutputs.ts';
import { Hosts } from './editor/hosts.ts';
import { makeKernel } from './editor/kernels.ts';
import { LateOutput } from './editor/lateOutput.ts';
import { MachineReport } from './editor/machineReport.ts';
import { registerSerializers } from './editor/serializer.ts';
import { Sessions } from './editor/sessions.ts';
import { registerStatusBar } from './editor/statusBar.ts';
import { runInTerminal } from './editor/terminal.ts';

let shutdown: () => Promise<void> = async () => {};

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Netlab Notebook', { log: true });
  const lateOutput = new LateOutput();
  const fullOutputs = new FullOutputs(context.globalStorageUri);
  const machineReport = new MachineReport();
  const stateChanged = new vscode.EventEmitter<void>();
  const hosts = new Hosts(log, context.extensionUri);
  const sessions = new Sessions({
    makeKernel: (notebook, hostId, late) => makeKernel(notebook, hostId, hosts, late),
    runInTerminal: (interaction) => runInTerminal(interaction, hosts),
    fullOutputs,
    showLate: (cell, chunk) => lateOutput.add(cell, chunk),
    stateChanged: () => stateChanged.fire(),
    log,
  });
  shutdown = () => sessions.shutdown();
  context.subscriptions.push(
    log,
    lateOutput,
    fullOutputs,
    stateChanged,
    sessions,
    registerSerializers(),
    registerControllers(sessions, log),
    registerStatusBar(sessions, stateChanged.event),
    machineReport,
    registerCommands({ sessions, lateOutput, fullOutputs, machineReport, extensionUri: context.extensionUri }),
  );
}

/** VS Code waits for this, so that nothing of a lab outlives it. */
export function deactivate(): Promise<void> {
  return shutdown();
}
