// What can be done with the answer to a question, at the cell that has asked it.
import * as vscode from 'vscode';
import { isReason, type Reason } from '../../explain/reasons.ts';
import { infoOf } from '../cells/cells.ts';
import { insertCells, shellCell } from '../cells/insertCells.ts';
import type { Diagrams } from '../diagram/diagrams.ts';
import type { ExtensionParts } from '../gallery/copies.ts';
import { isShellCell } from '../lab.ts';
import { offerSaved } from '../offerSaved.ts';
import { plainLabel } from '../plainText.ts';
import type { LabRunners } from '../running/labRunners.ts';
import { requireTrust } from '../running/trust.ts';

interface Asked {
  readonly runners: LabRunners;
  readonly diagrams: Diagrams;
  readonly extension: ExtensionParts;
  readonly cell: vscode.NotebookCell | undefined;
  /** Which of the fixes. */
  readonly choice: unknown;
}

const answerAt = (runners: LabRunners, cell: Asked['cell']) =>
  cell && isShellCell(cell) ? runners.get(cell.notebook)?.stateOf(cell).answer : undefined;

/** Puts what would help below the cell that has explained it, a cell for each; the first of them is selected. */
async function insertFix({ runners, cell, choice }: Asked): Promise<void> {
  const { fixes = [] } = answerAt(runners, cell) ?? {};
  const texts = choice === 'all' ? fixes : fixes.slice(0, 1);
  if (cell && texts.length > 0) await insertBelow(cell, texts);
}

/** Draws the way of what the cell has asked about; opens the diagram for that. */
async function showWay({ runners, diagrams, cell }: Asked): Promise<void> {
  const { flow, hostId } = answerAt(runners, cell) ?? {};
  if (cell && flow && hostId !== undefined) await diagrams.showWay(cell.notebook, hostId, flow, true);
}

/** Opens the page about a reason; of several the user says which. */
async function explainReason({ extension: { extensionUri }, runners, cell }: Asked): Promise<void> {
  const { reasons = [] } = answerAt(runners, cell) ?? {};
  const reason = await oneOf([...new Set(reasons)]);
  if (reason === undefined || !isReason(reason)) return;
  const page = vscode.Uri.joinPath(extensionUri, 'docs', 'reasons', `${reason}.md`);
  await vscode.commands.executeCommand('markdown.showPreview', page);
}

async function oneOf(reasons: readonly Reason[]): Promise<string | undefined> {
  if (reasons.length < 2) return reasons[0];
  return vscode.window.showQuickPick(reasons, { title: vscode.l10n.t('What does it mean?') });
}

/** Asks for a pair that does not arrive, and explains it in a cell below. */
async function explainPair({ runners, cell }: Asked): Promise<void> {
  const { lost = [] } = answerAt(runners, cell) ?? {};
  if (!cell || lost.length === 0 || !(await requireTrust())) return;
  const items = lost.map(({ from, to, reason, question }) => ({
    label: `${plainLabel(from)} → ${plainLabel(to)}`,
    description: reason,
    question,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Which pair is to be explained?'),
    matchOnDescription: true,
  });
  const [made] = picked ? await insertBelow(cell, [picked.question]) : [];
  if (made) await runners.get(cell.notebook)?.run([made]);
}

/** Asks where to, and writes what is needed to report that something else was seen than predicted. */
async function saveReport({ runners, cell }: Asked): Promise<void> {
  const report = answerAt(runners, cell)?.report;
  if (!cell || !report) return;
  const { uri } = cell.notebook;
  const path = `${uri.path.replace(/\.\w+$/, '')}-report.json`;
  const to = await vscode.window.showSaveDialog({
    filters: { JSON: ['json'] },
    ...(uri.scheme === 'file' ? { defaultUri: uri.with({ path }) } : {}),
  });
  if (!to) return;
  await vscode.workspace.fs.writeFile(to, Buffer.from(report()));
  void offerSaved(to);
}

/** New cells on the same host; the first of them is selected. */
function insertBelow(cell: vscode.NotebookCell, texts: readonly string[]): Promise<readonly vscode.NotebookCell[]> {
  const { host } = infoOf(cell).attributes;
  const cells = texts.map((text) => shellCell(text, host));
  return insertCells(cell.notebook, cell.index + 1, cells);
}

/** By the names that their commands have. */
export const ACTIONS = { insertFix, showWay, explainReason, explainPair, saveReport };
