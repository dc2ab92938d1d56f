import * as vscode from 'vscode';
import { printable } from '../../printable.ts';
import type { HostCatalog } from '../hosts/hostCatalog.ts';
import { isShellCell, labNameOf } from '../lab.ts';
import type { LabRunners } from '../running/labRunners.ts';
import type { Progress } from '../running/progress.ts';
import type { Answers } from './answers.ts';
import type { Badge, LabProgress } from './badge.ts';
import { badges } from './badges.ts';
import { currentReading, infoOf, isFrontMatter, requestOf } from './cells.ts';
import { runsOnOffer } from './runsOnOffer.ts';

export interface StatusBarParts {
  readonly runners: LabRunners;
  readonly catalog: HostCatalog;
  readonly answers: Answers;
  readonly progress: Progress;
  /** Fires when a cell's state, or what is done of a lab, has changed. */
  readonly changed: vscode.EventEmitter<void>;
}

/** What is shown beneath a code cell. `shell`: the command that has started the one in which it begins. */
export async function itemsOf(
  cell: vscode.NotebookCell,
  { runners, catalog, answers, progress }: StatusBarParts,
  shell: string | undefined,
): Promise<vscode.NotebookCellStatusBarItem[]> {
  if (isFrontMatter(cell)) return [frontMatterItem()];
  const { warnings } = infoOf(cell);
  const { attributes } = requestOf(cell);
  const state = runners.get(cell.notebook)?.stateOf(cell) ?? {};
  const { host } = attributes;
  const namedHost = host === undefined ? undefined : catalog.kindOf(host);
  const lab = attributes.check === undefined ? undefined : labProgress(cell.notebook, attributes.check, progress);
  const reading = currentReading(cell);
  const tutorial = reading && { ...reading, answer: answers.of(cell) };
  const runsOn = await runsOnOffer(cell, attributes);
  const more = { ...(lab ? { lab } : {}), ...(shell ? { shell } : {}) };
  const source = { attributes, warnings, state, namedHost, tutorial, runsOn, ...more };
  return badges(source, vscode.l10n.t).map((badge) => itemOf(badge, cell));
}

/** How far the user is with a task, and with all tasks of the notebook. */
function labProgress(notebook: vscode.NotebookDocument, task: string, progress: Progress): LabProgress {
  const code = notebook.getCells().filter(isShellCell);
  const tasks = [...new Set(code.flatMap((cell) => infoOf(cell).attributes.check ?? []))];
  const lab = labNameOf(notebook.uri);
  return { isDone: progress.countDone(lab, [task]) > 0, done: progress.countDone(lab, tasks), all: tasks.length };
}

function itemOf({ text, label, tooltip, command, about }: Badge, cell: vscode.NotebookCell) {
  const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left);
  item.tooltip = printable(tooltip);
  item.accessibilityInformation = { label: printable(label), role: command ? 'button' : 'note' };
  if (command) item.command = { command, title: label, arguments: [cell, about] };
  return item;
}

function frontMatterItem() {
  const { t } = vscode.l10n;
  const text = `$(settings) ${t('settings of this notebook')}`;
  const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left);
  item.tooltip = t('The front matter of the file. It is not run; changes take effect at the next restart.');
  item.accessibilityInformation = { label: item.tooltip, role: 'note' };
  return item;
}
