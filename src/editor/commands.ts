import * as vscode from 'vscode';
import type { Answer, Answers } from './cells/answers.ts';
import { takeOffer } from './cells/runsOnOffer.ts';
import { cellOf, notebookOf } from './commandTarget.ts';
import type { Diagrams } from './diagram/diagrams.ts';
import type { ExtensionParts } from './gallery/copies.ts';
import type { EditorAsker } from './hosts/editorAsker.ts';
import type { HostCatalog } from './hosts/hostCatalog.ts';
import type { MachineReport } from './hosts/machineReport.ts';
import type { FullOutputs } from './output/fullOutputs.ts';
import type { LateOutputs } from './output/lateOutputs.ts';
import { CheckButtons, forgetProgress } from './running/checks.ts';
import type { Controllers } from './running/controllers.ts';
import type { LabRunners } from './running/labRunners.ts';
import type { LastRuns } from './running/lastRun.ts';
import type { Placeholders } from './running/placeholders.ts';
import type { Progress } from './running/progress.ts';
import { restart, restartAndRun } from './running/restart.ts';
import { requireTrust } from './running/trust.ts';
import { newLab } from './samples.ts';
import type { Followers } from './topology/followers.ts';
import type { TopologyView } from './topology/topologyView.ts';

export interface CommandParts {
  readonly runners: LabRunners;
  readonly controllers: Controllers;
  readonly lastRuns: LastRuns;
  readonly catalog: HostCatalog;
  readonly asker: EditorAsker;
  readonly lateOutputs: LateOutputs;
  readonly fullOutputs: FullOutputs;
  readonly machineReport: MachineReport;
  readonly topology: TopologyView;
  readonly diagrams: Diagrams;
  readonly answers: Answers;
  readonly placeholders: Placeholders;
  readonly progress: Progress;
  readonly followers: Followers;
  readonly context: ExtensionParts;
}

/** All commands of the extension. Those about a cell or a line of the topology take it as their argument, else they mean the selected one. */
export function registerCommands({
  runners,
  controllers,
  lastRuns,
  catalog,
  asker,
  lateOutputs,
  fullOutputs,
  machineReport,
  topology,
  diagrams,
  answers,
  placeholders,
  progress,
  followers,
  context: extension,
}: CommandParts): vscode.Disposable {
  const netnsNames = async (notebook: vscode.NotebookDocument, host: string | undefined) => {
    const topology = await followers.glance(notebook, host);
    return topology?.netns.flatMap(({ names }) => names) ?? [];
  };
  const checks = new CheckButtons();
  const table: Record<string, (...args: unknown[]) => unknown> = {
    'netlab.newLab': () => newLab(),
    'netlab.openSampleLab': async () => (await import('./gallery/gallery.ts')).openGallery(extension, progress),
    'netlab.startAfresh': async (context) =>
      (await import('./gallery/gallery.ts')).startAfresh(notebookOf(context)?.uri, extension, progress),
    'netlab.restart': (context) => restart(runners, catalog, notebookOf(context)),
    'netlab.restartAndRunAll': (context) => restartAndRun({ runners, catalog, controllers }, notebookOf(context)),
    'netlab.runFromCleanSandbox': (context) => {
      const cell = cellOf(context);
      return restartAndRun({ runners, catalog, controllers }, cell?.notebook, cell);
    },
    'netlab.goToLastRun': (context) => lastRuns.reveal(notebookOf(context)),
    'netlab.openInBrowser': (context, port) => openInBrowser(runners, cellOf(context), port),
    'netlab.openFullOutput': (context) => fullOutputs.open(cellOf(context)),
    'netlab.showBackgroundOutput': () => lateOutputs.show(),
    'netlab.setCellAttribute': async (context, attribute) => {
      // Loaded here and not at activation: it is a form that is seldom filled in.
      const { editCellAttribute } = await import('./cells/cellAttributes.ts');
      await editCellAttribute(cellOf(context), attribute, { catalog: catalog.current, netnsNames });
    },
    'netlab.runAsCommands': (context) => answer(answers, cellOf(context), 'commands'),
    'netlab.isOutput': (context) => answer(answers, cellOf(context), 'output'),
    'netlab.askAgain': (context) => answer(answers, cellOf(context), undefined),
    'netlab.convertToLab': async (context) =>
      (await import('./convert.ts')).convertToLab(notebookOf(context), { answers, placeholders, controllers }),
    'netlab.setPlaceholders': (context) => placeholders.change(notebookOf(context)),
    'netlab.endRunsOn': (context, how) => takeOffer(cellOf(context), how),
    'netlab.runCellAgain': (context) => runAgain(runners, cellOf(context)),
    'netlab.runCheck': (context) => checks.press(cellOf(context)),
    'netlab.forgetProgress': () => forgetProgress(progress),
    'netlab.stopBackground': (context) => stopBackground(runners, cellOf(context)),
    'netlab.checkMachine': () => machineReport.show(),
    'netlab.forgetSecrets': () => asker.forgetAll(),
    'netlab.openDiagram': (context) => diagrams.open(notebookOf(context)),
    'netlab.diagramFocus': (thing) => diagrams.act('focus', thing),
    'netlab.diagramUnfold': (thing) => diagrams.act('unfold', thing),
    'netlab.diagramShowAll': (thing) => diagrams.do('showAll', thing),
    'netlab.diagramFit': (thing) => diagrams.do('fit', thing),
    'netlab.diagramTurn': (thing) => diagrams.do('turn', thing),
    'netlab.diagramLegend': (thing) => diagrams.do('legend', thing),
    'netlab.diagramRates': (thing) => diagrams.do('rates', thing),
    'netlab.diagramCopy': (thing) => diagrams.do('copy', thing),
    'netlab.diagramInsert': (thing) => diagrams.do('insert', thing),
    'netlab.diagramSaveSvg': (thing) => diagrams.do('svg', thing),
    'netlab.diagramSavePng': (thing) => diagrams.do('png', thing),
    'netlab.showInTree': (thing) => topology.showInTree(thing),
    'netlab.showTopology': () => vscode.commands.executeCommand('netlab.topology.focus'),
    'netlab.showChanges': () => topology.showChanges(),
    'netlab.revealChange': (line) => topology.revealChange(line),
    'netlab.goToPeer': (line) => topology.goToPeer(line),
    'netlab.openNetnsTerminal': (line) => topology.openShell(line),
    'netlab.explainFrom': (line) => topology.explain(line),
    'netlab.pingFrom': (line) => topology.ping(line),
    'netlab.setLinkUp': (line) => topology.setLink(line, 'up'),
    'netlab.setLinkDown': (line) => topology.setLink(line, 'down'),
    'netlab.deleteLink': (line) => topology.deleteLink(line),
    'netlab.deleteNetns': (line) => topology.deleteNetns(line),
    'netlab.addAddress': (line) => topology.addAddress(line),
    'netlab.deleteAddress': (line) => topology.deleteEntry(line, 'address'),
    'netlab.addRoute': (line) => topology.addRoute(line),
    'netlab.deleteRoute': (line) => topology.deleteEntry(line, 'route'),
    'netlab.deleteSelected': (line) => topology.delete(line),
    'netlab.showInDiagram': (line) => diagrams.show(topology.place(line)),
    'netlab.findInTopology': () => topology.find(),
    'netlab.refreshTopology': () => topology.refresh(),
    'netlab.copyName': (line) => topology.copyName(line),
    'netlab.copyAddress': (line) => topology.copyAddress(line),
    'netlab.copyMac': (line) => topology.copyMac(line),
    'netlab.copyCommand': (line) => topology.copyCommand(line),
  };
  // About the answer to a question, at the cell that has asked it. Loaded when first used.
  for (const name of ['insertFix', 'showWay', 'explainReason', 'explainPair', 'saveReport'] as const)
    table[`netlab.${name}`] = async (context, choice) => {
      const { ACTIONS } = await import('./explain/actions.ts');
      await ACTIONS[name]({ runners, diagrams, extension, cell: cellOf(context), choice });
    };
  return vscode.Disposable.from(...Object.entries(table).map(([id, run]) => vscode.commands.registerCommand(id, run)));
}

/** Remembers what a cell is, and runs it if it is commands. */
async function answer(
  answers: Answers,
  cell: vscode.NotebookCell | undefined,
  given: Answer | undefined,
): Promise<void> {
  if (!cell) return;
  await answers.give(cell, given);
  if (given !== 'commands' || !(await requireTrust())) return;
  const { index, notebook } = cell;
  const range = { start: index, end: index + 1 };
  await vscode.commands.executeCommand('notebook.cell.execute', { ranges: [range], document: notebook.uri });
}

async function runAgain(runners: LabRunners, cell: vscode.NotebookCell | undefined): Promise<void> {
  if (cell && (await requireTrust())) await runners.get(cell.notebook)?.runAgain(cell);
}

async function stopBackground(runners: LabRunners, cell: vscode.NotebookCell | undefined): Promise<void> {
  if (cell) await runners.get(cell.notebook)?.stopBackground(cell);
}

async function openInBrowser(runners: LabRunners, cell: vscode.NotebookCell | undefined, port: unknown): Promise<void> {
  if (cell) await runners.get(cell.notebook)?.openInBrowser(cell, port);
}
