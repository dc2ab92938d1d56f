import * as vscode from 'vscode';
import { DEFAULT_ATTRIBUTES } from '../../notebook/attributes.ts';
import { shellCommand } from '../../shell/quote.ts';
import { directoryOf } from '../cells/cells.ts';
import { insertCells, shellCell } from '../cells/insertCells.ts';
import { showError } from '../messages.ts';
import type { Guards } from '../running/guards.ts';
import type { LabRunners } from '../running/labRunners.ts';
import { openTerminal } from '../running/terminal.ts';
import { requireTrust } from '../running/trust.ts';
import type { Followed } from './followers.ts';

export interface RunOptions {
  /** What it prints matters: it is run in a terminal where it is not to be a cell. */
  readonly showsOutput?: true;
  /** It is one of ours, which no shell knows. */
  readonly isMagic?: true;
}

/** Runs a command on a host of a notebook, as the user wants it: as a cell of the notebook, or silently. */
export type RunCommand = (host: Followed, argv: readonly string[], options?: RunOptions) => Promise<void>;

export function makeRunCommand(runners: LabRunners, guards: Guards): RunCommand {
  return async (host, argv, options) => {
    if (!(await requireTrust())) return;
    const command = shellCommand(argv);
    const mode = vscode.workspace.getConfiguration('netlab', host.notebook.uri).get('topology.runActions');
    if (mode !== 'silently' || options?.isMagic) await runAsCell(runners, host, command);
    else if (options?.showsOutput) showInTerminal(host, command);
    else await runSilently(host, command, guards);
  };
}

/** Writes the command into the notebook, after the cell that ran last, and runs it there. */
async function runAsCell(runners: LabRunners, { notebook, host }: Followed, command: string): Promise<void> {
  const runner = runners.get(notebook);
  if (!runner || notebook.isClosed) return;
  const cell = shellCell(command, host.id === runner.hostId ? undefined : host.id);
  const made = await insertCells(notebook, placeInRecord(notebook), [cell]);
  if (made.length > 0) await runner.run(made);
}

/** After the cell that ran last, or at the end: so the notebook reads as what was done, in order. */
function placeInRecord(notebook: vscode.NotebookDocument): number {
  const order = (cell: vscode.NotebookCell) => cell.executionSummary?.executionOrder ?? 0;
  const last = notebook
    .getCells()
    .reduce<vscode.NotebookCell | undefined>(
      (latest, cell) => (order(cell) > (latest ? order(latest) : 0) ? cell : latest),
      undefined,
    );
  return last ? last.index + 1 : notebook.cellCount;
}

function showInTerminal(followed: Followed, command: string): void {
  const { host, notebook } = followed;
  const argv = host.terminal?.(['bash', '-c', `${command}; exec bash`], directoryOf(notebook));
  if (argv) openTerminal(followed, command, argv);
}

async function runSilently({ host, notebook }: Followed, command: string, guards: Guards): Promise<void> {
  const request = { code: command, language: 'sh', attributes: DEFAULT_ATTRIBUTES };
  if (await guards.of(notebook).mayRun(request, host)) return;
  const { exitCode, stderr } = await host.run(['bash', '-c', command]);
  if (exitCode === 0) return;
  const { t } = vscode.l10n;
  const reason = stderr.toString().trim() || t('exit status {0}', exitCode ?? '?');
  showError(t('{0} failed: {1}', command, reason));
}
