import * as vscode from 'vscode';
import { editCellAttribute } from './cellAttributes.ts';
import { cellOf, notebookOf } from './context.ts';
import type { FullOutputs } from './fullOutputs.ts';
import type { LateOutput } from './lateOutput.ts';
import type { MachineReport } from './machineReport.ts';
import { restart } from './restart.ts';
import { newLab, openSampleLab } from './samples.ts';
import type { Sessions } from './sessions.ts';
import { mayRun } from './trust.ts';

export interface CommandParts {
  readonly sessions: Sessions;
  readonly lateOutput: LateOutput;
  readonly fullOutputs: FullOutputs;
  readonly machineReport: MachineReport;
  readonly extensionUri: vscode.Uri;
}

/** All commands of the extension. Those about a cell take it as their argument, else they mean the selected one. */
export function registerCommands({
  sessions,
  lateOutput,
  fullOutputs,
  machineReport,
  extensionUri,
}: CommandParts): vscode.Disposable {
  const table: Record<string, (...args: unknown[]) => unknown> = {
    'netlab.newLab': () => newLab(),
    'netlab.openSampleLab': () => openSampleLab(extensionUri),
    'netlab.restart': (context) => restart(sessions, notebookOf(context)),
    'netlab.openFullOutput': (context) => fullOutputs.open(cellOf(context)),
    'netlab.showBackgroundOutput': () => lateOutput.show(),
    'netlab.setCellAttribute': (context, attribute) => editCellAttribute(cellOf(context), attribute),
    'netlab.runCellAgain': (context) => runAgain(sessions, cellOf(context)),
    'netlab.stopBackground': (context) => stopBackground(sessions, cellOf(context)),
    'netlab.checkMachine': () => machineReport.show(),
  };
  return vscode.Disposable.from(...Object.entries(table).map(([id, run]) => vscode.commands.registerCommand(id, run)));
}

async function runAgain(sessions: Sessions, cell: vscode.NotebookCell | undefined): Promise<void> {
  if (cell && (await mayRun())) await sessions.get(cell.notebook)?.run([cell]);
}

async function stopBackground(sessions: Sessions, cell: vscode.NotebookCell | undefined): Promise<void> {
  if (cell) await sessions.get(cell.notebook)?.stopBackground(cell);
}
